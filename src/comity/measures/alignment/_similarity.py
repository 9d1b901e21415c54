"""What the similarity measures share: columns of all pairs, and one pair taken apart target by target."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.reading import Reading
from comity.panel.axis import Axis
from comity.panel.group import find
from comity.panel.groups.similarity import DUTIES, WORTH, portfolios
from comity.panel.look import Look
from comity.panel.plan import KEEP
from comity.panel.trace import Behind

Kind = Literal["kappa", "pi", "s"]

ALLIANCES = tuple(Need("atop", f"pair_figure.{duty}", optional=duty != "atop-defense") for duty in WORTH)
VOTES = (Need("unga-votes", "resolution.roll-call"),)

#: What is owed at most, by its worth.
_DUTY = ("nothing", "nonaggression", "neutrality or consultation", "defence or offence")
_CHOICE = {"yes": 1.0, "abstain": 2.0, "no": 3.0}


def expected(x: npt.ArrayLike, y: npt.ArrayLike, kind: Kind, span: float = 1.0) -> float:
    """Give the sum of distances, squared but for S, that counts as no similarity at all; 0 where that is not defined.

    Parameters
    ----------
    x, y
        Two portfolios, shape (targets,).
    kind
        ``kappa``: that of portfolios as full as these two. ``pi``: that of portfolios as full as the two together.
        ``s``: half of what would be if they lay at opposite ends of the scale throughout.
    span
        The range of the scale, for S.

    Examples
    --------
    >>> expected([1, 1, 0, 0], [1, 0, 0, 0], "kappa"), expected([1, 1, 0, 0], [1, 0, 0, 0], "s")
    (2.0, 2.0)
    """
    one, other = np.asarray(x, np.float64), np.asarray(y, np.float64)
    n = len(one)
    if kind == "s":
        return float(span * n / 2)
    squares = float((one**2).sum() + (other**2).sum())
    if kind == "kappa":
        return squares - 2 * float(one.sum() * other.sum()) / n
    return squares - float(one.sum() + other.sum()) ** 2 / (2 * n)


def shares(x: npt.ArrayLike, y: npt.ArrayLike, kind: Kind, span: float = 1.0) -> Floats:
    """Give what each target adds to the similarity of two portfolios: its share of 1, less that of the distance.

    Returns
    -------
    ndarray
        Shape (targets,); 0 throughout where the similarity is not defined.

    Examples
    --------
    >>> shares([1, 1, 0, 0], [1, 0, 0, 0], "kappa").tolist()
    [0.25, -0.25, 0.25, 0.25]
    """
    one, other = np.asarray(x, np.float64), np.asarray(y, np.float64)
    chance = expected(one, other, kind, span)
    if chance <= 1e-12 * max(len(one), 1):
        return np.zeros(len(one))
    far = np.abs(one - other)
    found: Floats = 1 / len(one) - (far if kind == "s" else far**2) / chance
    return found


def columns(reading: Reading, *names: str) -> tuple[Floats, ...]:
    """Give columns of the panel's group ``similarity`` for all pairs, made together."""
    group = find("similarity")
    look = Look(reading.con, reading.axis, group, frozenset(("pair", name) for name in names))
    options = {option: choices[0] for option, choices in {"keep": KEEP, **group.options}.items()}
    loaded = group.load(look, options)
    found = []
    for name in names:
        value, known = reading.dyads.fill(loaded["pair", name], (0, 1), "float64")
        found.append(value if known is None else np.where(known, value, np.nan))
    return tuple(found)


def of_alliances(title: str, column: str, kind: Kind, **facts: Any) -> Measure:
    """Make the measure of valued alliance portfolios."""

    def compute(reading: Reading) -> Estimates:
        (value,) = columns(reading, column)
        looked = reading.look("atop").cover("pair_figure.atop-defense").every.sum(axis=0)
        number = np.where(np.isfinite(value), looked[reading.pairs.period], 0)
        return Estimates(reading.pairs, value, inputs=number)

    return _measure(title, ALLIANCES, compute, _explain_alliances(kind), kind, "valued alliance portfolios", facts)


