"""Regressions that give what a robust variance is made of: coefficients, scores, and the inverse of the information.

None of them gives a standard error, for the usual ones suppose independent observations, which dyads of states are not:
:func:`comity.statistics.dyadic.variance` takes a :class:`Fit` and gives those that hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from comity.model.errors import BadRequest

Floats = npt.NDArray[np.float64]

#: The most that the linear predictor of any observation may still move in the last step.
TOLERANCE = 1e-9
#: Where observations are separated each step moves them by about 1, for ever: this many do not happen otherwise.
STEPS = 60
#: A column of which less than this share is not a combination of those before it is one.
DEPENDENT = 1e-9


@dataclass(frozen=True)
class Fit:
    """A regression of n observations on k columns.

    Attributes
    ----------
    coefficients
        Shape (k,).
    scores
        What each observation adds to the gradient of the (quasi-)log-likelihood at the solution, shape (n, k); the
        columns add up to 0.
    bread
        Inverse of the information, shape (k, k): of least squares (X'X)⁻¹, else (X'WX)⁻¹.
    fitted
        The mean that the model gives each observation, shape (n,).
    log_likelihood
        At the solution; of :func:`ppml` a quasi-likelihood.
    names
        Of the columns, where they were given.
    steps
        Of Newton's method; 0 for least squares.
    """

    coefficients: Floats
    scores: Floats
    bread: Floats
    fitted: Floats
    log_likelihood: float
    names: tuple[str, ...] = ()
    steps: int = 0


def ols(y: npt.ArrayLike, x: npt.ArrayLike, *, names: Sequence[str] = ()) -> Fit:
    """Fit by ordinary least squares.

    Parameters
    ----------
    y, x
        Shape (n,) and (n, k). A constant is a column of ones; none is added.
    names
        Of the columns, for what is said when they cannot be told apart.

    Raises
    ------
    BadRequest
        When a value is missing, or a column is a combination of others.

    Examples
    --------
    >>> ols([1.0, 3.0, 5.0], [[1, 0], [1, 1], [1, 2]]).coefficients.round(9).tolist()
    [1.0, 2.0]
    """
    target, columns, scale = _prepared(y, x, names)
    q, r = np.linalg.qr(columns)
    scaled = np.linalg.solve(r, q.T @ target)
    fitted = columns @ scaled
    rest = target - fitted
    inverse = np.linalg.inv(r)
    n = len(target)
    with np.errstate(divide="ignore"):
        likelihood = -0.5 * n * (np.log(2 * np.pi * float(rest @ rest) / n) + 1)
    return Fit(
        scaled / scale,
        columns * rest[:, None] * scale,
        (inverse @ inverse.T) / np.outer(scale, scale),
        fitted,
        float(likelihood),
        tuple(names),
    )


def logit(
    y: npt.ArrayLike, x: npt.ArrayLike, weights: npt.ArrayLike | None = None, *, names: Sequence[str] = ()
) -> Fit:
    """Fit a logistic regression by maximum likelihood.

    Parameters
    ----------
    y
        0 or 1 (or a share between), shape (n,).
    x
        Shape (n, k). A constant is a column of ones; none is added.
    weights
        How often each observation counts, shape (n,).

    Raises
    ------
    BadRequest
        When a value is missing, a column is a combination of others, or a combination of columns tells all the ones from
        all the zeros of some observations, so that no finite coefficients are the most likely.

    Examples
    --------
    >>> fit = logit([0, 1, 1, 1], [[1], [1], [1], [1]])
    >>> fit.fitted.round(9).tolist()
    [0.75, 0.75, 0.75, 0.75]
    """
    target, columns, scale = _prepared(y, x, names)
    if ((target < 0) | (target > 1)).any():
        raise BadRequest("A logistic regression explains what is between 0 and 1.")
    if target.min() == target.max() and target.min() in (0.0, 1.0):
        raise BadRequest(f"All {len(target)} observations are {target[0]:.0f}.", remedy="There is nothing to explain.")
    weight = _weights(weights, len(target))

    def mean(eta: Floats) -> tuple[Floats, Floats, float]:
        with np.errstate(over="ignore"):
            p = 1 / (1 + np.exp(-eta))
        likelihood = float(weight @ (target * eta - np.logaddexp(0, eta)))
        return p, weight * p * (1 - p), likelihood

    start = np.zeros(columns.shape[1])
    return _newton(target, columns, scale, weight, mean, start, names)


def ppml(y: npt.ArrayLike, x: npt.ArrayLike, *, names: Sequence[str] = ()) -> Fit:
    """Fit a Poisson regression (of counts, or of any quantity that is not negative) by pseudo-maximum likelihood.

    Parameters
    ----------
    y, x
        Shape (n,), none below 0, and (n, k). A constant is a column of ones; none is added.

    Raises
    ------
    BadRequest
        When a value is missing or negative, a column is a combination of others, or a combination of columns tells some
        of the zeros from all else, so that no finite coefficients are the most likely.

    References
    ----------
    Santos Silva, J. M. C., and S. Tenreyro (2006). The Log of Gravity. *Review of Economics and Statistics* 88(4),
    641–658.

    Examples
    --------
    >>> ppml([2.0, 4.0], [[1.0], [1.0]]).fitted.round(9).tolist()
    [3.0, 3.0]
    """
    target, columns, scale = _prepared(y, x, names)
    if (target < 0).any():
        raise BadRequest("A Poisson regression explains what is not negative.")
    if not target.any():
        raise BadRequest(f"All {len(target)} observations are 0.", remedy="There is nothing to explain.")
    from scipy.special import gammaln

    constant = float(gammaln(target + 1).sum())

    def mean(eta: Floats) -> tuple[Floats, Floats, float]:
        with np.errstate(over="ignore"):
            mu = np.exp(eta)
        return mu, mu, float(target @ eta - mu.sum() - constant)

    # Least squares of the logarithm, with the mean mixed in so that there is one of 0.
    guess = 0.5 * (target + target.mean())
    root = np.sqrt(guess)
    start = np.linalg.lstsq(columns * root[:, None], (np.log(guess) + (target - guess) / guess) * root, rcond=None)[0]
    return _newton(target, columns, scale, np.ones(len(target)), mean, start, names)


def _newton(
    target: Floats,
    columns: Floats,
    scale: Floats,
    weight: Floats,
    mean: Callable[[Floats], tuple[Floats, Floats, float]],
    start: Floats,
    names: Sequence[str],
) -> Fit:
    """Climb to the greatest likelihood of a model with its canonical link: there Newton's method is scoring too."""
    scaled = start
    fitted, curvature, likelihood = mean(columns @ scaled)
    for steps in range(1, STEPS + 1):
        information = columns.T @ (columns * curvature[:, None])
        gradient = columns.T @ (weight * (target - fitted))
        try:
            step = np.linalg.solve(information, gradient)
        except np.linalg.LinAlgError:
            break
        moved = columns @ step
        furthest = float(np.abs(moved).max())
        if not np.isfinite(furthest):
            break
        # Half the step until the likelihood no longer falls (by more than rounding).
        for _ in range(40):
            found = mean(columns @ (scaled + step))
            if np.isfinite(found[2]) and found[2] >= likelihood - 1e-9 * abs(likelihood):
                break
            step = step / 2
        scaled = scaled + step
        fitted, curvature, likelihood = found
        if furthest < TOLERANCE:
            bread = np.linalg.inv(columns.T @ (columns * curvature[:, None]))
            return Fit(
                scaled / scale,
                columns * (weight * (target - fitted))[:, None] * scale,
                bread / np.outer(scale, scale),
                fitted,
                likelihood,
                tuple(names),
                steps,
            )
    away = int(np.argmax(np.abs(scaled)))
    raise BadRequest(
        f"No coefficients are the most likely: with {_called(names, away)} growing without end the model only gets "
        "better, since the columns tell some observations apart perfectly.",
        remedy="Leave out the column, or the observations that it decides.",
    )


