"""``comity office record``: the register beside the public sources, in a record of its own for each label."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.cli.office import office, opened

if TYPE_CHECKING:
    from comity.register.snapshot import Snapshot


def register(app: typer.Typer) -> None:
    """Add this group's command to those of the office."""
    del app


@office.command()
def record(
    label: Annotated[str, typer.Option("--label", metavar="LABEL", help="How far what is taken may go: public, partners, internal or restricted.")] = "public",
    who: Annotated[str, typer.Option("--as", metavar="LOGIN", help="Who takes it: what they may read goes in, and the log names them.")] = "",
    own: Annotated[str | None, typer.Option("--own", metavar="STATE", help="The state for which this office acts, where its organisations name none.")] = None,
) -> None:  # fmt: skip
    """Build a record of the register beside the public sources. The public record stays as it is: each label has a home of its own."""
    from comity.catalogue import build as building
    from comity.cli.screen import console
    from comity.model.errors import BadRequest
    from comity.model.resolving import resolve
    from comity.oversight.people.accounts import find_person
    from comity.register.snapshot import take_snapshot
    from comity.store.home import home

    if not who:
        raise BadRequest("Who takes it?", remedy="Name yourself with --as LOGIN: what you may read goes in.")
    state = resolve(own).key if own else None
    made = opened()
    try:
        with made.look() as look:
            person = find_person(look, who)
        # Whoever has the machine's files acts here; the log says by which way.
        with made.act(person, factors=2) as act:
            taken = take_snapshot(act, label, own=state)
    finally:
        made.close()
    place = home() / "labels" / label
    _beside(home(), place)
    _write(place / "sources" / taken.name, taken)
    with console(error=True).status("building the record"):
        result = building.build(home=place)
    _say(taken, place, result.rows)


def _beside(main: Path, place: Path) -> None:
    """Let the label's home see the snapshots and the own sources of the main one; nothing of the label is written there."""
    (place / "sources").mkdir(parents=True, exist_ok=True)
    own = [path for path in (main / "sources").iterdir() if path.is_dir()] if (main / "sources").is_dir() else []
    for path, to in [
        (main / "snapshots", place / "snapshots"),
        *((path, place / "sources" / path.name) for path in own),
    ]:
        if path.exists() and not to.exists():
            to.symlink_to(path.absolute(), target_is_directory=True)


def _write(folder: Path, taken: Snapshot) -> None:
    """Put a source's folder in place of the one that was there: whole, or not at all."""
    import secrets
    import shutil

    new = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    new.mkdir(parents=True)
    for name, data in taken.files.items():
        (new / name).write_bytes(data)
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _say(taken: Snapshot, place: Path, rows: int) -> None:
    held = ", ".join(f"{number:,} {table}" for table, number in taken.rows.items()) or "nothing"
    print(f"Of the register, up to “{taken.label}”: {held}.")
    if taken.withheld:
        print(f"Withheld, as their label is closer or they bear none: {taken.withheld:,}.")
    for why, number in sorted(taken.left_out.items()):
        print(f"Left out: {why} ({number:,}).")
    print(f"The record of this label has {rows:,} rows: {place / 'record.duckdb'}")
    print(f"Use it with COMITY_HOME={place}, as in: COMITY_HOME={place} comity brief SUBJECT")
