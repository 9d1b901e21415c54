"""Who exercises with whom, and who stands in the middle of it, with the interval of each place."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from comity.dossier.contents import Drawing, Figure, Listing, Section, Subject
from comity.dossier.draw.network import Edge, Node, draw_network
from comity.dossier.evidence import Evidence, Row
from comity.dossier.language import N_, _, n_
from comity.dossier.words import few, percent, sentence

#: Years that are looked at, up to the last in which a source looked at all states.
WINDOW = 10
DRAWS = 1000
SEED = 1816
DRAWN = 40
LINES = 15


def write(evidence: Evidence, subject: Subject) -> Section | None:
    """Write the section: a state or a pair with its partners, a group or a region among its own states."""
    full = evidence.last_full_look("activity.exercise")
    if full is None or full.start is None or full.start > subject.on:
        return None
    last = min(full.end.year, subject.on.year)
    first = max(full.start.year, last - WINDOW + 1)
    ours = _parties(evidence, subject, first, last)
    section = Section("centrality", _("Who exercises with whom"))
    if len(ours) < 2:
        return None
    tally = _Tally(ours)
    if tally.exercises < 5:
        return None
    _write_tally(evidence, subject, section, tally, first, last)
    return section


class _Tally:
    """Exercises by states: who took part in which."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        by_exercise: dict[str, list[str]] = {}
        self.rows: dict[str, Row] = {}
        for row in rows:
            by_exercise.setdefault(row["activity"], []).append(row["actor"])
            self.rows[row["activity"]] = Row({"activity": row["activity"], "name": row["name"], "start": row["start"]}, row["source"], row["source_row"])  # fmt: skip
        by_exercise = {key: actors for key, actors in by_exercise.items() if len(set(actors)) > 1}
        self.rows = {key: self.rows[key] for key in by_exercise}
        self.keys = sorted({actor for actors in by_exercise.values() for actor in actors})
        place = {key: number for number, key in enumerate(self.keys)}
        joint = [sorted(set(actors)) for _, actors in sorted(by_exercise.items())]
        self.taking_part = np.zeros((len(joint), len(self.keys)))
        for number, actors in enumerate(joint):
            for actor in actors:
                self.taking_part[number, place[actor]] = 1
        self.exercises = len(joint)

    def together(self) -> np.ndarray[Any, Any]:
        """Count, for each two states, the exercises that they share."""
        shared = self.taking_part.T @ self.taking_part
        np.fill_diagonal(shared, 0)
        return shared

    def places(self, without: Collection[str] = ()) -> list[tuple[str, int, int, int, int]]:
        """Give every state's exercises and its place, with the 5 % and 95 % places when exercises are drawn anew.

        ``without`` is left out: a state has no place among its own partners.
        """
        keys = [key for key in self.keys if key not in without]
        columns = self.taking_part[:, [self.keys.index(key) for key in keys]]
        counts = columns.sum(axis=0)
        generator = np.random.default_rng(SEED)
        weights = generator.multinomial(self.exercises, np.full(self.exercises, 1 / self.exercises), size=DRAWS)
        drawn = weights @ columns
        ranks = 1 + (drawn[:, None, :] > drawn[:, :, None]).sum(axis=2)
        own = 1 + (counts[None, :] > counts[:, None]).sum(axis=1)
        low, high = np.quantile(ranks, [0.05, 0.95], axis=0, method="nearest")
        found = [
            (key, int(counts[number]), int(own[number]), int(low[number]), int(high[number]))
            for number, key in enumerate(keys)
        ]
        return sorted(found, key=lambda entry: (entry[2], entry[0]))


def _parties(evidence: Evidence, subject: Subject, first: int, last: int) -> list[dict[str, Any]]:
    """Give who took part in what: of a group its own states, of a state or a pair everybody in the exercises it was in."""
    least = 2 if subject.kind == "pair" else 1
    mine = "" if subject.kind in ("state", "pair") else "and list_contains($states, p.actor)"
    return evidence.rows(
        f"""select distinct e.activity, e.name, e."start", e.source, e.source_row, p.actor
        from one_activity e join one_activity_party p on p.activity = e.activity
        where e.kind = 'exercise' and year(e."start") between $first and $last and e."start" <= $on {mine}
            and p.role <> 'observer' and p.actor in (select state from state) and e.activity in (
                select activity from one_activity_party where role <> 'observer' and list_contains($states, actor)
                group by activity having count(distinct actor) >= $least)
        order by 1, 6""",
        {"states": list(subject.states), "first": first, "last": last, "on": subject.on, "least": least},
    )


