"""``comity office verify|why|checkpoint|export``: what an overseer asks, and what they take away."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.cli.office import DAY, entries, office, opened

if TYPE_CHECKING:
    from comity.oversight.desk import Look
    from comity.oversight.log.verify import Verdict
    from comity.oversight.policy.facts import Facts


def register(app: typer.Typer) -> None:
    """Add this group's commands to those of the office."""
    del app


@office.command()
def verify(
    export: Annotated[
        Path | None, typer.Argument(help="What `comity office export -o` wrote, or the proof of an entry; the office's own database without it.")
    ] = None,
    kept: Annotated[
        list[Path] | None, typer.Option("--kept", metavar="FILE", help="A checkpoint, or a file of several, that the overseer has kept.")
    ] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="VKEY", help="The log's key, as `comity office init` printed it.")] = None,
) -> None:  # fmt: skip
    """Verify the log, offline: tree, sealed words, checkpoints, and every approval by the rules. Exit code 2 if anything is wrong."""
    from comity.oversight.approvals.replay import replay
    from comity.oversight.log import verify as log

    notes = [note for file in kept or () for note in _notes(file)]
    if export is None:
        problems, verdict = _own(notes, key)
    elif _is_proof(export):
        _verify_proof(export, key, notes)
        return
    else:
        verdict = log.verify(export, kept=notes, log_key=key, replay=replay)
        problems = list(verdict.problems)
    _say(verdict)
    if problems:
        _wrong(problems, verdict.more)
    print("Nothing is wrong.")


def _notes(file: Path) -> list[str]:
    from comity.model.errors import BadFile, NotHere

    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotHere("There is no file %(path)s.", path=file) from None
    except (OSError, UnicodeDecodeError):
        raise BadFile("It is no checkpoint.", where=str(file)) from None
    # A note's signature lines stand behind an empty line; the next note behind another.
    parts = text.strip("\n").split("\n\n")
    if len(parts) % 2 or not text.strip():
        raise BadFile("It is no checkpoint: a text, an empty line, and a signature.", where=str(file))
    return [f"{body}\n\n{signed}\n" for body, signed in zip(parts[::2], (one.rstrip("\n") for one in parts[1::2]), strict=True)]  # fmt: skip


def _is_proof(path: Path) -> bool:
    with suppress(OSError), path.open("rb") as stream:
        return stream.read(1) == b"{"
    return False


def _verify_proof(path: Path, key: str | None, kept: Sequence[str]) -> None:
    from comity.model.errors import BadRequest
    from comity.oversight.log.proof import verify_proof

    if key is None:
        raise BadRequest("A proof is checked with the log's key.", remedy="Give it with --key, as `comity office init` printed it.")  # fmt: skip
    proof = verify_proof(path, key, kept=kept)
    leaf, point = proof.leaf, proof.checkpoint
    print(f"Entry {leaf.seq} of {leaf.office}: {leaf.act}, {leaf.at.strftime(DAY)}, by {leaf.by or 'nobody'}, on {leaf.on or 'nothing'}.")  # fmt: skip
    if proof.words is not None:
        print(f"Its words: {proof.words}")
    if proof.problems:
        _wrong(proof.problems)
    print(f"It stands in the log of {entries(point.size)} that the key has signed, root {point.root.hex()}.")
    print("Not checked: the other entries, and the rules; that needs an export.")


def _own(notes: Sequence[str], key: str | None) -> tuple[list[str], Verdict]:
    """Verify the office's own database: as an export, and its tables against its log."""
    import tempfile

    from comity.oversight import reading
    from comity.oversight.approvals.replay import replay
    from comity.oversight.comparing import differences
    from comity.oversight.log import verify as log
    from comity.register import checking
    from comity.register.projecting import heal

    made = opened()
    try:
        # As at every start: a copy that was brought back, or an older comity, has not made what is looked up.
        heal(made)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "log.zip"
            reading.export(made, file, content=True)
            verdict = log.verify(file, kept=notes, log_key=key or made.key.vkey(made.origin), replay=replay)
        found = list(verdict.problems)
        # What the replay tells stands in both.
        found += [problem for problem in differences(made) if problem not in verdict.problems]
        found += checking.differences(made)
        return found, verdict
    finally:
        made.close()


