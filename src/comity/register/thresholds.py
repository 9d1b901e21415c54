"""Activities on record against the confidence-building regimes: one activity with all that is linked to it, or all of a year.

Counted are exercises, and whatever was declared to belong to one; of another type of activity what its own page asks for. Only what
whoever looks may read is counted: that there is more is told without telling which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from comity.model.errors import Told, told
from comity.oversight.storage.tables import version
from comity.oversight.storage.working import item, item_link
from comity.register.conflicting import ENDED, NEW
from comity.register.listing import may_read, readable
from comity.register.planning.constraints import Constraint, check_constraints
from comity.register.planning.linking import Area, Force, Linking
from comity.register.planning.own import Own
from comity.register.planning.thresholds import LEVELS, WORDS, Finding, check_thresholds
from comity.register.reading import known
from comity.register.shape import Case, Content

if TYPE_CHECKING:
    from comity.model.regimes import Regime
    from comity.oversight.desk import Look

COUNTED = ("exercise",)
#: What the kind calls otherwise than the regimes.
FIGURES = {"troops": "troops", "tanks": "tanks", "acvs": "acvs", "artillery": "artillery", "landing": "landing_troops", "sorties": "sorties"}  # fmt: skip
#: Activities this far away in time are not summed with one.
AWAY = timedelta(days=Linking().declared_days + Linking().gap_days)


@dataclass(frozen=True, slots=True)
class Checked:
    """Findings and limits, the highest level first.

    Attributes
    ----------
    counted
        So many activities were looked at.
    hidden
        There are exercises that one may not read.
    titles
        Of the activities counted.
    """

    findings: tuple[tuple[Regime, Finding], ...]
    constraints: tuple[tuple[Regime, Constraint], ...]
    counted: int
    hidden: bool
    titles: Mapping[str, str]


def force_of(which: str, content: Content, states: Iterable[str] = ()) -> Force | None:
    """Give an activity as the regimes count it; None of one without days, or with days that are none."""
    start, end = content.get("start"), content.get("end") or content.get("start")
    if not start or not end or end < start:
        return None
    place = content.get("place")
    name = str(content.get("location", ""))
    area = Area(((float(place[0]), float(place[1])),), float(content.get("radius_km") or 0), name) if place else Area(name=name) if name else None  # fmt: skip
    figures = {name: content.get(field) for name, field in FIGURES.items()}
    return Force(
        which, str(content.get("title", "")), date.fromisoformat(start), date.fromisoformat(end), **figures, command=content.get("command"), area=area,
        states=tuple(sorted(set(states))), linked=tuple(content.get("linked") or ()), no_notice=content.get("no_notice") is True, calendar=content.get("in_calendar"),
        notified=date.fromisoformat(content["notified"]) if content.get("notified") else None,
    )  # fmt: skip


def _around(look: Look, since: date, until: date) -> tuple[dict[str, Content], bool]:
    """Read the exercises between two days that one may read, with what was declared to belong to them; and whether there are more."""
    alive = (item.c.kind == "activity", item.c.state.not_in(ENDED), func.coalesce(item.c.stage, "") != "cancelled")
    within = select(item.c.record).where(*alive, item.c.type.in_(COUNTED), item.c.start <= until.isoformat(), func.coalesce(item.c.end, item.c.start) >= since.isoformat())  # fmt: skip
    every = set(look.con.scalars(within))
    found = set(look.con.scalars(may_read(look, within, item.c.record)))
    hidden, new = found != every, found
    while new:
        linked = select(item_link.c.record, item_link.c.other).where(item_link.c.role == "linked", or_(item_link.c.record.in_(new), item_link.c.other.in_(new)))  # fmt: skip
        named = {one for row in look.con.execute(linked) for one in row} - found
        there = set(look.con.scalars(select(item.c.record).where(*alive, item.c.record.in_(named))))
        new = set(readable(look, sorted(there)))
        hidden, found = hidden or new != there, found | new
    return _contents(look, found), hidden


def _contents(look: Look, which: Iterable[str]) -> dict[str, Content]:
    found: dict[str, Content] = {}
    wanted = sorted(which)
    for at in range(0, len(wanted), 500):
        rows = select(item.c.record, version.c.content).join_from(item, version, (version.c.record == item.c.record) & (version.c.version == item.c.version)).where(item.c.record.in_(wanted[at : at + 500]))  # fmt: skip
        found |= {row.record: row.content for row in look.con.execute(rows)}
    return found


def _forces(look: Look, contents: Mapping[str, Content], chosen: Own) -> list[Force]:
    partners = {row["partner"] for content in contents.values() for row in content.get("partners") or () if row.get("partner")}  # fmt: skip
    state = {one.record: one.content.get("state") for one in known(look.con, readable(look, sorted(partners)))}
    made = []
    for which, content in contents.items():
        named = [state.get(row.get("partner")) for row in content.get("partners") or ()]
        own = [chosen.state] if chosen.state else []
        if force := force_of(which, content, [one for one in (*named, *own) if one]):
            made.append(force)
    return made


def of_activity(look: Look, case: Case, chosen: Own) -> Checked:
    """Check an activity, as it is or is to be, with all that is linked to it."""
    which, content = case.record or NEW, case.content
    own = force_of(which, content)
    if own is None or case.stage() == "cancelled":
        return Checked((), (), 0, False, {})
    around, hidden = _around(look, own.start - AWAY, own.end + AWAY)
    contents: dict[str, Content] = around | {which: content} | _contents(look, set(readable(look, [one for one in own.linked if one not in around])))  # fmt: skip
    found = _checked(look, contents, chosen, hidden)
    findings = tuple((regime, one) for regime, one in found.findings if which in one.records)
    limits = tuple((regime, one) for regime, one in found.constraints if any(which in some for some in one.activities))
    return Checked(findings, limits, found.counted, hidden, found.titles)


def of_year(look: Look, year: int, chosen: Own) -> Checked:
    """Check all activities that stand in a year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    contents, hidden = _around(look, first, last)
    return _checked(look, contents, chosen, hidden)


