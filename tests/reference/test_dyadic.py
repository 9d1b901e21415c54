"""The dyadic variance and Rubin's rules, against the published implementations' numbers and a published model."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from comity.measures.contract import find
from comity.measures.deterrence import _onsets
from comity.measures.reading import Reading
from comity.panel.axis import Axis
from comity.statistics.dyadic import clustered, variance
from comity.statistics.imputation import combine
from comity.statistics.regression import ols


def test_the_errors_of_the_published_implementation(reference: Path) -> None:
    folder = reference / "dyad_robust_se"
    expected = json.loads((folder / "expected.json").read_text())
    data = pd.read_csv(folder / "dyadsim.csv.gz")
    fit = ols(data.dY, np.column_stack([np.ones(len(data)), data.dX]))
    found = variance(fit, data.dyad1, data.dyad2)
    assert np.allclose(fit.coefficients, expected["b"], atol=1e-9)
    assert np.allclose(found.errors, [0.21039920555, 0.08144003986], rtol=0, atol=1e-8)
    assert np.allclose(found.errors, expected["se_dyad"], rtol=0, atol=1e-8)
    assert (found.units, found.dyads, found.df, found.negative, found.warning) == (100, 4950, 99, 0.0, "")
    # The usual errors are three to six times too small.
    usual = np.sqrt(np.diagonal(fit.bread) * ((data.dY - fit.fitted) ** 2).sum() / (len(data) - 2))
    assert np.allclose(usual, expected["se_ols"], atol=1e-7)
    assert (found.errors / usual > 3).all()


@pytest.mark.parametrize(("major", "n"), [("us", 1440), ("rus", 1416), ("uk", 1462), ("fra", 1490)])
def test_rubins_rules_over_five_draws_of_a_latent_score(reference: Path, major: str, n: int) -> None:
    """McManus and Nieman (2019): a probit of joining a dispute on the signal of support, once for each draw."""
    folder = reference / "support_signals"
    data = pd.read_csv(folder / "mid_intervention.csv.gz")
    expected = pd.read_csv(folder / "mcn_probit.csv").query("major == @major").set_index("term")
    terms = [term for term in expected.index if term not in ("const", "signal", "dist2")]
    # Powers that were in the dispute from the start cannot join it.
    data = data[data[f"sidea_{major.removesuffix('s') if major == 'rus' else major}"] == 0].copy()
    data["dist2"] = data[f"distance_{major}"] ** 2
    fits = []
    for draw in range(1, 6):
        names = [f"{major}_signal{draw}", *terms, "dist2"]
        used = data[[f"{major}_join", *names]].dropna()
        assert len(used) == n
        fit = sm.Probit(used[f"{major}_join"], sm.add_constant(used[names])).fit(disp=0, cov_type="HC1", maxiter=200)
        fits.append((fit.params.to_numpy(), fit.cov_params().to_numpy()))
    found = combine([b for b, _ in fits], [v for _, v in fits])
    order = ["const", "signal", *terms, "dist2"]
    assert np.allclose(found.coefficients, expected.loc[order, "est"], rtol=1e-5, atol=1e-7)
    assert np.allclose(found.errors, expected.loc[order, "se_rubin"], rtol=1e-4)


def test_the_headline_effect_of_alliances_is_fragile(built: duckdb.DuckDBPyConnection) -> None:
    """In Bremer's model z of a defence pact is −2.2 by the usual errors and −1.17 by the robust ones."""
    measure = replace(find("deterrence.onset_risk_change"), directed=False)
    reading = Reading(built, Axis("cow", "year", 1816, 2010), measure, "test")
    model = _onsets.fit(reading, *_onsets.bremer(reading))
    assert len(model.rows) == 106_031
    place = model.fit.names.index("the two have a defence pact")
    b = model.fit.coefficients[place]
    assert b == pytest.approx(-0.130, abs=0.0006)
    assert b / np.sqrt(model.fit.bread[place, place]) == pytest.approx(-2.22, abs=0.01)
    assert b / model.robust.errors[place] == pytest.approx(-1.17, abs=0.01)
    assert -1.4 < b / clustered(model.fit, model.one, model.other)[place] < -1.2
    # The error of democracy triples, that of the balance of capabilities quadruples.
    usual = np.sqrt(np.diagonal(model.fit.bread))
    ratio = dict(zip(model.fit.names, model.robust.errors / usual, strict=True))
    assert ratio["democracy (the lesser)"] == pytest.approx(3, abs=0.5)
    assert ratio["balance of capabilities"] == pytest.approx(4, abs=0.7)
    # The coefficients are those of statsmodels.
    y = reading.dyads  # the same rows, by another library
    onset, columns = _onsets.bremer(reading)
    x = np.column_stack([columns[name][model.rows] for name in model.fit.names])
    assert len(y) > len(x)
    theirs = sm.Logit(onset[model.rows], x / np.abs(x).max(axis=0)).fit(disp=0, maxiter=200)
    assert np.allclose(model.fit.coefficients * np.abs(x).max(axis=0), theirs.params, rtol=1e-5, atol=1e-6)
