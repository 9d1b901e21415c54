"""Capabilities and spending: the latest figures, as shares of what is known of the world."""

from __future__ import annotations

from dataclasses import dataclass

from comity.dossier.contents import Drawing, Figure, Listing, Section, Subject
from comity.dossier.draw.bars import Bar, draw_bars
from comity.dossier.evidence import Evidence, Row
from comity.dossier.language import N_, _
from comity.dossier.words import day, parted, quantity, read_unit, sentence, share, when_seen

LINES = 40


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the section: how it is called, and how its sum over states, where that means anything."""

    id: str
    label: str
    together: str = ""

    @property
    def adds(self) -> bool:
        """Say whether a sum over states means anything."""
        return bool(self.together)

    @property
    def figure(self) -> str:
        """Its name in the brief: ``cinc`` alone is the measure's, which is made anew of its components."""
        return "cinc-published" if self.id == "cinc" else self.id


INDICATORS = (
    Indicator("military-expenditure", N_("military expenditure"), N_("military expenditure, together")),
    Indicator("military-personnel", N_("military personnel"), N_("military personnel, together")),
    Indicator(
        "cinc",
        N_("part of the world's material capabilities (CINC)"),
        N_("part of the world's material capabilities (CINC), together"),
    ),
    Indicator(
        "gdp-current",
        N_("gross domestic product, current US dollars"),
        N_("gross domestic product, current US dollars, together"),
    ),
    Indicator("total-population", N_("population"), N_("population, together")),
    Indicator("v2x_polyarchy", N_("electoral democracy index (V-Dem)")),
)


def write(evidence: Evidence, subject: Subject) -> Section | None:
    """Write the section for any subject."""
    section = Section("capability", _("Capabilities and spending"))
    for indicator in INDICATORS:
        _write_one(evidence, subject, section, indicator)
    _nuclear(evidence, subject, section)
    if not any(figure.id != "capability.nuclear" for figure in section.figures):
        section.figures.append(
            Figure("capability.military-expenditure", _("military expenditure"), None,
                   gap=_("not known; bring cow-nmc (comity pull cow-nmc)"))
        )  # fmt: skip
        section.sentences.append(_("Capabilities and spending are not known here: bring cow-nmc and gdp-worldbank."))
    return section


def _write_one(evidence: Evidence, subject: Subject, section: Section, indicator: Indicator) -> None:
    years = evidence.rows(
        """select year("start") as year, count(*) as n from figure where indicator = $indicator and "start" <= $on
        and list_contains($states, actor) group by 1 order by 1 desc limit 1""",
        {"indicator": indicator.id, "on": subject.on, "states": list(subject.states)},
    )
    if not years:
        return
    year = int(years[0]["year"])
    rows = evidence.evidence(
        """select actor, value, unit, year("start") as year, source, source_row from figure
        where indicator = $indicator and year("start") = $year and "start" <= $on and list_contains($states, actor)
        qualify row_number() over (partition by actor order by "start" desc) = 1 order by value desc, actor""",
        {"indicator": indicator.id, "year": year, "states": list(subject.states), "on": subject.on},
    )
    whole, known = evidence.con.execute(
        # One figure a state: Germany and Yemen have two in 1990, for the days before and after.
        """select sum(value), count(*) from (select value from figure where indicator = $indicator and year("start") = $year
        and "start" <= $on qualify row_number() over (partition by actor order by "start" desc) = 1)""",
        {"indicator": indicator.id, "year": year, "on": subject.on},
    ).fetchone() or (None, 0)
    unit = str(rows[0].cells["unit"])
    names = evidence.names
    missing = [names.get(key, key) for key in subject.states if key not in {row.cells["actor"] for row in rows}]
    if len(subject.states) == 1:
        _one_state(subject, section, indicator, rows[0], year, unit, whole, known)
    elif not indicator.adds:
        values = parted([f"{names.get(row.cells['actor'], '')} {quantity(row.cells['value'], unit)}" for row in rows])
        if subject.kind == "pair":
            section.sentences.append(sentence(_said(indicator.label, str(year), values)))
        section.figures.append(
            Figure(
                f"capability.{indicator.figure}",
                _("states for which the %(indicator)s is known") % {"indicator": _(indicator.label)},
                len(rows),
                period=str(year),
                rows=tuple(rows),
            )
        )
    else:
        total = sum(row.cells["value"] for row in rows)
        section.figures.append(
            Figure(
                f"capability.{indicator.figure}",
                _(indicator.together),
                total,
                unit=unit,
                period=str(year),
                rule=_("sum over the %(some)s of %(all)s states for which it is known")
                % {"some": len(rows), "all": len(subject.states)},
                rows=tuple(rows),
                gap=_("not known for %(states)s") % {"states": ", ".join(missing)} if missing else "",
            )
        )
        _together(section, subject, indicator, rows, names, year, unit, whole, known, missing)


def _when(subject: Subject, year: int) -> str:
    """Name the year, and say so where it is not that of the brief."""
    return str(year) if year == subject.on.year else _("%(year)s (the latest on record)") % {"year": year}


