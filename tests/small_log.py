"""A small office's log for tests, and an adversary who edits its export and mends every digest that needs no key."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.oversight.log import checkpoint as notes
from comity.oversight.log import merkle
from comity.oversight.log.checkpoint import Checkpoint
from comity.oversight.log.export import LOG, MANIFEST, Entry, read_entry, write_entry, write_export
from comity.oversight.log.leaf import Leaf, read_leaf, seal

OFFICE = "f_a7"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VKEY = notes.verifier_of(notes.origin(OFFICE), KEY).vkey()
BEGIN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class SmallLog:
    """A log that grows; its nodes, its checkpoints and what was signed."""

    def __init__(self, key: Ed25519PrivateKey = KEY, office: str = OFFICE) -> None:
        self.key, self.office = key, office
        self.entries: list[Entry] = []
        self.notes: list[str] = []
        self.payloads: list[tuple[str, bytes]] = []
        self.nodes: dict[merkle.Node, bytes] = {}
        self.peaks = merkle.Peaks()

    def add(self, act: str, shown: dict[str, Any] | None = None, words: object = None, **changes: Any) -> None:
        salt, committed = (None, None) if words is None else seal(words)
        seq = len(self.entries)
        leaf = Leaf(self.office, seq, BEGIN + timedelta(seconds=seq), act, "p_b2", "r_c3", None, shown or {}, committed)
        leaf = replace(leaf, **changes)
        self.append(Entry(leaf.text(), salt, None if words is None else rfc8785.dumps(words).decode()))  # type: ignore[arg-type]

    def append(self, entry: Entry) -> None:
        self.entries.append(entry)
        self.peaks, completed = self.peaks.append(merkle.leaf_hash(entry.leaf.encode()))
        self.nodes |= {(level, place): hashed for level, place, hashed in completed}

    def found(self) -> None:
        vkey = notes.verifier_of(notes.origin(self.office), self.key).vkey()
        self.add("office.founded", {"log_key": vkey, "rp": "localhost", "origins": [], "policy": "0" * 64})

    def submit(self, payload: bytes) -> str:
        digest = sha256(payload).hexdigest()
        self.payloads.append((digest, payload))
        self.add("record.submitted", {"version": 1, "digest": digest})
        return digest

    def erase(self, *seqs: int) -> None:
        for seq in seqs:
            self.entries[seq] = Entry(self.entries[seq].leaf, None, None)
        self.add("personal.erased", {"seqs": list(seqs)})

    def checkpoint(self) -> str:
        at = BEGIN + timedelta(seconds=len(self.entries))
        point = Checkpoint(notes.origin(self.office), self.peaks.size, self.peaks.root(), at)
        self.notes.append(notes.make_checkpoint(point, self.key))
        return self.notes[-1]

    def write(self, path: Path, *, payloads: bool = True) -> Path:
        write_export(path, self.entries, self.notes, self.payloads if payloads else None, office=self.office)
        return path


def small_log() -> SmallLog:
    """Give a log of twelve entries, with checkpoints at 5, 9 and 12."""
    log = SmallLog()
    log.found()
    log.add("person.invited", {"organisation": "o_d4"}, {"login": "anna", "name": "Anna Müller"})
    log.add("person.joined")
    log.add("record.written", {"version": 1}, {"digest": "1" * 64})
    digest = log.submit(b'{"_type":"comity/record/v1"}')
    log.checkpoint()
    log.add("approval.given", {"approval": "a_1", "digest": digest, "side": "military", "signature": {"sig": "c2ln"}})
    log.add("approval.given", {"approval": "a_2", "digest": digest, "side": "civilian", "signature": {"sig": "c2ln"}})
    log.add("record.authorised", {"digest": digest})
    log.add("signin.refused", {"why": "password"}, {"login": "anna", "address": "192.0.2.1"})
    log.checkpoint()
    log.erase(8)
    log.add("session.opened", {"factors": "two"})
    log.add("session.closed")
    log.checkpoint()
    return log


def parts_of(path: Path) -> dict[str, bytes]:
    """Give an export's parts."""
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def mended(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Let the manifest tell what the parts are, as whoever altered them would."""
    manifest = json.loads(parts[MANIFEST])
    manifest["digests"] = {name: sha256(data).hexdigest() for name, data in parts.items() if name != MANIFEST}
    manifest["size"] = parts[LOG].count(b"\n")
    manifest["checkpoints"] = parts["checkpoints.txt"].count(b"\n\n") // 2 + parts["checkpoints.txt"].count(b"\n\n") % 2
    if "payloads.jsonl" in parts:
        manifest["payloads"] = parts["payloads.jsonl"].count(b"\n")
    return {**parts, MANIFEST: rfc8785.dumps(manifest) + b"\n"}


def pack(path: Path, parts: dict[str, bytes]) -> Path:
    """Make a file of parts."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def edited(path: Path, edit: Callable[[list[Entry]], list[Entry]]) -> Path:
    """Edit the entries of an export and mend its manifest."""
    parts = parts_of(path)
    entries = edit([read_entry(line) for line in parts[LOG].splitlines()])
    parts[LOG] = "".join(f"{write_entry(entry)}\n" for entry in entries).encode()
    return pack(path, mended(parts))


def altered(entry: Entry, **changes: Any) -> Entry:
    """Change fields of an entry's leaf, which stays well-formed."""
    return entry._replace(leaf=replace(read_leaf(entry.leaf), **changes).text())
