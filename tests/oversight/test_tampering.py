"""Flip, drop, reorder, truncate, fork: whoever alters a log is found out, with the place.

The adversary mends every digest that needs no key; in the last tests they hold the log's key as well, and only what an overseer has
kept stands against them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.oversight.log import merkle, passing
from comity.oversight.log.export import CHECKPOINTS, MANIFEST, PAYLOADS, Entry
from comity.oversight.log.leaf import read_leaf, seal
from comity.oversight.log.verify import verify
from small_log import BEGIN, VKEY, SmallLog, altered, edited, mended, pack, parts_of, small_log

Edit = Callable[[list[Entry]], list[Entry]]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return small_log().write(tmp_path / "good.zip")


def problems(path: Path, **options: object) -> str:
    verdict = verify(path, **options)  # type: ignore[arg-type]
    assert not verdict.holds
    return "\n".join(verdict.problems)


def put(place: int, change: Callable[[Entry], Entry]) -> Edit:
    return lambda entries: [change(entry) if seq == place else entry for seq, entry in enumerate(entries)]


# --- flip ---


@pytest.mark.parametrize(
    ("place", "span"),
    [(1, "from entry 0 to entry 4"), (6, "from entry 5 to entry 8"), (11, "from entry 9 to entry 11")],
)
def test_a_changed_leaf_is_placed_between_two_checkpoints(good: Path, place: int, span: str) -> None:
    said = problems(edited(good, put(place, lambda entry: altered(entry, by="p_other"))))
    assert span in said and "changed, added, dropped or moved" in said


def test_a_leaf_out_of_form(good: Path) -> None:
    said = problems(edited(good, put(3, lambda entry: entry._replace(leaf=entry.leaf.replace(",", ", ", 1)))))
    assert "Entry 3: The leaf is not in its one written form" in said


def test_a_leaf_of_another_office(good: Path) -> None:
    said = problems(edited(good, put(3, lambda entry: altered(entry, office="f_other"))))
    assert "Entry 3 is of the office f_other, not of f_a7." in said


def test_changed_words(good: Path) -> None:
    said = problems(edited(good, put(1, lambda entry: entry._replace(sealed=entry.sealed.replace("Anna", "Otto")))))  # type: ignore[union-attr]
    assert said == "Entry 1: its sealed words or their salt are not those that its leaf commits to."


def test_a_changed_salt(good: Path) -> None:
    said = problems(edited(good, put(1, lambda entry: entry._replace(salt=bytes(32)))))
    assert said == "Entry 1: its sealed words or their salt are not those that its leaf commits to."


def test_bytes_moved_from_the_words_into_the_salt(good: Path) -> None:
    def move(entry: Entry) -> Entry:
        assert entry.salt and entry.sealed
        return entry._replace(salt=entry.salt + entry.sealed[:1].encode(), sealed=entry.sealed[1:])

    assert "Entry 1: its sealed words or their salt" in problems(edited(good, put(1, move)))


def test_words_for_a_leaf_without(good: Path) -> None:
    said = problems(edited(good, put(2, lambda entry: entry._replace(salt=bytes(32), sealed="{}"))))
    assert said == "Entry 2 has sealed words that its leaf does not know."


def test_words_taken_away_without_an_erasure(good: Path) -> None:
    said = problems(edited(good, put(3, lambda entry: entry._replace(salt=None, sealed=None))))
    assert said == "Entry 3: its sealed words are missing, and no later entry says that they were erased."


def test_words_that_came_back_after_their_erasure(tmp_path: Path) -> None:
    log = small_log()
    body = {"login": "anna", "address": "192.0.2.1"}
    again = SmallLog()
    for seq, entry in enumerate(log.entries):
        if seq == 8:
            salt, committed = seal(body)
            entry = altered(Entry(entry.leaf, salt, rfc8785.dumps(body).decode()), sealed=committed)  # type: ignore[arg-type]
        again.append(entry)
    again.payloads = log.payloads
    again.checkpoint()
    said = problems(again.write(tmp_path / "log.zip"))
    assert said == "Entry 8: its words are still here, though entry 9 says that they were erased."


@pytest.mark.parametrize("seqs", [None, "8", [True], [9], [-1], [8.0]])
def test_an_erasure_that_cannot_be_read(tmp_path: Path, seqs: object) -> None:
    log = SmallLog()
    log.found()
    for _ in range(8):
        log.add("session.closed")
    if seqs == [8.0]:
        seqs = ["8"]
    log.add("personal.erased", {"seqs": seqs})
    log.checkpoint()
    assert problems(log.write(tmp_path / "log.zip")) == "Entry 9 names what it erased in no way that can be read."


def replaced(path: Path, part: str, old: bytes, new: bytes) -> Path:
    parts = parts_of(path)
    assert old in parts[part]
    return pack(path, mended({**parts, part: parts[part].replace(old, new, 1)}))


def test_a_changed_checkpoint(good: Path) -> None:
    log = small_log()
    root = log.notes[1].split("\n")[2].encode()
    said = problems(replaced(good, CHECKPOINTS, parts_of(good)[CHECKPOINTS].split(b"\n")[2], root))
    assert "good.zip: checkpoints.txt:1: The signature of" in said and "signed something else" in said


def test_a_changed_signature_of_a_checkpoint(good: Path) -> None:
    signature = parts_of(good)[CHECKPOINTS].split(b"\n")[5].split(b" ")[2]
    other = parts_of(good)[CHECKPOINTS].split(b"\n")[12].split(b" ")[2]
    said = problems(replaced(good, CHECKPOINTS, signature, other))
    assert "checkpoints.txt:1: The signature of" in said


def test_a_changed_payload(good: Path) -> None:
    assert "payloads.jsonl:1: The line is no payload with its digest." in problems(
        replaced(good, PAYLOADS, b"eyJ", b"eyI")
    )


def test_a_payload_that_was_never_submitted(tmp_path: Path) -> None:
    log = small_log()
    log.payloads.append(("a7" * 32, b"forged"))
    assert "no payload with its digest" in problems(log.write(tmp_path / "x.zip"))
    log.payloads[-1] = (sha256(b"forged").hexdigest(), b"forged")
    assert "was never submitted in this log" in problems(log.write(tmp_path / "y.zip"))


def test_a_changed_approval_signature(good: Path) -> None:
    forged = {"approval": "a_1", "digest": "1" * 64, "side": "military", "signature": {"sig": "Zm9y"}}
    assert "from entry 5 to entry 8" in problems(edited(good, put(5, lambda entry: altered(entry, open=forged))))


# --- drop, add, reorder ---


@pytest.mark.parametrize("place", [0, 1, 6, 10])
def test_a_dropped_entry(good: Path, place: int) -> None:
    good = edited(good, lambda entries: entries[:place] + entries[place + 1 :])
    said = problems(good)
    assert f"Entry {place + 1} stands where entry {place} is due" in said
    assert said.count(" is due") == 1
    # Without the first entry no key is known, unless the overseer has it.
    assert "attests 12 entries, but the export ends after 11" in problems(good, log_key=VKEY)
    assert ("founds the office" in said) == (place == 0)


def test_the_last_entry_dropped(good: Path) -> None:
    said = problems(edited(good, lambda entries: entries[:-1]))
    assert "attests 12 entries, but the export ends after 11: entries 11 to 11 are missing." in said


def test_an_entry_dropped_and_all_others_numbered_again(good: Path) -> None:
    def edit(entries: list[Entry]) -> list[Entry]:
        kept = entries[:6] + entries[7:]
        return [altered(entry, seq=seq) for seq, entry in enumerate(kept)]

    said = problems(edited(good, edit))
    assert "from entry 5 to entry 8" in said


def test_an_added_entry(good: Path) -> None:
    def edit(entries: list[Entry]) -> list[Entry]:
        return [altered(entry, seq=seq) for seq, entry in enumerate([*entries[:6], entries[5], *entries[6:]])]

    said = problems(edited(good, edit))
    assert "from entry 5 to entry 8" in said and "covers entries 5 to 12" in said


def test_an_entry_added_behind_the_last_checkpoint(good: Path) -> None:
    said = problems(edited(good, lambda entries: [*entries, altered(entries[-1], seq=12)]))
    assert said == ("No checkpoint that holds covers entries 12 to 12: nothing shows that they are the office’s.")


def test_entries_out_of_order(good: Path) -> None:
    said = problems(edited(good, lambda entries: [*entries[:5], entries[6], entries[5], *entries[7:]]))
    assert "Entry 6 stands where entry 5 is due" in said and "Entry 6: time ran back" not in said
    assert "Entry 6 is dated before the one in front of it" in said


def test_entries_out_of_order_and_numbered_again(good: Path) -> None:
    def edit(entries: list[Entry]) -> list[Entry]:
        one, other = entries[5], entries[6]
        return [
            *entries[:5],
            altered(other, seq=5, at=read_leaf(one.leaf).at),
            altered(one, seq=6, at=read_leaf(other.leaf).at),
            *entries[7:],
        ]

    assert "from entry 5 to entry 8" in problems(edited(good, edit))


def test_a_clock_set_back(tmp_path: Path) -> None:
    log = small_log()
    log.add("session.closed", at=BEGIN)
    log.checkpoint()
    assert (
        problems(log.write(tmp_path / "log.zip")) == "Entry 12 is dated before the one in front of it: time ran back."
    )


def test_a_checkpoint_dated_before_what_it_covers(tmp_path: Path) -> None:
    log = small_log()
    log.add("session.closed", at=BEGIN + timedelta(days=1))
    log.checkpoint()
    assert problems(log.write(tmp_path / "log.zip")).endswith("is dated before the last entry that it covers.")


def test_an_office_founded_twice(tmp_path: Path) -> None:
    log = small_log()
    log.found()
    log.checkpoint()
    assert problems(log.write(tmp_path / "log.zip")) == "Entry 12: the first entry, and no other, founds the office."


# --- truncate ---


def test_cut_to_an_earlier_checkpoint_it_holds_by_itself_but_not_against_a_kept_one(tmp_path: Path) -> None:
    log, full = SmallLog(), small_log()
    for entry in full.entries[:9]:
        log.append(entry)
    log.entries[8] = full.entries[8]
    log.notes, log.payloads = full.notes[:2], full.payloads
    path = log.write(tmp_path / "cut.zip")
    # Entry 8 was erased by entry 9, and that is cut away: even without anything kept this is told.
    assert "Entry 8: its sealed words are missing" in problems(path)
    said = problems(path, kept=full.notes)
    assert "kept checkpoint 3: attests 12 entries, but the export ends after 9: entries 9 to 11 are missing." in said


def test_truncation_without_an_erasure_only_a_kept_checkpoint_shows(tmp_path: Path) -> None:
    log = SmallLog()
    log.found()
    log.checkpoint()
    path = log.write(tmp_path / "short.zip")
    for _ in range(3):
        log.add("session.closed")
    kept = log.checkpoint()
    assert verify(path).holds and "No kept checkpoint" in verify(path).remarks[0]
    assert problems(path, kept=[kept]).startswith("kept checkpoint 1: attests 4 entries, but the export ends after 1")


def test_an_empty_log(tmp_path: Path) -> None:
    said = problems(SmallLog().write(tmp_path / "log.zip"))
    assert "The log is empty" in said and "No key of the log is known" in said


# --- fork, and an adversary who holds the log's key ---


def rewritten(change: Edit, *, key: Ed25519PrivateKey | None = None) -> tuple[SmallLog, SmallLog]:
    """Give the log as it was, and one whose history was edited and signed again."""
    log = small_log()
    other = SmallLog(key) if key else SmallLog()
    other.payloads = log.payloads
    for entry in change(log.entries):
        other.append(entry)
        if other.peaks.size in (5, 9, 12):
            other.checkpoint()
    return log, other


def test_a_rewritten_and_signed_history_is_caught_by_a_kept_checkpoint_alone(tmp_path: Path) -> None:
    log, other = rewritten(put(6, lambda entry: altered(entry, by="p_other")))
    path = other.write(tmp_path / "rewritten.zip")
    assert verify(path, log_key=VKEY).holds
    # What was kept before the forgery began agrees; what was kept after it does not, and the place is between them.
    assert verify(path, kept=log.notes[:1], log_key=VKEY).holds
    said = problems(path, kept=log.notes[:2], log_key=VKEY)
    assert "kept checkpoint 2: the log that was signed is another one: from entry 5 to entry 8 something was" in said
    assert "Split view: the log’s key has signed two different logs of 9 entries" in said
    # And the proof of consistency that the forger would need does not exist.
    forged = merkle.consistency_proof(9, 12, lambda nodes: {node: other.nodes[node] for node in nodes})
    kept_root = merkle.root_at(9, lambda nodes: {node: log.nodes[node] for node in nodes})
    assert not merkle.verify_consistency(9, 12, kept_root, other.peaks.root(), forged)


def test_a_fork_that_goes_on(tmp_path: Path) -> None:
    log, other = rewritten(lambda entries: entries[:9])
    for act in ("session.opened", "session.closed", "session.closed", "session.closed"):
        other.add(act)
    other.entries[8] = small_log().entries[8]
    other.checkpoint()
    said = problems(other.write(tmp_path / "fork.zip"), kept=[log.notes[-1]])
    assert "kept checkpoint 1: the log that was signed is another one: from entry 0 to entry 11" in said
    assert "Split view" not in said


def test_a_split_view_within_one_export(tmp_path: Path) -> None:
    log, other = rewritten(put(10, lambda entry: altered(entry, by="p_other")))
    log.notes.append(other.notes[-1])
    said = problems(log.write(tmp_path / "split.zip"))
    assert "Split view: the log’s key has signed two different logs of 12 entries" in said


def test_a_rewritten_history_with_another_key(tmp_path: Path) -> None:
    thief = Ed25519PrivateKey.generate()
    fresh = SmallLog(thief)
    fresh.found()
    fresh.checkpoint()
    path = fresh.write(tmp_path / "other.zip")
    assert verify(path).holds and fresh.notes[0].split("\n")[0] in verify(path).remarks[1]
    said = problems(path, log_key=VKEY)
    assert "Entry 0 names another key of the log" in said and "not signed by the key" in said
    assert "kept checkpoint 1: The note is not signed by the key" in problems(path, kept=small_log().notes[:1])


def test_a_key_of_another_office(tmp_path: Path) -> None:
    log = SmallLog(office="f_b8")
    log.add("office.founded", {"log_key": VKEY})
    log.checkpoint()
    assert "is not one of the office f_b8" in problems(log.write(tmp_path / "log.zip"))


@pytest.mark.parametrize("key", [None, 7, "x", VKEY[:-1]])
def test_no_key_in_the_first_entry(tmp_path: Path, key: object) -> None:
    log = SmallLog()
    log.add("office.founded", {"log_key": key})
    log.checkpoint()
    said = problems(log.write(tmp_path / "log.zip"))
    assert "is no key of a log" in said and "No key of the log is known" in said


def test_no_checkpoint_shows_nothing(tmp_path: Path) -> None:
    log = small_log()
    log.notes = []
    assert problems(log.write(tmp_path / "log.zip")).startswith("No checkpoint that holds covers entries 0 to 11")


@pytest.mark.parametrize("note", ["", "nonsense", "a\n\nb\n", "\ud800"])
def test_a_kept_checkpoint_that_is_none(good: Path, note: str) -> None:
    assert problems(good, kept=[note]).startswith("kept checkpoint 1: ")


def test_problems_are_bounded_and_counted(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "TOLD", 3)
    verdict = verify(edited(good, lambda entries: [entry._replace(leaf="{}") for entry in entries]))
    assert len(verdict.problems) == 3 and verdict.more > 8


def test_more_entries_than_told_are_not_read(good: Path) -> None:
    parts = parts_of(good)
    manifest = json.loads(parts[MANIFEST])
    manifest["size"] = 4
    parts[MANIFEST] = rfc8785.dumps(manifest) + b"\n"
    said = problems(pack(good, parts))
    assert "log.jsonl:5: more entries than the 4 that the manifest tells." in said