def _said(label: str, when: str, value: str) -> str:
    return _("%(indicator)s, %(when)s: %(value)s") % {"indicator": _(label), "when": when, "value": value}


def _one_state(
    subject: Subject,
    section: Section,
    indicator: Indicator,
    row: Row,
    year: int,
    unit: str,
    whole: float | None,
    known: int,
) -> None:
    value = row.cells["value"]
    section.figures.append(
        Figure(
            f"capability.{indicator.figure}",
            _(indicator.label),
            value,
            unit=unit,
            period=str(year),
            rule=_("as published"),
            rows=(row,),
        )
    )
    told = quantity(value, unit)
    if indicator.adds and indicator.id != "cinc" and whole:
        told = _of_world(told, share(value, whole), known)
    section.sentences.append(sentence(_said(indicator.label, _when(subject, year), told)))


def _of_world(value: str, part: str, known: int) -> str:
    text = _("%(value)s, %(part)s of the sum over the %(number)s states for which it is known")
    return text % {"value": value, "part": part, "number": known}


def _together(
    section: Section,
    subject: Subject,
    indicator: Indicator,
    rows: list[Row],
    names: dict[str, str],
    year: int,
    unit: str,
    whole: float | None,
    known: int,
    missing: list[str],
) -> None:
    total = sum(row.cells["value"] for row in rows)
    told = [quantity(total, unit)]
    if whole and indicator.id != "cinc":
        told = [_of_world(told[0], share(total, whole), known)]
    largest = rows[0]
    if total and len(rows) > 1:
        text = _("%(state)s has %(part)s of what is known") if missing else _("%(state)s has %(part)s of it")
        part = share(largest.cells["value"], total)
        told.append(text % {"state": names.get(largest.cells["actor"], ""), "part": part})
    if missing:
        told.append(_("not known for %(states)s") % {"states": ", ".join(missing)})
    section.sentences.append(sentence(_said(indicator.together, _when(subject, year), parted(told))))
    if indicator.id not in ("military-expenditure", "military-personnel", "gdp-current"):
        return
    lines = tuple(
        (names.get(row.cells["actor"], ""), row.cells["value"], share(row.cells["value"], total), row.source)
        for row in rows
    )
    section.listings.append(
        Listing(f"capability.{indicator.figure}", sentence(f"{_(indicator.label)}, {year} ({read_unit(unit)})").removesuffix("."),
                (N_("state"), read_unit(unit), N_("share of what is known") if missing else N_("share of the group"), N_("source")), lines[:LINES], more=max(0, len(lines) - LINES),
                leads=tuple({0: ("subject", row.cells["actor"])} for row in rows[:LINES]))
    )  # fmt: skip
    if indicator.id == "military-expenditure":
        bars = [
            Bar(
                names.get(row.cells["actor"], ""),
                row.cells["value"] / 1e9,
                row.cells["value"] / total if total else None,
            )
            for row in rows[:15]
        ]
        note = (
            _("The %(some)s largest of %(all)s.") % {"some": len(bars), "all": len(rows)}
            if len(rows) > len(bars)
            else ""
        )
        section.drawings.append(
            Drawing(
                "capability.shares",
                _("Military expenditure, %(year)s") % {"year": year},
                draw_bars(bars, unit=_("billion %(unit)s") % {"unit": read_unit(unit)}, note=note),
            )
        )


def _nuclear(evidence: Evidence, subject: Subject, section: Section) -> None:
    rows = evidence.evidence(
        """select actor, "start", "end", source, source_row from figure where indicator = 'nuclear-possession'
        and list_contains($states, actor) and "start" <= $on and ("end" is null or "end" >= $on) order by actor""",
        {"states": list(subject.states), "on": subject.on},
    )
    look = evidence.layer("figure.nuclear-possession")
    if not any((entry.start or entry.end) <= subject.on for entry in look):
        return
    seen = min(subject.on, max(entry.end for entry in look))
    names = evidence.names
    section.figures.append(
        Figure("capability.nuclear", _("of these states possess nuclear weapons") if len(subject.states) > 1 else _("possesses nuclear weapons"),
               len(rows) if len(subject.states) > 1 else (_("yes") if rows else _("no")), period=_("on %(day)s") % {"day": day(seen)},
               rule=_("states with nuclear weapons by public knowledge"), rows=tuple(rows))
    )  # fmt: skip
    if rows:
        held = []
        for row in rows:
            note = evidence.note(row.source, row.source_row)
            text = _("%(state)s (%(year)s: %(note)s)") if note else _("%(state)s (%(year)s)")
            told = {"state": names.get(row.cells["actor"], ""), "year": row.cells["start"].year, "note": note}
            held.append(text % told)
        said = _("nuclear weapons, by public knowledge: %(states)s") % {"states": parted(held)}
    elif len(subject.states) == 1:
        said = _("by public knowledge it has no nuclear weapons")
    else:
        said = _("by public knowledge none of them has nuclear weapons")
    section.sentences.append(sentence(when_seen(said, seen, subject.on)))
