"""The ledger of deterrence against the publishers' files, computed again by other means, and against known facts."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from comity.measures.answer import Computed, compute
from comity.measures.contract import find
from comity.measures.deterrence.allied_capability import reliability
from comity.measures.explaining import contributions
from comity.measures.ranking import ranks
from comity.store.once import see_once

KOR, PRK, POL, RUS, GRC, TUR, USA, JPN, CHN, ISR, SYR = 732, 731, 290, 365, 350, 640, 2, 740, 710, 666, 652


@pytest.fixture
def record(built: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    see_once(built)
    return built


def _row(made: Computed, target: int, challenger: int, year: int) -> int:
    axis, subjects = made.axis, made.estimates.subjects
    (row,) = np.flatnonzero(
        (axis.codes[subjects.a] == target)
        & (axis.codes[subjects.b] == challenger)
        & (axis.years[subjects.period] == year)
    )
    return int(row)


def _value(made: Computed, target: int, challenger: int, year: int) -> float:
    return float(made.estimates.value[_row(made, target, challenger, year)])


def _pacts(mirror: Path, year: int) -> set[tuple[int, int]]:
    """Give who owes whom defence, straight from the publisher's directed file."""
    table = pd.read_parquet(mirror / "atop" / "atop_alliance.parquet")
    table = table[(table.year == year) & (table.atop_defense == 1)]
    return set(zip(table.ccode1.astype(int), table.ccode2.astype(int), strict=True))


def _committed(mirror: Path, year: int, target: int, challenger: int) -> list[int]:
    pacts = _pacts(mirror, year)
    return [one for one, other in pacts if other == target and one != challenger and (one, challenger) not in pacts]


def _cinc(mirror: Path, year: int) -> dict[int, float]:
    table = pd.read_csv(mirror / "cow-nmc" / "cow_nmc_v7.csv.gz")
    table = table[table.year == year]
    return dict(zip(table.ccode, table.cinc, strict=True))


