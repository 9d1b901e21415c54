"""What must hold of every row of the tables of states, of regions, and of their cost."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from comity.model.codes import SCHEMES
from comity.model.errors import AmbiguousName, ComityError, UnknownName
from comity.model.listings import entities
from comity.model.names import StateName, normalise, read_table, state_names
from comity.model.regions import region, region_names
from comity.model.states import (
    CodeSpell,
    StateSpell,
    actor_of,
    code_spells,
    key_names,
    resolve,
    state_spells,
)

FAR = date.max


# --- what must hold of every row --------------------------------------------------------------------------------------


def test_keys_are_unique_and_no_name_twice() -> None:
    keys = [row["key"] for row in read_table("states.csv")]
    assert len(keys) == len(set(keys)) == len(key_names())
    assert len(set(key_names().values())) == len(keys)
    rows = [(row.state, normalise(row.name), row.start, row.used_in) for row in state_names()]
    assert len(rows) == len(set(rows))
    unknown = {row.state for row in state_names()} - set(keys)
    assert not unknown
    for table, columns in (("links.csv", ("predecessor", "successor")), ("capitals.csv", ("state",))):
        assert {row[c] for row in read_table(table) for c in columns} <= set(keys)


def test_spells_of_a_code_and_of_a_state_do_not_overlap() -> None:
    by_code: dict[tuple[str, str], list[CodeSpell]] = defaultdict(list)
    for spell in code_spells():
        if spell.scheme != "name":
            by_code[spell.scheme, spell.code].append(spell)
    for spells in by_code.values():
        spells.sort(key=lambda s: s.start)
        for one, two in pairwise(spells):
            assert one.end is not None and one.end < two.start, (one, two)
    rows = state_spells()
    for this, that in pairwise(rows):
        assert this.start <= (this.end or FAR)
        if this.state == that.state:
            assert this.end is not None and this.end < that.start


def test_neighbouring_spells_differ() -> None:
    rows = state_spells()
    for this, that in pairwise(rows):
        if this.state == that.state and this.end and this.end + timedelta(days=1) == that.start:
            facts = [(s.name, s.cow, s.gw, s.capital) for s in (this, that)]
            assert facts[0] != facts[1], (this, that)


def test_spells_cover_exactly_the_lists() -> None:
    rows = defaultdict(list)
    for row in state_spells():
        rows[row.state].append(row)
    for key, entity in entities().items():
        for listing in entity.listings:
            covered = sum(
                (min(row.end or FAR, listing.end) - max(row.start, listing.start)).days + 1
                for row in rows[key]
                if getattr(row, listing.system) == listing.code
                and row.start <= listing.end
                and listing.start <= (row.end or FAR)
            )
            assert covered == (listing.end - listing.start).days + 1, (key, listing)


def test_facts_lie_in_their_ranges() -> None:
    for row in state_spells():
        assert (row.lat is None) == (row.lon is None) == (row.capital is None)
        if row.lat is not None and row.lon is not None:
            assert -60 <= row.lat <= 75 and -180 <= row.lon <= 180
        assert row.cow or row.gw or row.state in ("PSE", "VAT")
        assert row.state in region(row.region).members and row.state in region(row.subregion).members
    iso = [e.iso3 for e in entities().values() if e.iso3]
    assert len(iso) == len(set(iso))
    assert all(e.iso3 in (None, e.key) for e in entities().values())


def test_every_seat_holds_at_some_time_of_its_state() -> None:
    shown = {(row.state, row.capital) for row in state_spells()}
    assert {(row["state"], row["capital"]) for row in read_table("capitals.csv")} <= shown


def test_every_code_resolves_to_its_state_on_its_first_and_last_day() -> None:
    for spell in code_spells():
        if spell.scheme == "name":
            continue
        for on in (spell.start, spell.end or date(2024, 7, 1)):
            assert actor_of(spell.scheme, spell.code, on) == spell.actor, (spell, on)
            try:
                assert resolve(spell.code, spell.scheme, on).key == spell.actor
            except UnknownName:
                # A code of ISO goes on in the gaps of the lists, and ended some weeks after some states.
                assert spell.scheme.startswith("iso"), spell


def test_no_name_resolves_to_a_state_that_does_not_bear_it() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in state_names():
        owners[normalise(row.name)].add(row.state)
    for row in state_names():
        if row.used_in.isdisjoint(("general", "display")):
            continue
        try:
            assert resolve(row.name).key in owners[normalise(row.name)], row
        except AmbiguousName:
            assert len(owners[normalise(row.name)]) > 1, row


@given(
    st.sampled_from([row for row in state_names() if "general" in row.used_in]),
    st.sampled_from("cluts-"),
    st.booleans(),
)
def test_case_and_spaces_change_nothing(row: StateName, way: str, pad: bool) -> None:
    name = row.name
    changed = {"c": name.casefold(), "l": name.lower(), "u": name.upper(), "t": name.title(), "s": name.swapcase()}
    text = changed.get(way, name)
    assert normalise(f"  {text} " if pad else text) == normalise(name)


@example("¹", "iso-numeric", None)  # a digit to Python, but no number
@given(st.text(max_size=30), st.sampled_from([None, *SCHEMES]), st.one_of(st.none(), st.integers(1, 2200)))
def test_any_text_gives_a_state_or_a_helpful_refusal(text: str, scheme: str | None, on: int | None) -> None:
    try:
        assert resolve(text, scheme, on).key in key_names()
    except ComityError as error:
        assert error.what and error.remedy


@given(st.sampled_from(state_spells()), st.integers(0, 40_000), st.sampled_from(["cow", "gw"]))
def test_a_listed_state_resolves_by_its_code_on_any_of_its_days(spell: StateSpell, days: int, system: str) -> None:
    code = getattr(spell, system)
    on = min(spell.start + timedelta(days=days), spell.end or date(2024, 12, 31))
    if code is not None:
        found = resolve(code, system, on)
        assert (found.key, getattr(found, system)) == (spell.state, code)
        assert found.start <= on <= (found.end or FAR)
        assert actor_of(system, code, on) == spell.state


# --- regions ----------------------------------------------------------------------------------------------------------


def test_regions() -> None:
    assert region("East Asia") == region("Eastern Asia") == region("eastern asia")
    assert {"CHN", "JPN", "KOR", "PRK", "MNG", "TWN", "XKO", "TBT"} == set(region("Eastern Asia").members)
    assert region("the Baltics").members == ("EST", "LTU", "LVA")
    assert {"DNK", "EST", "FIN", "GBR", "IRL", "ISL", "LTU", "LVA", "NOR", "SWE"} == set(
        region("Northern Europe").members
    )
    assert set(region("Nordic countries").members) < set(region("Northern Europe").members)
    with pytest.raises(UnknownName, match="Southern Europe"):
        region("Sothern Europe")
    for name in region_names():
        assert region(name).members and set(region(name).members) <= set(key_names()), name
        assert region(name).definition


def test_subregions_divide_the_world() -> None:
    parts = [region(name) for name in region_names() if region(name).kind == "subregion"]
    keys = [key for part in parts for key in part.members]
    assert sorted(keys) == sorted(key_names())


# --- cost -------------------------------------------------------------------------------------------------------------


def test_import_reads_no_data() -> None:
    script = (
        "import sys, builtins, io\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, args: seen.append(str(args[0])) if event == 'open' else None)\n"
        "import comity.model.states, comity.model.regions\n"
        "assert not [name for name in seen if name.endswith('.csv')], seen\n"
        "assert not {'duckdb', 'pandas', 'numpy', 'pyarrow'} & set(sys.modules)\n"
        "comity.model.states.resolve('Japan')\n"
        "assert [name for name in seen if name.endswith('names.csv')]\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
