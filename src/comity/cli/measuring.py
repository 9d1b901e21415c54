"""``comity measure``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from comity.model.errors import BadRequest, ComityError

if TYPE_CHECKING:
    import pyarrow as pa

#: So many lines are shown on the terminal, and so many groups named; a file has all.
SHOWN, SOME = 40, 8


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(measure)


def measure(
    name: Annotated[str | None, typer.Argument(help="The measure's id, such as capability.cinc.")] = None,
    rest: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
    subject: Annotated[
        str | None,
        typer.Option(
            "--subject",
            help="A state, a pair (“Australia–Indonesia”), a pact, an organisation, a region; everybody by default.",
        ),
    ] = None,
    year: Annotated[
        str | None,
        typer.Option("--year", metavar="YEAR[-YEAR]", help="A year, or the first and the last; all by default."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="A file: .csv, .parquet, .xlsx, .dta or .json. The terminal by default.",
        ),
    ] = None,
    rank: Annotated[
        bool,
        typer.Option(
            "--rank",
            help="The ranking of one year, each rank among everybody and with its interval; none without an interval.",
        ),
    ] = False,
    course: Annotated[
        bool, typer.Option("--trend", help="How the estimates went: slope with its interval, and breaks.")
    ] = False,
    validate: Annotated[
        bool,
        typer.Option(
            "--validate", help="Hold the measure against published figures, or what came next; it may take minutes."
        ),
    ] = False,
    about: Annotated[
        bool, typer.Option("--about", help="Show what the measure is: formula, pitfalls, references.")
    ] = False,
    listing: Annotated[bool, typer.Option("--list", help="List the measures, one a line.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Compute every measure that the record allows, for later questions.")
    ] = False,
) -> None:
    """Give a measure's estimates, each with its interval, its coverage and its method; unknown is never zero."""
    if rest:
        raise BadRequest(
            f"It is not said what “{' '.join(rest)}” is.", remedy=f"Of a subject say --subject “{' '.join(rest)}”."
        )
    if listing:
        _list()
        return
    if everything:
        _compute_all()
        return
    if name is None:
        raise BadRequest("The measure is missing.", remedy="Name one, such as capability.cinc; --list shows all.")
    if about:
        _about(name)
        return
    if validate:
        _validate(name)
        return
    years = read_years(year)
    if rank and (years is None or isinstance(years, tuple)):
        raise BadRequest("A ranking is of one year.", remedy="Say --rank --year YEAR.")
    if course:
        if output is not None or rank:
            raise BadRequest(
                "A trend is shown on the terminal.", remedy="Leave --rank and -o away; a file has the series."
            )
        _trend(name, subject, years)
        return
    if output is not None:
        from comity.measures.outputs import check_ending

        check_ending(output)
    _answer(name, subject, years, rank, output)


def read_years(said: str | None) -> int | tuple[int, int] | None:
    """Read a year or two.

    Raises
    ------
    BadRequest
        When it is neither.
    """
    if said is None:
        return None
    found = re.fullmatch(r"\s*(\d{4})\s*(?:(?:[-–—:]|\.\.|to)\s*(\d{4})\s*)?", said)
    if found is None:
        raise BadRequest(f"“{said}” is no year.", remedy="Write a year (1990), or the first and the last (1990-2000).")
    first, last = found.groups()
    return int(first) if last is None else (int(first), int(last))


def _answer(
    name: str, subject: str | None, years: int | tuple[int, int] | None, rank: bool, output: Path | None
) -> None:
    import numpy as np

    from comity.cli.screen import console
    from comity.measures.asking import ask, opened
    from comity.measures.contract import find
    from comity.measures.tabulation import to_table

    out = console()
    with opened(None) as (con, place), console(error=True).status(f"computing {find(name).title}"), _of_years():
        made, rows = ask(con, place, name, subject, years)
        if rank:
            rows = rows[np.isfinite(made.estimates.value[rows])]
            rows = rows[np.argsort(-made.estimates.value[rows], kind="stable")]
        if output is not None:
            _save(con, place, name, to_table(made, rows), output)
            return
        if not rank and years is None:
            rows = _latest(made, rows)
        period = made.estimates.subjects.period[rows]
        one_year = len(rows) > 0 and period.min() == period.max()
        if one_year:
            rows = rows[np.argsort(-made.estimates.value[rows], kind="stable")]
        # All are counted, but no more than can be shown are written out: of a single series its end.
        ended = subject is not None and years is None and not one_year
        table = to_table(made, rows[-SHOWN:] if ended else rows[:SHOWN])
        known = int(np.isfinite(made.estimates.value[rows]).sum())
        reached = _reach(con, name)
        groups = [title for _, title in made.estimates.subjects.groups]
    _show(out, name, table, len(rows), known, rank, reached)
    if subject is None and groups:
        from rich.markup import escape

        told = f"{'; '.join(groups[:SOME])}{f' and {len(groups) - SOME:,} more' if len(groups) > SOME else ''}"
        out.print(f"It knows {escape(told)}: --subject shows one of them.")


