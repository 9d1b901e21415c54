"""What it amounts to: every measure that applies, each with its interval, its rank, its trend and how much is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from comity.dossier.contents import Figure, Listing, Section, Subject
from comity.dossier.evidence import Evidence
from comity.dossier.language import N_, _, spoken
from comity.dossier.measured import Told, bare, estimate, series_trend, unit
from comity.dossier.words import listed, sentence
from comity.measures.answer import Computed, computed, is_kept, known_to, lacking
from comity.measures.asking import about
from comity.measures.contract import Measure, Need, find, ids
from comity.measures.estimates import Estimates, Subjects
from comity.measures.explaining import in_group, keys, rows_behind, whom
from comity.measures.tabulation import to_table
from comity.model.errors import BadRequest
from comity.panel.axis import FIRST_YEAR, LAST_YEAR
from comity.panel.choice import how_to_get

#: Where all years have not been computed before, two stretches of so many are, beginning with a round year: enough for a
#: trend, and the same for briefs on many days, which then need not compute them again.
STRETCH = 20
#: So many measures stand side by side in a table, that it fits a page.
WIDEST = 6
#: Which measures speak of which subjects.
OF = {"state": ("state", "member"), "pair": ("pair",), "group": ("pact", "member"), "region": ("region",)}


@dataclass(frozen=True)
class Found:
    """The estimates of a measure that are about the subject, by year, and what was computed."""

    name: str
    measure: Measure
    made: Computed
    rows: npt.NDArray[np.intp]


@dataclass(frozen=True)
class Latest:
    """The last known estimate of a measure: as it is told, its place among the estimates, and of a directed pair which way."""

    found: Found
    told: Told
    row: int
    way: str

    @property
    def title(self) -> str:
        """Give the measure's title, with the way."""
        title = _(self.found.measure.title)
        return f"{title} ({self.way})" if self.way else title


@dataclass(frozen=True)
class Gathered:
    """What measures say of a subject: of itself, of members; those that lack their sources; those not computed yet."""

    latest: list[Latest]
    members: list[Found]
    without: dict[str, list[Need]]
    uncomputed: list[str]


def gather(evidence: Evidence, subject: Subject) -> Gathered:
    """Ask every measure that may speak of a subject."""
    made = Gathered([], [], {}, [])
    held = evidence.sources
    for name in ids():
        measure = find(name)
        if measure.subject not in OF[subject.kind]:
            continue
        if absent := lacking(evidence.con, name, held):
            made.without[_(measure.title)] = absent
            continue
        found = _find(evidence, subject, name, made.uncomputed)
        if found is None:
            continue
        if measure.subject == "member":
            made.members.append(found)
        else:
            made.latest.extend(Latest(found, *told) for told in _told(found, subject))
    return made


def write(evidence: Evidence, subject: Subject) -> Section | None:
    """Write the section: a table for each topic, and what is lacking."""
    section = Section("measures", _("What it amounts to"), cards=False)
    made = gather(evidence, subject)
    uncomputed = made.uncomputed
    topics: dict[str, list[tuple[str, ...]]] = {}
    for one in made.latest:
        figure = _figure(evidence, one)
        section.figures.append(figure)
        words = sentence(f"{one.told.line['period']}: {estimate(one.told)}")
        topics.setdefault(one.found.name.partition(".")[0], []).append((one.title, words, figure.id))
    for topic, lines in topics.items():
        columns = (N_("measure"), N_("in words"), N_("explain by"))
        title = sentence(_(topic.replace("_", " "))).removesuffix(".")
        section.listings.append(Listing(f"measures.{topic}", title, columns, tuple(lines)))
    section.listings += list_shares(made.members, subject)
    if section.listings:
        section.sentences.append(
            _(
                "Each line says the year, the value, its 90 % interval where one can be given, its rank where there is an interval, "
                "and how it went (unclear: it cannot be told from chance): no interval is assumed, and without one no rank is claimed."
            )
        )
    section.sentences += tell_lacking(made.without)
    if uncomputed:
        section.sentences.append(
            _("Not computed yet: %(measures)s. `comity measure --all` computes every measure once for this record.")
            % {"measures": listed(uncomputed, 12)}
        )
    return section if section.sentences or section.listings else None


def tell_lacking(without: Mapping[str, list[Need]]) -> list[str]:
    """Say what is not known here: what can be fetched together, and each that has to be brought otherwise."""
    found = []
    fetched = {title: needs for title, needs in without.items() if not any(need.bring for need in needs)}
    if fetched:
        needs = [need for every in fetched.values() for need in every]
        found.append(_lacks(listed(list(fetched), len(fetched)), needs))
    for title, needs in without.items():
        if title not in fetched:
            found.append(_lacks(title, needs))
    return found


