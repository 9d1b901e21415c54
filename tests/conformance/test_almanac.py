"""The almanac agrees with the other sources, or a line of its ``review.csv`` says why not.

``review.csv`` has one line per source and value (``actors`` share a line where all have the same): table, id, source,
field, actors, the two sayings as ``almanac_agreement`` writes them, and the judgement. Lines of the table ``same_as``
say what was looked at and held for another thing, or that the mirror has no row of it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from almanac_agreement import (
    ALMANAC,
    Agreement,
    Row,
    Value,
    period,
    rows,
    same_day,
    same_month,
    same_year,
)

from comity.store.home import record_path
from comity.store.record import open_record

COLUMNS = ["table", "id", "source", "field", "actors", "almanac", "mirror", "why"]

Said = tuple[str, str, str, str, str, str, str]


@pytest.fixture(scope="module")
def agreement(full_home: Path, mirror: Path) -> Iterator[Agreement]:
    """Give the almanac beside a record of the whole mirror."""
    with open_record(record_path(full_home)) as record:
        yield Agreement(record, mirror)


@pytest.fixture(scope="module")
def values(agreement: Agreement) -> list[Value]:
    """Give every value on which the almanac and the mirror both speak."""
    return list(agreement.linked())


def review() -> list[Row]:
    """Read the reviewed list."""
    text = (ALMANAC / "review.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def reviewed() -> list[Said]:
    """Give the reviewed list with an entry per actor."""
    return [
        (row["table"], row["id"], row["source"], row["field"], actor, row["almanac"], row["mirror"])
        for row in review()
        if row["table"] != "same_as"
        for actor in row["actors"].split("|")
    ]


def test_every_disagreement_is_reviewed(values: list[Value]) -> None:
    open_ones = {value[:-1] for value in values if not value.agrees} - set(reviewed())
    assert not open_ones, "disagreements that no line of review.csv explains:\n" + _list(open_ones)


def test_every_reviewed_line_is_still_a_disagreement(values: list[Value]) -> None:
    stale = set(reviewed()) - {value[:-1] for value in values if not value.agrees}
    assert not stale, "lines of review.csv that correspond to no disagreement:\n" + _list(stale)


def test_agreement_per_table(values: list[Value], capsys: pytest.CaptureFixture[str]) -> None:
    """Print how far both agree; a link that compares nothing would make the numbers look better than they are."""
    said, agreed = Counter(value.table for value in values), Counter(value.table for value in values if value.agrees)
    explained = Counter(entry[0] for entry in reviewed())
    lines = [
        f"  {table}: {agreed[table]} of {count} agree ({agreed[table] / count:.1%}), {count - agreed[table]} differ, "
        f"{explained[table]} of them in review.csv"
        for table, count in said.items()
    ]
    with capsys.disabled():
        print("\nThe almanac beside the mirror:\n" + "\n".join(lines))
    assert set(said) == {
        "agreements", "parties", "obligations", "activities", "activity_parties", "incidents", "incident_parties",
    }  # fmt: skip
    compared = {(value.id, value.source) for value in values}
    linked = {(row["canonical"].removeprefix("almanac:"), row["id"]) for row in rows("same_as")}
    assert linked <= compared, f"nothing was compared of {sorted(linked - compared)}"


def test_every_row_marked_mirror_agrees_with_the_row_it_names(agreement: Agreement) -> None:
    wrong, checked = [], 0
    for table, row, found in agreement.marked():
        checked += 1
        if not found:
            wrong.append(f"{table} {list(row.values())[:3]}: nothing to compare with {row['mirror']}")
        wrong += [
            f"{table} {value.id} {row['mirror']}: {value.field} {value.actor} {value.almanac} | {value.mirror}"
            for value in found
            if not value.agrees
        ]
    assert not wrong, "rows marked “mirror” that do not agree with it:\n" + "\n".join(wrong)
    assert checked > 1000


def test_what_was_held_for_another_thing_is_not_linked(agreement: Agreement) -> None:
    links = {(row["canonical"], row["id"]) for row in rows("same_as")}
    for row in (row for row in review() if row["table"] == "same_as"):
        canonical = f"almanac:{row['id']}"
        assert _known(agreement, canonical), row
        if ":" in row["source"]:
            assert _known(agreement, row["source"]), row
            assert (canonical, row["source"]) not in links, row
        else:
            assert not [link for link in links if link[0] == canonical and link[1].startswith(f"{row['source']}:")], row


def test_the_review_can_be_read() -> None:
    text = (ALMANAC / "review.csv").read_text(encoding="utf-8")
    assert next(csv.reader(io.StringIO(text))) == COLUMNS
    entries = review()
    assert all(row["why"].strip() for row in entries)
    doubled = [said for said, count in Counter(reviewed()).items() if count > 1]
    assert not doubled, doubled


def test_the_comparison_sees_a_wrong_date_a_missing_party_and_a_wrong_side(agreement: Agreement) -> None:
    """What the tests above rest on: a slip of one day, one state or one side shows."""

    def differing(found: Iterator[Value]) -> set[tuple[str, str]]:
        return {(value.field, value.actor) for value in found if not value.agrees}

    anzus, war, rimpac = agreement.agreements["anzus-treaty"], agreement.incidents["falklands-war"], "rimpac-2010"
    before = differing(agreement.agreement("anzus-treaty", "atop:3215"))
    kept = anzus["signed"]
    anzus["signed"] = "1951-09-02"
    after = differing(agreement.agreement("anzus-treaty", "atop:3215"))
    anzus["signed"] = kept
    assert after - before == {("signed", "")}

    kept, war["end"] = war["end"], "1982-06-13"
    assert ("end", "") in differing(agreement.incident("falklands-war", "icb:336"))
    war["end"] = kept
    assert ("end", "") not in differing(agreement.incident("falklands-war", "icb:336"))

    other = agreement.activities[rimpac]["mirror"]
    assert not differing(agreement.activity(rimpac, other))
    agreement.participants[rimpac].append({"actor": "CHN", "role": "participant"})
    assert differing(agreement.activity(rimpac, other)) == {("party", "CHN")}
    agreement.participants[rimpac].pop()

    allies = agreement.sides["korean-war"]
    moved = next(row for row in allies if row["actor"] == "TUR")
    moved["side"] = "b"
    assert ("side", "TUR") in differing(agreement.incident("korean-war", "cow-mid:51"))
    moved["side"] = "a"


@pytest.mark.parametrize(
    ("ours", "theirs", "agrees"),
    [
        ("1951-09-01", date(1951, 9, 1), True),
        ("1951-09-02", date(1951, 9, 1), False),
        ("1951-09", date(1951, 9, 30), True),
        ("1951-09", date(1951, 10, 1), False),
        ("1951", date(1951, 12, 31), True),
        ("1951", date(1952, 1, 1), False),
    ],
)
def test_dates_agree_as_exactly_as_both_know_them(ours: str, theirs: date, agrees: bool) -> None:
    assert same_day(ours, theirs) is agrees


def test_months_and_years() -> None:
    assert period("1951-02") == (date(1951, 2, 1), date(1951, 2, 28))
    assert same_month("1951-09-12", date(1951, 9, 1))
    assert not same_month("1951-09-12", date(1951, 8, 1))
    assert same_month("1951", date(1951, 8, 1))
    assert same_year("1951-09", date(1951, 1, 1))
    assert not same_year("1951-09", date(1952, 1, 1))


def _known(agreement: Agreement, name: str) -> bool:
    return any(
        agreement.record.execute(f'select 1 from "{table}" where "{table}" = ?', [name]).fetchone()
        for table in ("agreement", "activity", "incident")
    )


def _list(said: set[Said]) -> str:
    return "\n".join("  " + ", ".join(entry) for entry in sorted(said))
