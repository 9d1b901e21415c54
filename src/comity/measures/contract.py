"""What a measure is: the contract that every file ``measures/<topic>/<measure>.py`` keeps.

A measure is one file with one constant ``MEASURE``; nothing else has to be told of it. Its id is its place
(``capability/cinc.py`` is ``capability.cinc``), and the file's docstring says its formula, its pitfalls, its references,
and shows an example that runs.
"""

from __future__ import annotations

import math
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from comity.model.errors import UnknownName, any_of
from comity.panel.axis import System

if TYPE_CHECKING:
    import duckdb

    from comity.measures.estimates import Contribution, Estimates
    from comity.measures.reading import Reading

#: Of whom a measure speaks: a ``state``; a ``pair`` of states; a ``member``, which is a state in a pact, an organisation
#: or a mission; a ``pact``, which is such a group as a whole; a ``region``.
Kind = Literal["state", "pair", "member", "pact", "region"]

#: Where low and high come from. ``none``: there is no published error, nothing was sampled, and no interval is claimed.
IntervalKind = Literal["none", "published error", "sampling", "Monte Carlo"]


@dataclass(frozen=True, slots=True)
class Need:
    """A layer of the record that a measure reads.

    Parameters
    ----------
    source
        Id of the source, also of one that comity cannot fetch.
    layer
        As in the record's coverage: ``figure.cinc``, ``pair_figure.atop-defense``, ``tie.troops``, ``activity.exercise``,
        ``agreement.alliance``, ``incident.militarised-dispute``, ``resolution.roll-call``.
    bring
        What to bring and how, where neither ``comity pull`` nor ``comity bring`` has it.
    optional
        The measure can be had without it, of fewer parts.
    """

    source: str
    layer: str
    bring: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Validation:
    """How a measure fared against what it should agree with, or against what came next; shown whichever way it went.

    Parameters
    ----------
    title
        What was compared with what, on which years.
    columns, lines
        A table of figures.
    sentence
        What the figures say, in one plain sentence.
    """

    title: str
    columns: tuple[str, ...]
    lines: tuple[tuple[str | float | int | None, ...], ...]
    sentence: str


@dataclass(frozen=True)
class Measure:
    """A measure.

    Parameters
    ----------
    title
        What it is, in at most 60 characters.
    unit
        Of value, low and high.
    subject
        Of whom it speaks.
    needs
        The layers that it reads. Where one that is not optional is not in the record nothing is computed.
    compute
        Gives the estimates of all subjects and periods of the reading's axis at once.
    direction
        What a higher value means, as the end of the sentence "More means …".
    method, version
        The name of the method, and the version of it: raised when the same rows would give another value.
    reference
        Where the method comes from, author and year; the docstring has it in full.
    parts
        The contributions that every estimate has, by label, each with the layers that it rests on. Empty where
        ``explain`` gives them.
    explain
        Gives the contributions to one estimate, where they differ from one estimate to the next: ``explain(reading,
        estimates, row)``, of the same reading of which the estimates were made.
    bounds
        Least and greatest value possible.
    directed
        Of a pair: A–B is not B–A.
    symmetric
        Of a directed pair: the two values are equal all the same. Of a pair that is not directed it is no question.
    interval
        Where low and high come from.
    monotone
        Layer → 1 or -1: raising what that layer holds of a subject never lowers (raises) that subject's value.
    system
        The list of states by which it counts.
    heavy
        It takes more than some seconds for all years: a brief shows it only once it has been computed.
    whole
        A value depends on other years too (goalposts, smoothing): it is always computed for its whole span.
    names_states
        Its formula names particular states, as a published voting rule does.
    validate
        Holds the measure, over the record, against published figures or against what came next. It may take minutes, and
        runs when it is asked for.
    """

    title: str
    unit: str
    subject: Kind
    needs: tuple[Need, ...]
    compute: Callable[[Reading], Estimates]
    direction: str
    method: str
    reference: str
    version: int = 1
    parts: Mapping[str, tuple[Need, ...]] = field(default_factory=dict)
    explain: Callable[[Reading, Estimates, int], Sequence[Contribution]] | None = None
    bounds: tuple[float, float] = (-math.inf, math.inf)
    directed: bool = False
    symmetric: bool = False
    interval: IntervalKind = "none"
    monotone: Mapping[str, int] = field(default_factory=dict)
    system: System = "cow"
    heavy: bool = False
    whole: bool = False
    names_states: bool = False
    validate: Callable[[duckdb.DuckDBPyConnection], Sequence[Validation]] | None = None


@cache
def ids() -> tuple[str, ...]:
    """Give the ids of all measures, without importing them."""
    found = []
    package = import_module("comity.measures")
    for topic in pkgutil.iter_modules(package.__path__):
        if topic.ispkg:
            place = import_module(f"comity.measures.{topic.name}")
            names = [entry.name for entry in pkgutil.iter_modules(place.__path__) if not entry.name.startswith("_")]
            found += [f"{topic.name}.{name}" for name in names]
    return tuple(sorted(found))


@cache
def find(name: str) -> Measure:
    """Give a measure by its id.

    Raises
    ------
    UnknownName
        When there is none, with what may have been meant.
    """
    wanted = name.strip().lower().replace("-", "_")
    if wanted not in ids():
        last = {known.partition(".")[2]: known for known in ids()}
        near = dict.fromkeys(
            [last[match] for match in get_close_matches(wanted.rpartition(".")[2], last, 2, 0.6)]
            + get_close_matches(wanted, ids(), 2, 0.6)
        )
        raise UnknownName(
            "There is no measure “%(name)s”.",
            remedy="Did you mean %(near)s?" if near else "Those that there are stand in the list of measures.",
            name=name,
            near=any_of(near),
        )
    found = import_module(f"comity.measures.{wanted}").MEASURE
    assert isinstance(found, Measure)
    return found


def measures() -> dict[str, Measure]:
    """Give all measures by id. It imports all of them."""
    return {name: find(name) for name in ids()}


__all__ = ["IntervalKind", "Kind", "Measure", "Need", "Validation", "find", "ids", "measures"]
