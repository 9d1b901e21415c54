"""``comity sources``: the catalogue: what is here, how far it reaches, under which licence, what it is good for."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from comity.catalogue.facts import Source
    from comity.catalogue.snapshot import Snapshot
    from comity.catalogue.unverified import Unverified
    from comity.model.errors import BadSource


def register(app: typer.Typer) -> None:
    """Add this group's command."""
    app.command()(sources)


@dataclass(frozen=True, slots=True)
class _Built:
    """What the record that is there has of a source; ``looked`` are layer, first day, last day and scope of its coverage."""

    rows: int
    rejected: int
    states: int
    version: str
    looked: list[tuple[str, str, str, str]]


@dataclass(frozen=True, slots=True)
class _Listed:
    source: Source
    snapshot: Snapshot | None
    built: _Built | None

    @property
    def version(self) -> str:
        from comity.catalogue.snapshot import version_of

        return version_of(self.source, self.snapshot)

    @property
    def looked(self) -> list[tuple[str, str, str, str]]:
        """Where it looks, layer by layer: of a file that was brought, as the record has it, for no two are alike."""
        if self.source.brought and self.built is not None:
            return self.built.looked
        return [(look.layer, str(look.start or ""), str(look.end), look.scope) for look in self.source.coverage]

    @property
    def here(self) -> str:
        if self.snapshot is not None:
            return "yes"
        return "bring" if self.source.brought else "no"


def sources(
    names: Annotated[list[str] | None, typer.Argument(help="Only these; one alone is shown in full.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, with all that is known of each.")] = False,
) -> None:
    """List the catalogue: what is here, how far it reaches, under which licence."""
    from comity.catalogue.facts import find
    from comity.catalogue.snapshot import held
    from comity.catalogue.unverified import unverified
    from comity.store.home import home, own_sources_dir

    base = home()
    own = own_sources_dir(base)
    broken: dict[str, BadSource] = {}
    every = {source.name for source in find([], own, broken)} | broken.keys()
    asked = [name.lower().replace("_", "-") for name in names or ()]
    without = [entry for name, entry in unverified().items() if name not in every and (not asked or name in asked)]
    wanted = [name for name in asked if name not in {entry.name for entry in without}]
    chosen = find(wanted, own, broken) if wanted or not asked else []
    built = _look()
    listed = [_Listed(source, held(base, source), built.get(source.name)) for source in chosen]
    if as_json:
        print(json.dumps([*map(_as_dict, listed), *map(_without_as_dict, without)], indent=1, ensure_ascii=False))
    elif len(asked) == 1:
        for entry in listed:
            _show_one(entry)
        for unknown in without:
            _show_unverified(unknown)
    else:
        _show_all(listed, without)
    for error in broken.values():
        print(f"BROKEN, and `comity build` refuses until it is mended: {error}", file=sys.stderr if as_json else None)


def _look() -> dict[str, _Built]:
    """Look what the record that is there has of each source; nothing when there is none."""
    from comity.model.errors import ComityError
    from comity.store.home import home, record_path
    from comity.store.record import open_record

    try:
        with open_record(record_path(home())) as con:
            rows = con.execute(
                "select source, rows, (select count(*) from rejected r where r.source = s.source), version from source s"
            ).fetchall()
            looked: dict[str, list[tuple[str, str, str, str]]] = {}
            for name, *told in con.execute(
                """select source, layer, coalesce("start"::varchar, ''), "end"::varchar, scope from coverage order by all"""
            ).fetchall():
                looked.setdefault(name, []).append((told[0], told[1], told[2], told[3]))
            states = _count_states(con)
    except ComityError:
        return {}
    return {
        name: _Built(count, rejected, states.get(name, 0), version, looked.get(name, []))
        for name, count, rejected, version in rows
    }


