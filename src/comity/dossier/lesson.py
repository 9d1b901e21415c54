"""Why unknown is not zero: one layer drawn naively and honestly, from the record itself."""

from __future__ import annotations

from rich.console import Console

from comity.dossier.compose import record
from comity.dossier.draw.series import draw_naive_and_honest
from comity.dossier.draw.style import CSS
from comity.dossier.draw.terminal import sparkline
from comity.dossier.evidence import Evidence

#: With a published data set in the record the layer is joint exercises of all states; with the almanac alone it is the
#: same, of which the almanac has a selection, so that no year at all counts as covered.
LAYER = "activity.exercise"
FIRST = 1970


def _counts() -> tuple[dict[int, int], tuple[tuple[int, int], ...], int, str]:
    with record() as con:
        evidence = Evidence(con)
        full = evidence.last_full_look(LAYER)
        only = "and source = $source" if full else ""
        found = con.execute(
            f"""select year("start"), count(*) from one_activity where kind = 'exercise' and "start" is not null
            and year("start") >= $first {only} group by 1 order by 1""",
            {"first": FIRST} | ({"source": full.source} if full else {}),
        ).fetchall()
        (last,) = con.execute('select max(year("end")) from coverage').fetchone() or (FIRST,)
        covered = ((full.start.year, full.end.year),) if full and full.start else ()
        return dict(found), covered, int(last), full.source if full else "almanac"


def render_lesson() -> str:
    """Write the pair of charts as a page of its own."""
    counts, covered, last, source = _counts()
    svg = draw_naive_and_honest(
        counts,
        covered,
        span=(FIRST, last),
        title=f"Joint exercises begun in each year ({source})",
        unit="exercises a year",
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Unknown is not zero</title>'
        f"<style>body{{margin:2rem auto;max-width:60rem;padding:0 1rem;font:16px/1.5 system-ui,sans-serif}}{CSS}</style></head><body>"
        f"<h1>Unknown is not zero</h1>{svg}<p>{_words(covered, source)}</p></body></html>\n"
    )


def _words(covered: tuple[tuple[int, int], ...], source: str) -> str:
    if covered:
        low, high = covered[0]
        return (
            f"Drawn naively, every year without a row is zero: joint exercises seem to begin in {low} and to end in {high}. "
            f"Drawn honestly, the same rows: {source} looked at {low}–{high} alone, and where nobody looked there is no line."
        )
    return (
        "Drawn naively, the almanac seems to have looked everywhere: early years have next to no exercise, and their number seems to rise. "
        f"Drawn honestly, the same rows: the {source} is a selection, so that of no year is the number known. "
        "Bring mme-exercises (comity pull), and 1980–2010 can be drawn."
    )


def tell_lesson(out: Console) -> None:
    """Show the same on a terminal."""
    counts, covered, last, source = _counts()
    years = range(FIRST, last + 1)
    known = {year for low, high in covered for year in range(low, high + 1)}
    out.print(f"Joint exercises begun in each year, {FIRST}–{last} ({source}):")
    out.print(f"  naively   {sparkline([counts.get(year, 0) for year in years])}", no_wrap=True)
    out.print(
        f"  honestly  {sparkline([counts.get(year, 0) if year in known else None for year in years])}   · not known",
        no_wrap=True,
    )
    out.print(_words(covered, source))
