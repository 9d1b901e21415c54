"""What a measure reads with: the record on one axis of states and years, by panel columns or by a look of its own."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

import duckdb
import numpy as np

from comity.measures.contract import Measure
from comity.measures.estimates import Subjects
from comity.panel.axis import Axis, Flags, Floats, System, bearers
from comity.panel.group import Grid, Group, Runs, Values
from comity.panel.group import find as find_group
from comity.panel.look import Look
from comity.panel.plan import KEEP
from comity.panel.rows import Dyads, Rows
from comity.store.once import see_once


class Reading:
    """The record on an axis, for one measure.

    Attributes
    ----------
    con
        The record, with the views of :mod:`comity.store.once`.
    axis
        N states, P years.
    measure, name
        For whom is read, and its id.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, axis: Axis, measure: Measure, name: str) -> None:
        self.con = con
        self.axis = axis
        self.measure = measure
        self.name = name
        self._loaded: dict[tuple[Any, ...], Values] = {}
        see_once(con)

    # -- columns of panels

    def column(self, group: str, name: str, of: str = "state", **options: str) -> Values:
        """Give a column of a panel's group as it is loaded: a Grid of states, Runs of pairs, or what is computed of rows."""
        key = (group, name, of, *sorted(options.items()))
        if key not in self._loaded:
            found = find_group(group)
            chosen = {option: choices[0] for option, choices in {"keep": KEEP, **found.options}.items()} | options
            look = Look(self.con, self.axis, found, frozenset({(of, name)}))
            self._loaded[key] = found.load(look, chosen)[of, name]
        return self._loaded[key]

    def state(self, group: str, name: str, **options: str) -> Grid:
        """Give a panel's column of states: value and known, each (N, P). What is not known may hold anything."""
        found = self.column(group, name, "state", **options)
        assert isinstance(found, Grid)
        return found

    def nan(self, group: str, name: str, **options: str) -> Floats:
        """Give a panel's column of states, (N, P), with NaN for what is not known."""
        return filled(self.state(group, name, **options))

    def pair(self, group: str, name: str, rows: Rows, *, toward: bool = True, **options: str) -> Floats:
        """Give a panel's column of pairs for rows of pairs, with NaN for what is not known.

        Parameters
        ----------
        toward
            What the first has toward the second; False: what the second has toward the first. It makes no difference to
            a column that is not of ordered pairs. In rows that are not directed, ask for both and combine them.
        """
        sides = (0, 1) if toward else (1, 0)
        value, known = rows.fill(self.column(group, name, "pair", **options), sides, "float64")
        return value if known is None else np.where(known, value, np.nan)

    # -- a look of one's own

    def look(self, *sources: str, coded_in: System | None = "cow") -> Look:
        """Look at sources of which no panel's group reads what is wanted.

        Parameters
        ----------
        coded_in
            The list in which the source codes states: only there can absence mean zero.
        """
        group = Group("", tuple(sources), (), lambda look, options: {}, coded_in=coded_in)
        return Look(self.con, self.axis, group, frozenset())

    def figures(self, source: str, *indicators: str) -> dict[str, Floats]:
        """Give figures of one source, each (N, P), with NaN for what is not known."""
        return {name: filled(grid) for name, grid in self.look(source).figures(source, list(indicators)).items()}

    def matrix(self, runs: Runs) -> Floats:
        """Give runs as matrices of who toward whom, shape (P, N, N), with NaN for what is not known and the diagonal."""
        axis = self.axis
        found = np.full((axis.periods, axis.states, axis.states), np.nan)
        if runs.cover is not None:
            cover = runs.cover
            for period in range(axis.periods):
                every = cover.every[:, period]
                sure = every[:, None] & every[None, :]
                for left, right in cover.anchors:
                    sure |= left[:, None, period] & right[None, :, period]
                    sure |= right[:, None, period] & left[None, :, period]
                for left, right in cover.toward:
                    sure |= left[:, None, period] & right[None, :, period]
                found[period][sure] = 0.0
        length = runs.last - runs.first + 1
        which = np.repeat(np.arange(len(runs.a)), length)
        period = np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length - runs.first, length)
        found[period, runs.a[which], runs.b[which]] = runs.value[which]
        present = axis.present.T
        found[~(present[:, :, None] & present[:, None, :])] = np.nan
        found[:, np.arange(axis.states), np.arange(axis.states)] = np.nan
        return found

    # -- subjects

    @cached_property
    def states(self) -> Subjects:
        """Every state in every year in which the list has it, by state and year."""
        place, period = np.nonzero(self.axis.present)
        return Subjects(self.axis, period.astype(np.int32), place.astype(np.int32))

    def of_states(self, values: Floats) -> Floats:
        """Take from an array (N, P) what stands for ``states``."""
        found: Floats = values[self.states.a, self.states.period]
        return found

    @cached_property
    def dyads(self) -> Dyads:
        """Every pair of states in every year in which both were there, as rows of a panel; in both orders if directed."""
        return Dyads(self.axis, self.measure.directed, range(self.axis.states))

    @cached_property
    def pairs(self) -> Subjects:
        """The same as subjects, in the same order."""
        one, other = self.dyads.sides
        return Subjects(self.axis, self.dyads.period, one, other)

    def regions(self, kinds: tuple[str, ...] = ("region", "subregion", "grouping")) -> Mapping[str, Flags]:
        """Give for each region, by name, which states are of it in which years, shape (N, P)."""
        from comity.model.regions import region, region_names

        look = self.look()
        found = {}
        for name in region_names():
            here = region(name)
            if here.kind in kinds:
                found[name] = look.bearing(here.members) & self.axis.present
        return found

    def members(self, organisation: str) -> Flags:
        """Say who is a member (or a suspended one) of an organisation, by its key, in any part of a year, shape (N, P).

        It is read from the record, and known from the organisation's beginning to today.
        """
        return self._there(
            """select actor, "start", "end" from membership
            where organisation = $1 and status in ('member', 'suspended')""",
            organisation,
        )

    def parties(self, agreement: str) -> Flags:
        """Say who is a party to an agreement in force, by its id, in any part of a year, shape (N, P).

        After the last day on which its source has looked, nobody is: ask ``horizon`` of a look at that source.
        """
        return self._there(
            """select p.actor, coalesce(p."start", a."start"), least(p."end", a."end", p.looked)
            from one_agreement_party p join one_agreement a using (agreement) where agreement = $1""",
            agreement,
        )

    def _there(self, query: str, name: str) -> Flags:
        axis = self.axis
        found = np.zeros(axis.present.shape, bool)
        for actor, start, end in self.con.execute(query, [name]).fetchall():
            begin = start.toordinal() if start else 1
            until = end.toordinal() if end else date.max.toordinal()
            for spell in bearers(axis.system).get(actor, ()):
                axis.mark(found, spell.place, max(begin, spell.first), min(until, spell.last))
        return found

    # -- chance

    def rng(self, *words: str | int) -> np.random.Generator:
        """Give random numbers that are the same in every run: seeded by the measure's id and version, and by words."""
        return np.random.default_rng(
            [zlib.crc32(f"{self.name} {word}".encode()) for word in (self.measure.version, *words)]
        )


def filled(grid: Grid) -> Floats:
    """Give a grid's values with NaN for what is not known."""
    return np.where(grid.known, grid.value, np.nan)


__all__ = ["Reading", "filled"]