def _count_states(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Count the states of which each source has rows, in whatever table."""
    from comity.store.schema import TABLES

    columns = [
        (table.name, column.name) for table in TABLES if table.lineage for column in table.columns if column.actor
    ]
    every = " union ".join(f'select source, "{column}" as actor from "{table}"' for table, column in columns)
    return dict(
        con.execute(
            f"select source, count(*) from ({every}) where actor in (select actor from actor where kind = 'state') group by 1"
        ).fetchall()
    )


def _reach(entry: _Listed) -> str:
    """Say from which year to which it looks."""
    first = min((start[:4] for _, start, _, _ in entry.looked if start), default="")
    last = max((end[:4] for _, _, end, _ in entry.looked), default="")
    return first if first == last else f"{first}–{last}"


def _as_dict(entry: _Listed) -> dict[str, Any]:
    source, built = entry.source, entry.built
    return {
        "source": source.name,
        "title": source.title,
        "publisher": source.publisher,
        "version": entry.version,
        "verified": True,
        "here": entry.snapshot is not None,
        "taken": str(entry.snapshot.taken) if entry.snapshot and entry.snapshot.taken else None,
        "brought": source.brought,
        "rows": built and built.rows,
        "rejected": built and built.rejected,
        "states": built and built.states,
        "years": _reach(entry),
        "coverage": [
            {"layer": layer, "start": start, "end": end, "scope": scope} for layer, start, end, scope in entry.looked
        ],
        "codes": source.scheme,
        "licence": source.licence.name,
        "may_be_passed_on": source.licence.redistribute,
        "licence_url": source.licence.url,
        "licence_note": source.licence.note,
        "good_for": source.good_for,
        "warnings": {warning.name: warning.text for warning in source.warnings},
        "exceptions": {known.id: known.reason for known in source.exceptions},
        "citation": source.citation,
        "url": source.url,
        "own": source.own,
    }


def _without_as_dict(entry: Unverified) -> dict[str, Any]:
    told = asdict(entry)
    return {"source": told.pop("name"), "verified": False, "here": False} | told


def _show_all(listed: Sequence[_Listed], without: Sequence[Unverified]) -> None:
    from rich.padding import Padding
    from rich.table import Table

    from comity.catalogue.unverified import UNVERIFIED
    from comity.cli.screen import console

    out = console()
    if listed:
        table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
        for heading, justify in (("source", "left"), ("here", "left"), ("version", "left"), ("years", "left"),
                                 ("rows", "right"), ("states", "right"), ("pass on", "left"), ("warns", "right")):  # fmt: skip
            table.add_column(
                heading, justify=justify, overflow="fold", no_wrap=heading != "version"  # type: ignore[arg-type]
            )  # fmt: skip
        for entry in listed:
            source, built = entry.source, entry.built
            table.add_row(
                source.name + (" (own)" if source.own else ""),
                entry.here,
                entry.version,
                _reach(entry),
                f"{built.rows:,}" if built else "",
                f"{built.states:,}" if built else "",
                "yes" if source.licence.redistribute else "no",
                str(len(source.warnings) or ""),
            )
        out.print(table)
        here = sum(entry.snapshot is not None for entry in listed)
        out.print(
            f"\n{here} of {len(listed)} are here. Rows and states: as the record has them; of a state that a source does "
            "not look at nothing is known. Pass on: whether the licence lets you. Warns: warnings to be read. "
            "`comity sources NAME` tells what one is good for, its warnings and its licence; `comity pull` fetches; "
            "`comity bring` takes over a file of your own; `comity build` makes the record.",
        )
    if without:
        out.print(f"\nKnown of, {UNVERIFIED}, so without a loader (docs/how-to/bring-a-file.md):\n")
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for entry_without in without:
            table.add_row(entry_without.name, entry_without.years, entry_without.title)
        out.print(Padding(table, (0, 0)))


def _show_one(entry: _Listed) -> None:
    source, built = entry.source, entry.built
    snapshot = entry.snapshot
    taken = f", taken {snapshot.taken}" if snapshot and snapshot.taken else ""
    _print_lines(
        [
            f"{source.title} ({source.name}, version {entry.version})",
            f"{source.publisher}. {source.url or 'It ships with comity.'}",
            f"Good for: {source.good_for}",
            f"Licence: {source.licence.name}; "
            + ("may be passed on." if source.licence.redistribute else "may not be passed on without asking."),
            " ".join(filter(None, [source.licence.note, source.licence.url])),
            f"Here: {'yes' if snapshot else 'no'}{taken}"
            + (f"; in the record: {built.rows:,} rows of {built.states:,} states, {built.rejected:,} set aside." if built else ""),
            f"Bring it: comity bring {source.name} FILE" if source.brought else "",
            f"Codes: {source.scheme}",
            f"Has looked at ({_reach(entry)}):",
            *(f"  {layer}: {start or '…'} to {end}, {scope}" for layer, start, end, scope in entry.looked),
            "Warnings:" if source.warnings else "",
            *(f"  {warning.name}: {warning.text}" for warning in source.warnings),
            "Set aside:" if source.exceptions else "",
            *(
                f"  {known.id}: {known.reason}" + (f" ({known.rows:,} rows)" if known.rows is not None else "")
                for known in source.exceptions
            ),
        ]
    )  # fmt: skip


def _show_unverified(entry: Unverified) -> None:
    from comity.catalogue.unverified import UNVERIFIED

    _print_lines(
        [
            f"{entry.title} ({entry.name})",
            f"{entry.publisher}. {entry.url}",
            f"It is {UNVERIFIED}, so without a loader: {entry.why}.",
            f"It would add: {entry.good_for}.",
            f"Years: {entry.years}" if entry.years else "",
            f"Licence: {entry.licence}.",
            "A file of it becomes a source of your own by docs/how-to/bring-a-file.md.",
        ]
    )


def _print_lines(lines: Sequence[str]) -> None:
    """Print paragraphs; what is indented stays so where it wraps."""
    from rich.padding import Padding
    from rich.text import Text

    from comity.cli.screen import console

    out = console()
    for place, line in enumerate(filter(None, lines)):
        indent = len(line) - len(line.lstrip())
        text = Text(line.lstrip(), style="bold" if not place else "")
        out.print(Padding(text, (0, 0, 0, indent)) if indent else text)
