"""Where each state stands: one place for all years, so that change can be seen.

Stress is minimised (Gansner, Koren and North 2004) over the union of all years, where those who are tied longest and in most layers
are closest; from a fixed start, so that the same ties give the same picture.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_ROUNDS = 150
_ENOUGH = 1e-4


def arrange(near: Floats, width: float, height: float, gap: float) -> Floats:
    """Give a place to each of n nodes.

    Parameters
    ----------
    near
        How closely each two are tied, shape (n, n), symmetric, 0 where they are not.
    gap
        How far apart two discs stand at least.

    Returns
    -------
    ndarray
        Shape (n, 2), within the margins of the page.
    """
    number = len(near)
    if number < 2:
        return np.full((number, 2), (width / 2, height / 2))
    far = _distances(near)
    spots = _minimise(far, _start(far))
    return _fill(spots, width, height, gap)


def _distances(near: Floats) -> Floats:
    from scipy.sparse.csgraph import shortest_path

    strongest = near.max() or 1.0
    ways = np.where(near > 0, 1.0 + 2.0 * (1.0 - np.sqrt(near / strongest)), 0.0)
    found: Floats = np.asarray(shortest_path(ways, method="D", directed=False), np.float64)
    finite = np.isfinite(found)
    found[~finite] = max(3.0, float(found[finite].max()) * 1.1)
    return found


def _start(far: Floats) -> Floats:
    """Begin where classical scaling puts them: the two leading axes of the doubly centred squares."""
    squares = far**2
    centred = -0.5 * (squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean())
    values, vectors = np.linalg.eigh(centred)
    found: Floats = vectors[:, -2:][:, ::-1] * np.sqrt(np.maximum(values[-2:][::-1], 1e-9))
    # An axis may point either way; the one who is farthest out decides.
    found *= np.where(found[np.abs(found).argmax(axis=0), [0, 1]] < 0, -1.0, 1.0)
    angle = np.arange(len(far)) * np.pi * (3 - np.sqrt(5))
    return found + 0.05 * np.column_stack([np.cos(angle), np.sin(angle)])


def _minimise(far: Floats, spots: Floats) -> Floats:
    pull = np.zeros_like(far)
    apart = far > 0
    pull[apart] = far[apart] ** -2.0
    whole = np.diag(pull.sum(axis=1)) - pull
    inverse = np.linalg.pinv(whole)
    before = np.inf
    for _ in range(_ROUNDS):
        gaps = np.sqrt(_squares(spots))
        stress = float((pull * (gaps - far) ** 2).sum())
        if before - stress < _ENOUGH * stress:
            break
        before = stress
        share = np.where(gaps > 1e-9, -pull * far / np.maximum(gaps, 1e-9), 0.0)
        np.fill_diagonal(share, 0.0)
        np.fill_diagonal(share, -share.sum(axis=1))
        spots = inverse @ (share @ spots)
    return spots


def _squares(spots: Floats) -> Floats:
    lengths = (spots**2).sum(axis=1)
    found: Floats = np.maximum(lengths[:, None] + lengths[None, :] - 2 * spots @ spots.T, 0.0)
    return found


def _fill(spots: Floats, width: float, height: float, gap: float) -> Floats:
    """Fill the page, longer side along longer side, and push apart what would touch."""
    if np.ptp(spots[:, 1]) > np.ptp(spots[:, 0]):
        spots = spots[:, ::-1]
    size = np.array([width, height])
    low, high = spots.min(axis=0), spots.max(axis=0)
    margin = np.array([46.0, 26.0])
    share = (spots - low) / np.maximum(high - low, 1e-9)
    # A few who are far out would leave the rest no room: half of a place is by its order.
    order = spots.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") / (len(spots) - 1)
    found: Floats = margin + (share + order) / 2 * (size - 2 * margin)
    for _ in range(80):
        gaps = np.sqrt(_squares(found))
        np.fill_diagonal(gaps, np.inf)
        one, other = np.nonzero(gaps < gap)
        if not len(one):
            break
        push = (found[one] - found[other]) * ((gap - gaps[one, other]) / np.maximum(gaps[one, other], 1e-6) / 2.2)[
            :, None
        ]
        moved = np.zeros_like(found)
        np.add.at(moved, one, push)
        found = np.clip(found + moved, margin, size - margin)
    return np.round(found, 1)


__all__ = ["arrange"]
