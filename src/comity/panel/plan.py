"""A panel as a plan: which unit, which years, which columns. Nothing is read before it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from comity.model.errors import BadRequest, any_of
from comity.panel.axis import Axis, Step, System
from comity.panel.group import find
from comity.panel.layout import UNITS, Placed

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from comity.panel.trace import Behind

#: What every group has beside its own options.
KEEP = ("usual", "all")


@dataclass(frozen=True, slots=True)
class Pick:
    """A column group that was added, with what was chosen for it."""

    group: str
    options: Mapping[str, str]

    @property
    def everything(self) -> bool:
        """Whether all of its columns are wanted, not the usual ones alone."""
        return self.options["keep"] == "all"


@dataclass(frozen=True, slots=True)
class Spells:
    """Time since, or time in, a binary column of the panel; of every one that is called ongoing if it is not named."""

    column: str = ""
    kind: str = "since"


@dataclass(frozen=True)
class Panel:
    """A panel of states, leaders, dyads or k-ads over time, to which column groups are added.

    It is a plan: every method that adds gives a new one, and the record is read when rows are asked for, by
    :meth:`to_arrow`, :meth:`to_pandas`, :meth:`duckdb`, :meth:`batches` or :meth:`write`.

    Notes
    -----
    A state counts in a period in which the list has it on any day; a pair only if both were there on a common day.
    Rows are ordered by code (of side 1, then 2 …) and time. A cell is 0 only where the source has looked and found
    nothing; where it has not looked the cell is null.

    Examples
    --------
    >>> from comity.panel import dyads
    >>> plan = dyads(1816, 2020, system="cow", directed=True).add("atop", "nmc")
    >>> plan.names[:5]
    ['ccode1', 'ccode2', 'year', 'atop_alliance', 'atop_defense']
    """

    unit: str
    axis: Axis
    directed: bool = False
    k: int = 2
    #: Of k-ads: the keys of the states among which they are formed; all states when empty.
    among: tuple[str, ...] = ()
    sample: int = 0
    seed: int = 0
    picks: tuple[Pick, ...] = ()
    spells: tuple[Spells, ...] = ()
    only: tuple[str, ...] = ()
    assumed: frozenset[str] = frozenset()
    home: Path | None = field(default=None, compare=False)

    # -- planning

    def add(self, *names: str, assume_zero: bool = False, **options: str) -> Panel:
        """Add column groups.

        Parameters
        ----------
        names
            Ids of groups, ``spells`` (time since the last event, for every column that says that something was ongoing),
            ``spells:COLUMN`` (for this yes-or-no column), ``spells:COLUMN:onset`` (the same, null while the event lasts) or
            ``spells:COLUMN:in`` (time in it).
        assume_zero
            Take what no source has looked at for 0. It is written into the codebook.
        options
            What the group lets one choose, for example ``whittle="onset,fatality"``; ``keep="all"`` for all its columns.

        Returns
        -------
        Panel
            A new plan; a group that is there already takes the new options.

        Raises
        ------
        BadRequest
            When a group or an option is unknown, or the group is not given for this unit.
        """
        picks, spells = list(self.picks), list(self.spells)
        _check_texts(names, '.add("atop", "nmc")')
        for name in names:
            if name == "spells" or name.startswith("spells:"):
                entry = _read_spells(name)
                if entry not in spells:
                    spells.append(entry)
                continue
            pick = Pick(name, _read_options(name, options))
            self._check(name, assume_zero)
            picks = [pick if held.group == name else held for held in picks]
            if pick not in picks:
                picks.append(pick)
        assumed = self.assumed | {name for name in names if assume_zero}
        return replace(self, picks=tuple(picks), spells=tuple(spells), assumed=frozenset(assumed))

    def where(self, *columns: str) -> Panel:
        """Keep only the rows in which all these yes-or-no columns are 1: ``where("prd")`` for politically relevant dyads.

        Rows of which it is not known are left out too.
        """
        _check_texts(columns, '.where("prd")')
        return replace(self, only=tuple(dict.fromkeys((*self.only, *columns))))

    def _check(self, name: str, assume_zero: bool) -> None:
        group = find(name)
        sides, step = self.sides, self.axis.step
        if step == "month" and group.resolution is None:
            raise BadRequest("“%(name)s” is not given for months.", remedy="Ask for it in a panel of years.", name=name)
        if not any(column.of == "state" or (column.of == "alone") == (sides == 1) for column in group.columns):
            raise BadRequest(
                "“%(name)s” has nothing to say of %(unit)ss: its columns are of pairs."
                if sides == 1
                else "“%(name)s” has nothing to say of %(unit)ss: its columns are of states.",
                remedy="Ask for it in a panel of dyad-years."
                if sides == 1
                else "Ask for it in a panel of state-years.",
                name=name,
                unit=self.unit,
            )
        if assume_zero and not any(column.zero for column in group.columns):
            raise BadRequest(
                "“%(name)s” has no column in which absence could mean zero.",
                remedy="Assume no zeros for it.",
                name=name,
            )

    @property
    def sides(self) -> int:
        """How many states a row has."""
        return self.k if self.unit == "k-ad-year" else UNITS[self.unit][0]

    @property
    def columns(self) -> list[Placed]:
        """The columns in order, the key columns first."""
        from comity.panel.assemble import columns

        return columns(self)

    @property
    def names(self) -> list[str]:
        """The names of the columns in order."""
        return [entry.name for entry in self.columns]

    # -- rows

    def batches(self, at_most: int = 1_000_000) -> Iterator[pa.Table]:
        """Give the rows in order, in tables of about `at_most` rows, with no more than one of them in memory."""
        from comity.panel.assemble import tables

        yield from tables(self, at_most)

    def to_arrow(self) -> pa.Table:
        """Give all rows as an Arrow table."""
        return pa.concat_tables(list(self.batches(0)))

    def to_pandas(self, **options: Any) -> pd.DataFrame:
        """Give all rows as a DataFrame; ``options`` are those of pyarrow's ``Table.to_pandas``.

        Whole numbers with gaps are pandas' nullable integers, so that 0 and unknown stay apart.
        """
        from comity.panel.outputs import to_pandas

        return to_pandas(self.to_arrow(), **options)

    def duckdb(self, connection: duckdb.DuckDBPyConnection | None = None) -> duckdb.DuckDBPyRelation:
        """Give all rows as a DuckDB relation, on a connection of one's own or a new one."""
        import duckdb

        return (connection or duckdb.connect()).from_arrow(self.to_arrow())

    def write(self, path: str | Path) -> list[Path]:
        """Write the panel, by the ending of `path`, with its citation and its codebook beside it.

        Parameters
        ----------
        path
            ``.parquet``, ``.csv``, ``.dta`` (Stata 14 and later), ``.xlsx``, or ``.zip`` with all in one.

        Returns
        -------
        list of Path
            What was written. Nothing is there before it is whole.

        Raises
        ------
        BadRequest
            When the ending is unknown, or the panel is too large for it.
        CannotWrite
            When there is no such folder, no room or no right.
        """
        from comity.panel.outputs import write

        return write(self, Path(path))

    # -- what it rests on

    def cite(self) -> str:
        """Give BibTeX of every source that the columns rest on."""
        from comity.panel.citing import cite

        return cite(self)

    def codebook(self) -> str:
        """Describe every column, group, judgement, warning and choice, as Markdown."""
        from comity.panel.codebook import codebook

        return codebook(self)

    def trace(self, group: str, **keys: int) -> list[Behind]:
        """Give the rows of the record behind a group's columns in one row: ``trace("atop", ccode1=2, ccode2=200, year=1950)``.

        Returns
        -------
        list of Behind
            Each with its table, its cells, its source and its ``source_row``.
        """
        from comity.panel.trace import trace

        return trace(self, group, **keys)

    def versions(self) -> dict[str, str]:
        """Give the version of comity, of the record and of every source that the columns rest on."""
        from comity.panel.citing import versions

        return versions(self)


