"""What anyone can find out from an export, offline: whether it is the log that the office's key has signed and an overseer has kept.

Nothing is believed because it stands in the file: the tree is computed again from the leaves, every word is held against its
commitment, every checkpoint against the tree. What cannot be shown is said, too. A checkpoint binds all entries before it, so that an
alteration which leaves a leaf well-formed is placed between the last checkpoint that agrees and the first that does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from comity.model.errors import BadFile, Count, told
from comity.oversight.log import checkpoint as notes
from comity.oversight.log.checkpoint import Checkpoint, Verifier
from comity.oversight.log.export import CHECKPOINTS, PAYLOADS, Export, open_export, read_payload
from comity.oversight.log.leaf import Leaf
from comity.oversight.log.passing import Pass, Problems

#: Replays the rules of approvals over all leaves and the sealed words that hold, given what was signed by its digest, and says
#: what breaks them.
Replay = Callable[[Iterator[tuple[Leaf, str | None]], Mapping[str, bytes]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found; `holds` if nothing is wrong.

    Parameters
    ----------
    office, size, root
        Whose log, its number of entries and its root, as computed.
    log_key
        The key by which checkpoints were checked.
    first, last
        The times of the first and the last entry.
    checkpoints, kept
        How many of the export's and of the kept ones agree with the tree and are signed.
    erased
        How many entries' words were erased, as the log says.
    unchecked
        How many approvals sign what is not in this export.
    problems, more
        What is wrong, and how much more than is told.
    remarks
        What this verdict does not show.
    """

    office: str
    size: int
    root: bytes
    log_key: str | None
    first: datetime | None
    last: datetime | None
    checkpoints: int
    kept: int
    erased: int
    unchecked: int
    problems: tuple[str, ...]
    more: int
    remarks: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems


class _Point(NamedTuple):
    """A checkpoint as it was found: not yet known to be signed."""

    where: str
    kept: bool
    note: str
    said: Checkpoint


def verify(
    path: Path, *, kept: Sequence[str] = (), log_key: str | None = None, replay: Replay | None = None
) -> Verdict:
    """Verify an export, offline.

    Parameters
    ----------
    path
        The export.
    kept
        Signed checkpoints of this log that an overseer has kept.
    log_key
        The log's key as the overseer was once given it; else the one that the first entry names is taken, and a remark says so.
    replay
        Replays the rules of approvals over the leaves.

    Returns
    -------
    Verdict
        All problems, each with its place.

    Raises
    ------
    NotHere
        There is no such file.
    BadFile
        It is no export at all; or `log_key` is no key.
    """
    given = None if log_key is None else notes.read_vkey(log_key)
    problems = Problems()
    with open_export(path) as export:
        points = [*_own_points(export, problems), *_kept_points(kept, problems)]
        payloads = _payloads(export, problems)
        run = Pass(export, {point.said.size for point in points}, payloads, problems)
        leaves = run.leaves()
        if replay is not None:
            for problem in replay(leaves, payloads):
                problems.add(problem)
        for _ in leaves:
            pass
        for digest in payloads.keys() - run.submitted:
            problems.add(told("The payload %(digest)s was never submitted in this log.", digest=digest))
        manifest = export.manifest
    key = _key(run, manifest.office, given, problems)
    right = _held(points, run, key, problems) if key else []
    covered = max((point.said.size for point in right), default=0)
    if covered < run.tree.size:
        problems.add(
            told(
                "No checkpoint that holds covers entries %(first)s to %(last)s: nothing shows that they are the office’s.",
                first=covered,
                last=run.tree.size - 1,
            )
        )
    if not run.tree.size:
        problems.add(told("The log is empty: not even the office’s founding is in it."))
    return Verdict(
        office=manifest.office,
        size=run.tree.size,
        root=run.tree.root(),
        log_key=key.vkey() if key else None,
        first=run.first,
        last=run.last,
        checkpoints=sum(not point.kept for point in right),
        kept=sum(point.kept for point in right),
        erased=run.erased,
        unchecked=run.unchecked,
        problems=tuple(problems.told),
        more=problems.more,
        remarks=tuple(_remarks(run, key, given, kept, replay)),
    )


def _own_points(export: Export, problems: Problems) -> Iterator[_Point]:
    found = 0
    try:
        for line, note in export.notes():
            found += 1
            yield from _point(export.where(CHECKPOINTS, line), False, note, problems)
    except BadFile as error:
        problems.refused(error)
        return
    if found != export.manifest.checkpoints:
        problems.add(
            told(
                "%(where)s: %(found)s checkpoints, but the manifest tells %(count)s.",
                where=export.where(CHECKPOINTS),
                found=Count(found),
                count=Count(export.manifest.checkpoints),
            )
        )


def _kept_points(kept: Sequence[str], problems: Problems) -> Iterator[_Point]:
    for number, note in enumerate(kept, 1):
        yield from _point(told("kept checkpoint %(number)s", number=number), True, note, problems)


