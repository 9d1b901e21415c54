"""Reading the log: who may, what of it, page by page, and proofs that hold elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import event

from comity.model.errors import BadRequest, NotAllowed, UnknownName
from comity.oversight import approving, reading
from comity.oversight.log.checkpoint import parse
from comity.oversight.log.merkle import Peaks, leaf_hash, verify_consistency
from comity.oversight.log.proof import verify_proof
from oversight.world import SYSTEM, World


@pytest.fixture
def read_world(office_world: World) -> World:
    office_world.add("vera", "ministry", "overseer")
    digest = office_world.submit(office_world.write())
    with office_world.act("mike") as act:
        approving.refuse(act, digest, "Article 1 names no court.")
    return office_world


def test_who_may_not_read_the_log_does_not(read_world: World) -> None:
    for login in ("anna", "olga"):
        with pytest.raises(NotAllowed), read_world.look(login) as look:
            reading.entries(look)


def test_pages_follow_one_another_and_lose_nothing(read_world: World) -> None:
    with read_world.look("vera") as look:
        whole = [one.leaf.seq for one in reading.entries(look, count=500)]
        assert whole == list(range(len(read_world.acts())))[::-1]
        paged, before = [], None
        while page := reading.entries(look, count=7, before=before):
            paged += [one.leaf.seq for one in page]
            before = page[-1].leaf.seq
    assert paged == whole


def test_entries_are_found_by_act_person_record_and_time(read_world: World) -> None:
    anna, acts = read_world.people["anna"].person, read_world.acts()
    read_world.clock.on(days=1)
    with read_world.look("vera") as look:
        assert {one.leaf.act for one in reading.entries(look, act="record")} == {"record.written", "record.submitted"}
        assert len(reading.entries(look, act="role.granted")) == acts.count("role.granted")
        assert {one.leaf.by for one in reading.entries(look, by=anna)} == {anna}
        assert [one.leaf.act for one in reading.entries(look, on=anna)] == ["role.granted", "person.joined", "person.invited"]  # fmt: skip
        assert reading.entries(look, since=read_world.clock.now) == []
        assert len(reading.entries(look, until=read_world.clock.now, count=500)) == len(acts)
        with pytest.raises(BadRequest):
            reading.entries(look, count=501)


def test_an_overseer_sees_reasons_a_key_holder_none_and_nobody_who_was_invited(read_world: World) -> None:
    with read_world.look("vera") as look:
        words = {one.leaf.act: one.words for one in reading.entries(look, count=500)}
    assert words["approval.refused"] == '{"reason":"Article 1 names no court."}'
    assert words["person.invited"] is None
    with read_world.look("carl") as look:
        assert all(one.words is None for one in reading.entries(look, count=500))


def test_every_entry_is_proved_in_one_query_of_nodes(read_world: World, tmp_path: Path) -> None:
    office, file = read_world.office, tmp_path / "proof.json"
    key, asked = office.key.vkey(office.origin), []
    reading.latest(office)
    event.listen(office.database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    for seq in range(len(read_world.acts())):
        asked.clear()
        file.write_text(reading.proof(office, seq, words=seq % 2 == 0) + "\n", encoding="utf-8")
        assert sum("from log_node" in one.lower() or "FROM log_node" in one for one in asked) <= 1
        assert verify_proof(file, key).holds
    with pytest.raises(UnknownName):
        reading.proof(office, 10_000)


def test_later_logs_only_add_to_earlier_ones(read_world: World) -> None:
    office = read_world.office
    size = len(read_world.acts())
    roots, peaks = {}, Peaks()
    with office.database.read(SYSTEM) as con:
        for leaf, _ in reading.history(con):
            peaks, _ = peaks.append(leaf_hash(leaf.text().encode()))
            roots[peaks.size] = peaks.root()
    for first in range(1, size + 1):
        assert verify_consistency(first, size, roots[first], roots[size], reading.consistency(office, first, size))
    with pytest.raises(BadRequest):
        reading.consistency(office, 1, size + 1)
    note, signed = reading.latest(office)
    assert (signed, parse(note.rpartition("\n\n")[0] + "\n").root) == (size, roots[size])
