"""Obligations: who owes what to whom, each direction apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from comity.dossier.contents import Figure, Listing, Section, Subject
from comity.dossier.evidence import Evidence, Row
from comity.dossier.words import count, listed, sentence

#: A table with more lines than this is not read.
LINES = 40

DUTY = {
    "defense": "defence",
    "offense": "offensive help",
    "neutrality": "neutrality",
    "nonaggression": "non-aggression",
    "consultation": "consultation",
}


def write_duties(evidence: Evidence, subject: Subject, section: Section) -> None:
    """Say who owes what to whom, on the day."""
    condition = {
        "state": "(actor = $states[1] or toward = $states[1])",
        "pair": "list_contains($states, actor) and list_contains($states, toward)",
    }.get(subject.kind, "list_contains($states, actor) and list_contains($states, toward)")
    rows = evidence.evidence(
        f"""select o.actor, o.toward, o.duty, o.condition, a.name as agreement, o."start", o."end",
            (select max(c."end") from coverage c where c.source = o.source
                and (c.layer = 'agreement' or c.layer = 'agreement.' || a.kind)) as seen, o.source, o.source_row
        from one_obligation o join one_agreement a using (agreement)
        where {condition} and (o."start" is null or o."start" <= $on) and (o."end" is null or o."end" >= $on)
            and (a."end" is null or a."end" >= $on) and a."start" <= $on
        order by o.duty, o.actor, o.toward, a.agreement""",
        {"states": list(subject.states), "on": subject.on},
    )
    if subject.kind in ("state", "pair"):
        _directed(evidence, subject, section, rows)
        return
    pairs = len(subject.states) * (len(subject.states) - 1)
    for duty in ("defense", "consultation", "nonaggression"):
        bound = {(row.cells["actor"], row.cells["toward"]) for row in rows if row.cells["duty"] == duty}
        section.figures.append(
            Figure(
                f"bonds.{duty}",
                f"directed pairs of these states in which one owes the other {DUTY[duty]}",
                len(bound),
                unit=f"of {pairs:,}",
                period=f"on {subject.on}",
                rule="obligations in force between them, each direction counted, each pair once",
                rows=tuple(row for row in rows if row.cells["duty"] == duty),
            )
        )
    if pairs:
        said = [
            f"in {figure.value:,} {figure.unit} directed pairs of these states one owes the other "
            f"{DUTY[figure.id.partition('.')[2]]}{_aged(figure.rows, subject.on)}"
            for figure in section.figures
            if figure.id.partition(".")[2] in DUTY and isinstance(figure.value, int) and figure.value
        ]
        section.sentences.append(sentence("; ".join(said) if said else "no obligation between them is in the record"))


def _directed(evidence: Evidence, subject: Subject, section: Section, rows: list[Row]) -> None:
    names = evidence.names
    lines = _mutual(rows, names) if subject.kind == "pair" else _by_partner(subject.states[0], rows, names)
    section.figures.append(
        Figure("bonds.obligations", "obligations in force, each direction counted", len(rows), period=f"on {subject.on}",
               rule="one for each duty, direction and agreement", rows=tuple(rows))
    )  # fmt: skip
    mine = subject.states[0]
    defended = sorted(
        {row.cells["actor"] for row in rows if row.cells["duty"] == "defense" and row.cells["toward"] == mine}
    )
    defends = sorted(
        {row.cells["toward"] for row in rows if row.cells["duty"] == "defense" and row.cells["actor"] == mine}
    )
    name = names.get(mine, mine)
    if subject.kind == "state":
        for figure, who, text in (
            ("bonds.defends", defends, f"{name} owes defence to {count(len(defends), 'state')}"),
            (
                "bonds.defended-by",
                defended,
                f"{count(len(defended), 'state')} {'owes' if len(defended) == 1 else 'owe'} defence to {name}",
            ),
        ):
            end = "actor" if figure == "bonds.defends" else "toward"
            section.figures.append(
                Figure(
                    figure,
                    "states to which it owes defence" if end == "actor" else "states that owe it defence",
                    len(who),
                    period=f"on {subject.on}",
                    rule="obligations of defence in force, each state once",
                    rows=tuple(row for row in rows if row.cells["duty"] == "defense" and row.cells[end] == mine),
                )
            )
            section.sentences.append(
                sentence(f"{text}: {listed([names.get(key, key) for key in who])}" if who else text)
            )
            old = [
                names.get(key, key)
                for key in who
                if _only_aged(
                    [row for row in section.figures[-1].rows if key in (row.cells["actor"], row.cells["toward"])],
                    subject.on,
                )
            ]
            if old:
                section.sentences.append(
                    sentence(f"of these, by agreements that no source has looked at up to {subject.on}: {listed(old)}")
                )
    elif lines:
        for owner, toward in (subject.states, subject.states[::-1]):
            duties = sorted({_duty(row) for row in rows if row.cells["actor"] == owner})
            owes = f"{names.get(str(owner), '')} owes {names.get(str(toward), '')} {listed(duties)}"
            section.sentences.append(sentence(owes))
    else:
        section.sentences.append("No obligation of one toward the other is in force in the record.")
    if lines:
        section.listings.append(
            Listing(
                "bonds.who-owes-what",
                "Who owes what to whom",
                ("who", "to whom", "what", "by", "since")
                if subject.kind == "pair"
                else ("partner", f"{name} owes it", f"it owes {name}", "by", "since"),
                tuple(lines[:LINES]),
                more=max(0, len(lines) - LINES),
            )
        )


def _only_aged(rows: Sequence[Row], on: date) -> bool:
    """Say whether no source of a duty has looked up to the day."""
    return all(row.cells["seen"] and row.cells["seen"] < on for row in rows)


def _aged(rows: Sequence[Row], on: date) -> str:
    """Say how many directed pairs rest on agreements alone of which no source knows whether they still stand."""
    by_pair: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_pair.setdefault((row.cells["actor"], row.cells["toward"]), []).append(row)
    old = sum(1 for mine in by_pair.values() if _only_aged(mine, on))
    return f" ({old:,} of them by agreements that no source has looked at up to {on})" if old else ""


def _duty(row: Row) -> str:
    duty = str(row.cells["duty"])
    return DUTY.get(duty, duty.replace("-", " "))


def _since(rows: list[Row]) -> str:
    days = [row.cells["start"] for row in rows if row.cells["start"]]
    return str(min(days).year) if days else ""


def _mutual(rows: list[Row], names: dict[str, str]) -> list[tuple[Any, ...]]:
    """Give one line for each duty and agreement; what both owe stands once."""
    owed: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        owed.setdefault((_duty(row), row.cells["agreement"]), []).append(row)
    lines: list[tuple[Any, ...]] = []
    for (duty, agreement), both in sorted(owed.items()):
        ends = sorted({(row.cells["actor"], row.cells["toward"]) for row in both})
        who = ("each", "the other") if len(ends) == 2 else tuple(names.get(key, key) for key in ends[0])
        lines.append((*who, duty, agreement, _since(both)))
    return lines


def _by_partner(state: str, rows: list[Row], names: dict[str, str]) -> list[tuple[Any, ...]]:
    """Give one line for each partner: what the state owes it, and what it owes the state; duties of defence first."""
    by_pair: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_pair.setdefault((row.cells["actor"], row.cells["toward"]), []).append(row)
    lines: list[tuple[Any, ...]] = []
    for partner in sorted({key for pair in by_pair for key in pair} - {state}, key=lambda key: names.get(key, key)):
        owes, owed = by_pair.get((state, partner), []), by_pair.get((partner, state), [])
        agreements = sorted({str(row.cells["agreement"]) for row in owes + owed})
        here, there = (", ".join(sorted({_duty(row) for row in rows})) for rows in (owes, owed))
        same = here == there
        lines.append(
            (
                names.get(partner, partner),
                here or "nothing on record",
                "the same" if same else there or "nothing on record",
                listed(agreements, 2),
                _since(owes + owed),
            )
        )
    return sorted(lines, key=lambda line: ("defence" not in f"{line[1]}, {line[2]}".split(", "), line))
