"""``comity panel``: rows of states, leaders, dyads or k-ads over time, with the columns that are asked for."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from comity.model.errors import BadRequest

if TYPE_CHECKING:
    from comity.panel.group import Group
    from comity.panel.plan import Panel

#: The units, in words: :data:`comity.panel.layout.UNITS` is not loaded for `--help`.
UNITS = ("state-year", "dyad-year", "leader-year", "state-month", "dyad-month", "k-ad-year")
#: So many rows are shown on the terminal, and one less on a narrow one, for the sake of the words.
SHOWN, NARROW = 3, 90
#: Longer names and values are cut there.
WIDEST = 24


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(panel)


Words = list[str] | None


def escape(text: str) -> str:
    """Keep rich from reading brackets as its own marks."""
    return text.replace("[", "\\[")


def panel(
    unit: Annotated[
        str | None,
        typer.Argument(help=f"{', '.join(UNITS[:-1])} or {UNITS[-1]}. With --list: a group, to see its columns."),
    ] = None,
    first: Annotated[int | None, typer.Option("--from", metavar="YEAR", help="The first year.")] = None,
    last: Annotated[int | None, typer.Option("--to", metavar="YEAR", help="The last year, inclusive.")] = None,
    given: Annotated[
        Words,
        typer.Option(
            "--with",
            metavar="GROUP,…",
            help="Column groups, in order; spells counts the time since what was ongoing, spells:COLUMN since any yes.",
        ),
    ] = None,
    system: Annotated[
        str | None,
        typer.Option(
            "--system",
            "--states",
            metavar="cow|gw",
            help="The list of states; cow by default, for leaders gw.",
        ),
    ] = None,
    directed: Annotated[bool, typer.Option("--directed", help="Every dyad in both orders.")] = False,
    only: Annotated[
        Words, typer.Option("--where", metavar="COLUMN,…", help="Only rows in which this is 1, such as prd.")
    ] = None,
    chosen: Annotated[
        Words,
        typer.Option(
            "--set", metavar="GROUP.OPTION=VALUE", help="An option of a group, such as nmc.keep=all; again for more."
        ),
    ] = None,
    assumed: Annotated[
        Words,
        typer.Option(
            "--assume-zero", metavar="GROUP,…", help="Take what no source has looked at for 0; the codebook says so."
        ),
    ] = None,
    k: Annotated[int | None, typer.Option("-k", help="Of k-ads: how many states, 3 to 5; 3 by default.")] = None,
    among: Annotated[
        Words, typer.Option("--among", metavar="STATE,…", help="Of k-ads: the states of which sets are formed.")
    ] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", metavar="N", help="Of k-ads: so many, drawn by chance.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="S", help="With the same seed the sample is the same; 1 by default.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="A file: .parquet, .csv, .dta, .xlsx, or .zip with all in one. The terminal by default.",
        ),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the column groups and what they need.")] = False,
) -> None:
    """Make a panel: one row per state, leader, dyad or k-ad and period, with column groups; unknown is never zero."""
    if listing:
        _list(unit)
        return
    plan = make_plan(
        unit, first, last, _words(given), system=system, directed=directed, only=_words(only), chosen=chosen or (),
        assumed=_words(assumed), k=k, among=_words(among), sample=sample, seed=seed,
    )  # fmt: skip
    begun = time.perf_counter()
    if output is None:
        _show(plan, begun)
        return
    from comity.cli.screen import console
    from comity.panel.outputs import save

    with console(error=True).status(f"making {escape(output.name)}"):
        saved = save(plan, output)
    for path in saved.paths:
        print(path)
    print(_size(plan, saved.rows, begun))


def _words(given: Sequence[str] | None) -> list[str]:
    """Take a list that was given with commas, or bit by bit."""
    return [word.strip() for text in given or () for word in text.split(",") if word.strip()]


# -- from words to a plan


def make_plan(
    unit: str | None,
    first: int | None,
    last: int | None,
    given: Sequence[str],
    *,
    system: str | None = None,
    directed: bool = False,
    only: Sequence[str] = (),
    chosen: Sequence[str] = (),
    assumed: Sequence[str] = (),
    k: int | None = None,
    among: Sequence[str] = (),
    sample: int | None = None,
    seed: int | None = None,
) -> Panel:
    """Make a plan of what was said on the command line.

    Raises
    ------
    BadRequest
        When it makes no sense, or contradicts itself.
    """
    from comity.panel.axis import FIRST_YEAR, LAST_YEAR

    name = read_unit(unit)
    if first is None or last is None:
        raise BadRequest(
            "The years are missing.", remedy=f"Say --from YEAR --to YEAR, from {FIRST_YEAR} to {LAST_YEAR}."
        )
    _check_contradictions(name, directed, k, among, sample, seed)
    options = _options(chosen, given)
    for group in assumed:
        if group.partition(":")[0] == "spells":
            raise BadRequest("Of spells nothing can be assumed.", remedy="Name the group that they are counted of.")
        if group not in given:
            raise BadRequest(
                f"--assume-zero names “{group}”, which is not in the panel.",
                remedy=f"Add it: --with {','.join([*given, group])}",
            )
    plan = _begin(name, first, last, system, directed=directed, k=k, among=among, sample=sample, seed=seed)
    for group in given:
        plan = plan.add(group, assume_zero=group in assumed, **options.get(group, {}))
    return plan.where(*only) if only else plan


def read_unit(said: str | None) -> str:
    """Give the unit that was meant; the plural will do."""
    if said is None:
        raise BadRequest("The unit is missing.", remedy=f"Say one of {', '.join(UNITS)}; --list lists column groups.")
    name = said.lower().replace("_", "-").removesuffix("s")
    if name in UNITS:
        return name
    import difflib

    near = difflib.get_close_matches(name, UNITS, 2, 0.6)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    raise BadRequest(f"There is no unit “{said}”.{meant}", remedy=f"There are: {', '.join(UNITS)}.")


def _check_contradictions(
    unit: str, directed: bool, k: int | None, among: Sequence[str], sample: int | None, seed: int | None
) -> None:
    if directed and not unit.startswith("dyad"):
        raise BadRequest(f"--directed is for dyads, and {unit} is none.", remedy="Leave it away, or ask for dyad-year.")
    if unit != "k-ad-year":
        for option, value in (("-k", k), ("--among", among or None), ("--sample", sample), ("--seed", seed)):
            if value is not None:
                raise BadRequest(
                    f"{option} is for k-ads, and {unit} is none.", remedy="Leave it away, or ask for k-ad-year."
                )
    if seed is not None and sample is None:
        raise BadRequest("--seed is for a sample, and none is drawn.", remedy="Say also --sample N.")


def _options(chosen: Sequence[str], given: Sequence[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for said in chosen:
        place, sign, value = said.partition("=")
        group, dot, option = place.strip().partition(".")
        if not (sign and dot and group and option):
            raise BadRequest(f"“{said}” is not how an option is set.", remedy="Write --set GROUP.OPTION=VALUE.")
        if group not in given:
            raise BadRequest(
                f"--set names “{group}”, which is not in the panel.",
                remedy=f"Add it: --with {','.join([*given, group])}",
            )
        held = found.setdefault(group, {})
        if held.get(option, value.strip()) != value.strip():
            raise BadRequest(
                f"--set gives {group}.{option} twice: “{held[option]}” and “{value.strip()}”.",
                remedy="Keep one of them.",
            )
        held[option] = value.strip()
    return found


def _begin(
    unit: str,
    first: int,
    last: int,
    system: str | None,
    *,
    directed: bool,
    k: int | None,
    among: Sequence[str],
    sample: int | None,
    seed: int | None,
) -> Panel:
    from comity import panel as panels

    # What is not said is left to the function's own default.
    rest: dict[str, Any] = {} if system is None else {"system": system.lower()}
    kind, _, step = unit.rpartition("-")
    if kind == "leader":
        return panels.leaderyears(first, last, **rest)
    if kind == "k-ad":
        said = {"k": k, "among": list(among) or None, "sample": sample, "seed": seed}
        rest |= {name: value for name, value in said.items() if value is not None}
        return panels.kads(first, last, **rest)
    if kind == "state":
        return panels.stateyears(first, last, by=step, **rest)  # type: ignore[arg-type]
    return panels.dyads(first, last, by=step, directed=directed, **rest)  # type: ignore[arg-type]


# -- on the terminal


def _show(plan: Panel, begun: float) -> None:
    """Show the first rows side by side, a line for each column, and how much of each is known."""
    from rich.table import Table

    from comity.cli.screen import console
    from comity.panel.codebook import Tally, label

    out, tally = console(), Tally()
    shown = SHOWN if out.width >= NARROW else SHOWN - 1
    head: list[list[str]] = []
    for batch in tally.over(plan.batches()):
        head += [[_cell(value) for value in row.values()] for row in batch.slice(0, shown - len(head)).to_pylist()]
    lines = []
    for place, entry in enumerate(plan.columns):
        share = f"{tally.known.get(entry.name, 0) / tally.rows:.1%}" if tally.rows else ""
        lines.append([entry.name, *(row[place] for row in head), share, label(plan, entry)])
    table = Table(box=None, pad_edge=False)
    room = out.width
    for place, heading in enumerate(("column", *(f"row {number + 1}" for number in range(len(head))), "known")):
        width = min(max(len(heading), *(len(line[place]) for line in lines)), WIDEST)
        room -= width + 2  # what rich leaves between columns
        table.add_column(heading, justify="right" if place else "left", width=width, overflow="ellipsis", no_wrap=True)
    # Left to itself rich would take the room from the figures, for the sake of the words.
    table.add_column("what it is", width=max(room, 10), overflow="ellipsis", no_wrap=True)
    for line in lines:
        table.add_row(*(escape(cell) for cell in line))
    out.print(table)
    out.print(f"\n{_size(plan, tally.rows, begun)}. -o FILE writes them all, with codebook and citation.")


def _size(plan: Panel, rows: int, begun: float) -> str:
    took = time.perf_counter() - begun
    return f"{rows:,} row{'' if rows == 1 else 's'}, {len(plan.names):,} columns ({took:.1f} s)"


def _cell(value: Any) -> str:
    if value is None:
        return "·"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


# -- the list of groups


def _list(name: str | None) -> None:
    from comity.panel.choice import given_for
    from comity.panel.group import find, groups

    if name is None:
        _list_groups(groups())
    elif name.lower() == "spells":
        _explain_spells()
    elif name.lower().replace("_", "-").removesuffix("s") in UNITS:
        _list_groups(given_for(read_unit(name)))
    else:
        _list_columns(name, find(name))


def _list_groups(chosen: Mapping[str, Group]) -> None:
    from rich.table import Table

    from comity.cli.screen import console
    from comity.panel.choice import held_sources, missing, units_of

    held = held_sources()
    table = Table(box=None, pad_edge=False)
    table.add_column("group", no_wrap=True)
    # Under each other: names of sources are long, and broken they can be neither read nor copied.
    table.add_column("what it is; its sources")
    table.add_column("of", no_wrap=True)
    table.add_column("months", no_wrap=True)
    table.add_column("here", no_wrap=True)
    for name, group in chosen.items():
        units = units_of(name)
        of = [word for word, unit in (("states", "state-year"), ("pairs", "dyad-year")) if unit in units]
        here = "" if held is None else "no" if missing(group, held) else "yes"
        months = "yes" if any(unit.endswith("-month") for unit in units) else "no"
        needs = f"[dim]{' '.join(group.sources)}[/dim]"
        table.add_row(name, f"{escape(group.title)}\n{needs}", ", ".join(of), months, here)
    out = console()
    out.print(table)
    out.print(
        "\nWhat is of states can be had for leaders too, what is of pairs for k-ads; spells counts the time since what was "
        "ongoing. `comity panel --list GROUP` shows a group's columns and options. "
        + ("There is no record yet: comity build." if held is None else "What is not here: comity pull, comity build.")
    )


def _explain_spells() -> None:
    from comity.cli.screen import console

    console().print(
        "[bold]Time since, and time in[/bold] (spells), for state-year, state-month, dyad-year, dyad-month\n"
        "--with gml-mid,spells counts, for each column of something that was going on, the years (or months) without it "
        "just before.\n"
        "spells:COLUMN does so for any yes-or-no column of the panel; spells:COLUMN:onset is empty while it lasts; "
        "spells:COLUMN:in counts the years in it.\n"
        "They are counted from the first year in which the state or pair existed and the source has looked, whatever "
        "--from says."
    )


def _list_columns(name: str, group: Group) -> None:
    from rich.table import Table

    from comity.cli.screen import console
    from comity.panel.choice import held_sources, missing, units_of

    out = console()
    out.print(f"[bold]{escape(group.title)}[/bold] ({name}), for {', '.join(units_of(name))}")
    if group.about:
        out.print(escape(" ".join(group.about.split())))
    held = held_sources()
    absent = missing(group, held) if held is not None else []
    out.print(f"Sources: {', '.join(group.sources)}" + (f"; not in the record: {', '.join(absent)}" if absent else ""))
    for option, choices in group.options.items():
        out.print(escape(f"Option {option}: {' | '.join(choices)} (the first by default)"))
    table = Table(box=None, pad_edge=False)
    table.add_column("column", no_wrap=True)
    table.add_column("of", no_wrap=True)
    table.add_column("type", no_wrap=True)
    table.add_column("what it is")
    for column in group.columns:
        said = [column.label, *(f"{code} {text}" for code, text in column.values.items())]
        said += [] if column.keep else ["only with keep=all"]
        of = {"state": "each state", "alone": "states alone", "pair": "pair, each way" if column.sided else "pair"}
        table.add_row(column.name, of[column.of], column.type, escape("; ".join(said)))
    out.print()
    out.print(table)