def of_votes(title: str, column: str, kind: Kind, **facts: Any) -> Measure:
    """Make the measure of valued votes."""

    def compute(reading: Reading) -> Estimates:
        value, number = columns(reading, column, "unvotes")
        value = np.where(number > 0, value, np.nan)
        return Estimates(reading.pairs, value, inputs=np.where(np.isfinite(value), number, 0))

    return _measure(title, VOTES, compute, _explain_votes(kind), kind, "votes, by calendar year", facts)


_NAMES = {"kappa": "Cohen's kappa with squared distances", "pi": "Scott's pi with squared distances", "s": "S with absolute distances"}  # fmt: skip


def _measure(
    title: str,
    needs: tuple[Need, ...],
    compute: Callable[[Reading], Estimates],
    explain: Callable[[Reading, Estimates, int], Sequence[Contribution]],
    kind: Kind,
    of: str,
    facts: Mapping[str, Any],
) -> Measure:
    return Measure(
        title=title,
        unit="points, −1 to 1",
        subject="pair",
        needs=needs,
        compute=compute,
        explain=explain,
        method=f"{_NAMES[kind]}, {of}",
        bounds=(-1.0, 1.0),
        **facts,
    )


# -- one pair taken apart


def _explain_alliances(kind: Kind) -> Callable[[Reading, Estimates, int], Sequence[Contribution]]:
    def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
        one, other, year = _who(estimates, row)
        axis = Axis(reading.axis.system, "year", year, year)
        look = Look(reading.con, axis, find("similarity"), frozenset())
        owed = portfolios(look)[0]
        np.fill_diagonal(owed, max(DUTIES))
        targets = np.flatnonzero(look.cover("pair_figure.atop-defense").every[:, 0])
        x, y = owed[one, targets], owed[other, targets]
        adds = shares(x, y, kind, max(DUTIES))
        behind = _pledges(reading, axis, one, other)
        found = []
        neither = (x == 0) & (y == 0)
        for place in np.flatnonzero(~neither).tolist():
            names = _names(axis, int(targets[place]))
            label = f"toward {_named(reading, names)}: {_DUTY[x[place]]}; {_DUTY[y[place]]}"
            rows = tuple(entry for entry in behind if entry.cells["b"] in names)
            found.append(Contribution(label, float(adds[place]), rows))
        if neither.any():
            label = f"toward {int(neither.sum())} states neither owes anything"
            found.append(Contribution(label, float(adds[neither].sum()), tuple(_looked(reading))))
        return _exact(found, float(estimates.value[row]))

    return explain


def _explain_votes(kind: Kind) -> Callable[[Reading, Estimates, int], Sequence[Contribution]]:
    def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
        one, other, year = _who(estimates, row)
        calls = _common(reading, one, other, year)
        x, y = (np.array([call[side] for call in calls]) for side in (0, 1))
        adds = shares(x, y, kind, 2.0)
        told: dict[str, list[tuple[float, int]]] = {}
        for place, (_, _, issues, _) in enumerate(calls):
            for issue in issues:
                told.setdefault(issue, []).append((float(adds[place]) / len(issues), place))
        found = []
        for issue, mine in sorted(told.items(), key=lambda entry: (entry[0] == _REST, entry[0])):
            places = [place for _, place in mine]
            apart = sum(x[place] != y[place] for place in places)
            found.append(
                Contribution(
                    issue,
                    sum(amount for amount, _ in mine),
                    tuple(behind for place in places for behind in calls[place][3]),
                    f"{len(places)} roll calls, on {apart} of them they voted differently",
                )
            )
        if expected(x, y, kind, 2.0) <= 1e-12 * len(x):
            found[0] = replace(found[0], note="both always voted the same one way: undefined, and counted as 0")
        return _exact(found, float(estimates.value[row]))

    return explain


_REST = "on none of the listed issues"


def _who(estimates: Estimates, row: int) -> tuple[int, int, int]:
    subjects = estimates.subjects
    return int(subjects.a[row]), int(subjects.b[row]), int(subjects.axis.years[subjects.period[row]])


