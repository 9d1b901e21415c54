"""The register as a source: what may go goes, in the record's own tables, and no more."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest

from comity.model.errors import NotAllowed, UnknownName
from comity.model.labels import labels
from comity.register import writing
from comity.register.snapshot import rows, take_snapshot
from comity.store import vocabulary
from comity.store.schema import BY_NAME
from oversight.world import World, world

COMITY = Path(sys.executable).with_name("comity")


def test_the_words_are_those_of_the_record() -> None:
    for table, columns in rows.COLUMNS.items():
        assert {*columns} - {"register"} <= {column.name for column in BY_NAME[table].columns}
    assert {*rows.ACTIVITIES.values()} <= {*vocabulary.ACTIVITY_KINDS}
    assert {*rows.ROLES.values(), "participant"} <= {*vocabulary.ACTIVITY_ROLES}
    from comity.register.kinds.agreement import words

    assert {*words.TYPES} <= {*vocabulary.AGREEMENT_KINDS} and {*words.DUTIES} == {*vocabulary.DUTIES}


def fill(one: World) -> None:
    """Write agreements, activities and a post of several labels, and have them approved."""

    def keep(kind: str, said: dict[str, Any], *, approve: bool = True) -> str:
        with one.act("anna") as act:
            which, _ = writing.save(act, kind, {"owner": "anna"} | said)
        if approve:
            # What binds follows from its approval alone here: that all that its kind asks for is there is tested elsewhere.
            digest = one.submit(which)
            one.approve("mike", digest)
            one.approve("carl", digest)
        return which

    def note(which: str, what: str, **values: Any) -> None:
        with one.act("anna") as act:
            writing.note(act, which, what, values)

    japan = keep("partner", {"title": "Japan", "type": "state", "state": "JPN", "label": "public"}, approve=False)
    finland = keep(
        "partner", {"title": "SECRET-FINLAND", "type": "state", "state": "FIN", "label": "restricted"}, approve=False
    )
    nato = keep("partner", {"title": "NATO", "type": "organisation", "label": "public"}, approve=False)

    def parties(*others: tuple[str, str]) -> list[dict[str, str]]:
        own = {"party": "we", "role": "party"}
        return [own, *({"party": name, "partner": which, "role": "party"} for name, which in others)]

    for title, label, signed in (
        ("Pact A", "public", True),
        ("SECRET-PACT", "restricted", True),
        ("Draft pact", "public", False),
    ):
        which = keep("agreement", {
            "title": title, "type": "defence-cooperation", "label": label, "parties": parties(("Japan", japan), ("them", finland)),
            "obligations": [{"duty": "training", "owes": "we", "toward": "Japan", "condition": "on request"}, {"duty": "consultation"}],
        })  # fmt: skip
        if signed:
            note(which, "signed", day="2025-03-01")
            note(which, "entered", day="2025-04-01")
    for title, label, kind in (
        ("Calm Sea 25", "public", "exercise"),
        ("SECRET-EXERCISE", "internal", "exercise"),
        ("Course", "public", "training-course"),
    ):
        keep("activity", {
            "title": title, "label": label, "type": kind, "start": "2025-06-01", "end": "2025-06-09", "place": "59.4 24.7", "location": "Tallinn", "troops": "1200",
            "domains": ["sea", "air"], "partners": [{"partner": japan, "role": "host", "personnel": "300"}, {"partner": nato, "role": "observer"}],
        })  # fmt: skip


@pytest.fixture
def filled(office_world: World) -> World:
    fill(office_world)
    return office_world


def cells(taken: Any, table: str) -> list[dict[str, str]]:
    import csv

    return list(csv.DictReader(taken.files[f"{table}.csv"].decode().splitlines()))


def test_what_may_go_goes(filled: World) -> None:
    with filled.act("anna") as act:
        taken = take_snapshot(act, "public", own="NOR")
    assert [row["name"] for row in cells(taken, "agreement")] == ["Pact A"]
    assert cells(taken, "agreement")[0] | {"agreement": "", "register": ""} == {"agreement": "", "kind": "defence-cooperation", "name": "Pact A", "signed": "2025-03-01", "start": "2025-04-01", "end": "", "register": ""}  # fmt: skip
    # The party whose own record is restricted is not named, even where the agreement is public.
    assert [row["actor"] for row in cells(taken, "agreement_party")] == ["state:NOR", "state:JPN"]
    assert [(row["actor"], row["toward"], row["duty"], row["condition"]) for row in cells(taken, "obligation")] == [
        ("state:NOR", "state:JPN", "training", "on request"), ("state:NOR", "state:JPN", "consultation", ""), ("state:JPN", "state:NOR", "consultation", ""),
    ]  # fmt: skip
    assert [(row["name"], row["personnel"], row["domains"], row["lat"]) for row in cells(taken, "activity")] == [
        ("Calm Sea 25", "1200", "sea|air", "59.4")
    ]
    assert [(row["actor"], row["role"], row["personnel"]) for row in cells(taken, "activity_party")] == [("state:JPN", "host", "300"), ("org:nato", "observer", ""), ("state:NOR", "participant", "")]  # fmt: skip
    assert taken.withheld == 2
    assert taken.left_out == {rows.UNSIGNED: 1, rows.NO_ACTOR: 1, rows.NO_WORD: 1}
    assert b"SECRET" not in b"".join(taken.files.values()) and b"FIN" not in b"".join(taken.files.values())


def test_each_label_holds_what_those_below_it_hold(filled: World) -> None:
    seen: list[set[str]] = []
    for label in labels():
        with filled.act("anna") as act:
            taken = take_snapshot(act, label, own="NOR")
        seen.append({row["name"] for table in ("agreement", "activity") for row in cells(taken, table)})
    assert all(one <= other for one, other in pairwise(seen))
    assert seen[0] == {"Pact A", "Calm Sea 25"} and seen[-1] == {
        "Pact A",
        "Calm Sea 25",
        "SECRET-EXERCISE",
        "SECRET-PACT",
    }


def test_ones_own_side_is_not_guessed(filled: World) -> None:
    with filled.act("anna") as act:
        taken = take_snapshot(act, "public")
    assert [row["actor"] for row in cells(taken, "agreement_party")] == ["state:JPN"]
    assert taken.left_out[rows.NO_OWN_SIDE] == 2 and "obligation.csv" not in taken.files


def test_the_same_register_gives_the_same_bytes_and_the_log_has_it(filled: World) -> None:
    with filled.act("anna") as act:
        one = take_snapshot(act, "public")
    with filled.act("anna") as act:
        other = take_snapshot(act, "public")
    assert one.files == other.files and filled.acts()[-2:] == ["register.exported"] * 2


def test_who_may_not_take_away_takes_nothing(filled: World) -> None:
    with pytest.raises(NotAllowed), filled.act("olga") as act:
        take_snapshot(act, "public")
    with pytest.raises(UnknownName, match="no label"), filled.act("anna") as act:
        take_snapshot(act, "secret")


def test_the_register_stands_beside_the_public_record(tmp_path: Path, sqlite_template: Path) -> None:
    """As a person would: build a label's record, make a brief of it, and find the public one untouched."""
    import shutil

    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(sqlite_template, home / "office.db")
    made = world(f"sqlite:///{home}/office.db", home).found()
    fill(made)
    made.office.close()

    def comity(*words: str, at: Path = home) -> str:
        done = subprocess.run([COMITY, *words], env=os.environ | {"COMITY_HOME": str(at)}, capture_output=True, text=True, timeout=300, check=False)  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    comity("build")
    before = (home / "record.duckdb").read_bytes()
    said = comity("office", "record", "--label", "public", "--as", "anna", "--own", "NOR")
    assert "1 agreement" in said and "Withheld, as their label is closer or they bear none: 2." in said
    assert (home / "record.duckdb").read_bytes() == before
    for label in ("public", "internal"):
        comity("office", "record", "--label", label, "--as", "anna", "--own", "NOR")
        with duckdb.connect(str(home / "labels" / label / "record.duckdb"), read_only=True) as con:
            names = {
                name
                for (name,) in con.execute(f"select name from activity where source = 'register-{label}'").fetchall()
            }
            public = con.execute("select count(*) from agreement where source = 'almanac'").fetchone()
        assert names == {"Calm Sea 25"} | ({"SECRET-EXERCISE"} if label == "internal" else set())
        assert public and public[0] > 50
    comity("brief", "Japan–Norway", "-o", str(tmp_path / "b.html"), at=home / "labels" / "internal")
    text = (tmp_path / "b.html").read_text()
    assert "Pact A" in text and "SECRET-EXERCISE" in text and "SECRET-PACT" not in text
    assert "up to the label" in text
