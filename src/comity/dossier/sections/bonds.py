"""What binds whom, since when, by which obligations, in which direction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from comity.dossier.contents import Drawing, Figure, Listing, Section, Subject
from comity.dossier.draw.timeline import Spell, draw_timeline
from comity.dossier.evidence import Evidence, Row
from comity.dossier.words import by_kind, count, listed, sentence, span

#: A picture with more bars than this is no picture.
BARS = 24
LINES = 40
#: Older beginnings are drawn as open to the left: the alliance of 1373 would leave no room for the rest.
DRAWN_YEARS = 90

#: The agreements that concern a subject: one of its states is party to them, or (pairs, groups) two at the same time.
AGREEMENTS = """
    with ours as (
        select agreement, list_sort(list(distinct actor)) as ours, max(coalesce("end", date '9999-12-31')) as last_bound, min("start") as first_bound,
            count(distinct actor) filter (("start" is null or "start" <= $on) and ("end" is null or "end" >= $on)) as bound
        from one_agreement_party where list_contains($states, actor) and ("start" is null or "start" <= $on)
        group by agreement having count(distinct actor) >= $least
    ), sizes as (
        select agreement, count(distinct actor) as ever,
            count(distinct actor) filter (("start" is null or "start" <= $on) and ("end" is null or "end" >= $on)) as bound_on
        from one_agreement_party group by agreement
    )
    select a.agreement, a.kind, a.name, a.signed, a."start", a."end", a.source, a.source_row, ours, last_bound, first_bound,
        case when bound_on > 0 then bound_on else ever end as parties,
        (select max(c."end") from coverage c where c.source = a.source
            and (c.layer = 'agreement' or c.layer = 'agreement.' || a.kind)) as seen,
        coalesce(bound >= $least and a."start" <= $on and (a."end" is null or a."end" >= $on), false) as in_force,
        a."start" is null and (a."end" is null or a."end" >= $on) as unclear
    from one_agreement a join ours using (agreement) join sizes using (agreement)
    where coalesce(a."start", a.signed, date '1816-01-01') <= $on
    order by in_force desc, case when $pair then parties else -len(ours) end, coalesce(a."start", a.signed), a.agreement