def _write_tally(evidence: Evidence, subject: Subject, section: Section, tally: _Tally, first: int, last: int) -> None:
    names = evidence.names
    places = tally.places(without=subject.states if subject.kind in ("state", "pair") else ())
    shared = tally.together()
    section.figures.append(
        Figure(
            "centrality.exercises",
            _("joint exercises by which these places are counted"),
            tally.exercises,
            period=f"{first}–{last}",
            rule={
                "state": _("exercises with at least two states, the subject among them"),
                "pair": _("exercises with at least two states, both of the pair among them"),
            }.get(subject.kind, _("exercises with at least two states of the subject")),
            rows=tuple(tally.rows[key] for key in sorted(tally.rows)),
        )
    )
    if not places:
        section.sentences.append(
            sentence(
                n_(
                    "in the %(number)s joint exercise of %(years)s no third state took part",
                    "in the %(number)s joint exercises of %(years)s no third state took part",
                    tally.exercises,
                )
                % {"number": few(tally.exercises), "years": f"{first}–{last}"}
            )
        )
        return
    top = places[0]
    told = {
        "number": few(tally.exercises), "state": names.get(subject.states[0], ""), "years": f"{first}–{last}",
        "most": names.get(top[0], top[0]), "times": top[1], "share": percent(f"{100 * top[1] / tally.exercises:.0f}"),
    }  # fmt: skip
    # Five exercises at least, so that there are never one.
    text = {
        "state": _(
            "of %(number)s joint exercises of %(state)s in %(years)s, %(most)s took part in %(times)s (%(share)s)"
        ),
        "pair": _("of %(number)s joint exercises of both in %(years)s, %(most)s took part in %(times)s (%(share)s)"),
    }.get(
        subject.kind,
        _("of %(number)s joint exercises among these states in %(years)s, %(most)s took part in %(times)s (%(share)s)"),
    )
    where = (
        _("%(said)s; its place when exercises are drawn anew lies between %(low)s and %(high)s in nine of ten draws")
        if top[3] != top[4]
        else _("%(said)s; its place when exercises are drawn anew is %(low)s in nine of ten draws")
    )
    section.sentences.append(sentence(where % {"said": text % told, "low": top[3], "high": top[4]}))
    lines = tuple(
        (
            names.get(key, key),
            times,
            percent(f"{100 * times / tally.exercises:.0f}"),
            place,
            f"{low}–{high}" if low != high else str(low),
        )
        for key, times, place, low, high in places[:LINES]
    )
    section.listings.append(
        Listing(
            "centrality.places",
            _("Exercises taken part in, %(years)s") % {"years": f"{first}–{last}"},
            (N_("state"), N_("exercises"), N_("of all"), N_("rank"), N_("rank, 90 %")),
            lines,
            note=_(
                "Interval: %(draws)s draws of the exercises with replacement. It covers chance among exercises, not what the source missed."
            )
            % {"draws": DRAWS},
            more=max(0, len(places) - LINES),
        )
    )
    section.drawings.append(_picture(subject, names, tally, shared, first, last))


def _picture(
    subject: Subject, names: dict[str, str], tally: _Tally, shared: np.ndarray[Any, Any], first: int, last: int
) -> Drawing:
    counts = tally.taking_part.sum(axis=0)
    order = sorted(range(len(tally.keys)), key=lambda number: (-counts[number], tally.keys[number]))[:DRAWN]
    nodes = [
        Node(
            key, names.get(key, key), float(counts[number]), subject.kind in ("state", "pair") and key in subject.states
        )
        for number, key in ((number, tally.keys[number]) for number in order)
    ]
    chosen = sorted(order)
    edges = [
        Edge(tally.keys[i], tally.keys[j], float(shared[i, j]))
        for place, i in enumerate(chosen)
        for j in chosen[place + 1 :]
        if shared[i, j] > 0
    ]
    note = _("Size: exercises taken part in; width: exercises together.")
    if left_out := len(tally.keys) - len(nodes):
        text = n_(
            "%(number)s state with fewer exercises not drawn.",
            "%(number)s states with fewer exercises not drawn.",
            left_out,
        )
        note += " " + sentence(text % {"number": few(left_out)})
    svg = draw_network(nodes, edges, note=note, most=3 * len(nodes))
    return Drawing("centrality.network", _("Joint exercises, %(years)s") % {"years": f"{first}–{last}"}, svg)
