"""One pass over all entries of an export: what each of them must be by itself, and after the one in front of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from comity.model.errors import BadFile, Count, told
from comity.oversight.log.export import LOG, Export, read_entry
from comity.oversight.log.leaf import SALT, Leaf, commitment, read_leaf
from comity.oversight.log.merkle import EMPTY, Peaks, leaf_hash

#: As many problems are told; the rest is counted.
TOLD = 100


class State(NamedTuple):
    """The tree at one size, and the time of its last entry."""

    root: bytes
    at: datetime | None


@dataclass
class Problems:
    """What is wrong, bounded: nobody reads a million lines."""

    told: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, problem: str) -> None:
        """Add a problem."""
        if len(self.told) < TOLD:
            self.told.append(problem)
        else:
            self.more += 1

    def refused(self, error: BadFile, where: str = "") -> None:
        """Add what was refused, with its place."""
        place = error.where or where
        self.add(told("%(where)s: %(what)s", where=place, what=told(error.what)) if place else error.what)


class Pass:
    """One pass over all entries: gives the leaves that can be read, and keeps what is asked of the tree afterwards."""

    def __init__(self, export: Export, wanted: set[int], payloads: Mapping[str, bytes], problems: Problems) -> None:
        self.export, self.wanted, self.payloads, self.problems = export, wanted, payloads, problems
        self.tree = Peaks()
        self.states = {0: State(EMPTY, None)}
        self.founding: Leaf | None = None
        self.first: datetime | None = None
        self.last: datetime | None = None
        self.erased = self.unchecked = 0
        self.submitted: set[str] = set()
        # Of each entry: nothing sealed, words that are here, words that are not.
        self.words = bytearray()
        # By how much the places that leaves tell differ from theirs, once something is missing or added.
        self.shift = 0

    def leaves(self) -> Iterator[tuple[Leaf, str | None]]:
        """Give the leaves in their order; what is wrong with them is added to the problems."""
        size = self.export.manifest.size
        try:
            for number, line in self.export.lines(LOG):
                if number > size:
                    self.problems.add(
                        told(
                            "%(where)s: more entries than the %(size)s that the manifest tells.",
                            where=self.export.where(LOG, number),
                            size=Count(size),
                        )
                    )
                    break
                read = self._entry(number - 1, line)
                if self.tree.size in self.wanted:
                    self.states[self.tree.size] = State(self.tree.root(), self.last)
                if read is not None:
                    yield read
        except BadFile as error:
            self.problems.refused(error)
        if self.tree.size < size:
            self.problems.add(
                told(
                    "The manifest tells %(size)s entries, but the file ends after %(found)s: the end is missing.",
                    size=Count(size),
                    found=Count(self.tree.size),
                )
            )
        for seq, state in enumerate(self.words):
            if state == 2:
                self.problems.add(
                    told(
                        "Entry %(seq)s: its sealed words are missing, and no later entry says that they were erased.",
                        seq=seq,
                    )
                )

    def _entry(self, place: int, line: bytes) -> tuple[Leaf, str | None] | None:
        where = self.export.where(LOG, place + 1)
        try:
            entry = read_entry(line)
        except BadFile as error:
            self.problems.refused(error, where)
            self._grow(line, 0)
            return None
        self._grow(entry.leaf.encode(), 0)
        try:
            leaf = read_leaf(entry.leaf)
        except BadFile as error:
            self.problems.add(told("Entry %(seq)s: %(what)s", seq=place, what=told(error.what)))
            return None
        words = None
        if leaf.sealed is None:
            if entry.sealed is not None:
                self.problems.add(told("Entry %(seq)s has sealed words that its leaf does not know.", seq=place))
        elif entry.salt is None or entry.sealed is None:
            self.words[place] = 2
        else:
            self.words[place] = 1
            if len(entry.salt) != SALT or commitment(entry.salt, entry.sealed) != leaf.sealed:
                self.problems.add(
                    told(
                        "Entry %(seq)s: its sealed words or their salt are not those that its leaf commits to.",
                        seq=place,
                    )
                )
            else:
                words = entry.sealed
        self._order(place, leaf)
        self._content(place, leaf)
        return leaf, words

    def _grow(self, leaf: bytes, state: int) -> None:
        self.tree, _ = self.tree.append(leaf_hash(leaf))
        self.words.append(state)

    def _order(self, place: int, leaf: Leaf) -> None:
        if leaf.seq != place + self.shift:
            self.problems.add(
                told(
                    "Entry %(seq)s stands where entry %(due)s is due: entries are missing, added or out of order.",
                    seq=leaf.seq,
                    due=place + self.shift,
                )
            )
            # Whatever follows in order from here is not told again.
            self.shift = leaf.seq - place
        if leaf.office != self.export.manifest.office:
            self.problems.add(
                told(
                    "Entry %(seq)s is of the office %(other)s, not of %(office)s.",
                    seq=place,
                    other=leaf.office,
                    office=self.export.manifest.office,
                )
            )
        if self.last is not None and leaf.at < self.last:
            self.problems.add(told("Entry %(seq)s is dated before the one in front of it: time ran back.", seq=place))
        else:
            self.last = leaf.at
        self.first = self.first or leaf.at

    def _content(self, place: int, leaf: Leaf) -> None:
        act = leaf.act
        if act == "office.founded" or place == 0:
            if place == 0 and act == "office.founded":
                self.founding = leaf
            else:
                self.problems.add(told("Entry %(seq)s: the first entry, and no other, founds the office.", seq=place))
        elif act == "record.submitted":
            self.submitted.add(str(leaf.open.get("digest")))
        elif act == "approval.given":
            self.unchecked += leaf.open.get("digest") not in self.payloads
        elif act == "personal.erased":
            self._erase(leaf.seq, leaf.open.get("seqs"))

    def _erase(self, by: int, seqs: object) -> None:
        if type(seqs) is not list or not all(type(seq) is int and 0 <= seq < by for seq in seqs):
            self.problems.add(told("Entry %(seq)s names what it erased in no way that can be read.", seq=by))
            return
        for seq in seqs:
            place = seq - self.shift
            if not 0 <= place < len(self.words):
                continue
            if self.words[place] == 1:
                self.problems.add(
                    told(
                        "Entry %(seq)s: its words are still here, though entry %(by)s says that they were erased.",
                        seq=seq,
                        by=by,
                    )
                )
            elif self.words[place] == 2:
                self.words[place] = 0
                self.erased += 1
