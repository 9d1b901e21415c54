"""Roll calls of the General Assembly as an ideal-point model takes them: by session, with the same question as one item.

Judgements, with the cases that forced them:

- **The session** is told by the date, since the record has no other word of it: from September on a vote is of the session
  that begins in that year. Emergency special sessions of the summer (July 1967) are counted by the publisher to the session
  that follows, and are so here, to 1989; after that the summer's votes are of a session that never closed.
- **A paragraph is not a resolution.** Separate votes on paragraphs, amendments and motions stand in the file from 1997 on,
  under what the presiding officer said instead of a title. With them the same matter would count many times, in some years
  and not in others. They are left out, and so is a roll call without a title.
- **The same question** has the same title, cleared of case, punctuation and "resolution / adopted by the General Assembly".
  The title must stand once only in both sessions (APARTHEID stood on up to eight different votes in one), the sessions be at
  most 5 years apart, and at least 60 % of those who voted on both have voted alike: titles of two words are also those of the
  opposite motion (KOREA INDEPENDENCE in 1947 and 1948, 4 % alike).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from comity.measures.reading import Reading
from comity.statistics.ideal_points import Floats, Points, Votes, estimate, votes

#: The first session began in January.
FIRST = 1946
APART, ALIKE = 5, 0.6
_SPOKEN = re.compile(r"\s*(the (acting )?president\b|i shall now)", re.IGNORECASE)
_TAIL = re.compile(r"\s*:\s*r(e(s(o(l.*)?)?)?)?$", re.IGNORECASE)
_REST = re.compile(r"[^A-Z0-9]+")

Places = npt.NDArray[Any]


@dataclass(frozen=True)
class RollCalls:
    """Contested roll calls and the votes on them.

    Attributes
    ----------
    given
        The votes, for the model.
    issues
        Of each vote, the issues of its roll call.
    bridges
        The sessions of each two roll calls that were taken for one, shape (bridges, 2).
    number
        How many roll calls there are.
    """

    given: Votes
    issues: Sequence[tuple[str, ...]]
    bridges: Places
    number: int


def session(day: date) -> int:
    """Give the year in which the session of a vote began.

    Examples
    --------
    >>> session(date(1962, 12, 6)), session(date(1963, 6, 4)), session(date(1967, 7, 4)), session(date(2004, 8, 5))
    (1962, 1962, 1967, 2003)
    """
    opens = 9 if day.year >= 1990 else 7
    return max(day.year - (day.month < opens), FIRST)


def plain(title: str | None) -> str:
    """Give a title cleared of all that differs from year to year; empty where it is none.

    Examples
    --------
    >>> plain("The risk of nuclear proliferation in the Middle East : resolution / adopted by the General Assembly")
    'THE RISK OF NUCLEAR PROLIFERATION IN THE MIDDLE EAST'
    >>> plain("The Acting President: I now put to the vote operative paragraph 4. A")
    ''
    """
    if not title or _SPOKEN.match(title):
        return ""
    # The file cuts some titles off at 60 characters.
    return _REST.sub(" ", _TAIL.sub("", title.strip()).upper()).strip()[:60]


def same(titles: Sequence[str], sessions: Places, ballots: npt.NDArray[np.int8]) -> Iterator[tuple[int, int]]:
    """Give each two roll calls that put the same question, the earlier one first.

    Parameters
    ----------
    titles, sessions
        Of each roll call.
    ballots
        Shape (roll calls, states): a number for each kind of vote, -1 without one.
    """
    held: dict[str, dict[int, list[int]]] = {}
    for place, title in enumerate(titles):
        if title:
            held.setdefault(title, {}).setdefault(int(sessions[place]), []).append(place)
    for title in sorted(held):
        once = sorted((when, places[0]) for when, places in held[title].items() if len(places) == 1)
        for (when, one), (then, other) in pairwise(once):
            both = (ballots[one] >= 0) & (ballots[other] >= 0)
            if then - when <= APART and both.any() and (ballots[one] == ballots[other])[both].mean() >= ALIKE:
                yield one, other


def read(reading: Reading) -> RollCalls:
    """Read the roll calls of the axis."""
    rows = reading.con.execute(
        "select \"date\", title, issues from resolution where source = 'unga-votes' order by resolution"
    ).fetchall()
    entries, _ = reading.look("unga-votes").states(
        """with told as (
            select resolution, "date", row_number() over (order by resolution) - 1 as number
            from resolution where source = 'unga-votes'
        )
        select actor, "date" as "start", "date" as "end",
        number * 4 + case vote when 'no' then 0 when 'abstain' then 1 else 2 end as value
        from vote join told using (resolution) where source = 'unga-votes'""",
        layer="resolution.roll-call",
    )
    axis = reading.axis
    titles = [plain(title) for _, title, _ in rows]
    sessions = np.array([session(day) for day, _, _ in rows], np.int64)
    call, choice = np.divmod(entries.value.astype(np.int64), 4)
    state = entries.a.astype(np.int64)
    counts = np.zeros((len(rows), 3))
    np.add.at(counts, (call, choice), 1)
    contested = (counts > 0).sum(axis=1) > 1
    good = contested & np.array([bool(title) for title in titles], bool)
    good &= (sessions >= axis.first_year) & (sessions <= axis.last_year)
    ballots = np.full((len(rows), axis.states), -1, np.int8)
    ballots[call, state] = choice
    item = np.arange(len(rows))
    bridges = []
    for one, other in same([title if good[place] else "" for place, title in enumerate(titles)], sessions, ballots):
        item[other] = item[one]
        bridges.append((sessions[one], sessions[other]))
    chosen = np.flatnonzero(good[call])
    # By roll call, and by state: what the votes add up to does not depend on the order of rows.
    chosen = chosen[np.lexsort((state[chosen], call[chosen]))]
    # One seat may be told twice on the day on which it changed hands.
    flat = call[chosen] * axis.states + state[chosen]
    chosen = chosen[np.append(True, flat[1:] != flat[:-1])[: len(chosen)]]
    given, order = votes(
        state[chosen],
        sessions[call[chosen]] - axis.first_year,
        item[call[chosen]],
        choice[chosen],
        axis.states,
        axis.periods,
    )
    listed = [tuple(str(issues).split("|")) if issues else () for _, _, issues in rows]
    told = [listed[place] for place in call[chosen[order]].tolist()]
    return RollCalls(given, told, np.array(bridges, np.int64).reshape(-1, 2), int(good.sum()))


def wider(given: Votes, rng: np.random.Generator, least: int = 10, times: int = 3) -> Floats:
    """Give how many times as far as their errors say two estimates lie apart, of two halves of the questions.

    Parameters
    ----------
    least
        Of fewer voters in both halves nothing is told.
    times
        How often the questions are halved by chance.

    Returns
    -------
    ndarray
        Shape (periods,): the root mean square over voters and halvings, at least 1.
    """
    total, number = np.zeros(given.shape[1]), np.zeros(given.shape[1])
    for _ in range(times):
        side = rng.random(given.shape[2]) < 0.5
        if side.all() or not side.any():
            continue
        one, other = (_half(given, mine) for mine in (side[given.item], ~side[given.item]))
        both = (one.number > 0) & (other.number > 0)
        sign = -1.0 if (one.point[both] * other.point[both]).sum() < 0 else 1.0
        apart = (one.point - sign * other.point)[both] ** 2 / (one.error**2 + other.error**2)[both]
        period = np.nonzero(both)[1]
        total += np.bincount(period, apart, len(total))
        number += np.bincount(period, minlength=len(number))
    ratio = np.sqrt(np.maximum(total / np.maximum(number, 1), 1.0))
    return np.where(number >= least * times, ratio, 1.0)


def _half(given: Votes, mine: Places) -> Points:
    some, _ = votes(given.voter[mine], given.period[mine], given.item[mine], given.choice[mine], *given.shape[:2])
    return estimate(some, enough=1e-3, rounds=60)


__all__ = ["ALIKE", "APART", "RollCalls", "plain", "read", "same", "session", "wider"]
