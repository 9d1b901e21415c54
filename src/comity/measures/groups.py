"""Groups of states and their members by year: the organisations of the record and alliances of three or more.

A state is a member in a year when it belongs to the group on more than half of its days: NATO of 2004 has the seven that
joined in March, and the European Union of 2020 has not the United Kingdom, which left in January. Of a country that two
codes bear within a year (Germany in 1990) the code counts that bears it on more days, so that it counts once. A member that
is not in the list of states (Palestine in the Arab League, the European Union among donors) is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from comity.measures.contract import Need
from comity.measures.estimates import Subjects
from comity.measures.reading import Reading
from comity.panel.axis import Axis, Flags, Floats, Ints, bearers

#: Two are a pair, and have a pair's measures.
LEAST_MEMBERS = 3

#: Alliances are groups where these sources are here; organisations are in every record.
ALLIANCES = (
    Need("atop", "agreement.alliance", optional=True),
    Need("almanac", "agreement.alliance", optional=True),
)


#: Id and name of the group, who, from when to when.
_Row = tuple[str, str, str, date | None, date | None]


@dataclass(frozen=True)
class Groups:
    """Groups on an axis.

    Attributes
    ----------
    names
        Id and name of each of G groups.
    there
        Who is a member when, shape (G, N, P); a year with fewer than three members has none.
    """

    axis: Axis
    names: tuple[tuple[str, str], ...]
    there: Flags

    @cached_property
    def members(self) -> Subjects:
        """Every member in every year, by group, state and year."""
        group, state, period = np.nonzero(self.there)
        return Subjects(
            self.axis, period.astype(np.int32), group.astype(np.int32), state.astype(np.int32), groups=self.names
        )

    @cached_property
    def pacts(self) -> Subjects:
        """Every group in every year in which it is one, by group and year."""
        group, period = np.nonzero(self.there.any(axis=1))
        return Subjects(self.axis, period.astype(np.int32), group.astype(np.int32), groups=self.names)

    @cached_property
    def cell(self) -> Ints:
        """The group and year of each member, as one number, shape (members,)."""
        return (self.members.a * np.int32(self.axis.periods) + self.members.period).astype(np.int32)

    @cached_property
    def size(self) -> Ints:
        """How many members there are, shape (G, P)."""
        found: Ints = self.there.sum(axis=1).astype(np.int32)
        return found

    def of_pacts(self, values: npt.NDArray[np.float64]) -> Floats:
        """Take from an array (G, P) what stands for ``pacts``."""
        found: Floats = values[self.pacts.a, self.pacts.period]
        return found

    def of_members(self, values: Floats) -> Floats:
        """Take from an array (N, P) what stands for ``members``."""
        found: Floats = values[self.members.b, self.members.period]
        return found

    def at(self, row: int) -> tuple[Ints, int]:
        """Give the members of the group of one of ``pacts``, as places, and the place of the year."""
        group, period = int(self.pacts.a[row]), int(self.pacts.period[row])
        return np.flatnonzero(self.there[group, :, period]).astype(np.int32), period


def groups(reading: Reading) -> Groups:
    """Give all groups that the record knows: its organisations, and alliances of three or more."""
    from comity.model.organisations import organisations

    titles = {one.key: one.name for one in organisations()}
    rows: list[_Row] = [
        (key, titles.get(key, key), actor, start, end)
        for key, actor, start, end in reading.con.execute(
            """select organisation, actor, "start", "end" from membership where status in ('member', 'suspended')"""
        ).fetchall()
    ]
    members: dict[str, set[str]] = {}
    for key, _, actor, _, _ in rows:
        members.setdefault(key, set()).add(actor)
    horizon = date.fromordinal(reading.look("atop").horizon("agreement.alliance"))
    parties: dict[str, list[_Row]] = {}
    for key, name, actor, start, end, source in reading.con.execute(
        """select agreement, a.name, p.actor, coalesce(p."start", a."start"), coalesce(p."end", a."end"), p.source
        from one_agreement a join one_agreement_party p using (agreement)
        where a.kind = 'alliance' and a.source in ('atop', 'almanac')"""
    ).fetchall():
        until = min(end or horizon, horizon) if source == "atop" else end
        parties.setdefault(key, []).append((key, name, actor, start, until))
    same = {
        f"almanac:{one.treaty}"
        for one in organisations()
        if members.get(one.key) == {actor for _, _, actor, _, _ in parties.get(f"almanac:{one.treaty}", ())}
    }
    rows += [row for key, found in parties.items() if key not in same for row in found]
    return _on_axis(reading.axis, rows)


def _on_axis(axis: Axis, rows: list[_Row]) -> Groups:
    length = axis.last_days - axis.first_days + 1
    days: dict[tuple[str, str, int], Ints] = {}
    names: dict[str, str] = {}
    for key, name, actor, start, end in rows:
        if start is None:
            continue
        names[key] = name
        for spell in bearers(axis.system).get(actor, ()):
            begin = max(start.toordinal(), spell.first)
            until = min(end.toordinal() if end else spell.last, spell.last)
            shared = np.minimum(axis.last_days, until) - np.maximum(axis.first_days, begin) + 1
            held = days.setdefault((key, actor, spell.place), np.zeros(axis.periods, np.int32))
            held += np.maximum(shared, 0).astype(np.int32)
    listed = tuple(sorted(names.items()))
    places = {key: place for place, (key, _) in enumerate(listed)}
    there = np.zeros((len(listed), axis.states, axis.periods), bool)
    actors: dict[tuple[str, str], list[int]] = {}
    for key, actor, place in days:
        actors.setdefault((key, actor), []).append(place)
    for (key, actor), of_actor in actors.items():
        held = np.stack([days[key, actor, place] for place in of_actor])
        inside = 2 * held.sum(axis=0) > length
        which = np.take(np.array(of_actor), held.argmax(axis=0))
        there[places[key], which[inside], np.flatnonzero(inside)] = True
    there &= (there.sum(axis=1) >= LEAST_MEMBERS)[:, None, :]
    ever: Flags = np.asarray(there.any(axis=(1, 2)))
    return Groups(axis, tuple(name for name, is_group in zip(listed, ever, strict=True) if is_group), there[ever])


def days_of(axis: Axis, period: int) -> tuple[date, date]:
    """Give the first and the last day of a period."""
    return date.fromordinal(int(axis.first_days[period])), date.fromordinal(int(axis.last_days[period]))


__all__ = ["ALLIANCES", "LEAST_MEMBERS", "Groups", "days_of", "groups"]
