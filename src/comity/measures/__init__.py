"""Measures: what military diplomacy amounts to, each figure with what is known of its error and the rows it came from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from comity.measures.explaining import Explanation

#: A year, or the first and the last of several.
Years = int | tuple[int, int]


def measure(
    name: str, subject: str | None = None, year: Years | None = None, *, home: Path | str | None = None
) -> pd.DataFrame:
    """Give a measure's estimates.

    Parameters
    ----------
    name
        Its id, such as ``capability.cinc``; ``comity measure --list`` lists them.
    subject
        A state, a pair ("Australia–Indonesia"), a pact or organisation, a region; everybody by default. Of a measure of
        states a pact or region stands for its states on the last day of the year, of a measure of pairs for the pairs of
        them, and a state for the pairs that it is in.
    year
        A year, or first and last; all that the sources have looked at by default.
    home
        Where the record lies; ``COMITY_HOME`` by default.

    Returns
    -------
    DataFrame
        One row per subject and year: subject, name, period (the year), value, low and high (90 %), interval_kind, inputs,
        coverage (0 to 1), rank with its interval, unit, method, version; of a pair also a and b, of a member also group and
        member. What is not known is null, and no interval is claimed where interval_kind is ``none``.

    Raises
    ------
    UnknownName, AmbiguousName
        When there is no such measure or subject.
    BadRequest
        When the measure has nothing to say of such a subject.
    NotHere
        When the record lacks what the measure needs, with what to bring; or pandas is not installed.
    NoRecord, WrongRecord
        When there is no record to ask.

    Examples
    --------
    >>> import comity
    >>> comity.measure("capability.cinc", "Japan", 2016)  # doctest: +SKIP
    """
    from comity.panel.outputs import to_pandas

    return to_pandas(table(name, subject, year, home=home))


def table(
    name: str, subject: str | None = None, year: Years | None = None, *, home: Path | str | None = None
) -> pa.Table:
    """Give what :func:`measure` gives, as an Arrow table."""
    from comity.measures.asking import ask
    from comity.measures.tabulation import to_table

    with _opened(home) as (con, place):
        return to_table(*ask(con, place, name, subject, year))


def ranked(name: str, year: int, *, home: Path | str | None = None) -> pa.Table:
    """Give all known estimates of a year, the greatest first, each with the interval of its rank.

    Without an interval of the values no rank is claimed: then the columns of ranks are null, and the order is that of the
    values. Parameters and errors as of :func:`measure`.
    """
    import numpy as np

    from comity.measures.asking import ask
    from comity.measures.tabulation import to_table

    with _opened(home) as (con, place):
        made, rows = ask(con, place, name, None, year)
        value = made.estimates.value[rows]
        rows = rows[np.isfinite(value)]
        return to_table(made, rows[np.argsort(-made.estimates.value[rows], kind="stable")])


def explain(name: str, subject: str, year: int | None = None, *, home: Path | str | None = None) -> list[Explanation]:
    """Give what an estimate is made of: contributions that add up to it, and the rows of the record behind each.

    Parameters
    ----------
    year
        The last one for which something is known of the subject, without one.

    Returns
    -------
    list of Explanation
        One for each estimate that the subject has in that year, usually one. Other parameters and errors are those of
        :func:`measure`.
    """
    from comity.measures.asking import explanations

    with _opened(home) as (con, place):
        return explanations(con, place, name, subject, year)


def _opened(home: Path | str | None):  # type: ignore[no-untyped-def]
    from comity.measures.asking import opened

    return opened(None if home is None else Path(home))


__all__ = ["explain", "measure", "ranked", "table"]
