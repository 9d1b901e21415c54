"""Who is in which group in which year: pacts by their parties, and organisations by their members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from comity.measures.contract import Need
from comity.measures.estimates import Ints, Subjects
from comity.measures.reading import Reading
from comity.model.organisations import organisations
from comity.panel.axis import Axis, Flags, bearers

#: Pacts of these kinds are what ATOP lists as alliances.
KINDS = ("alliance", "neutrality-pact", "nonaggression-pact", "consultation-pact")
NEEDS = tuple(Need("atop", f"agreement.{kind}", optional=kind != "alliance") for kind in KINDS)
#: Organisations that everybody is in divide no labour.
_UNIVERSAL = ("universal",)


@dataclass(frozen=True)
class Groups:
    """Groups with at least so many members, one entry per group and year.

    Attributes
    ----------
    names
        Id and name of each group.
    group, period
        Which group, in which period, shape (entries,).
    members
        For each entry the places of its members.
    """

    names: Sequence[tuple[str, str]]
    group: Ints
    period: Ints
    members: Sequence[Ints]

    def of(self, key: str, period: int) -> Ints:
        """Give the members of one group in one period."""
        at = [name for name, _ in self.names].index(key)
        entry = int(np.flatnonzero((self.group == at) & (self.period == period))[0])
        return self.members[entry]

    def subjects(self, axis: Axis) -> Subjects:
        """Give the entries as subjects."""
        return Subjects(axis, self.period, self.group, groups=self.names)


def groups(reading: Reading, least: int) -> Groups:
    """Give the groups of the record.

    Parameters
    ----------
    least
        How many members a group must have.
    """
    axis = reading.axis
    alone = ~_double(axis)
    listed = ", ".join(f"'{kind}'" for kind in KINDS)
    rows = reading.con.execute(
        f"""select agreement, name, p.actor, coalesce(p."start", a."start"),
            least(p."end", a."end", case when p.said <> p.agreement then p.looked end)
        from one_agreement a join one_agreement_party p using (agreement)
        where a.kind in ({listed}) and coalesce(p."start", a."start") is not null"""
    ).fetchall()
    named = {one.key: one.short or one.name for one in organisations() if one.kind not in _UNIVERSAL}
    rows += [
        (organisation, named[organisation], actor, start, end)
        for organisation, actor, start, end in reading.con.execute(
            """select organisation, actor, "start", "end" from membership where status in ('member', 'suspended')"""
        ).fetchall()
        if organisation in named
    ]
    names: dict[str, str] = {}
    parties: dict[str, list[tuple[str, date | None, date | None]]] = {}
    for key, name, actor, start, end in rows:
        names[key] = name
        parties.setdefault(key, []).append((actor, start, end))
    order = sorted(names)
    entries: list[tuple[int, int, Ints]] = []
    for number, key in enumerate(order):
        there = _there(axis, parties[key]) & alone
        for period in np.flatnonzero(there.sum(axis=0) >= least).tolist():
            entries.append((number, period, np.flatnonzero(there[:, period]).astype(np.int32)))
    return Groups(
        [(key, names[key]) for key in order],
        np.array([entry[0] for entry in entries], np.int32),
        np.array([entry[1] for entry in entries], np.int32),
        [entry[2] for entry in entries],
    )


def _there(axis: Axis, spells: Sequence[tuple[str, date | None, date | None]]) -> Flags:
    found = np.zeros(axis.present.shape, bool)
    borne = bearers(axis.system)
    for actor, start, end in spells:
        begin = start.toordinal() if start else 1
        until = end.toordinal() if end else date.max.toordinal()
        for spell in borne.get(actor, ()):
            axis.mark(found, spell.place, max(begin, spell.first), min(until, spell.last))
    return found


def _double(axis: Axis) -> Flags:
    """Say which codes mean a state that in the same year a later code means too."""
    found = np.zeros(axis.present.shape, bool)
    last = np.full(axis.present.shape, -1, np.int64)
    keys = {key: number for number, key in enumerate(sorted({spell.key for spell in axis.spells}))}
    for spell in axis.spells:
        mine = np.zeros(axis.present.shape, bool)
        axis.mark(mine, spell.place, spell.first, spell.last)
        last[mine] = keys[spell.key]
    for period in range(axis.periods):
        there = np.flatnonzero(last[:, period] >= 0)
        bearer = last[there, period]
        if len(np.unique(bearer)) == len(bearer):
            continue
        ends = {spell.place: spell.last for spell in axis.spells if spell.last >= axis.first_days[period]}
        for key in np.flatnonzero(np.bincount(bearer) > 1).tolist():
            several = there[bearer == key]
            kept = max(several.tolist(), key=lambda place: ends.get(place, 0))
            found[[place for place in several.tolist() if place != kept], period] = True
    return found


__all__ = ["KINDS", "NEEDS", "Groups", "groups"]
