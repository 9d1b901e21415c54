"""Posts, troops and bases: what one state keeps in another."""

from __future__ import annotations

from typing import Any

from comity.dossier.contents import Drawing, Figure, Listing, Section, Subject
from comity.dossier.draw.series import Band, Series, draw_series
from comity.dossier.draw.terminal import sparkline
from comity.dossier.evidence import Evidence, Row
from comity.dossier.words import count, listed, number, sentence

LINES = 20


def write(evidence: Evidence, subject: Subject) -> Section | None:
    """Write the section for any subject."""
    section = Section("posts", "Posts, troops and bases")
    _embassies(evidence, subject, section)
    _troops(evidence, subject, section)
    _nuclear(evidence, subject, section)
    return section if section.figures or section.sentences else None


_MISSIONS = "embassies, high commissions, nunciatures and de facto embassies in the source, which is not complete: a lower bound"


def _between(subject: Subject) -> str:
    """Write the condition on a tie's ends: inside the subject, or for a single state at either end."""
    if subject.kind == "state":
        return "(a = $states[1] or b = $states[1])"
    return "list_contains($states, a) and list_contains($states, b)"


def _embassies(evidence: Evidence, subject: Subject, section: Section) -> None:
    looks = evidence.layer("tie.embassy")
    if not looks:
        return
    rows = evidence.evidence(
        f"select a, b, unit as mission, source, source_row from tie where layer = 'embassy' and {_between(subject)} order by a, b",
        {"states": list(subject.states)},
    )
    day = looks[0].end
    if day > subject.on:
        return
    if subject.kind == "state":
        mine = subject.states[0]
        sent = {row.cells["b"] for row in rows if row.cells["a"] == mine}
        hosted = {row.cells["a"] for row in rows if row.cells["b"] == mine}
        for name, label, found, end in (
            ("sent", "states in which it has an embassy", sent, "a"),
            ("hosted", "states that have an embassy there", hosted, "b"),
        ):
            section.figures.append(
                Figure(f"posts.{name}", label, len(found), period=f"on {day}", rule=_MISSIONS,
                       rows=tuple(row for row in rows if row.cells[end] == mine))
            )  # fmt: skip
        section.sentences.append(
            sentence(
                f"resident embassies on record on {day}: in {count(len(sent), 'state')}, and of {count(len(hosted), 'state')} there (lower bounds{_de_facto(rows)})"
            )
        )
        return
    pairs = {(row.cells["a"], row.cells["b"]) for row in rows}
    possible = len(subject.states) * (len(subject.states) - 1)
    section.figures.append(
        Figure("posts.embassies", "directed pairs of these states with a resident embassy on record", len(pairs), unit=f"of {possible:,}",
               period=f"on {day}", rule=_MISSIONS, rows=tuple(rows))
    )  # fmt: skip
    section.sentences.append(
        sentence(
            f"{len(pairs):,} of {possible:,} directed pairs have a resident embassy on record on {day} (a lower bound: the source is not complete{_de_facto(rows)})"
        )
    )


def _de_facto(rows: list[Row]) -> str:
    times = sum(1 for row in rows if row.cells["mission"] == "de facto embassy")
    return f"; {times} of them {'a de facto embassy' if times == 1 else 'de facto embassies'}" if times else ""


def _troops(evidence: Evidence, subject: Subject, section: Section) -> None:
    looks = [look for look in evidence.layer("tie.troops") if look.scope.startswith("with ")]
    if not looks or looks[0].start is None:
        return
    look, begin = looks[0], looks[0].start.year
    senders = look.scope.removeprefix("with ").split()
    hosts = [key for key in subject.states if key not in senders]
    if not hosts or (subject.kind == "pair" and len(hosts) == 2):
        return
    rows = evidence.evidence(
        """select a, b, year("start") as year, value as persons, source, source_row from tie
        where layer = 'troops' and list_contains($hosts, b) and "start" <= $on order by b, "start" """,
        {"hosts": hosts, "on": subject.on},
    )
    if not rows:
        return
    rows = [row for row in rows if row.cells["persons"] is not None]
    last = max((row.cells["year"] for row in rows), default=0)
    now = [row for row in rows if row.cells["year"] == last]
    if not now:
        return
    total = sum(row.cells["persons"] for row in now)
    names = evidence.names
    sender = listed([names.get(key, key) for key in senders])
    section.figures.append(
        Figure("posts.troops", f"active-duty military persons of {sender} stationed there", total, unit="persons", period=str(last),
               rule=f"sum over the {len(now)} of {len(hosts)} hosts that the source has in its last year for them", rows=tuple(now))
    )  # fmt: skip
    some = sum(1 for row in now if row.cells["persons"])
    host = names.get(hosts[0], hosts[0]) if len(hosts) == 1 else f"{some} of these states"
    section.sentences.append(
        sentence(
            f"{sender} had {number(total)} active-duty military persons in {host} in {last}; what other states station there, no source here says"
        )
    )
    section.drawings.append(_troop_chart(subject, rows, begin, last))
    if len(hosts) > 1:
        most = sorted(now, key=lambda row: (-(row.cells["persons"] or 0), row.cells["b"]))
        lines = tuple(
            (names.get(row.cells["b"], row.cells["b"]), row.cells["persons"], str(row.cells["year"]))
            for row in most[:LINES]
        )
        section.listings.append(
            Listing(
                "posts.hosts",
                f"Military persons of {sender}, by host",
                ("host", "persons", "year"),
                lines,
                more=max(0, len(most) - LINES),
            )
        )


def _troop_chart(subject: Subject, rows: list[Any], first: int, last: int) -> Drawing:
    totals: dict[int, float | None] = {}
    for row in rows:
        totals[row.cells["year"]] = (totals.get(row.cells["year"]) or 0) + row.cells["persons"]
    years = range(first, max(last, subject.on.year) + 1)
    end = years[-1]
    bands = [Band(last + 1, end)] if end > last else []
    svg = draw_series([Series("persons", totals)], first=first, last=end, unknown=bands, unit="persons")
    text = f"{first} {sparkline([totals.get(year) for year in years])} {end}"
    return Drawing("posts.troops-per-year", "Stationed active-duty military persons", svg, text)


def _nuclear(evidence: Evidence, subject: Subject, section: Section) -> None:
    for layer, words in (("nuclear-hosting", "stations nuclear weapons in"), ("base", "keeps a base in")):
        rows = evidence.evidence(
            f"""select a, b, "start", "end", source, source_row from tie where layer = '{layer}' and {_between(subject)}
            and ("start" is null or "start" <= $on) and ("end" is null or "end" >= $on) order by a, b""",
            {"states": list(subject.states), "on": subject.on},
        )
        if not rows:
            continue
        names = evidence.names
        section.figures.append(
            Figure(f"posts.{layer}", f"pairs of which one {words} the other", len({(row.cells["a"], row.cells["b"]) for row in rows}),
                   period=f"on {subject.on}", rule="ties whose spell covers the day; a selection, hence a lower bound", rows=tuple(rows))
        )  # fmt: skip
        by_owner: dict[str, list[str]] = {}
        for row in rows:
            by_owner.setdefault(row.cells["a"], []).append(names.get(row.cells["b"], row.cells["b"]))
        for owner, hosts in sorted(by_owner.items()):
            section.sentences.append(
                sentence(
                    f"{names.get(owner, owner)} {words} {listed(sorted(set(hosts)))}, as publicly reported (a selection)"
                )
            )