def _point(where: str, kept: bool, note: str, problems: Problems) -> Iterator[_Point]:
    try:
        yield _Point(where, kept, note, notes.peek(note))
    except BadFile as error:
        problems.refused(error, where)


def _payloads(export: Export, problems: Problems) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    if export.manifest.payloads is None:
        return found
    try:
        for number, line in export.lines(PAYLOADS):
            try:
                digest, payload = read_payload(line)
            except BadFile as error:
                problems.refused(error, export.where(PAYLOADS, number))
            else:
                found[digest] = payload
    except BadFile as error:
        problems.refused(error)
    if len(found) != export.manifest.payloads:
        problems.add(
            told(
                "%(where)s: %(found)s payloads, but the manifest tells %(count)s.",
                where=export.where(PAYLOADS),
                found=Count(len(found)),
                count=Count(export.manifest.payloads),
            )
        )
    return found


def _key(run: Pass, office: str, given: Verifier | None, problems: Problems) -> Verifier | None:
    """Find the key that checkpoints must be signed by."""
    named = None
    if run.founding is not None:
        try:
            named = notes.read_vkey(str(run.founding.open.get("log_key")))
        except BadFile as error:
            problems.add(told("Entry %(seq)s: %(what)s", seq=0, what=told(error.what)))
    if named and given and named != given:
        problems.add(
            told(
                "Entry 0 names another key of the log (%(named)s) than the one given (%(given)s): this is another log, or a rewritten one.",
                named=named.vkey(),
                given=given.vkey(),
            )
        )
    key = given or named
    if key is None:
        problems.add(told("No key of the log is known: no checkpoint can be checked."))
    elif key.name != notes.origin(office):
        problems.add(told("The key %(key)s is not one of the office %(office)s.", key=key.vkey(), office=office))
    return key


def _held(points: Iterable[_Point], run: Pass, key: Verifier, problems: Problems) -> list[_Point]:
    """Hold all checkpoints against the key, the tree and each other; give those that are right."""
    signed = []
    for point in points:
        try:
            notes.read_checkpoint(point.note, key)
        except BadFile as error:
            problems.refused(error, point.where)
        else:
            signed.append(point)
    signed.sort(key=lambda point: point.said.size)
    _split_views(signed, problems)
    return [
        *_agreeing((one for one in signed if not one.kept), run, problems),
        *_agreeing((one for one in signed if one.kept), run, problems),
    ]


def _split_views(signed: Sequence[_Point], problems: Problems) -> None:
    """Tell where the key has signed two roots for one size."""
    for one, other in pairwise(signed):
        if one.said.size == other.said.size and one.said.root != other.said.root:
            problems.add(
                told(
                    "Split view: the log’s key has signed two different logs of %(size)s entries (%(one)s; %(other)s).",
                    size=Count(one.said.size),
                    one=one.where,
                    other=other.where,
                )
            )


def _agreeing(points: Iterable[_Point], run: Pass, problems: Problems) -> Iterator[_Point]:
    """Give the checkpoints that the tree agrees with; of those that differ, one after another, the first is told."""
    agreed, differing = 0, False
    for point in points:
        size, state = point.said.size, run.states.get(point.said.size)
        if state is None:
            problems.add(
                told(
                    "%(where)s: attests %(size)s entries, but the export ends after %(found)s: entries %(first)s to %(last)s are missing.",
                    where=point.where,
                    size=Count(size),
                    found=Count(run.tree.size),
                    first=run.tree.size,
                    last=size - 1,
                )
            )
        elif state.root == point.said.root:
            if state.at and point.said.at and point.said.at < state.at:
                problems.add(told("%(where)s: is dated before the last entry that it covers.", where=point.where))
            agreed, differing = size, False
            yield point
        elif not differing:
            differing = True
            problems.add(
                told(
                    "%(where)s: the log that was signed is another one: from entry %(first)s to entry %(last)s something was changed, added, dropped or moved.",
                    where=point.where,
                    first=agreed,
                    last=size - 1,
                )
            )


def _remarks(
    run: Pass, key: Verifier | None, given: Verifier | None, kept: Sequence[str], replay: Replay | None
) -> Iterator[str]:
    if not kept:
        yield told(
            "No kept checkpoint was given: that whoever holds the log’s key has not rewritten all of it is not shown."
        )
    if key and not given:
        yield told("The log’s key is the one that the export itself names: compare %(key)s.", key=key.vkey())
    if run.erased:
        yield told("The sealed words of %(count)s entries were erased, as the log says.", count=Count(run.erased))
    if run.unchecked:
        yield told(
            "%(count)s approvals: signatures not checked, the content is not in this export.",
            count=Count(run.unchecked),
        )
    if replay is None:
        yield told("The rules of approvals were not replayed.")