@contextmanager
def _of_years() -> Iterator[None]:
    """Say years where a brief would say a day."""
    try:
        yield
    except ComityError as error:
        error.remedy = error.remedy.replace("a later day", "later years with --year")
        error.remedy = error.remedy.replace("another day", "other years with --year")
        raise


def _save(con: Any, place: Path, name: str, table: pa.Table, output: Path) -> None:
    from comity.measures.outputs import save

    for path in save(con, place, name, table, output):
        print(path)
    known = table.num_rows - table.column("value").null_count
    print(f"{len(table):,} row{'' if len(table) == 1 else 's'}, {known:,} known.")


def _latest(made: Any, rows: Any) -> Any:
    """Keep, where no year was said, of one series its known years and of several the last year that is known."""
    import numpy as np

    known = rows[np.isfinite(made.estimates.value[rows])]
    if not len(known):
        return rows
    period, subjects = made.estimates.subjects.period, made.estimates.subjects
    whom = np.column_stack([side[known] for side in (subjects.a, subjects.b) if len(side)])
    if len(np.unique(whom, axis=0)) == 1:
        return rows[(period[rows] >= period[known].min()) & (period[rows] <= period[known].max())]
    return rows[period[rows] == period[known].max()]


def _reach(con: Any, name: str) -> str:
    from comity.measures.answer import reach
    from comity.measures.contract import find

    held = reach(con, find(name))
    sources: dict[str, tuple[int, int]] = {}
    for need, (start, end) in held.items():
        begun, ended = sources.get(need.source, (start, end))
        sources[need.source] = (min(begun, start), max(ended, end))
    return "; ".join(f"{source} looked from {start} to {end}" for source, (start, end) in sorted(sources.items()))


def _show(out: Any, name: str, table: pa.Table, rows: int, known: int, rank: bool, reached: str) -> None:
    from rich.markup import escape
    from rich.table import Table

    from comity.dossier.measured import digits
    from comity.measures.contract import find

    measure = find(name)
    out.print(
        f"[bold]{escape(measure.title)}[/bold] ({name}), {escape(measure.unit)}; more means {escape(measure.direction)}"
    )
    if not rows:
        out.print(f"Nothing is said: the subject was not there in those years, or is none of its. {escape(reached)}.")
        return
    if not known:
        out.print(f"Not known. {escape(reached)}.".replace(". .", "."))
        return
    lines = table.to_pylist()
    shown = Table(box=None, pad_edge=False)
    heads = ["rank"] if rank and any(line["rank"] is not None for line in lines) else []
    heads += ["name", "year", "value", "90 %", "figures", "known"]
    for head in heads:
        shown.add_column(head, justify="left" if head == "name" else "right", no_wrap=head != "name")
    for line in lines:
        cells = []
        if heads[0] == "rank":
            cells.append("" if line["rank"] is None else f"{line['rank']} ({line['rank_low']}–{line['rank_high']})")
        span = "" if line["low"] is None else f"{digits(line['low'])} to {digits(line['high'])}"
        value = "not known" if line["value"] is None else digits(line["value"])
        inputs = "" if line["inputs"] is None else str(line["inputs"])
        share = "" if line["value"] is None else f"{100 * line['coverage']:.0f} %"
        cells += [escape(line["name"]), str(line["period"]), value, span, inputs, share]
        shown.add_row(*cells)
    out.print(shown)
    if rows > len(lines):
        out.print(f"And {rows - len(lines):,} more: -o FILE writes all.")
    kinds = {line["interval_kind"] for line in lines if line["value"] is not None}
    told = (
        "no interval is claimed, and so no rank"
        if kinds == {"none"}
        else f"90 % from {' and '.join(sorted(kinds - {'none'}))}"
    )
    out.print(
        f"\n{escape(measure.method[0].upper() + measure.method[1:])} (version {measure.version}; {escape(measure.reference)}); {told}. {escape(reached)}."
    )


