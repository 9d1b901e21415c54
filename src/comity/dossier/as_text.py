"""A brief for the terminal, at 100 columns at most."""

from __future__ import annotations

from typing import Any, Literal

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from comity.dossier.contents import Brief, Figure, Gap, Listing
from comity.dossier.language import _, n_
from comity.dossier.words import day, few, listed, number, quantity, whole

#: Lines of a listing that a terminal shows.
LINES = 12
WIDTH = 100
#: The first column names the thing and is not squeezed into splinters by the others.
NAME = 36


def print_brief(made: Brief, out: Console, *, short: bool = False) -> None:
    """Print a brief; a short one has its sentences and small pictures alone."""
    when = _("as things stood on %(day)s") % {"day": day(made.subject.on)}
    out.print(f"\n[bold]{escape(made.subject.name)}[/bold]  [dim]{escape(when)}[/dim]")
    for section in made.sections:
        out.print()
        out.rule(f"[bold]{escape(section.title)}[/bold]", align="left", characters="─")
        for sentence in section.sentences:
            out.print(escape(sentence))
        for drawing in section.drawings:
            if drawing.text:
                out.print(f"[dim]{escape(drawing.title)}[/dim]")
                out.print(escape(drawing.text), overflow="crop", no_wrap=True)
        for listing in () if short else section.listings:
            _print_listing(listing, out)
    if short:
        return
    out.print()
    unknown = _("What is not known, and why")
    out.rule(f"[bold]{escape(unknown)}[/bold]", align="left", characters="─")
    out.print(
        _(
            "Where nobody has looked, before a source began to look and after it last looked, nothing is known; that is not zero."
        )
    )
    by_reason: dict[str, list[Gap]] = {}
    for gap in made.gaps:
        by_reason.setdefault(gap.why, []).append(gap)
    for why, gaps in by_reason.items():
        what = listed([gap.what for gap in gaps], len(gaps))
        bring = sorted({gap.bring for gap in gaps if gap.bring})
        text = _("%(what)s: %(why)s. Bring %(sources)s.") if bring else _("%(what)s: %(why)s.")
        told = {"what": what[0].upper() + what[1:], "why": why, "sources": listed(bring, len(bring))}
        out.print(escape(text % told))
    out.print()
    sources = _("Sources")
    out.rule(f"[bold]{escape(sources)}[/bold]", align="left", characters="─")
    if made.marks:
        marks = ", ".join(f"{_(mark)} {times}" for mark, times in made.marks.items())
        out.print(_("Rows of the almanac used here, by how far they were checked: %(marks)s.") % {"marks": marks})
    for facts in made.sources:
        out.print(
            f"[bold]{facts['source']}[/bold] {escape(facts['title'])}, {escape(facts['version'])}; {escape(facts['licence'])}"
        )
    figures = ", ".join(figure.id for figure in made.figures if figure.rows)
    text = _('The rows behind a figure: comity explain "%(subject)s" FIGURE, of %(figures)s')
    out.print(f"\n[dim]{escape(text % {'subject': made.subject.name, 'figures': figures})}[/dim]")


def _print_listing(listing: Listing, out: Console) -> None:
    kept = [place for place in range(len(listing.columns)) if any(_cell(line[place]) for line in listing.lines)]
    kept = [place for place in kept if listing.columns[place] not in ("source", "checked")]  # `comity explain` has them
    shown = [[_cell(line[place]) for place in kept] for line in listing.lines[:LINES]]
    numeric = [all(isinstance(line[place], int | float | None) for line in listing.lines) for place in kept]
    widths = _fit([[listing.heads[place] for place in kept], *shown], min(WIDTH, out.width) - 2 * len(kept))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for width, place, right in zip(widths, kept, numeric, strict=True):
        justify: Literal["left", "right"] = "right" if right else "left"
        table.add_column(
            escape(listing.heads[place]), justify=justify, overflow="fold", header_style="dim", width=width
        )
    for line in shown:
        table.add_row(*(escape(cell) for cell in line))
    out.print(f"\n[dim]{escape(listing.title)}[/dim]")
    out.print(table)
    more = listing.more + max(0, len(listing.lines) - LINES)
    if more:
        text = n_("and %(number)s more", "and %(number)s more", more) % {"number": more}
        out.print(f"[dim]{escape(text)}[/dim]")


def _fit(rows: list[list[str]], room: int) -> list[int]:
    """Share out the columns' widths: what fits stays as it is, the widest give way first, the name last."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    words = [max(max(map(len, row[place].split()), default=1) for row in rows) for place in range(len(rows[0]))]
    least = [min(width, max(word, 6)) for width, word in zip(widths, words, strict=True)]
    least[0] = min(widths[0], NAME)
    while sum(widths) > room:
        slack = [width - low for width, low in zip(widths, least, strict=True)]
        place = max(range(len(widths)), key=lambda number: (slack[number] > 0, widths[number]))
        if slack[place] <= 0 and widths[place] <= 4:
            break
        widths[place] -= 1
    return widths


def print_figures(made: Brief, out: Console) -> None:
    """Print the ids by which ``comity explain`` finds the figures of a brief."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    heads = ((_("figure"), "left"), (_("value"), "right"), (_("what it is"), "left"), (_("rows"), "right"))
    for heading, justify in heads:
        table.add_column(heading, justify=justify, overflow="fold", header_style="dim")  # type: ignore[arg-type]
    for figure in made.figures:
        table.add_row(figure.id, escape(figure_text(figure)), escape(figure.label), whole(len(figure.rows)))
    out.print(table)


def figure_text(figure: Figure) -> str:
    """Write a figure's value with its unit."""
    if isinstance(figure.value, str):
        return figure.value
    return quantity(figure.value, figure.unit)


def print_figure(figure: Figure, out: Console) -> None:
    """Print one figure and all the rows behind it."""
    out.print(f"[bold]{escape(figure.label)}: {escape(figure_text(figure))}[/bold] {escape(figure.period)}")
    if figure.rule:
        out.print(f"[dim]{escape(figure.rule)}[/dim]")
    if figure.gap:
        out.print(escape(figure.gap))
    for row in figure.rows:
        cells = {name: _cell(value) for name, value in row.cells.items() if _cell(value)}
        lead = cells.pop("name", "")
        facts = " · ".join(f"{name} {value}" for name, value in cells.items())
        place = f"{row.source}, {row.source_row}" + (f" ({row.mark})" if row.mark else "")
        if lead:
            out.print(f"[bold]{escape(lead)}[/bold]")
        out.print(f"  {escape(facts)}" if lead else escape(facts))
        out.print(f"  [dim]{escape(place)}[/dim]")
    text = n_("%(number)s row", "%(number)s rows", len(figure.rows)) % {"number": few(len(figure.rows))}
    out.print(f"[dim]{text}[/dim]")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