def _say(verdict: Verdict) -> None:
    span = f", {verdict.first.strftime(DAY)} to {verdict.last.strftime(DAY)}" if verdict.first and verdict.last else ""
    print(f"Log of {verdict.office}: {entries(verdict.size)}{span}.")
    print(f"Root {verdict.root.hex()}, computed from the entries.")
    if verdict.log_key:
        print(f"Key {verdict.log_key}")
    print(f"Checkpoints that agree: {verdict.checkpoints} of the log's own, {verdict.kept} kept by the overseer.")
    for remark in verdict.remarks:
        print(f"Mark: {remark}")


def _wrong(problems: Sequence[str], more: int = 0) -> None:
    from comity.model.errors import BadFile

    for problem in problems:
        print(f"WRONG: {problem}")
    if more:
        print(f"… and {more:,} more.")
    raise BadFile("The log does not hold: %(count)s things are wrong with it.", remedy="Keep this file and tell your overseer.", count=len(problems) + more)  # fmt: skip


@office.command()
def why(
    user: Annotated[str, typer.Argument(help="A person: the name they sign in with, or their identity.")],
    action: Annotated[str, typer.Argument(help="As readRecord, approveMilitary, grantRole: a name of office.cedarschema.")],
    on: Annotated[
        str | None, typer.Argument(metavar="RECORD", help="A record's identity, or a person; the office itself without it.")
    ] = None,
) -> None:  # fmt: skip
    """Explain why somebody may do something, or may not. Exit code 2 if they may not; no content is shown."""
    from comity.oversight.people.accounts import find_person
    from comity.oversight.storage.engine import Scope

    made = opened()
    try:
        with made.look() as looked:
            made.database.set_scope(looked.con, Scope.SYSTEM)
            who = find_person(looked, user)
        with made.look(who, factors=2) as look:
            made.database.set_scope(look.con, Scope.SYSTEM)
            allowed = _explain(look, action, on)
    finally:
        made.close()
    if not allowed:
        raise typer.Exit(2)


def _explain(look: Look, action: str, on: str | None) -> bool:
    from comity.model.errors import BadRequest

    facts, said = _resource(look, on), {}
    if action in ("grantRole", "grantKeyRole", "delegateRole"):
        raise BadRequest("Whether a role may be granted depends on the role: the page of people says it.")
    if action == "vouchKey":
        from comity.oversight.approving import still_founding

        said = {"founding": still_founding(look), "appointed": False}
    explained = look.explain(action, facts, **said)
    print("\n".join(map(str, explained.sentences)))
    print(f"By the policy {explained.decision.digest}.")
    rule = _rule(look, action, on) if explained.decision.allowed and on else None
    if rule:
        print(f"The policy allows it, the rules of the two keys do not: {rule}.")
    return explained.decision.allowed and not rule


def _resource(look: Look, on: str | None) -> Facts:
    from comity.oversight import records
    from comity.oversight.people import accounts
    from comity.oversight.policy.facts import OfficeFacts

    if on is None:
        return OfficeFacts(look.office.name)
    if on.startswith("r_"):
        return records.facts_of(look, on)
    return accounts.facts_of(look, accounts.find_person(look, on))


def _rule(look: Look, action: str, on: str) -> str | None:
    """Give the rule of approvals that forbids what the policy allows, if one does."""
    from sqlalchemy import select

    from comity.oversight.approving import ACTIONS, why_not
    from comity.oversight.storage.tables import submission

    sides = {name: side for side, name in ACTIONS.items()}
    if look.seat is not None and look.seat.side in ACTIONS:
        sides |= dict.fromkeys(("approveAlone", "approveEmergency"), look.seat.side)
    if action not in sides:
        return None
    latest = select(submission.c.digest).where(submission.c.record == on).order_by(submission.c.at.desc()).limit(1)
    digest = look.con.scalar(latest)
    return "nothing was submitted" if digest is None else why_not(look, digest, sides[action])


@office.command()
def checkpoint(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file; it appears whole or not at all.")] = None,
) -> None:  # fmt: skip
    """Sign the log as it stands, for the overseer to keep."""
    from comity.oversight.reading import latest
    from comity.store.home import atomic_write

    made = opened()
    try:
        note, size = latest(made)
    finally:
        made.close()
    if output is None:
        print(note, end="")
        return
    with atomic_write(output) as stream:
        stream.write(note.encode())
    print(f"{output}: the log's {entries(size)}, signed. Give it to the overseer.")
