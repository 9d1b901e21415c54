"""``comity build``, ``comity cite``: the record."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(build)
    app.command()(cite)


def build(
    names: Annotated[list[str] | None, typer.Argument(help="Only these sources; all that are here by default.")] = None,
) -> None:
    """Build the record from the snapshots that are here."""
    import time

    from comity.catalogue import build as building
    from comity.cli.screen import console
    from comity.dossier.words import count

    out = console(error=True)
    begun = time.perf_counter()
    with out.status("building the record") as status:
        result = building.build(names or (), progress=lambda name: status.update(f"building the record: {name}"))
    took = time.perf_counter() - begun
    for entry in result.sources:
        print(
            f"{entry.source:24} {entry.rows:>9,} rows" + (f" {entry.rejected:>7,} set aside" if entry.rejected else "")
        )
    if result.absent:
        print(f"not here: {', '.join(result.absent)} (comity pull)")
    for hint in result.hints:
        print(hint)
    print(
        f"The record has {result.rows:,} rows from {count(len(result.sources), 'source')}: {result.record} ({took:.1f} s)"
    )
    if names:
        listed = ", ".join(entry.source for entry in result.sources)
        print(f"IT NOW HOLDS ONLY WHAT WAS NAMED: {listed}. `comity build` without names takes all that is here.")


def cite() -> None:
    """Print BibTeX of everything that the record was built from."""
    from comity.store.home import home, record_path
    from comity.store.record import open_record

    with open_record(record_path(home())) as con:
        for (citation,) in con.execute("select citation from source order by source").fetchall():
            print(citation, end="\n\n")