def test_capability_against_the_publishers_index(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    made = compute(record, "deterrence.capability_ratio", 2010, 2024)
    cinc = _cinc(mirror, 2015)
    for target, challenger in ((KOR, PRK), (POL, RUS), (JPN, CHN)):
        expected = cinc[target] / (cinc[target] + cinc[challenger])
        assert _value(made, target, challenger, 2015) == pytest.approx(expected, abs=1e-6)
        assert _value(made, challenger, target, 2015) == pytest.approx(1 - expected, abs=1e-6)
    assert np.isnan(_value(made, KOR, PRK, 2023))


@pytest.mark.parametrize("year", [1910, 1938, 1985, 2018])
def test_commitments_against_the_publishers_file(record: duckdb.DuckDBPyConnection, mirror: Path, year: int) -> None:
    made = compute(record, "deterrence.commitment", year, year)
    codes = made.axis.codes
    subjects = made.estimates.subjects
    rng = np.random.default_rng(year)
    for row in rng.choice(len(subjects), 40, replace=False).tolist():
        target, challenger = int(codes[subjects.a[row]]), int(codes[subjects.b[row]])
        assert made.estimates.value[row] == len(_committed(mirror, year, target, challenger)), (target, challenger)


def test_who_is_committed_to_whom(record: duckdb.DuckDBPyConnection) -> None:
    made = compute(record, "deterrence.commitment", 2015, 2020)
    assert [part.label for part in contributions(record, made, _row(made, KOR, PRK, 2015))] == ["United States"]
    # NATO owes Greece and Türkiye the same; the European Union owes it to Greece alone.
    against = {part.label for part in contributions(record, made, _row(made, GRC, TUR, 2018))}
    assert "United States" not in against and {"Cyprus", "Austria"} <= against
    assert _value(made, 369, RUS, 2018) == 0  # Ukraine
    assert _value(made, POL, RUS, 2018) >= 28
    assert np.isnan(_value(made, KOR, PRK, 2019))


def test_allied_capability_by_hand(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    """South Korea against the North in 2015: one ally, whose capital is 11,170 km away."""
    made = compute(record, "deterrence.allied_capability", 2015, 2015)
    row = _row(made, KOR, PRK, 2015)
    exponent = np.log10(11_170 / 1.609344 / 500 + 10 - np.e)
    expected = 42.5 / 103 * _cinc(mirror, 2015)[USA] ** exponent
    assert made.estimates.value[row] == pytest.approx(expected, rel=0.005)
    low, high = made.estimates.low, made.estimates.high
    assert low is not None and high is not None
    # The rate of honour between 33 and 49 %.
    assert low[row] / made.estimates.value[row] == pytest.approx(0.334 / 0.4126, abs=0.01)
    assert high[row] / made.estimates.value[row] == pytest.approx(0.493 / 0.4126, abs=0.01)
    assert _value(made, POL, RUS, 2015) > _value(made, GRC, TUR, 2015) > _value(made, 369, RUS, 2015) == 0
    # Who has no ally has none at any rate of honour: its rank is behind all who have one.
    alone = _row(made, 369, RUS, 2015)
    assert low[alone] == high[alone] == 0
    some = int((made.estimates.value > 0).sum())
    assert ranks(made.estimates, np.array([alone]))[0].tolist() == [
        some + 1,
        some + 1,
        np.isfinite(made.estimates.value).sum(),
    ]


def test_the_rate_of_honour_is_the_published_one(reference: Path) -> None:
    table = pd.read_stata(reference / "alliance_reliability" / "BerkemeierFuhrmannRAP2018_0303.dta")
    invoked = table[table.defense == 1]
    answered = invoked[(invoked.honorLLM == 1) | (invoked.violateLLM == 1)]
    assert answered.honorLLM.sum() / len(answered) == pytest.approx(0.4117647, abs=1e-6)
    assert reliability()[0] == pytest.approx((answered.honorLLM.sum() + 0.5) / (len(answered) + 1))


def test_nuclear_umbrellas(record: duckdb.DuckDBPyConnection) -> None:
    made = compute(record, "deterrence.nuclear_umbrella", 1945, 2018)
    labels = lambda *who: {part.label for part in contributions(record, made, _row(made, *who)) if part.amount}  # noqa: E731
    assert labels(POL, RUS, 2018) == {"United States", "United Kingdom", "France"}
    assert labels(260, RUS, 1962) == {"United States", "United Kingdom", "France"}
    # Until 1955 Britain owed the Soviet Union defence, by the treaty of 1942; France tested in 1960.
    assert labels(260, RUS, 1955) == {"United States"}
    assert labels(260, RUS, 1957) == {"United States", "United Kingdom"}
    assert labels(KOR, PRK, 1990) == {"United States"}
    assert labels(PRK, USA, 2018) == {"China"}
    assert labels(ISR, SYR, 2010) == set()
    assert labels(JPN, CHN, 1953) == {"United States"}


def test_exercises_against_the_publishers_file(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    made = compute(record, "deterrence.signal_exercises", 1985, 2012)
    table = pd.read_csv(mirror / "mme-exercises" / "mme_v7.csv.gz", dtype=str)
    states = [name for name in table.columns if name.startswith("State")]
    for year in (1985, 1990, 2000):
        of_year = table[table["s.year"] == str(year)]
        took_part = of_year[states].apply(lambda row: set(row.dropna().str.strip()), axis=1)
        with_korea = [who for who in took_part if "South Korea" in who and "North Korea" not in who]
        # Whoever exercised with the South owed the North nothing, but for China and the Soviet Union.
        expected = sum(bool(who - {"South Korea", "China", "Soviet Union", "-9"}) for who in with_korea)
        assert _value(made, KOR, PRK, year) == expected, year
    assert np.isnan(_value(made, KOR, PRK, 2011))


def test_troops_against_the_publishers_file(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    made = compute(record, "deterrence.tripwires", 2014, 2020)
    table = pd.read_csv(mirror / "us-troops" / "troopdata-rebuild-country-year.csv.gz")
    for host, challenger in ((KOR, PRK), (JPN, CHN), (255, RUS)):
        (expected,) = table[(table.ccode == host) & (table.year == 2015)].troops_ad
        assert _value(made, host, challenger, 2015) == expected
    assert np.isnan(_value(made, CHN, USA, 2015))
    # They are no tripwire against a state that the United States owe defence.
    assert np.isnan(_value(made, GRC, TUR, 2015))


def test_signals_against_the_publishers_file(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    table = pd.read_csv(mirror / "major-power-signals" / "Individual_Signals_Dataset.csv.gz", low_memory=False)
    code = next(name for name in table.columns if name.lower() in ("ccode", "cowcode", "ccode1", "protege"))
    israel = table[(table[code] == ISR) & (table.year == 1994)].iloc[0]
    for name, signal in (("visits", "vis"), ("arms", "arms")):
        made = compute(record, f"deterrence.signal_{name}", 1994, 2013)
        expected = sum(float(israel[f"{patron}_{signal}"]) for patron in ("us", "uk", "fra", "rus", "chi"))
        assert _value(made, ISR, SYR, 1994) == pytest.approx(expected), name
        assert np.isnan(_value(made, ISR, SYR, 2013))


def test_rivalries(record: duckdb.DuckDBPyConnection) -> None:
    made = compute(record, "deterrence.rivalry_issues", 2000, 2022)
    assert _value(made, 750, 770, 2010) >= 1  # India and Pakistan, over territory among others
    assert _value(made, 220, 255, 2010) == 0
    assert np.isnan(_value(made, 750, 770, 2021))


def test_the_model_of_risk(record: duckdb.DuckDBPyConnection) -> None:
    made = compute(record, "deterrence.onset_risk_change")
    estimates = made.estimates
    known = np.isfinite(estimates.value)
    assert known.sum() > 80_000
    low, high = estimates.low, estimates.high
    assert low is not None and high is not None
    # One coefficient, one sign; what differs is the chance from which it starts.
    assert len(np.unique(np.sign(estimates.value[known]))) == 1
    assert (np.abs(estimates.value[known]) < 0.1).all()
    assert (low[known] < high[known]).all()
    assert np.isnan(_value(made, 369, RUS, 2005))  # no pact, nothing to put down to it
    assert np.isnan(_value(made, KOR, PRK, 2011))
    (told,) = find("deterrence.onset_risk_change").validate(record)  # type: ignore[misc]
    z = {str(line[0]): line[3:] for line in told.lines}
    assert z["Bremer's model: a pact of the two"] == (-2.22, -1.31, -1.17)
    assert all(abs(float(str(usual))) > abs(float(str(robust))) for usual, _, robust in z.values())