def _trend(name: str, subject: str | None, years: int | tuple[int, int] | None) -> None:
    from rich.markup import escape
    from rich.table import Table

    from comity.cli.screen import console
    from comity.dossier.measured import digits
    from comity.measures.asking import opened
    from comity.measures.contract import find
    from comity.measures.courses import courses

    measure, out = find(name), console()
    with opened(None) as (con, place), console(error=True).status(f"computing {measure.title}"), _of_years():
        found = courses(con, place, name, subject, years)
    out.print(f"[bold]{escape(measure.title)}[/bold] ({name}), {escape(measure.unit)}")
    table = Table(box=None, pad_edge=False)
    for head in ("name", "years", "change a year", "90 %", "p", "breaks"):
        table.add_column(
            head, justify="left" if head in ("name", "breaks") else "right", no_wrap=head not in ("name", "breaks")
        )
    for one in found[:SHOWN]:
        told = one.trend
        cells = (
            ("", "", "")
            if told is None
            else (digits(told.slope), f"{digits(told.low)} to {digits(told.high)}", f"{told.p:.3f}")
        )
        table.add_row(escape(one.name), f"{one.first}–{one.last}", *cells, ", ".join(map(str, one.breaks)))
    out.print(table)
    if len(found) > SHOWN:
        out.print(f"And {len(found) - SHOWN:,} more: name a subject.")
    out.print(
        "\nTheil–Sen slope; 90 % and p allow for persistence from year to year (Mann–Kendall, Yue and Wang 2004). Breaks are the "
        "first years of new levels, where the series tells them apart."
    )


def _list() -> None:
    from comity.measures.contract import measures

    for name, entry in measures().items():
        whom = f"{'directed ' if entry.directed else ''}{entry.subject}"
        print(f"{name:44} {whom:14} {entry.title}")


def _about(name: str) -> None:
    import inspect
    from importlib import import_module

    from comity.measures.contract import find

    measure = find(name)
    place = name.strip().lower().replace("-", "_")
    print(inspect.cleandoc(import_module(f"comity.measures.{place}").__doc__ or ""))
    print(f"\nUnit: {measure.unit}. More means {measure.direction}.")
    print(
        "Needs: "
        + "; ".join(f"{need.layer} of {need.source}{' (optional)' if need.optional else ''}" for need in measure.needs)
    )


def _validate(name: str) -> None:
    from rich.markup import escape
    from rich.table import Table

    from comity.cli.screen import console
    from comity.dossier.measured import digits
    from comity.measures.answer import check
    from comity.measures.asking import opened
    from comity.measures.contract import find

    measure = find(name)
    if measure.validate is None:
        raise BadRequest(
            f"{name} has nothing that it could be held against.", remedy="--about says what is known of its error."
        )
    out = console()
    with opened(None) as (con, _):
        check(con, name)
        with console(error=True).status(f"validating {measure.title}"):
            found = measure.validate(con)
    for one in found:
        out.print(f"\n[bold]{escape(one.title)}[/bold]")
        table = Table(box=None, pad_edge=False)
        for place, column in enumerate(one.columns):
            table.add_column(column, justify="right" if place else "left")
        for line in one.lines:
            table.add_row(
                *(
                    escape(cell)
                    if isinstance(cell, str)
                    else ""
                    if cell is None
                    else digits(cell)
                    if not isinstance(cell, int)
                    else str(cell)
                    for cell in line
                )
            )
        out.print(table)
        out.print(escape(one.sentence))


def _compute_all() -> None:
    import time

    from comity.cli.screen import console
    from comity.measures.answer import computed
    from comity.measures.asking import opened
    from comity.measures.contract import ids
    from comity.model.errors import NotHere

    out, done, absent = console(error=True), 0, []
    with opened(None) as (con, place):
        for name in ids():
            begun = time.perf_counter()
            try:
                with out.status(f"computing {name}"):
                    made = computed(con, place, name)
            except NotHere:
                absent.append(name)
                continue
            done += 1
            print(f"{name:44} {len(made.estimates):>10,} estimates {time.perf_counter() - begun:6.1f} s")
    print(f"{done} measures are computed; {len(absent)} need what the record lacks: {', '.join(absent) or 'none'}.")
