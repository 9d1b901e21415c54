"""What a build changed: against the record that was seen before it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb
import pytest

from comity.store.home import record_path
from comity.web.asked import Record
from comity.web.seen import Change, differences, kept_in, note


@pytest.fixture
def home(almanac_home: Path, tmp_path: Path) -> Path:
    place = tmp_path / "home"
    place.mkdir()
    shutil.copy(record_path(almanac_home), record_path(place))
    return place


def rebuild(home: Path, *changes: str) -> None:
    """Put a record with these changes in the place of the one there, as a build does."""
    target = home / "next.duckdb"
    shutil.copy(record_path(home), target)
    with duckdb.connect(str(target)) as con:
        for change in changes:
            con.execute(change)
    os.utime(target, (2_000_000_000, 2_000_000_000))
    target.replace(record_path(home))


def changes(home: Path) -> list[Change]:
    now, before, trouble = note(Record(home))
    assert before is not None and not trouble
    return differences(before, now)


def test_the_first_record_has_nothing_before_it(home: Path) -> None:
    now, before, trouble = note(Record(home))
    assert before is None and trouble == ""
    assert kept_in(home).is_file()
    assert now.things["agreement"]["almanac:north-atlantic-treaty"][2][:2] == ("ALB", "BEL")


def test_what_was_added_altered_and_removed(home: Path) -> None:
    note(Record(home))
    rebuild(
        home,
        "update agreement set name = 'Another name' where agreement = 'almanac:aukus-security-partnership' or name = 'AUKUS security partnership'",
        "insert into activity (activity, kind, name, source, source_row) values ('almanac:new', 'exercise', 'New Exercise', 'almanac', 'x:1')",
        "insert into activity_party (activity, actor, role, source, source_row) values ('almanac:new', 'JPN', 'participant', 'almanac', 'x:1')",
        "delete from incident where name = 'India-Pakistan conflict of May 2025'",
    )
    found = {(one.what, one.thing): one for one in changes(home)}
    assert set(found) == {("altered", "agreement"), ("added", "activity"), ("removed", "incident")}
    assert found["altered", "agreement"].name == "Another name"
    assert found["added", "activity"].parties == {"JPN"}
    assert found["removed", "incident"].name == "India-Pakistan conflict of May 2025"
    assert found["removed", "incident"].parties >= {"IND", "PAK"}


@pytest.mark.parametrize(
    "change",
    [
        "update agreement_party set \"end\" = '2025-01-01' where agreement = 'almanac:north-atlantic-treaty' and actor = 'ISL'",
        "delete from agreement_party where agreement = 'almanac:north-atlantic-treaty' and actor = 'ISL'",
    ],
)
def test_another_party_is_an_altered_thing(home: Path, change: str) -> None:
    note(Record(home))
    rebuild(home, change)
    assert [(one.what, one.id) for one in changes(home)] == [("altered", "almanac:north-atlantic-treaty")]


def test_a_membership_that_ended_is_altered(home: Path) -> None:
    note(Record(home))
    rebuild(
        home,
        "update membership set \"end\" = '2025-06-01' where organisation = 'nato' and actor = 'FIN' and status = 'member'",
    )
    (found,) = changes(home)
    assert (found.what, found.thing) == ("altered", "membership")
    assert found.parties == {"FIN", "nato"} and found.name.startswith("Finland – ")


def test_lines_that_moved_and_the_same_content_built_again_are_no_change(home: Path) -> None:
    note(Record(home))
    rebuild(home, "update agreement set source_row = source_row || '9'")
    assert note(Record(home))[1] is None
    rebuild(home, "update agreement set name = 'Another name' where agreement = 'almanac:north-atlantic-treaty'")
    first = changes(home)
    assert len(first) == 1
    rebuild(home)  # the same once more: what is before it stays what it was
    assert changes(home) == first


@pytest.mark.parametrize("broken", [b"", b"no gzip", b"\x1f\x8b"])
def test_what_cannot_be_read_is_as_if_it_were_not_there(home: Path, broken: bytes) -> None:
    place = kept_in(home)
    place.parent.mkdir()
    place.write_bytes(broken)
    assert note(Record(home))[1] is None
    rebuild(home, "delete from incident where name = 'India-Pakistan conflict of May 2025'")
    assert len(changes(home)) == 1


def test_where_nothing_can_be_written_it_says_so_and_still_answers(home: Path) -> None:
    (home / "watch").write_text("a file in the way")
    now, before, trouble = note(Record(home))
    assert now.things["agreement"] and before is None
    assert "watch" in trouble
