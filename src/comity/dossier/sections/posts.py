"""Posts, troops and bases: what one state keeps in another."""

from __future__ import annotations

from typing import Any

from comity.dossier.contents import Drawing, Figure, Listing, Section, Subject
from comity.dossier.draw.series import Band, Series, draw_series
from comity.dossier.draw.terminal import sparkline
from comity.dossier.evidence import Evidence, Row
from comity.dossier.language import N_, _, n_
from comity.dossier.words import day as told_day
from comity.dossier.words import few, listed, number, sentence, when_seen, whole

LINES = 20


def write(evidence: Evidence, subject: Subject) -> Section | None:
    """Write the section for any subject."""
    section = Section("posts", _("Posts, troops and bases"))
    _embassies(evidence, subject, section)
    _troops(evidence, subject, section)
    _nuclear(evidence, subject, section)
    return section if section.figures or section.sentences else None


_MISSIONS = N_(
    "embassies, high commissions, nunciatures and de facto embassies in the source, which is not complete: a lower bound"
)


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
            ("sent", _("states in which it has an embassy"), sent, "a"),
            ("hosted", _("states that have an embassy there"), hosted, "b"),
        ):
            section.figures.append(
                Figure(f"posts.{name}", label, len(found), period=_("on %(day)s") % {"day": told_day(day)}, rule=_(_MISSIONS),
                       rows=tuple(row for row in rows if row.cells[end] == mine))
            )  # fmt: skip
        told = {
            "day": told_day(day),
            "sent": n_("%(number)s state", "%(number)s states", len(sent)) % {"number": few(len(sent))},
            "hosted": n_("%(number)s state", "%(number)s states", len(hosted)) % {"number": few(len(hosted))},
            "de_facto": whole(_de_facto(rows)),
        }
        text = (
            n_(
                "resident embassies on record on %(day)s: in %(sent)s, and of %(hosted)s there (lower bounds; %(de_facto)s of them a de facto embassy)",
                "resident embassies on record on %(day)s: in %(sent)s, and of %(hosted)s there (lower bounds; %(de_facto)s of them de facto embassies)",
                _de_facto(rows),
            )
            if _de_facto(rows)
            else _("resident embassies on record on %(day)s: in %(sent)s, and of %(hosted)s there (lower bounds)")
        )
        section.sentences.append(sentence(text % told))
        return
    pairs = {(row.cells["a"], row.cells["b"]) for row in rows}
    possible = len(subject.states) * (len(subject.states) - 1)
    section.figures.append(
        Figure("posts.embassies", _("directed pairs of these states with a resident embassy on record"), len(pairs), unit=_("of %(number)s") % {"number": whole(possible)},
               period=_("on %(day)s") % {"day": told_day(day)}, rule=_(_MISSIONS), rows=tuple(rows))
    )  # fmt: skip
    text = (
        n_(
            "%(some)s of %(possible)s directed pairs have a resident embassy on record on %(day)s (a lower bound: the source is not complete; %(de_facto)s of them a de facto embassy)",
            "%(some)s of %(possible)s directed pairs have a resident embassy on record on %(day)s (a lower bound: the source is not complete; %(de_facto)s of them de facto embassies)",
            _de_facto(rows),
        )
        if _de_facto(rows)
        else _(
            "%(some)s of %(possible)s directed pairs have a resident embassy on record on %(day)s (a lower bound: the source is not complete)"
        )
    )
    told = {
        "some": whole(len(pairs)),
        "possible": whole(possible),
        "day": told_day(day),
        "de_facto": whole(_de_facto(rows)),
    }
    section.sentences.append(sentence(text % told))


def _de_facto(rows: list[Row]) -> int:
    return sum(1 for row in rows if row.cells["mission"] == "de facto embassy")


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
        Figure("posts.troops", _("active-duty military persons of %(sender)s stationed there") % {"sender": sender}, total, unit="persons", period=str(last),
               rule=_("sum over the %(some)s of %(all)s hosts that the source has in its last year for them") % {"some": len(now), "all": len(hosts)}, rows=tuple(now))
    )  # fmt: skip
    some = sum(1 for row in now if row.cells["persons"])
    host = names.get(hosts[0], hosts[0]) if len(hosts) == 1 else _("%(some)s of these states") % {"some": some}
    section.sentences.append(
        sentence(
            _(
                "%(sender)s had %(number)s active-duty military persons in %(host)s in %(year)s; what other states station there, no source here says"
            )
            % {"sender": sender, "number": number(total), "host": host, "year": last}
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
                _("Military persons of %(sender)s, by host") % {"sender": sender},
                (N_("host"), N_("persons"), N_("year")),
                lines,
                more=max(0, len(most) - LINES),
                leads=tuple({0: ("subject", row.cells["b"])} for row in most[:LINES]),
            )
        )


def _troop_chart(subject: Subject, rows: list[Any], first: int, last: int) -> Drawing:
    totals: dict[int, float | None] = {}
    for row in rows:
        totals[row.cells["year"]] = (totals.get(row.cells["year"]) or 0) + row.cells["persons"]
    years = range(first, max(last, subject.on.year) + 1)
    end = years[-1]
    bands = [Band(last + 1, end)] if end > last else []
    svg = draw_series([Series(_("persons"), totals)], first=first, last=end, unknown=bands, unit=_("persons"))
    text = f"{first} {sparkline([totals.get(year) for year in years])} {end}"
    return Drawing("posts.troops-per-year", _("Stationed active-duty military persons"), svg, text)


#: By layer: what a count of pairs is called, and what is said of one owner.
PRESENCE = {
    "nuclear-hosting": (
        N_("pairs of which one stations nuclear weapons in the other"),
        N_("%(state)s stations nuclear weapons in %(hosts)s, as publicly reported (a selection)"),
    ),
    "base": (
        N_("pairs of which one keeps a base in the other"),
        N_("%(state)s keeps a base in %(hosts)s, as publicly reported (a selection)"),
    ),
}


def _nuclear(evidence: Evidence, subject: Subject, section: Section) -> None:
    for layer, (label, text) in PRESENCE.items():
        seen = evidence.seen("almanac", f"tie.{layer}", subject.on)
        rows = evidence.evidence(
            f"""select a, b, "start", "end", source, source_row from tie where layer = '{layer}' and {_between(subject)}
            and ("start" is null or "start" <= $on) and ("end" is null or "end" >= $on) order by a, b""",
            {"states": list(subject.states), "on": subject.on},
        )
        if not rows:
            continue
        names = evidence.names
        section.figures.append(
            Figure(f"posts.{layer}", _(label), len({(row.cells["a"], row.cells["b"]) for row in rows}),
                   period=_("on %(day)s") % {"day": told_day(seen)}, rule=_("ties whose spell covers the day; a selection, hence a lower bound"), rows=tuple(rows))
        )  # fmt: skip
        by_owner: dict[str, list[str]] = {}
        for row in rows:
            by_owner.setdefault(row.cells["a"], []).append(names.get(row.cells["b"], row.cells["b"]))
        for owner, hosts in sorted(by_owner.items()):
            told = {"state": names.get(owner, owner), "hosts": listed(sorted(set(hosts)))}
            section.sentences.append(sentence(when_seen(_(text) % told, seen, subject.on)))