def _check_texts(given: Sequence[object], example: str) -> None:
    for one in given:
        if not isinstance(one, str):
            raise BadRequest(
                "%(one)r is no name: names are given one by one.", remedy="Write %(example)s.", one=one, example=example
            )


def _read_options(name: str, options: Mapping[str, str]) -> dict[str, str]:
    allowed = {"keep": KEEP, **find(name).options}
    found = {option: choices[0] for option, choices in allowed.items()}
    for option, value in options.items():
        if option not in allowed:
            raise BadRequest(
                "“%(name)s” has no option “%(option)s”.",
                remedy="It has %(allowed)s.",
                name=name,
                option=option,
                allowed=", ".join(sorted(allowed)),
            )
        if not isinstance(value, str):
            raise BadRequest(
                "%(value)r is no text, and the options of “%(name)s” are.",
                remedy='Write %(option)s="%(allowed)s", for one.',
                value=value,
                name=name,
                option=option,
                allowed=allowed[option][0],
            )
        choices = allowed[option]
        words = choices[0].split(",")
        said = [word.strip() for word in value.split(",") if word.strip()]
        fits = value in choices or (len(words) > 1 and set(said) <= set(words) and len(set(said)) == len(said))
        if not fits:
            raise BadRequest(
                "“%(value)s” is no choice for %(option)s of “%(name)s”.",
                remedy="Choose some of, in any order: %(choices)s." if len(words) > 1 else "Choose %(choices)s.",
                value=value,
                option=option,
                name=name,
                choices=", ".join(words) if len(words) > 1 else any_of(choices),
            )
        found[option] = ",".join(said) if len(words) > 1 else value
    return found


def _read_spells(token: str) -> Spells:
    _, *rest = token.split(":")
    column = rest[0] if rest else ""
    kind = rest[1] if len(rest) > 1 else "since"
    if kind not in ("since", "onset", "in") or len(rest) > 2 or (kind != "since" and not column):
        raise BadRequest(
            "“%(token)s” is not how spells are asked for.",
            remedy="Write spells, spells:COLUMN for the time since, spells:COLUMN:onset for the time since with null while "
            "it lasts, or spells:COLUMN:in for the time in it.",
            token=token,
        )
    return Spells(column, kind)


def make(unit: str, first: int, last: int, system: System, step: Step, **rest: Any) -> Panel:
    """Plan a panel without columns."""
    if rest.get("home") is not None:
        rest["home"] = Path(rest["home"])  # in a notebook one writes it as a text
    return Panel(unit, Axis(system, step, first, last), **rest)
