"""Communities of a network: who is tied to each other more than the numbers of ties would give by lot.

Modularity is maximised by the method of Louvain, in an order by lot; another order may end at another division. So one
looks at many runs, and at what they agree on.

References
----------
Blondel, V. D., J.-L. Guillaume, R. Lambiotte and E. Lefebvre (2008). Fast unfolding of communities in large networks.
*Journal of Statistical Mechanics*, P10008.
Newman, M. E. J. (2006). Modularity and community structure in networks. *PNAS* 103(23), 8577–8582.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


def louvain(tied: npt.NDArray[Any], rng: np.random.Generator) -> Places:
    """Give each one's community, shape (n,), numbered from 0.

    Parameters
    ----------
    tied
        Who has a tie with whom, or of what weight, shape (n, n): symmetric.
    """
    weight = np.asarray(tied, np.float64)
    found = np.arange(len(weight))
    while weight.any():
        joined = _move(weight, rng)
        found = joined[found]
        size = int(joined.max()) + 1
        if size == len(weight):
            break
        place = joined[:, None] * size + joined[None, :]
        weight = np.asarray(np.bincount(place.ravel(), weight.ravel(), size * size), np.float64).reshape(size, size)
    return found


def order(tied: npt.NDArray[np.bool_]) -> Places:
    """Give an order of all that depends on who is tied to whom, and not on how they are numbered, shape (n,).

    It goes by the number of ties, then by those of one's partners, and so on (Weisfeiler and Leman); of those that this does not
    tell apart, mostly since they can change places, by number. What is by lot is the same for all numberings in this order.
    """
    colour = tied.sum(axis=1)
    known = 0
    while len(classes := np.unique(colour)) > known:
        known = len(classes)
        near = tied.astype(np.int64) @ (colour[:, None] == classes[None, :]).astype(np.int64)
        colour = np.unique(np.column_stack([colour, near]), axis=0, return_inverse=True)[1].ravel()
    return np.argsort(colour, kind="stable")


def _move(weight: Floats, rng: np.random.Generator) -> Places:
    """Move one after the other to the community where modularity grows most, until nobody moves."""
    number = len(weight)
    ties = weight.sum(axis=1)
    whole = ties.sum()
    mine, held = np.arange(number), ties.copy()
    moved = True
    while moved:
        moved = False
        lot = rng.permutation(number)
        # Who has no tie gains nothing anywhere, and stays.
        for one in lot[ties[lot] > 0]:
            here = mine[one]
            held[here] -= ties[one]
            gain = np.bincount(mine, weight[one], minlength=number)
            gain[here] -= weight[one, one]
            gain -= ties[one] * held / whole
            best = int(gain.argmax())
            if gain[best] > gain[here] + 1e-12 * whole:
                mine[one] = best
                moved = True
            held[mine[one]] += ties[one]
    return np.unique(mine, return_inverse=True)[1].ravel()


def modularity(tied: npt.NDArray[Any], community: npt.NDArray[Any]) -> float:
    """Give the share of ties within communities, less what the numbers of ties would give by lot."""
    weight = np.asarray(tied, np.float64)
    ties, together = weight.sum(axis=1), community[:, None] == community[None, :]
    whole = ties.sum()
    return float((weight[together].sum() - np.outer(ties, ties)[together].sum() / whole) / whole) if whole else 0.0


def kept(runs: npt.NDArray[Any]) -> Floats:
    """Say how much of each one's community in one run is its community in the others.

    Parameters
    ----------
    runs
        Communities of each run, shape (runs, n).

    Returns
    -------
    ndarray
        Shape (runs, n, n): what each other adds to it, in each run. Summed over the last axis it is the mean, over those who are in
        one's community in that run, of the share of other runs in which they are; NaN where nobody else is.
    """
    together = runs[:, :, None] == runs[:, None, :]
    together &= ~np.eye(runs.shape[1], dtype=bool)
    elsewhere = (together.sum(axis=0) - together) / max(len(runs) - 1, 1)
    size = together.sum(axis=2, keepdims=True)
    return np.where(together, elsewhere, 0.0) / np.where(size > 0, size, np.nan)


def spread(tied: npt.NDArray[np.bool_], runs: npt.NDArray[Any]) -> Floats:
    """Say how evenly each one's ties are spread over communities: the participation coefficient, by partner.

    Returns
    -------
    ndarray
        Shape (runs, n, n): what each partner adds to it, in each run: the share of one's ties that do not go to the partner's
        community, over one's number of ties. Summed over the last axis it is one less the sum of squares of the shares of ties
        that go to each community; NaN of whom has no tie.

    References
    ----------
    Guimerà, R., and L. A. N. Amaral (2005). Functional cartography of complex metabolic networks. *Nature* 433, 895–900.
    """
    ties = tied.sum(axis=1)
    same = (runs[:, :, None] == runs[:, None, :]).astype(np.float64)
    share = tied.astype(np.float64) @ same / np.where(ties > 0, ties, np.nan)[:, None]
    return np.where(tied, 1 - share, 0.0) / np.where(ties > 0, ties, np.nan)[:, None]


__all__ = ["kept", "louvain", "modularity", "order", "spread"]