def _prepared(y: npt.ArrayLike, x: npt.ArrayLike, names: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    """Give both as floats, the columns divided by their length, and the lengths."""
    target, columns = np.asarray(y, np.float64), np.asarray(x, np.float64)
    if columns.ndim != 2 or target.shape != columns.shape[:1]:
        raise BadRequest(f"y has the shape {target.shape} and x {columns.shape}; they should be (n,) and (n, k).")
    if names and len(names) != columns.shape[1]:
        raise BadRequest(f"There are {columns.shape[1]} columns and {len(names)} names.")
    missing = int((~np.isfinite(target) | ~np.isfinite(columns).all(axis=1)).sum())
    if missing:
        raise BadRequest(f"{missing} of {len(target)} observations lack a value.", remedy="Leave them out first.")
    if len(target) < columns.shape[1]:
        raise BadRequest(f"There are {len(target)} observations for {columns.shape[1]} coefficients.")
    scale = np.sqrt(np.einsum("ij,ij->j", columns, columns))
    alone = np.abs(np.diagonal(np.linalg.qr(columns / np.where(scale > 0, scale, 1.0), mode="r")))
    dependent = [_called(names, int(place)) for place in np.flatnonzero(alone < DEPENDENT)]
    if dependent:
        raise BadRequest(
            f"{', '.join(dependent)} can be made of the columns before: no coefficient can be told.",
            remedy="Leave the column out.",
        )
    return target, columns / scale, scale


def _called(names: Sequence[str], place: int) -> str:
    return f"“{names[place]}”" if names else f"column {place}"


def _weights(weights: npt.ArrayLike | None, size: int) -> Floats:
    if weights is None:
        return np.ones(size)
    found = np.asarray(weights, np.float64)
    if found.shape != (size,) or not np.isfinite(found).all() or (found < 0).any():
        raise BadRequest(f"Weights are {size} numbers, none below 0.")
    return found


__all__ = ["Fit", "logit", "ols", "ppml"]
