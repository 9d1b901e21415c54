"""The proof of one entry in one file, for whoever needs that entry alone: the leaf, the path to a signed root, and nothing else of the log."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comity.model.errors import BadFile, NotHere, told
from comity.oversight.log import checkpoint as notes
from comity.oversight.log.checkpoint import Checkpoint
from comity.oversight.log.export import Entry
from comity.oversight.log.leaf import SALT, Leaf, commitment, read_leaf, read_line, unbase64, write_line
from comity.oversight.log.merkle import leaf_hash, verify_inclusion

_FIELDS = ("checkpoint", "index", "leaf", "proof", "salt", "sealed", "size")
_LONGEST = 1 << 24


@dataclass(frozen=True, slots=True)
class Proof:
    """An entry, and what a proof of it was found to show; `holds` if nothing is wrong."""

    leaf: Leaf
    words: str | None
    checkpoint: Checkpoint
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems


def write_proof(entry: Entry, index: int, size: int, proof: Sequence[bytes], note: str) -> str:
    """Write the proof of an entry.

    Parameters
    ----------
    entry
        The entry as stored; without its salt and words where they are not to leave.
    index, size
        Its place, and the size of the checkpoint.
    proof
        The path, as `merkle.inclusion_proof` gives it for that size.
    note
        The signed checkpoint of that size.
    """
    return write_line(
        {
            "leaf": entry.leaf,
            "salt": None if entry.salt is None else base64.b64encode(entry.salt).decode(),
            "sealed": entry.sealed,
            "index": index,
            "size": size,
            "proof": [base64.b64encode(part).decode() for part in proof],
            "checkpoint": note,
        }
    )


def _read(path: Path) -> tuple[Entry, int, int, list[bytes], str]:
    try:
        with path.open("rb") as stream:
            line = stream.read(_LONGEST)
    except FileNotFoundError:
        raise NotHere("There is no file %(path)s.", path=path) from None
    except OSError as error:
        raise BadFile("The file cannot be read: %(reason)s.", where=path.name, reason=error.strerror) from None
    try:
        fields: Any = read_line(line.removesuffix(b"\n"))
        note, index, leaf, proof, salt, sealed, size = (fields[name] for name in _FIELDS)
        texts = [note, leaf, *([] if sealed is None else [sealed])]
        fits = len(fields) == len(_FIELDS) and all(type(text) is str for text in texts) and type(proof) is list
        if fits and type(index) is type(size) is int and (salt is None) == (sealed is None):
            entry = Entry(leaf, None if salt is None else unbase64(salt), sealed)
            return entry, index, size, [unbase64(part) for part in proof], note
    except (ValueError, TypeError, KeyError):
        pass
    raise BadFile("It is no proof of an entry.", where=path.name)


def verify_proof(path: Path, log_key: str, *, kept: Sequence[str] = ()) -> Proof:
    """Verify the proof of an entry, offline.

    Parameters
    ----------
    path
        The file.
    log_key
        The log's key; a proof does not bring it, for it would prove nothing.
    kept
        Checkpoints that an overseer has kept: one of the same size must have the same root.

    Raises
    ------
    NotHere
        There is no such file.
    BadFile
        It is no proof, its leaf or its checkpoint is none, or the key has not signed it.
    """
    entry, index, size, path_up, note = _read(path)
    key = notes.read_vkey(log_key)
    leaf = read_leaf(entry.leaf, path.name)
    point = notes.read_checkpoint(note, key)
    problems: list[str] = []
    if leaf.seq != index:
        problems.append(told("The leaf says that it is entry %(seq)s, not %(index)s.", seq=leaf.seq, index=index))
    if notes.origin(leaf.office) != key.name:
        problems.append(
            told("The leaf is of the office %(office)s, the key of %(name)s.", office=leaf.office, name=key.name)
        )
    if point.size != size:
        problems.append(
            told("The checkpoint is of %(found)s entries, the proof of %(size)s.", found=point.size, size=size)
        )
    if not verify_inclusion(index, size, leaf_hash(entry.leaf.encode()), path_up, point.root):
        problems.append(told("The path from entry %(index)s does not lead to the root of the checkpoint.", index=index))
    if entry.salt is not None and entry.sealed is not None:
        bound = len(entry.salt) == SALT and commitment(entry.salt, entry.sealed) == leaf.sealed
        if not bound:
            problems.append(told("The sealed words or their salt are not those that the leaf commits to."))
    for number, one in enumerate(kept, 1):
        mine = notes.read_checkpoint(one, key)
        if mine.size == point.size and mine.root != point.root:
            problems.append(
                told(
                    "Split view: the log’s key has signed another log of %(size)s entries (kept checkpoint %(number)s).",
                    size=size,
                    number=number,
                )
            )
    return Proof(leaf, entry.sealed, point, tuple(problems))
