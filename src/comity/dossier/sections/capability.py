"""Capabilities and spending: the latest figures, as shares of what is known of the world."""

from __future__ import annotations

from dataclasses import dataclass

from comity.dossier.contents import Drawing, Figure, Listing, Section, Subject
from comity.dossier.draw.bars import Bar, draw_bars
from comity.dossier.evidence import Evidence, Row
from comity.dossier.words import quantity, read_unit, sentence, share

LINES = 40


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the section: how it is called, and whether a sum over states means anything."""

    id: str
    label: str
    adds: bool = True

    @property
    def figure(self) -> str:
        """Its name in the brief: ``cinc`` alone is the measure's, which is made anew of its components."""
        return "cinc-published" if self.id == "cinc" else self.id


INDICATORS = (
    Indicator("military-expenditure", "military expenditure"),
    Indicator("military-personnel", "military personnel"),
    Indicator("cinc", "part of the world's material capabilities (CINC)"),
    Indicator("gdp-current", "gross domestic product, current US dollars"),
    Indicator("total-population", "population"),
    Indicator("v2x_polyarchy", "electoral democracy index (V-Dem)", adds=False),
)


def write(evidence: Evidence, subject: Subject) -> Section | None:
    """Write the section for any subject."""
    section = Section("capability", "Capabilities and spending")
    for indicator in INDICATORS:
        _write_one(evidence, subject, section, indicator)
    _nuclear(evidence, subject, section)
    if not any(figure.id != "capability.nuclear" for figure in section.figures):
        section.figures.append(
            Figure("capability.military-expenditure", "military expenditure", None,
                   gap="not known; bring cow-nmc (comity pull cow-nmc)")
        )  # fmt: skip
        section.sentences.append("Capabilities and spending are not known here: bring cow-nmc and gdp-worldbank.")
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
        values = "; ".join(f"{names.get(row.cells['actor'], '')} {quantity(row.cells['value'], unit)}" for row in rows)
        if subject.kind == "pair":
            section.sentences.append(sentence(f"{indicator.label}, {year}: {values}"))
        section.figures.append(
            Figure(
                f"capability.{indicator.figure}",
                f"states for which the {indicator.label} is known",
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
                f"{indicator.label}, together",
                total,
                unit=unit,
                period=str(year),
                rule=f"sum over the {len(rows)} of {len(subject.states)} states for which it is known",
                rows=tuple(rows),
                gap=f"not known for {', '.join(missing)}" if missing else "",
            )
        )
        _together(section, subject, indicator, rows, names, year, unit, whole, known, missing)


def _when(subject: Subject, year: int) -> str:
    """Name the year, and say so where it is not that of the brief."""
    return str(year) if year == subject.on.year else f"{year} (the latest on record)"


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
            indicator.label,
            value,
            unit=unit,
            period=str(year),
            rule="as published",
            rows=(row,),
        )
    )
    of_world = (
        f", {share(value, whole)} of the sum over the {known} states for which it is known"
        if indicator.adds and indicator.id != "cinc" and whole
        else ""
    )
    section.sentences.append(sentence(f"{indicator.label}, {_when(subject, year)}: {quantity(value, unit)}{of_world}"))


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
    of_world = (
        f", {share(total, whole)} of the sum over the {known} states for which it is known"
        if whole and indicator.id != "cinc"
        else ""
    )
    largest = rows[0]
    part = share(largest.cells["value"], total)
    lead = (
        f"; {names.get(largest.cells['actor'], '')} has {part} of {'what is known' if missing else 'it'}"
        if total and len(rows) > 1
        else ""
    )
    lack = f"; not known for {', '.join(missing)}" if missing else ""
    section.sentences.append(
        sentence(f"{indicator.label}, together, {_when(subject, year)}: {quantity(total, unit)}{of_world}{lead}{lack}")
    )
    if indicator.id not in ("military-expenditure", "military-personnel", "gdp-current"):
        return
    lines = tuple(
        (names.get(row.cells["actor"], ""), row.cells["value"], share(row.cells["value"], total), row.source)
        for row in rows
    )
    section.listings.append(
        Listing(f"capability.{indicator.figure}", f"{indicator.label[0].upper()}{indicator.label[1:]}, {year} ({read_unit(unit)})",
                ("state", read_unit(unit), "share of what is known" if missing else "share of the group", "source"), lines[:LINES], more=max(0, len(lines) - LINES))
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
        note = f"The {len(bars)} largest of {len(rows)}." if len(rows) > len(bars) else ""
        section.drawings.append(
            Drawing(
                "capability.shares",
                f"Military expenditure, {year}",
                draw_bars(bars, unit=f"billion {read_unit(unit)}", note=note),
            )
        )


def _nuclear(evidence: Evidence, subject: Subject, section: Section) -> None:
    rows = evidence.evidence(
        """select actor, "start", "end", source, source_row from figure where indicator = 'nuclear-possession'
        and list_contains($states, actor) and "start" <= $on and ("end" is null or "end" >= $on) order by actor""",
        {"states": list(subject.states), "on": subject.on},
    )
    look = evidence.layer("figure.nuclear-possession")
    if not any((entry.start or entry.end) <= subject.on <= entry.end for entry in look):
        return
    names = evidence.names
    section.figures.append(
        Figure("capability.nuclear", "of these states possess nuclear weapons" if len(subject.states) > 1 else "possesses nuclear weapons",
               len(rows) if len(subject.states) > 1 else ("yes" if rows else "no"), period=f"on {subject.on}",
               rule="states with nuclear weapons by public knowledge", rows=tuple(rows))
    )  # fmt: skip
    if rows:
        held = []
        for row in rows:
            note = evidence.note(row.source, row.source_row)
            held.append(f"{names.get(row.cells['actor'], '')} ({row.cells['start'].year}{f': {note}' if note else ''})")
        section.sentences.append(sentence(f"nuclear weapons, by public knowledge: {'; '.join(held)}"))
    elif len(subject.states) == 1:
        section.sentences.append("By public knowledge it has no nuclear weapons.")
    else:
        section.sentences.append("By public knowledge none of them has nuclear weapons.")
