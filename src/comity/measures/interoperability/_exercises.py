"""Joint exercises as a history of pairs, by the states' keys: a state keeps its past when its code in a list changes.

West Germany and Germany are two codes of the Correlates of War and one state of the record; so are the Soviet Union and Russia.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from comity.measures.contract import Need
from comity.measures.estimates import Floats, Ints
from comity.measures.reading import Reading
from comity.panel.axis import Axis

NEED = Need("mme-exercises", "activity.exercise")
#: The part → the words of the record that count for it. Amphibious is of land and sea.
DOMAINS = {"land": ("land", "amphibious"), "sea": ("sea", "amphibious"), "air": ("air",)}
OTHER = "command post, other or not told"
PARTS = (*DOMAINS, OTHER)


@dataclass(frozen=True)
class Joint:
    """Joint exercises by pair of keys.

    Attributes
    ----------
    keys
        Key of a state → its place in ``counts``.
    first, last
        The first and the last year into which the source has looked.
    counts
        Exercises begun in the year, by part: shape (years, parts, keys, keys). One of two domains is half in each.
    """

    keys: dict[str, int]
    first: int
    last: int
    counts: Floats


def joint(reading: Reading) -> Joint:
    """Read all exercises of the one source that looks at all states."""
    spans = reading.con.execute(
        """select min("start"), max("end") from coverage where source = 'mme-exercises' and layer = 'activity.exercise'"""
    ).fetchall()
    ((start, end),) = spans
    rows = reading.con.execute(
        """select distinct a.activity, year(a."start"), coalesce(a.domains, ''), p.actor
        from activity a join activity_party p using (activity)
        where a.source = 'mme-exercises' and a.kind = 'exercise' and a."start" is not null and p.role <> 'observer'
        order by all"""
    ).fetchall()
    known = {spell.key for spell in reading.axis.spells}
    keys = {key: place for place, key in enumerate(sorted({actor for *_, actor in rows} & known))}
    first, last = start.year, end.year
    parties: dict[tuple[int, str, str], list[int]] = {}
    for activity, year, domains, actor in rows:
        if actor in keys and first <= year <= last:
            parties.setdefault((year, activity, domains), []).append(keys[actor])
    counts = np.zeros((last - first + 1, len(PARTS), len(keys), len(keys)))
    by_year: dict[int, list[tuple[str, list[int]]]] = {}
    for (year, _, domains), some in parties.items():
        by_year.setdefault(year, []).append((domains, some))
    for year, exercises in by_year.items():
        there = np.zeros((len(exercises), len(keys)))
        weight = np.array([split(domains) for domains, _ in exercises])
        for place, (_, some) in enumerate(exercises):
            there[place, some] = 1.0
        for part in range(len(PARTS)):
            counts[year - first, part] = (there * weight[:, part, None]).T @ there
    return Joint(keys, first, last, counts)


def split(domains: str) -> Floats:
    """Share out one exercise over the parts, alike over all of land, sea and air that it is of.

    Examples
    --------
    >>> split("air|land").tolist(), split("amphibious").tolist(), split("command-post").tolist()
    ([0.5, 0.0, 0.5, 0.0], [0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0])
    """
    said = set(domains.split("|"))
    found = np.array([*(float(bool(said & set(words))) for words in DOMAINS.values()), 0.0])
    if not found.any():
        found[-1] = 1.0
    share: Floats = found / found.sum()
    return share


def decayed(counts: Floats, tau: float) -> Floats:
    """Give for each year the sum of that and all earlier years, each worth exp(-age / tau), along the first axis.

    Examples
    --------
    >>> import numpy as np
    >>> decayed(np.array([[1.0], [0.0], [1.0]]), tau=1 / np.log(2)).ravel().round(9).tolist()
    [1.0, 0.5, 1.25]
    """
    found = np.array(counts, np.float64)
    for year in range(1, len(found)):
        found[year] += found[year - 1] * np.exp(-1 / tau)
    return found


def seen(years: Ints, tau: float) -> Floats:
    """Give the share of the weight of an endless steady history that lies within the last so many years.

    Examples
    --------
    >>> import numpy as np
    >>> seen(np.array([0, 9]), 5.0).round(3).tolist()
    [0.0, 0.835]
    """
    found: Floats = 1 - np.exp(-years / tau)
    return found


def places(axis: Axis, keys: dict[str, int]) -> Ints:
    """Give for each state of the axis and period the place of its key, shape (N, P); -1 where it has none.

    Of a code that passes from one state to another within a period the later counts.
    """
    found = np.full(axis.present.shape, -1, np.int32)
    for spell in axis.spells:
        mine = np.zeros(axis.present.shape, bool)
        axis.mark(mine, spell.place, spell.first, spell.last)
        found[mine] = keys.get(spell.key, -1)
    return found


__all__ = ["DOMAINS", "NEED", "OTHER", "PARTS", "Joint", "decayed", "joint", "places", "seen", "split"]
