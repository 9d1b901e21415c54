"""The head of a brief: who is meant, by which codes, in which organisations; and the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from comity.dossier.contents import Drawing, Figure, Section, Subject
from comity.dossier.draw.frame import Fit, World
from comity.dossier.draw.map import draw_map
from comity.dossier.evidence import Evidence
from comity.dossier.language import N_, _, n_, spoken
from comity.dossier.words import day, few, listed, sentence, span, when_seen
from comity.model.organisations import CHECKED, organisations

#: Seats of government whose status other states contest, so that no brief states it flat.
CONTESTED_SEATS = ("ISR",)
#: What :mod:`comity.measures.subject` notes of a subject.
NOTES = (
    N_("%(name)s left the lists on %(day)s; the brief stands on that day"),
    N_("one of them left the lists on %(day)s; the brief stands on that day"),
    N_("%(name)s ended on %(day)s; the brief stands on that day."),
    N_("%(name)s began on %(day)s; the brief stands on that day."),
)
#: Where states lie, as the table of states has it.
SUBREGIONS = (
    N_("Australia and New Zealand"), N_("Caribbean"), N_("Central America"), N_("Central Asia"), N_("Eastern Africa"), N_("Eastern Asia"),
    N_("Eastern Europe"), N_("Melanesia"), N_("Micronesia"), N_("Middle Africa"), N_("Northern Africa"), N_("Northern America"),
    N_("Northern Europe"), N_("Polynesia"), N_("South America"), N_("South-eastern Asia"), N_("Southern Africa"), N_("Southern Asia"),
    N_("Southern Europe"), N_("Western Africa"), N_("Western Asia"), N_("Western Europe"),
)  # fmt: skip
#: Organisations that hold nearly every state say little of one.
UNIVERSAL = ("un",)


def write_overview(evidence: Evidence, subject: Subject) -> Section:
    """Write the head for any subject."""
    section = Section("overview", _("At a glance"))
    if subject.note:
        section.sentences.append(sentence(spoken().tell(subject.note)))
    if subject.kind in ("state", "pair"):
        for key in subject.states:
            _state(evidence, subject, section, key)
    else:
        _members(evidence, subject, section)
    if subject.kind in ("state", "pair"):
        _organisations(evidence, subject, section)
    section.drawings.append(_map(evidence, subject))
    return section


def _state(evidence: Evidence, subject: Subject, section: Section, key: str) -> None:
    rows = evidence.evidence(
        """select name, cow, gw, iso3, "start", "end", region, subregion, capital, source, source_row from state
        where state = $key order by ("start" <= $on and ("end" is null or "end" >= $on)) desc, "start" desc""",
        {"key": key, "on": subject.on},
    )
    spells = sorted(rows, key=lambda row: row.cells["start"])
    now = rows[0].cells
    codes = ", ".join(
        f"{label} {now[name]}" for label, name in (("ISO", "iso3"), ("COW", "cow"), ("G-W", "gw")) if now[name]
    )
    section.figures.append(
        Figure(f"overview.{key.lower()}", evidence.names.get(key, key), codes, period=_("on %(day)s") % {"day": day(subject.on)},
               rule=_("codes of the lists that have it on the day; being in a list is that list's coding, not recognition"), rows=tuple(spells))
    )  # fmt: skip
    region = now["subregion"]
    if not now["capital"]:
        text = _("%(state)s (%(codes)s), %(region)s; %(lists)s")
    elif key in CONTESTED_SEATS:
        text = _("%(state)s (%(codes)s), %(region)s; seat of government %(seat)s (its status is contested); %(lists)s")
    else:
        text = _("%(state)s (%(codes)s), %(region)s; seat of government %(seat)s; %(lists)s")
    told = {
        "state": spoken().name(now["name"]), "codes": codes, "region": _(region), "seat": now["capital"],
        "lists": _listed_since([row.cells for row in spells]),
    }  # fmt: skip
    section.sentences.append(sentence(text % told))


def _listed_since(spells: Sequence[Mapping[str, Any]]) -> str:
    """Say in which lists of states it is, and when, gaps included."""
    said = []
    for column, name in (("cow", "COW"), ("gw", "G-W")):
        runs: list[list[date | None]] = []
        for spell in spells:
            if spell[column] is None:
                continue
            if runs and runs[-1][1] is not None and spell["start"] <= runs[-1][1] + timedelta(days=1):
                runs[-1][1] = spell["end"]
            else:
                runs.append([spell["start"], spell["end"]])
        if runs:
            told = [span(start, end) for start, end in runs]
            when = told[0]
            for run in told[1:]:
                when = _("%(some)s and %(last)s") % {"some": when, "last": run}
            said.append((name, when))
    if not said:
        return _("in neither list of states")
    if len(said) == 2 and said[0][1] == said[1][1]:
        return _("in both lists of states %(when)s") % {"when": said[0][1]}
    if len(said) == 1:
        return _("in the %(list)s list %(when)s alone") % {"list": said[0][0], "when": said[0][1]}
    return ", ".join(_("in the %(list)s list %(when)s") % {"list": name, "when": when} for name, when in said)


def _members(evidence: Evidence, subject: Subject, section: Section) -> None:
    names = evidence.names
    rows = evidence.evidence(
        """select distinct on (state) state, name, "start", "end", source, source_row from state
        where list_contains($states, state) and "start" <= $on and ("end" is null or "end" >= $on) order by state, "start" desc""",
        {"states": list(subject.states), "on": subject.on},
    )
    if subject.organisation:
        rows = evidence.evidence(
            """select actor, status, "start", "end", source, source_row from membership where organisation = $organisation
            and status in ('member', 'suspended') and ("start" is null or "start" <= $on) and ("end" is null or "end" >= $on)
            order by "start", actor""",
            {"organisation": subject.organisation, "on": subject.on},
        )
    seen = min(subject.on, CHECKED) if subject.organisation else subject.on
    word = (
        _("parties")
        if subject.agreement and not subject.organisation
        else (_("states") if subject.kind == "region" else _("members"))
    )
    section.figures.append(
        Figure(
            "overview.members",
            word,
            len(subject.states),
            period=_("on %(day)s") % {"day": day(seen)},
            rule=_("spells that cover the day"),
            rows=tuple(rows),
        )
    )
    said = n_("%(number)s state: %(names)s", "%(number)s states: %(names)s", len(subject.states)) % {
        "number": few(len(subject.states)),
        "names": listed(sorted(names.get(key, key) for key in subject.states), 60),
    }
    section.sentences.append(sentence(when_seen(said, seen, subject.on)))
    if subject.organisation:
        notes = {entry.key: entry.note for entry in organisations()}
        if notes.get(subject.organisation):
            section.sentences.append(sentence(_("note: %(note)s") % {"note": notes[subject.organisation]}))
    suspended = sorted(names.get(row.cells["actor"], "") for row in rows if row.cells.get("status") == "suspended")
    if suspended:
        section.sentences.append(
            sentence(_("suspended, and counted among them: %(names)s") % {"names": listed(suspended)})
        )
    years = Counter(_joined(evidence, subject))
    if years:
        told = listed([f"{year} ({times})" for year, times in sorted(years.items())], 20)
        section.sentences.append(sentence(_("they joined in %(years)s") % {"years": told}))


def _joined(evidence: Evidence, subject: Subject) -> list[int]:
    """Give the year in which each member of an organisation joined: a suspension or its end is no joining."""
    spells: dict[str, list[tuple[date, date | None]]] = {}
    for row in evidence.rows(
        """select actor, "start", "end" from membership where organisation = $organisation and "start" is not null
        and status in ('member', 'suspended') and "start" <= $on and list_contains($states, actor) order by actor, "start" """,
        {"organisation": subject.organisation, "on": subject.on, "states": list(subject.states)},
    ):
        spells.setdefault(row["actor"], []).append((row["start"], row["end"]))
    years = []
    for mine in spells.values():
        begun = mine[0][0]
        for (_start, end), (start, _end) in pairwise(mine):
            if end is not None and start > end + timedelta(days=1):
                begun = start
        years.append(begun.year)
    return years


def _organisations(evidence: Evidence, subject: Subject, section: Section) -> None:
    rows = evidence.evidence(
        """select o.name, m.organisation, m.actor, m."start", m."end", m.source, m.source_row from membership m
        join actor o on o.actor = m.organisation
        where m.status in ('member', 'suspended') and list_contains($states, m.actor) and ("start" is null or "start" <= $on)
            and ("end" is null or "end" >= $on) order by o.name, m.actor""",
        {"states": list(subject.states), "on": subject.on},
    )
    by_name: dict[str, set[str]] = {}
    for row in rows:
        if row.cells["organisation"] not in UNIVERSAL:
            by_name.setdefault(row.cells["name"], set()).add(row.cells["actor"])
    both = sorted(name for name, who in by_name.items() if len(who) == len(subject.states))
    label = (
        _("organisations of which both are members")
        if subject.kind == "pair"
        else _("organisations of which it is a member")
    )
    section.figures.append(
        Figure("overview.organisations", label, len(both), period=_("on %(day)s") % {"day": day(min(subject.on, CHECKED))}, rule=_("of the organisations that comity knows, the United Nations aside"),
               rows=tuple(row for row in rows if row.cells["name"] in both))
    )  # fmt: skip
    if subject.kind == "pair":
        text = (
            _("both are members of %(names)s")
            if both
            else _("both are members of none of the organisations that comity knows, the United Nations aside")
        )
    else:
        text = (
            _("it is a member of %(names)s")
            if both
            else _("it is a member of none of the organisations that comity knows, the United Nations aside")
        )
    section.sentences.append(
        sentence(when_seen(text % {"names": listed([spoken().name(name) for name in both], 20)}, CHECKED, subject.on))
    )


def _map(evidence: Evidence, subject: Subject) -> Drawing:
    names = evidence.names
    if subject.kind == "state":
        fill: dict[str, str | float | None] = dict(_partners(evidence, subject))
        fill[subject.states[0]] = names.get(subject.states[0], subject.states[0])
        title = _("States bound to %(state)s by agreements known to be in force, %(day)s") % {
            "state": names.get(subject.states[0]),
            "day": day(subject.on),
        }
        note = _("Plain land: no agreement known to be in force on the day, which does not prove that there is none.")
        svg = draw_map(
            fill,
            view=World(),
            title=title,
            legend=_("Agreements in force with each state"),
            plain=_("none known to be in force"),
            names=names,
            note=note,
        )
        return Drawing("overview.map", title, svg)
    categories: dict[str, str | float | None] = {
        key: (
            names.get(key, key) if subject.kind == "pair" else (_("state") if subject.kind == "region" else _("member"))
        )
        for key in subject.states
    }
    title = _("%(name)s on %(day)s") % {"name": subject.name, "day": day(subject.on)}
    svg = draw_map(
        categories,
        view=Fit(subject.states),
        title=title,
        names=names,
    )
    return Drawing("overview.map", title, svg)


def _partners(evidence: Evidence, subject: Subject) -> dict[str, float]:
    found = evidence.con.execute(
        """select q.actor, count(distinct a.agreement) from one_agreement a
        join one_agreement_party p on p.agreement = a.agreement and p.actor = $state
        join one_agreement_party q on q.agreement = a.agreement and q.actor <> $state
        where a."start" <= $on and (a."end" is null or a."end" >= $on)
            and (p."start" is null or p."start" <= $on) and (p."end" is null or p."end" >= $on)
            and (q."start" is null or q."start" <= $on) and (q."end" is null or q."end" >= $on)
            and q.actor in (select state from state)
            and least(a.looked, p.looked, q.looked) >= $on
        group by 1 order by 1""",
        {"state": subject.states[0], "on": subject.on},
    ).fetchall()
    return {actor: float(times) for actor, times in found}
