"""The log: verifying an export, and proving an entry. ``bench_log.py [ENTRIES]``, a million unless said otherwise.

The floor of verifying is SHA-256 over the same lines; beside it what one would run on a file whose digest one trusts: ``sha256sum``.
"""

from __future__ import annotations

import base64
import hashlib
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zipfile import ZipFile

from clock import race, report
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.oversight.log import checkpoint as notes
from comity.oversight.log import merkle
from comity.oversight.log.checkpoint import Checkpoint
from comity.oversight.log.export import Entry, write_export
from comity.oversight.log.leaf import commitment, write_line, written
from comity.oversight.log.verify import verify

OFFICE = "f_" + "a" * 26
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VKEY = notes.verifier_of(notes.origin(OFFICE), KEY).vkey()
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
EVERY = 1000


class Office:
    """Makes a log as an office does: sessions, records, submissions, approvals, with sealed words in a third of them."""

    def __init__(self, size: int) -> None:
        self.size, self.random, self.peaks = size, Random(7), merkle.Peaks()
        self.nodes: list[tuple[int, int, bytes]] = []
        self.notes: list[str] = []

    def name(self, kind: str) -> str:
        return kind + "_" + base64.b32encode(self.random.randbytes(16)).decode().rstrip("=").lower()

    def entries(self) -> Iterator[Entry]:
        for seq in range(self.size):
            entry = self.entry(seq)
            self.peaks, completed = self.peaks.append(merkle.leaf_hash(entry.leaf.encode()))
            self.nodes += completed
            if self.peaks.size % EVERY == 0 or self.peaks.size == self.size:
                at = BEGIN + timedelta(seconds=seq)
                point = Checkpoint(notes.origin(OFFICE), self.peaks.size, self.peaks.root(), at)
                self.notes.append(notes.make_checkpoint(point, KEY))
            yield entry

    def entry(self, seq: int) -> Entry:
        digest, salt, words = self.random.randbytes(32).hex(), None, None
        act, shown = "session.opened", {"factors": "two"}
        if seq == 0:
            act, shown = "office.founded", {"log_key": VKEY, "rp": "localhost", "origins": [], "policy": digest}
        elif seq % 3 == 0:
            act, shown = "record.written", {"version": 1, "kind": "agreement", "post": None, "partners": []}
            salt = self.random.randbytes(32)
            words = write_line({"digest": digest, "title": "Visite d’état-major"})
        elif seq % 3 == 1:
            act, shown = (
                "approval.given",
                {
                    "approval": self.name("a"),
                    "version": 1,
                    "digest": digest,
                    "side": "military",
                    "organisation": self.name("o"),
                    "key": digest,
                    "delegation": None,
                    "signature": {"keyid": digest, "sig": base64.b64encode(self.random.randbytes(64)).decode()},
                },
            )
        fields = {
            "v": 1,
            "office": OFFICE,
            "seq": seq,
            "at": written(BEGIN + timedelta(seconds=seq)),
            "act": act,
            "by": self.name("p"),
            "on": self.name("r"),
            "policy": "c" * 64,
            "open": shown,
            "sealed": None if salt is None or words is None else commitment(salt, words),
        }
        return Entry(write_line(fields), salt, words)


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    office = Office(size)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.zip"
        begun = time.perf_counter()
        write_export(path, office.entries(), office.notes, None, office=OFFICE)
        print(
            f"made and written: {size:,} entries in {time.perf_counter() - begun:.0f} s, {path.stat().st_size >> 20} MiB"
        )
        with ZipFile(path) as archive:
            lines = archive.read("log.jsonl").split(b"\n")

        def check() -> None:
            begun = time.process_time()
            verdict = verify(path, kept=office.notes[-1:], log_key=VKEY)
            assert verdict.holds and verdict.size == size, verdict
            print(f"verifying took {time.process_time() - begun:.0f} s of one core")

        best = race(
            1,
            verify=check,
            bare_hashing=lambda: [hashlib.sha256(line).digest() for line in lines],
            sha256sum=lambda: subprocess.run(["sha256sum", path], check=True, capture_output=True),
        )
        report(f"{size:,} entries verified, {len(office.notes):,} checkpoints", best, "≤ 60 s")
        print(
            f"largest memory, with the bench's own copies: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB"
        )
        proofs(office, Path(folder) / "nodes.db")


def proofs(office: Office, path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("create table node(level, place, hash, primary key (level, place)) without rowid")
    connection.executemany("insert into node values (?, ?, ?)", office.nodes)
    connection.commit()
    held = {(level, place): hashed for level, place, hashed in office.nodes}

    def get(nodes: list[merkle.Node]) -> dict[merkle.Node, bytes]:
        # Joined, each node is looked up; `(level, place) in (values …)` would scan the whole table.
        marks = ", ".join("(?, ?)" for _ in nodes)
        rows = connection.execute(
            f"with wanted(level, place) as (values {marks}) select * from wanted join node using (level, place)",
            [number for node in nodes for number in node],
        )
        return {(level, place): hashed for level, place, hashed in rows}

    asked = [office.random.randrange(office.size) for _ in range(1000)]
    leaves = {index: held[0, index] for index in asked}
    root = office.peaks.root()
    for index in asked[:100]:
        proof = merkle.inclusion_proof(index, office.size, get)
        assert merkle.verify_inclusion(index, office.size, leaves[index], proof, root)
    best = race(
        3,
        sqlite=lambda: [merkle.inclusion_proof(index, office.size, get) for index in asked],
        dictionary=lambda: [merkle.inclusion_proof(index, office.size, lambda _: held) for index in asked],
        one_row=lambda: [
            connection.execute("select * from node where level = 0 and place = ?", (i,)).fetchone() for i in asked
        ],
    )
    report(f"{len(asked):,} proofs among {office.size:,} entries", best, "≤ 20 ms each")


if __name__ == "__main__":
    main()