def _exact(found: list[Contribution], value: float) -> list[Contribution]:
    """See that what was taken apart is what was estimated."""
    total = sum(part.amount for part in found)
    assert abs(total - value) < 1e-6, f"{total} is not {value}"
    return found


def _names(axis: Axis, place: int) -> list[str]:
    """Give the keys that a state bears in the only period of an axis, the last one first."""
    first, last = int(axis.first_days[0]), int(axis.last_days[-1])
    mine = [spell for spell in axis.spells if spell.place == place and spell.first <= last and spell.last >= first]
    return [spell.key for spell in reversed(mine)]


def _named(reading: Reading, keys: Sequence[str]) -> str:
    rows = reading.con.execute("select name from state where state = $1 order by start desc limit 1", [keys[0]])
    held = rows.fetchone()
    return str(held[0]) if held else keys[0]


def _pledges(reading: Reading, axis: Axis, one: int, other: int) -> list[Behind]:
    keys = [*_names(axis, one), *_names(axis, other)]
    year = int(axis.years[0])
    return list(
        _asked(
            reading,
            """select * from pair_figure where source = 'atop' and list_contains($who, a) and value > 0
            and list_contains($duties, indicator) and "start" <= $last and ("end" is null or "end" >= $first) order by all""",
            {"who": keys, "duties": list(WORTH), "first": date(year, 1, 1), "last": date(year, 12, 31)},
            "pair_figure",
        )
    )


def _looked(reading: Reading) -> Iterator[Behind]:
    """Give where the source has looked: on nothing else does it rest that nothing is owed."""
    rows = reading.con.execute(
        """select layer, "start", "end", scope from coverage
        where source = 'atop' and starts_with(layer, 'pair_figure.') order by all"""
    )
    for layer, start, end, scope in rows.fetchall():
        yield Behind("coverage", {"layer": layer, "start": start, "end": end, "scope": scope}, "atop", "")


def _common(
    reading: Reading, one: int, other: int, year: int
) -> list[tuple[float, float, tuple[str, ...], tuple[Behind, ...]]]:
    """Give the contested roll calls of a year in which both voted: both votes, the issues, and the rows."""
    axis = Axis(reading.axis.system, "year", year, year)
    days: list[tuple[int, str, int, int]] = []
    for place in (one, other):
        for key in _names(axis, place):
            for spell in axis.spells:
                if spell.place == place and spell.key == key:
                    days.append((place, key, spell.first, spell.last))
    rows = _asked(
        reading,
        """with here as (select * from resolution where "date" between $first and $last),
        contested as (
            select resolution from vote v join here using (resolution) where v.source = 'unga-votes'
            group by all having count(distinct case v.vote when 'yes' then 1 when 'abstain' then 2 else 3 end) > 1
        )
        select v.*, r."date", r.title, r.issues from vote v join contested using (resolution) join here r using (resolution)
        where v.source = 'unga-votes' and list_contains($who, v.actor) order by v.resolution, v.actor""",
        {"who": [key for _, key, _, _ in days], "first": date(year, 1, 1), "last": date(year, 12, 31)},
        "vote",
    )
    held: dict[str, dict[int, Behind]] = {}
    for row in rows:
        day = row.cells["date"].toordinal()
        for place, key, first, last in days:
            if key == row.cells["actor"] and first <= day <= last:
                held.setdefault(str(row.cells["resolution"]), {})[place] = row
    found: list[tuple[float, float, tuple[str, ...], tuple[Behind, ...]]] = []
    for votes in held.values():
        if len(votes) == 2:
            pair = votes[one], votes[other]
            issues = tuple(str(pair[0].cells.get("issues") or _REST).split("|"))
            x, y = (_CHOICE.get(str(vote.cells["vote"]), 3.0) for vote in pair)
            found.append((x, y, issues, pair))
    return found


def _asked(reading: Reading, query: str, asked: dict[str, Any], table: str) -> Iterator[Behind]:
    cursor = reading.con.execute(query, asked)
    header = [entry[0] for entry in cursor.description or ()]
    for row in cursor.fetchall():
        cells = {name: value for name, value in zip(header, row, strict=True) if value is not None}
        yield Behind(table, cells, str(cells.pop("source")), str(cells.pop("source_row")))