def _lacks(what: str, needs: list[Need]) -> str:
    return _("Not known here: %(measures)s. %(remedy)s") % {"measures": what, "remedy": _remedy(needs)}


#: How sources come, as :func:`comity.panel.choice.how_to_get` says it.
_BRING = N_("Bring it: %(steps)s")


def _remedy(needs: list[Need]) -> str:
    """Say what to bring, as :func:`comity.measures.answer.how_to_bring` does, in the language that is spoken."""
    fetched = list(dict.fromkeys(need.source for need in needs if not need.bring))
    told = [f"{spoken().tell(how_to_get(fetched))}."] if fetched else []
    return " ".join([*told, *dict.fromkeys(_(need.bring) for need in needs if need.bring)])


#: What measures are about, as the headings of their tables say it.
TOPICS = (
    N_("alignment"), N_("burden"), N_("capability"), N_("cohesion"), N_("deterrence"), N_("economy"), N_("influence"), N_("interoperability"),
    N_("position"), N_("reliability"), N_("side effects"), N_("situation"), N_("stability"), N_("ties"), N_("voting"),
)  # fmt: skip


def _find(evidence: Evidence, subject: Subject, name: str, uncomputed: list[str]) -> Found | None:
    """Compute a measure for the years to that of the brief; None where it says nothing of the subject."""
    con, home = evidence.con, _home(evidence)
    measure = find(name)
    if is_kept(con, home, name) or (measure.whole and not measure.heavy):
        made = computed(con, home, name, parts=False)
    elif measure.heavy:
        uncomputed.append(name)
        return None
    else:
        last = min(subject.on.year, known_to(con, measure))
        begin = max((last // STRETCH - 1) * STRETCH, FIRST_YEAR)
        made = computed(con, home, name, begin, min(begin + 2 * STRETCH - 1, LAST_YEAR), parts=False)
    estimates = made.estimates
    years = np.take(made.axis.years, estimates.subjects.period)
    chosen = np.isfinite(estimates.value) & (years <= subject.on.year)
    try:
        chosen &= about(made, subject, chosen)
        if measure.subject == "pact":
            chosen &= _one_group(estimates, subject, chosen)
        elif measure.subject == "member" and subject.kind == "group":
            # Of its members' parts in other groups and missions a table of its own burdens says nothing.
            chosen &= _one_group(estimates, subject, np.zeros_like(chosen))
        if subject.kind == "pair" and measure.directed:
            turned = Subject("pair", subject.name, subject.states[::-1], subject.on)
            chosen |= np.isfinite(estimates.value) & (years <= subject.on.year) & about(made, turned, years > 0)
    except BadRequest:
        return None
    rows = np.flatnonzero(chosen)
    return _narrowed(name, made, rows) if len(rows) else None


def _narrowed(name: str, made: Computed, rows: npt.NDArray[np.intp]) -> Found:
    """Keep of all estimates those about the subject, and those of others of the last periods, among which its ranks are.

    All estimates of all measures of pairs are more than a gigabyte.
    """
    held = made.estimates
    subjects = held.subjects
    who = _who(made, rows)
    last = {int(subjects.period[rows[who == one]].max()) for one in np.unique(who)}
    wanted = np.isin(subjects.period, list(last))
    wanted[rows] = True
    kept = np.flatnonzero(wanted)

    def of(values: npt.NDArray[Any] | None) -> Any:
        return None if values is None else values[kept]

    fewer = Subjects(
        subjects.axis, of(subjects.period), of(subjects.a), of(subjects.b) if len(subjects.b) else subjects.b, subjects.groups
    )  # fmt: skip
    parts = {label: of(part) for label, part in held.parts.items()}
    estimates = Estimates(
        fewer, of(held.value), of(held.low), of(held.high), of(held.inputs), of(held.coverage), parts, of(held.ranks)
    )
    return Found(name, made.measure, Computed(name, made.measure, estimates), np.searchsorted(kept, rows))


def _who(made: Computed, rows: npt.NDArray[np.intp]) -> npt.NDArray[Any]:
    """Part estimates about a subject where each part has a latest of its own.

    Of a state that had two codes the last year's is taken, and its whole series told.
    """
    subjects = made.estimates.subjects
    if made.measure.subject in ("region", "pact"):
        return subjects.a[rows]
    if made.measure.directed:
        return keys(made.axis)[subjects.a[rows], subjects.period[rows]].astype(str)
    return np.zeros(len(rows))


def _one_group(estimates: Estimates, subject: Subject, other: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Keep one of an organisation and its founding treaty, where a measure speaks of both: the organisation.

    Where it speaks of neither it is ``other``.
    """
    subjects = estimates.subjects
    known = np.unique(subjects.a[np.isfinite(estimates.value)]).tolist()
    there = {subjects.groups[place][0]: place for place in known}
    for key in (subject.organisation, subject.agreement):
        if key in there:
            return np.asarray(subjects.a == there[key])
    return other


def _home(evidence: Evidence) -> Path:
    rows = evidence.con.execute(
        "select path from duckdb_databases() where database_name = current_database()"
    ).fetchall()
    return Path(rows[0][0]).parent


def _told(found: Found, subject: Subject) -> Iterator[tuple[Told, int, str]]:
    """Give the last known estimate with its trend; of a directed pair one each way, of a state's regions one each."""
    subjects, measure = found.made.estimates.subjects, found.measure
    other = subjects.b if len(subjects.b) else subjects.a
    who = _who(found.made, found.rows)
    for one in np.unique(who):
        rows = found.rows[who == one]
        rows = rows[np.argsort(subjects.period[rows], kind="stable")]
        last = int(rows[-1])
        line = to_table(found.made, np.array([last])).to_pylist()[0]
        of = int((np.isfinite(found.made.estimates.value) & (subjects.period == subjects.period[last])).sum())
        years = np.take(found.made.axis.years, subjects.period[rows])
        trend = series_trend(years, found.made.estimates.value[rows])
        way = spoken().name(line["name"]).replace("–", " → ") if measure.directed and len(other) else ""
        yield Told(measure, line, of, trend), last, way


def _figure(evidence: Evidence, one: Latest) -> Figure:
    con, found, told, row, way = evidence.con, one.found, one.told, one.row, one.way
    measure = found.measure
    states, first, last = whom(found.made, row)
    together = 0
    if measure.subject in ("pact", "region"):
        states, together = in_group(con, found.made, row), 2
    rows = []
    for behind in rows_behind(con, measure.needs, states, first, last, together):
        place = {"source": behind.source, "source_row": behind.source_row}
        rows.append(evidence.row({**behind.cells, **place}, list(behind.cells)))
    name = f"{found.name}.{told.line['a']}-{told.line['b']}".lower() if way else found.name
    return Figure(
        name, one.title, told.line["value"], unit="" if measure.unit.startswith("share") else measure.unit,
        period=str(told.line["period"]), rule=f"{measure.method}, version {measure.version}; {measure.reference}", rows=tuple(rows),
    )  # fmt: skip


def list_shares(members: list[Found], subject: Subject) -> list[Listing]:
    """Give what members have in a group, or a state in its groups, side by side."""
    lines: dict[str, dict[str, str]] = {}
    heads: dict[str, str] = {}
    same: list[str] = []
    for found in members:
        subjects = found.made.estimates.subjects
        side = subjects.b if subject.kind == "group" else subjects.a
        latest: Mapping[int, int] = {int(side[row]): row for row in found.rows[np.argsort(subjects.period[found.rows], kind="stable")].tolist()}  # fmt: skip
        table = to_table(found.made, np.array(list(latest.values()))).to_pylist()
        period = max(line["period"] for line in table)
        table = [line for line in table if line["period"] == period]
        head = f"{_(found.measure.title)}, {period} ({unit(found.measure)})"
        if subject.kind == "group" and len(table) > 1 and np.ptp([line["value"] for line in table]) == 0:
            # A column of one number tells nothing of who carries what.
            same.append(f"{head}: {bare(table[0]['value'], found.measure)}")
            continue
        heads[found.name] = head
        for line in table:
            whose = line["name"].split(" in ", 1)[0 if subject.kind == "group" else 1]
            lines.setdefault(spoken().name(whose), {})[found.name] = bare(line["value"], found.measure)
    note = _("Of each measure the latest year that is known; empty: not known.")
    if same:
        note += " " + _("The same for all: %(figures)s.") % {"figures": "; ".join(same)}
    if not lines:
        return []
    first = N_("member") if subject.kind == "group" else N_("in")
    title = _("Who carries what") if subject.kind == "group" else _("Its part in what it belongs to")
    listings = []
    for place, names in enumerate(_batches(list(heads))):
        table_lines = tuple(
            (whose, *(held.get(name, "") for name in names))
            for whose, held in sorted(lines.items())
            if any(name in held for name in names)
        )
        listings.append(
            Listing(
                f"measures.members{place + 1 if place else ''}",
                _("%(title)s, continued") % {"title": title} if place else title,
                (first, *(heads[name] for name in names)),
                table_lines,
                note=note if not place else "",
            )
        )
    return listings


def _batches(names: list[str]) -> Iterator[list[str]]:
    """Part measures into tables that fit a page, none with measures of two topics."""
    for topic in dict.fromkeys(name.partition(".")[0] for name in names):
        held = [name for name in names if name.startswith(f"{topic}.")]
        tables = -(-len(held) // WIDEST)
        size = -(-len(held) // tables)
        yield from (held[start : start + size] for start in range(0, len(held), size))
