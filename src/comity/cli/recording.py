"""``comity sources``, ``comity build``, ``comity cite``: the catalogue and the record."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from comity.catalogue.facts import Source
    from comity.model.errors import BadSource


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(sources)
    app.command()(build)
    app.command()(cite)


def sources(
    names: Annotated[list[str] | None, typer.Argument(help="Only these; one alone is shown in full.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the catalogue: what is here, how far it reaches, under which licence."""
    from comity.catalogue.facts import find
    from comity.catalogue.snapshot import held
    from comity.store.home import home, own_sources_dir

    base = home()
    broken: dict[str, BadSource] = {}
    chosen = find(names or [], own_sources_dir(base), broken)
    here = {source.name: held(base, source) for source in chosen}
    built = _built_rows()
    if as_json:
        print(json.dumps([_as_dict(source, here[source.name] is not None, built) for source in chosen], indent=1))
    elif names and len(chosen) == 1:
        _show_one(chosen[0], here[chosen[0].name] is not None, built)
    else:
        _show_table(chosen, {name for name, snapshot in here.items() if snapshot is not None}, built)
    for error in broken.values():
        print(f"BROKEN, and `comity build` refuses until it is mended: {error}", file=sys.stderr if as_json else None)


def _built_rows() -> dict[str, tuple[int, int]]:
    """Count rows and rejected rows per source, in the record that is there; nothing when there is none."""
    from comity.model.errors import ComityError
    from comity.store.home import home, record_path
    from comity.store.record import open_record

    try:
        with open_record(record_path(home())) as con:
            rows = con.execute(
                "select source, rows, (select count(*) from rejected r where r.source = s.source) from source s"
            ).fetchall()
    except ComityError:
        return {}
    return {name: (count, rejected) for name, count, rejected in rows}


def _reach(source: Source) -> str:
    years = [entry.start.year for entry in source.coverage if entry.start] or [0]
    last = max(entry.end.year for entry in source.coverage)
    return f"{min(years)}–{last}" if min(years) else f"–{last}"


def _as_dict(source: Source, here: bool, built: dict[str, tuple[int, int]]) -> dict[str, Any]:
    rows, rejected = built.get(source.name, (None, None))
    return {
        "source": source.name,
        "title": source.title,
        "publisher": source.publisher,
        "version": source.version,
        "here": here,
        "rows": rows,
        "rejected": rejected,
        "coverage": [
            {"layer": entry.layer, "start": str(entry.start or ""), "end": str(entry.end), "scope": entry.scope}
            for entry in source.coverage
        ],
        "licence": source.licence.name,
        "redistribute": source.licence.redistribute,
        "good_for": source.good_for,
        "warnings": {entry.name: entry.text for entry in source.warnings},
        "url": source.url,
        "own": source.own,
    }


def _show_table(chosen: list[Source], here: set[str], built: dict[str, tuple[int, int]]) -> None:
    from rich.table import Table

    from comity.cli.screen import console

    table = Table(box=None, pad_edge=False)
    for heading, justify in (("source", "left"), ("here", "left"), ("version", "left"), ("reach", "left"),
                             ("rows", "right"), ("set aside", "right"), ("may be passed on", "left")):  # fmt: skip
        table.add_column(heading, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for source in chosen:
        rows, rejected = built.get(source.name, (None, None))
        table.add_row(
            source.name + (" (own)" if source.own else ""),
            "yes" if source.name in here else "no",
            source.version,
            _reach(source),
            "" if rows is None else f"{rows:,}",
            "" if rejected is None else f"{rejected:,}",
            "yes" if source.licence.redistribute else "no",
        )
    out = console()
    out.print(table)
    out.print(
        f"\n{len(here)} of {len(chosen)} are here. `comity sources NAME` tells what one is good for, its warnings and "
        "its licence; `comity pull` fetches; `comity build` makes the record.",
        highlight=False,
    )


def _show_one(source: Source, here: bool, built: dict[str, tuple[int, int]]) -> None:
    from comity.cli.screen import console

    out = console()
    rows, rejected = built.get(source.name, (None, None))
    lines = [
        f"[bold]{source.title}[/bold] ({source.name}, version {source.version})",
        f"{source.publisher}. {source.url or ''}",
        f"Good for: {source.good_for}",
        f"Licence: {source.licence.name}; "
        + ("may be passed on." if source.licence.redistribute else "may not be passed on without asking."),
        source.licence.note,
        "Here: " + ("yes" if here else "no")
        + ("" if rows is None else f"; in the record: {rows:,} rows, {rejected:,} set aside."),
        f"Codes: {source.scheme}",
        "Has looked at:",
    ]  # fmt: skip
    lines += [f"  {entry.layer}: {entry.start or '…'} to {entry.end}, {entry.scope}" for entry in source.coverage]
    if source.warnings:
        lines.append("Warnings:")
        lines += [f"  {entry.name}: {entry.text}" for entry in source.warnings]
    if source.exceptions:
        lines.append("Set aside:")
        lines += [
            f"  {entry.id}: {entry.reason}" + (f" ({entry.rows:,} rows)" if entry.rows is not None else "")
            for entry in source.exceptions
        ]
    for line in lines:
        if line:
            out.print(line, highlight=False, soft_wrap=False)


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