"""


def write(evidence: Evidence, subject: Subject) -> Section:
    """Write the section for any subject."""
    section = Section("bonds", "What binds them" if subject.kind != "state" else "What binds it")
    found = _agreements(evidence, subject)
    live = [row for row in found if row["in_force"]]
    unseen = [row for row in live if row["seen"] and row["seen"] < subject.on]
    section.figures.append(
        Figure(
            "bonds.in-force",
            "agreements in force, or in force when last looked at",
            len(live),
            period=f"on {subject.on}",
            rule=_rule(subject),
            rows=tuple(_row(evidence, row) for row in live),
        )
    )
    if subject.agreement:
        _founding(evidence, subject, section)
    _sentences(evidence, subject, section, found, live, unseen)
    _duties(evidence, subject, section)
    _list(evidence, subject, section, found)
    if any(row["start"] or row["signed"] for row in found):
        section.drawings.append(_timeline(subject, found))
    return section


def _agreements(evidence: Evidence, subject: Subject) -> list[dict[str, Any]]:
    least = 1 if subject.kind == "state" else 2
    return evidence.rows(
        AGREEMENTS, {"states": list(subject.states), "least": least, "on": subject.on, "pair": subject.kind == "pair"}
    )


def _rule(subject: Subject) -> str:
    who = {
        "state": "agreements to which it is party",
        "pair": "agreements to which both are party",
        "group": "agreements to which at least two of its states are party",
        "region": "agreements to which at least two of its states are party",
    }[subject.kind]
    return f"{who}, begun and not ended on the day; one thing that stands in several sources is counted once"


def _row(evidence: Evidence, row: dict[str, Any]) -> Row:
    cells = {name: row[name] for name in ("agreement", "kind", "name", "signed", "start", "end")}
    return Row(cells, row["source"], row["source_row"], evidence.mark(row["source"], row["source_row"]))


def _sentences(
    evidence: Evidence,
    subject: Subject,
    section: Section,
    found: list[dict[str, Any]],
    live: list[dict[str, Any]],
    unseen: list[dict[str, Any]],
) -> None:
    if not found:
        section.sentences.append(
            "No agreement is in the record. That is no proof that there is none: see what is not known, below."
        )
        return
    text = f"{count(len(live), 'agreement')} on record in force on {subject.on}" + (
        ", or when last looked at" if unseen else ""
    )
    section.sentences.append(sentence(text + (f", by kind: {by_kind([row['kind'] for row in live])}" if live else "")))
    dated = [row for row in live if row["start"] or row["signed"]]
    if dated:
        first = min(dated, key=lambda row: row["start"] or row["signed"])
        section.sentences.append(
            sentence(
                f"the earliest of them is {first['name']}, {span(first['start'] or first['signed'], None)}"
                + (f" (last looked at in {first['seen'].year})" if first in unseen else "")
            )
        )
    if unseen:
        sources = sorted({f"{row['source']} ({row['seen'].year})" for row in unseen})
        section.sentences.append(
            sentence(
                f"of these, {count(len(unseen), 'agreement')} stood in force when the source last looked: {listed(sources)}; "
                f"what became of {'it' if len(unseen) == 1 else 'them'} since is not known here"
            )
        )
    unclear = [row for row in found if row["unclear"]]
    if unclear:
        section.sentences.append(
            sentence(f"signed, but whether in force is not known: {listed([row['name'] for row in unclear], 6)}")
        )
    rest = [row for row in found if not row["in_force"] and not row["unclear"]]
    ended = [row for row in rest if min(row["end"] or date.max, row["last_bound"]) < subject.on]
    if ended:
        section.sentences.append(
            sentence(f"{count(len(ended), 'earlier agreement')} {'binds' if len(ended) == 1 else 'bind'} no longer")
        )
        section.figures.append(
            Figure(
                "bonds.ended",
                "earlier agreements that bind no longer",
                len(ended),
                period=f"on {subject.on}",
                rule="agreements that ended, or that its last party of the subject left, before the day",
                rows=tuple(_row(evidence, row) for row in ended),
            )
        )


def _founding(evidence: Evidence, subject: Subject, section: Section) -> None:
    rows = evidence.evidence(
        'select agreement, kind, name, signed, "start", "end", source, source_row from agreement where agreement = ?',
        [subject.agreement],
    )
    if not rows:
        return
    parties = evidence.evidence(
        """select actor, "start", "end", source, source_row from agreement_party where agreement = $1
        and ("start" is null or "start" <= $2) and ("end" is null or "end" >= $2) order by "start", actor""",
        [subject.agreement, subject.on],
    )
    cells = rows[0].cells
    section.figures.append(
        Figure("bonds.parties", f"parties on record to {cells['name']}", len(parties), period=f"on {subject.on}",
               rule="parties whose spell covers the day", rows=tuple(parties))
    )  # fmt: skip
    section.sentences.append(
        sentence(
            f"{cells['name']} was signed on {cells['signed'] or 'a day not known'}, "
            + (
                f"is in force {span(cells['start'], cells['end'])}"
                if cells["start"]
                else "whether it is in force is not known"
            )
            + f", and has {count(len(parties), 'party', 'parties')} on record on {subject.on}"
        )
    )


def _duties(evidence: Evidence, subject: Subject, section: Section) -> None:
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
                f"directed pairs of these states in which one owes the other {_DUTY[duty]}",
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
            f"{_DUTY[figure.id.partition('.')[2]]}{_aged(figure.rows, subject.on)}"
            for figure in section.figures
            if figure.id.partition(".")[2] in _DUTY and isinstance(figure.value, int) and figure.value
        ]
        section.sentences.append(sentence("; ".join(said) if said else "no obligation between them is in the record"))


_DUTY = {
    "defense": "defence",
    "offense": "offensive help",
    "neutrality": "neutrality",
    "nonaggression": "non-aggression",
    "consultation": "consultation",
}


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
    return _DUTY.get(duty, duty.replace("-", " "))


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


def _list(evidence: Evidence, subject: Subject, section: Section, found: list[dict[str, Any]]) -> None:
    lines = tuple(
        (
            row["name"],
            row["kind"].replace("-", " "),
            span(row["start"] or row["signed"], row["end"]) if row["in_force"] or row["end"] else _until(row),
            row["parties"],
            _seen(row, subject.on),
            row["source"],
            evidence.mark(row["source"], row["source_row"]),
        )
        for row in found[:LINES]
    )
    if lines:
        section.listings.append(
            Listing(
                "bonds.agreements",
                "Agreements, those in force first",
                ("agreement", "kind", "when", "parties on record", "in force", "source", "checked"),
                lines,
                more=max(0, len(found) - LINES),
            )
        )


def _until(row: dict[str, Any]) -> str:
    last = row["last_bound"]
    return span(row["start"] or row["signed"], None if last == date(9999, 12, 31) else last)


def _seen(row: dict[str, Any], on: date) -> str:
    if row["unclear"]:
        return "not known"
    if not row["in_force"]:
        return "no"
    return f"when last seen, {row['seen'].year}" if row["seen"] and row["seen"] < on else "yes"


def _timeline(subject: Subject, found: list[dict[str, Any]]) -> Drawing:
    chosen = sorted(found[:BARS], key=lambda row: (row["start"] or row["signed"] or subject.on, row["agreement"]))
    spells = [
        Spell(
            label=row["name"],
            start=row["start"] or row["signed"],
            end=row["end"] or (None if row["last_bound"] == date(9999, 12, 31) else row["last_bound"]),
            kind=row["kind"],
            ongoing=bool(row["in_force"]) and not (row["seen"] and row["seen"] < subject.on),
            tooltip=f"{row['name']}: {span(row['start'] or row['signed'], row['end'])} ({row['source']})",
            seen=row["seen"] if row["in_force"] else None,
        )
        for row in chosen
        if row["start"] or row["signed"]
    ]
    left_out = len(found) - len(chosen)
    note = f"{count(left_out, 'more agreement')} not drawn." if left_out else ""
    first = min((spell.start for spell in spells if spell.start), default=subject.on)
    span_drawn = (max(first, date(subject.on.year - DRAWN_YEARS, 1, 1)), subject.on)
    return Drawing("bonds.timeline", "Agreements in time", draw_timeline(spells, span=span_drawn, note=note))
