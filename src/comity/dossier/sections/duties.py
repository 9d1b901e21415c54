"""Obligations: who owes what to whom, each direction apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from comity.dossier.contents import Figure, Listing, Section, Subject
from comity.dossier.evidence import Evidence, Row
from comity.dossier.language import N_, _, n_
from comity.dossier.words import day, few, listed, parted, sentence, whole

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
            o.looked as seen, o.source, o.source_row
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
    looked = _looked(evidence, subject.on)
    for duty in ("defense", "consultation", "nonaggression"):
        bound = {(row.cells["actor"], row.cells["toward"]) for row in rows if row.cells["duty"] == duty}
        section.figures.append(
            Figure(
                f"bonds.{duty}",
                _("directed pairs of these states in which one owes the other %(duty)s") % {"duty": _(DUTY[duty])},
                len(bound) if bound or looked else None,
                unit=_("of %(number)s") % {"number": whole(pairs)},
                period=_("on %(day)s") % {"day": day(subject.on)},
                rule=_("obligations in force between them, each direction counted, each pair once"),
                rows=tuple(row for row in rows if row.cells["duty"] == duty),
                gap="" if bound or looked else _(_SOME),
            )
        )
    if pairs:
        said = [
            _many(figure.value, pairs, _(DUTY[figure.id.partition(".")[2]]), _aged(figure.rows, subject.on), subject.on)
            for figure in section.figures
            if figure.id.partition(".")[2] in DUTY and isinstance(figure.value, int) and figure.value
        ]
        section.sentences.append(sentence(parted(said) if said else _("no obligation between them is in the record")))


#: Why nothing on record is not none.
_SOME = N_("none is on record, and no source that looked at all states did so up to the day")


def _looked(evidence: Evidence, on: date) -> bool:
    """Say whether a source has looked at the alliances of all states on a day, so that none on record is none."""
    return any(
        (look.start or look.end) <= on <= look.end
        for look in evidence.layer("agreement.alliance")
        if look.scope == "all states"
    )


def _many(some: int, pairs: int, duty: str, aged: int, on: date) -> str:
    """Say in how many pairs a duty is owed, and in how many of them by agreements alone that may stand no longer."""
    text = (
        _(
            "in %(some)s of %(pairs)s directed pairs of these states one owes the other %(duty)s (%(aged)s of them by agreements that no source has looked at up to %(day)s)"
        )
        if aged
        else _("in %(some)s of %(pairs)s directed pairs of these states one owes the other %(duty)s")
    )
    return text % {"some": whole(some), "pairs": whole(pairs), "duty": duty, "aged": whole(aged), "day": day(on)}


def _directed(evidence: Evidence, subject: Subject, section: Section, rows: list[Row]) -> None:
    """Write the duties of a state or a pair; what no source has looked at up to the day stands apart."""
    names = evidence.names
    known = [row for row in rows if not _only_aged([row], subject.on)]
    aged = [row for row in rows if _only_aged([row], subject.on)]
    section.figures.append(
        Figure("bonds.obligations", _("obligations known to be in force, each direction counted"), len(known), period=_("on %(day)s") % {"day": day(subject.on)},
               rule=_("one for each duty, direction and agreement that a source has looked at up to the day"), rows=tuple(known))
    )  # fmt: skip
    if aged:
        section.figures.append(
            Figure("bonds.obligations-last-seen", _("obligations in force when their source last looked, and not known since"), len(aged),
                   period=_("before %(day)s") % {"day": day(subject.on)}, rule=_("one for each duty, direction and agreement"), rows=tuple(aged))
        )  # fmt: skip
    if subject.kind == "state":
        _defence(evidence, subject, section, known, aged)
    elif known:
        for sentence_ in _owing(subject, known, names):
            section.sentences.append(sentence_)
    else:
        section.sentences.append(_("No obligation of one toward the other is known to be in force on the day."))
    if aged and subject.kind == "pair":
        looks = sorted({f"{row.source} ({row.cells['seen'].year})" for row in aged})
        duties = listed(sorted({duty_of(row) for row in aged}))
        section.sentences.append(
            sentence(
                _(
                    "when %(sources)s last looked, further duties stood between them: %(duties)s; whether they still do is not known here"
                )
                % {"sources": listed(looks), "duties": duties}
            )
        )
    lines = (
        _mutual(rows, names, subject.on)
        if subject.kind == "pair"
        else _by_partner(subject.states[0], rows, names, subject.on)
    )
    if lines:
        name = names.get(subject.states[0], subject.states[0])
        section.listings.append(
            Listing(
                "bonds.who-owes-what",
                _("Who owes what to whom"),
                (N_("who"), N_("to whom"), N_("what"), N_("by"), N_("since"), N_("in force"))
                if subject.kind == "pair"
                else (
                    N_("partner"),
                    _("%(state)s owes it") % {"state": name},
                    _("it owes %(state)s") % {"state": name},
                    N_("by"),
                    N_("since"),
                    N_("in force"),
                ),
                tuple(lines[:LINES]),
                more=max(0, len(lines) - LINES),
                leads=_leads(evidence, subject, lines[:LINES]),
            )
        )


def _leads(
    evidence: Evidence, subject: Subject, lines: Sequence[tuple[Any, ...]]
) -> tuple[dict[int, tuple[str, str]], ...]:
    """Say what the lines lead to: of a state the brief on it and its partner, and the agreement where there is one of that name."""
    named = dict(
        evidence.con.execute(
            "select name, min(agreement) from one_agreement group by name having count(*) = 1"
        ).fetchall()
    )
    key = {name: key for key, name in evidence.names.items() if key in evidence.actors_with_shape}
    found = []
    for line in lines:
        mine: dict[int, tuple[str, str]] = {3: ("agreement", named[line[3]])} if line[3] in named else {}
        if subject.kind == "state" and line[0] in key:
            mine[0] = ("subject", f"{subject.states[0]}–{key[line[0]]}")
        found.append(mine)
    return tuple(found)


def _owing(subject: Subject, rows: list[Row], names: dict[str, str]) -> list[str]:
    said = []
    for owner, toward in (subject.states, subject.states[::-1]):
        mine = [row for row in rows if row.cells["actor"] == owner]
        if mine:
            duties = listed(sorted({duty_of(row) for row in mine}))
            said.append(
                sentence(
                    _("%(state)s owes %(other)s %(duties)s")
                    % {"state": names.get(owner, owner), "other": names.get(toward, toward), "duties": duties}
                )
            )
    return said


def _defence(evidence: Evidence, subject: Subject, section: Section, known: list[Row], aged: list[Row]) -> None:
    """Say to whom a state owes defence and who owes it defence, under which condition."""
    names = evidence.names
    mine = subject.states[0]
    name = names.get(mine, mine)
    looked = _looked(evidence, subject.on)
    for figure, own, other, label in (
        ("bonds.defends", "actor", "toward", _("states to which it owes defence")),
        ("bonds.defended-by", "toward", "actor", _("states that owe it defence")),
    ):
        rows, old = (
            [row for row in part if row.cells["duty"] == "defense" and row.cells[own] == mine] for part in (known, aged)
        )
        who = sorted({row.cells[other] for row in rows})
        section.figures.append(
            Figure(figure, label, len(who) if who or looked else None, gap="" if who or looked else _(_SOME), period=_("on %(day)s") % {"day": day(subject.on)}, rows=tuple(rows),
                   rule=_("obligations of defence that a source has looked at up to the day, each state once"))
        )  # fmt: skip
        if who:
            told = [
                _under(names.get(key, key), [row for row in rows if row.cells[other] == key], len(who))
                for key in sorted(who, key=lambda key: names.get(key, key))
            ]
            text = (
                n_(
                    "%(state)s owes defence to %(number)s state: %(names)s",
                    "%(state)s owes defence to %(number)s states: %(names)s",
                    len(who),
                )
                if own == "actor"
                else n_(
                    "%(number)s state owes defence to %(state)s: %(names)s",
                    "%(number)s states owe defence to %(state)s: %(names)s",
                    len(who),
                )
            )
            section.sentences.append(
                sentence(text % {"state": name, "number": few(len(who)), "names": listed(told, 40)})
            )
        gone = sorted({names.get(row.cells[other], "") for row in old if row.cells[other] not in who})
        if gone:
            text = (
                _(
                    "when their source last looked, it owed defence to %(names)s too; whether that still holds is not known here"
                )
                if own == "actor"
                else _(
                    "when their source last looked, defence was owed to it by %(names)s too; whether that still holds is not known here"
                )
            )
            section.sentences.append(sentence(text % {"names": listed(gone, 20)}))


def _under(name: str, rows: list[Row], how_many: int) -> str:
    """Name a state with the condition of its duty, where there are few of them."""
    conditions = sorted({str(row.cells["condition"]) for row in rows if row.cells["condition"]})
    if how_many > 3 or len(conditions) != 1:
        return name
    return _("%(state)s (condition: %(condition)s)") % {"state": name, "condition": conditions[0]}


def _only_aged(rows: Sequence[Row], on: date) -> bool:
    """Say whether no source of a duty has looked up to the day."""
    return all(row.cells["seen"] and row.cells["seen"] < on for row in rows)


def _aged(rows: Sequence[Row], on: date) -> int:
    """Count how many directed pairs rest on agreements alone of which no source knows whether they still stand."""
    by_pair: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_pair.setdefault((row.cells["actor"], row.cells["toward"]), []).append(row)
    return sum(1 for mine in by_pair.values() if _only_aged(mine, on))


def duty_of(row: Row) -> str:
    """Write a duty as it is read."""
    duty = str(row.cells["duty"])
    return _(DUTY.get(duty, duty.replace("-", " ")))


def _since(rows: list[Row]) -> str:
    days = [row.cells["start"] for row in rows if row.cells["start"]]
    return str(min(days).year) if days else ""


def _seen(rows: Sequence[Row], on: date) -> str:
    """Say whether a source has looked at the agreements up to the day."""
    if not _only_aged(rows, on):
        return _("yes")
    return _("when last seen, %(year)s") % {"year": max(row.cells["seen"] for row in rows).year}


def _mutual(rows: list[Row], names: dict[str, str], on: date) -> list[tuple[Any, ...]]:
    """Give one line for each duty and agreement; what both owe stands once."""
    owed: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        owed.setdefault((duty_of(row), row.cells["agreement"]), []).append(row)
    lines: list[tuple[Any, ...]] = []
    for (duty, agreement), both in sorted(owed.items()):
        ends = sorted({(row.cells["actor"], row.cells["toward"]) for row in both})
        who = (_("each"), _("the other")) if len(ends) == 2 else tuple(names.get(key, key) for key in ends[0])
        lines.append((*who, duty, agreement, _since(both), _seen(both, on)))
    return sorted(lines, key=lambda line: line[-1] != _("yes"))


def _by_partner(state: str, rows: list[Row], names: dict[str, str], on: date) -> list[tuple[Any, ...]]:
    """Give one line for each partner: what the state owes it, and what it owes the state.

    Duties of defence come first, then the partners with the most duties. Where a source has looked at some of the
    agreements up to the day, those alone are told.
    """
    by_pair: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_pair.setdefault((row.cells["actor"], row.cells["toward"]), []).append(row)
    lines: list[tuple[Any, ...]] = []
    for partner in sorted({key for pair in by_pair for key in pair} - {state}, key=lambda key: names.get(key, key)):
        both = by_pair.get((state, partner), []) + by_pair.get((partner, state), [])
        told = [row for row in both if not _only_aged([row], on)] or both
        here, there = (
            ", ".join(sorted({duty_of(row) for row in told if row.cells["actor"] == owner}))
            for owner in (state, partner)
        )
        lines.append(
            (
                names.get(partner, partner),
                here or _("nothing on record"),
                _("the same") if here == there else there or _("nothing on record"),
                listed(sorted({str(row.cells["agreement"]) for row in told}), 2),
                _since(told),
                _seen(told, on),
            )
        )
    return sorted(lines, key=_weight)


def _weight(line: tuple[Any, ...]) -> tuple[bool, bool, int, str]:
    duties = set(f"{line[1]}, {line[2]}".split(", "))
    return line[-1] != _("yes"), _("defence") not in duties, -len(duties), str(line[0])
