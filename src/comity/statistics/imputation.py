"""One estimate from several: of data of which what is missing was drawn several times, or of draws of a latent score."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from comity.model.errors import BadRequest

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Combined:
    """What m fits say together.

    Attributes
    ----------
    coefficients, variance, errors
        Shape (k,), (k, k) and (k,).
    df
        Degrees of freedom of Student's t, shape (k,).
    missing
        The share of each coefficient's variance that is due to what was drawn, shape (k,).
    """

    coefficients: Floats
    variance: Floats
    errors: Floats
    df: Floats
    missing: Floats

    def interval(self, level: float = 0.9) -> tuple[Floats, Floats]:
        """Give the bounds of the coefficients' intervals, by Student's t."""
        from scipy.stats import t

        reach = t.ppf(0.5 + level / 2, self.df) * self.errors
        return self.coefficients - reach, self.coefficients + reach


def combine(coefficients: npt.ArrayLike, variances: npt.ArrayLike, complete_df: float = math.inf) -> Combined:
    """Combine m fits of the same model by Rubin's rules.

    With Q̄ the mean of the coefficients, Ū the mean of their variances and B the variance of the coefficients between
    fits, the variance is T = Ū + (1 + 1/m) B.

    Parameters
    ----------
    coefficients
        Of each fit, shape (m, k).
    variances
        Of each fit, shape (m, k, k), or (m, k) if only the diagonals are known.
    complete_df
        The degrees of freedom that a fit has of its own: those of Barnard and Rubin (1999) never exceed them.

    Raises
    ------
    BadRequest
        When there are fewer than two fits, or the shapes do not go together.

    References
    ----------
    Rubin, D. B. (1987). *Multiple Imputation for Nonresponse in Surveys*. Wiley.
    Barnard, J., and D. B. Rubin (1999). Small-Sample Degrees of Freedom with Multiple Imputation. *Biometrika* 86(4),
    948–955.

    Examples
    --------
    >>> found = combine([[1.0], [2.0], [3.0]], [[0.5], [0.5], [0.5]])
    >>> found.coefficients.tolist(), found.variance.round(6).tolist()
    ([2.0], [[1.833333]])
    """
    each, within = np.asarray(coefficients, np.float64), np.asarray(variances, np.float64)
    if each.ndim != 2 or len(each) < 2:
        raise BadRequest("Rubin's rules combine two or more fits, coefficients of the shape (m, k).")
    number, width = each.shape
    if within.shape == each.shape:
        within = within[:, :, None] * np.eye(width)
        between = np.diag(each.var(axis=0, ddof=1))
    else:
        between = np.atleast_2d(np.cov(each, rowvar=False))
    if within.shape != (number, width, width):
        raise BadRequest(f"Coefficients have the shape {each.shape}, and variances {within.shape}.")
    inside = within.mean(axis=0)
    total = inside + (1 + 1 / number) * between
    spread, whole = (1 + 1 / number) * np.diagonal(between), np.diagonal(total)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(whole > 0, spread / whole, 0.0)
        of_draws = np.where(share > 0, (number - 1) / share**2, np.inf)
        observed = (
            np.full(width, np.inf)
            if math.isinf(complete_df)
            else (complete_df + 1) / (complete_df + 3) * complete_df * (1 - share)
        )
        df = 1 / (1 / of_draws + 1 / observed)
    return Combined(each.mean(axis=0), total, np.sqrt(whole), df, share)


__all__ = ["Combined", "combine"]