def _checked(look: Look, contents: Mapping[str, Content], chosen: Own, hidden: bool) -> Checked:
    forces = _forces(look, contents, chosen)
    today = look.now.date()
    findings: list[tuple[Regime, Finding]] = []
    limits: list[tuple[Regime, Constraint]] = []
    for regime in chosen.binding():
        findings += ((regime, one) for one in check_thresholds(forces, regime, today=today, alarm_percent=chosen.alarm_percent) if one.level != "below")  # fmt: skip
        limits += ((regime, one) for one in check_constraints(forces, regime, alarm_percent=chosen.alarm_percent) if one.level != "below")  # fmt: skip
    findings.sort(key=lambda one: (-LEVELS.index(one[1].level), -one[1].leading.ratio, one[1].start))
    limits.sort(key=lambda one: -LEVELS.index(one[1].level))
    return Checked(tuple(findings), tuple(limits), len(forces), hidden, {one.record: one.title for one in forces})


def said(finding: Finding) -> Told:
    """Say in a sentence how far activities reach a rule."""
    leading = finding.leading
    values: dict[str, Any] = {"rule": told(finding.rule.title), "sum": leading.sum, "what": told(WORDS[leading.value.counts]), "value": leading.value.number, "percent": f"{100 * leading.ratio:.1f}", "count": len(finding.records)}  # fmt: skip
    if finding.level == "not known":
        return told("%(rule)s: %(sum)s %(what)s at least, of %(value)s; not all figures are known.", **values)
    if len(finding.records) > 1:
        return told("%(rule)s: %(sum)s %(what)s of %(value)s (%(percent)s per cent), with %(count)s activities counted together.", **values)  # fmt: skip
    return told("%(rule)s: %(sum)s %(what)s of %(value)s (%(percent)s per cent).", **values)


def told_findings(look: Look, case: Case, chosen: Own) -> Iterator[str]:
    """Tell in sentences which thresholds an activity, as it is to be, comes near or reaches."""
    if case.content.get("type") not in COUNTED and not any(field in case.content for field in FIGURES.values()):
        return
    for _regime, one in of_activity(look, case, chosen).findings:
        if one.level in ("alarm", "reached"):
            yield said(one)
            yield from one.follows


__all__ = ["Checked", "force_of", "of_activity", "of_year", "said", "told_findings"]
