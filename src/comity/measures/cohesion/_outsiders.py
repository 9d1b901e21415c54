"""Outsiders that a group's members are set against, and how many of the members are."""

from __future__ import annotations

import numpy as np

from comity.measures.cohesion._pairs import Ties
from comity.measures.estimates import Floats
from comity.measures.groups import Groups
from comity.panel.axis import Flags, Ints


def agreement(held: Floats, members: int) -> Floats:
    """Give what each outsider adds to the chance that another member is set against the one that a member is set against.

    Parameters
    ----------
    held
        How many members are set against each outsider, shape (outsiders,).
    members
        How many members there are, at least 2.

    Returns
    -------
    ndarray
        Shape (outsiders,); they add up to the chance.
    """
    found: Floats = held * (held - 1.0) / ((members - 1.0) * held.sum())
    return found


def outsiders(there: Flags, against: Ties) -> tuple[Ints, Ints, Ints]:
    """Give, for one group, year and place of each outsider, and how many members are set against it.

    Parameters
    ----------
    there
        Who is a member when, shape (N, P).
    against
        Every pair once in each order.
    """
    mine = there[against.a, against.period] & ~there[against.b, against.period]
    rows, number = np.unique(np.stack([against.period[mine], against.b[mine]]), axis=1, return_counts=True)
    return rows[0].astype(np.int32), rows[1].astype(np.int32), number.astype(np.int32)


def agreements(found: Groups, against: Ties) -> tuple[Floats, Floats]:
    """Give the chance for all groups and years, and how many pairs of member and outsider there are, each (G, P)."""
    value, inputs = np.full(found.size.shape, np.nan), np.zeros(found.size.shape)
    periods = found.axis.periods
    for group in range(len(found.names)):
        when, _, number = outsiders(found.there[group], against)
        inputs[group] = np.bincount(when, number, periods)
        shared = np.bincount(when, number * (number - 1.0), periods)
        with np.errstate(invalid="ignore", divide="ignore"):
            value[group] = np.where(inputs[group] > 0, shared / ((found.size[group] - 1.0) * inputs[group]), np.nan)
    return value, inputs


__all__ = ["agreement", "agreements", "outsiders"]
