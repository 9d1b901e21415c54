"""The weights lab: the same index as the measure where nothing is moved, and honest ranks where something is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from comity.measures.asking import opened
from comity.measures.stability._lab import Choices, Lab, lab
from comity.model.errors import BadRequest
from comity.web.app import create_app


@pytest.fixture(scope="session")
def whole(full_home: Path) -> TestClient:
    return TestClient(create_app(full_home, ["testserver"]))


@pytest.fixture(scope="session")
def held(full_home: Path) -> Lab:
    with opened(full_home) as (con, _):
        return lab(con)


def told(client: TestClient, address: str, status: int = 200) -> Any:
    answer = client.get(address, headers={"accept": "application/json"})
    assert answer.status_code == status, answer.text[:500]
    return answer.json()


def test_without_its_sources_it_says_what_to_bring(almanac_home: Path) -> None:
    client = TestClient(create_app(almanac_home, ["testserver"]))
    text = client.get("/lab", headers={"accept": "text/html"}).text
    assert "is not known here." in text and "atop" in text


def test_weights_that_are_all_alike_give_the_measure(held: Lab, full_home: Path) -> None:
    from comity.measures.answer import span
    from comity.measures.contract import find
    from comity.measures.reading import Reading
    from comity.measures.stability._draws import nominal
    from comity.measures.stability._indicators import Inputs
    from comity.measures.stability._scores import panel
    from comity.panel.axis import Axis

    with opened(full_home) as (con, _):
        measure = find("stability.regional")
        axis = Axis(measure.system, "year", *span(con, measure))
        made = panel(Inputs(Reading(con, axis, measure, "stability.regional")))
    index = nominal(made).index
    for year in (1950, 1990, 2018):
        found = held.outcome(Choices(), year)
        period = list(axis.years).index(year)
        expected = [index[made.places.names.index(name), period] for name in found.regions]
        assert found.index == pytest.approx(expected, rel=1e-5)


def test_chances_add_up_and_ranks_lie_in_their_intervals(held: Lab) -> None:
    found = held.outcome(Choices({"deaths": 3.0}, noise=0.5), 2010)
    # Two regions of one value share a rank, so that a place may be taken twice; of a region every draw has one rank.
    assert found.chances.sum(axis=1) == pytest.approx(np.ones(len(found.regions)))
    assert (found.ranks[:, 1] <= found.ranks[:, 0]).all() and (found.ranks[:, 0] <= found.ranks[:, 2]).all()
    assert (found.low <= found.index).all() and (found.index <= found.high).all()
    assert (np.diff(found.index) <= 0).all()


def test_what_is_fixed_is_no_longer_drawn(held: Lab) -> None:
    open_ = held.outcome(Choices(), 2010)
    fixed = held.outcome(Choices(normalisation="goalposts, from 10 to 100", aggregation="geometric", noise=0.0), 2010)
    assert fixed.index == pytest.approx(open_.index)
    assert (fixed.high - fixed.low).mean() < (open_.high - open_.low).mean()


def test_one_pillar_alone_is_the_pillar(held: Lab) -> None:
    found = held.outcome(Choices(pillars={"conflict": 0.0}), 2010)
    assert found.index == pytest.approx(found.pillars[0])
    only = held.outcome(Choices(dict.fromkeys(("pacts", "defence", "agreements", "exercises"), 0.0)), 2010)
    assert np.isfinite(only.chances).all() and np.isfinite(only.index).all()


def test_a_doubled_pillar_weighs_two_thirds(held: Lab) -> None:
    found = held.outcome(Choices(pillars={"conflict": 2.0}, aggregation="arithmetic"), 2010)
    assert found.index == pytest.approx(found.pillars[0] / 3 + 2 * found.pillars[1] / 3)
    shares = {one.name: one.nominal for one in held.weights(Choices(pillars={"conflict": 2.0}))}
    assert shares["conflict"] == pytest.approx(2 / 3)
    assert sum(shares[name] for name in ("pacts", "defence", "agreements", "exercises", "peacekeeping")) == pytest.approx(1 / 3)  # fmt: skip


def test_nothing_left_is_refused(held: Lab) -> None:
    with pytest.raises(BadRequest):
        held.outcome(Choices(pillars={"conflict": 0.0, "collaboration": 0.0}), 2010)
    with pytest.raises(BadRequest):
        held.outcome(Choices({"deaths": -1.0}), 2010)
    with pytest.raises(BadRequest):
        held.outcome(Choices(aggregation="by feeling"), 2010)


def test_the_address_is_the_state(whole: TestClient) -> None:
    address = "/lab?pillar.conflict=200&deaths=0&without=peacekeeping&aggregation=arithmetic&noise=0&year=2010"
    found = told(whole, address)
    assert found["choices"]["pillars"] == {"collaboration": 100, "conflict": 200}
    assert found["choices"]["indicators"]["deaths"] == 0 and found["draws"] >= 1000
    weights = {row["part"]: row["nominal"] for row in found["tables"]["weights"]["rows"]}
    assert weights["battle deaths per head"] == 0 and weights["both in UN peacekeeping"] == 0
    text = whole.get(address, headers={"accept": "text/html"}).text
    assert 'name="pillar.conflict" min="0" max="300" step="5" value="200"' in text
    assert 'name="deaths" min="0" max="300" step="5" value="0"' in text
    assert "it does not foretell" in text
    assert told(whole, address) == found


def test_what_cannot_be_a_weight_is_refused(whole: TestClient) -> None:
    for wrong in ("deaths=-1", "deaths=much", "deaths=9999", "without=luck", "noise=7", "year=1800", "aggregation=x", "normalisation=y"):  # fmt: skip
        assert told(whole, f"/lab?{wrong}", 400)["remedy"]


def test_it_opens_in_the_last_year_of_which_most_is_known(whole: TestClient, held: Lab) -> None:
    found = told(whole, "/lab")
    year = found["choices"]["year"]
    weights = [row for row in found["tables"]["weights"]["rows"] if row["of"]]
    known = sum(2 * row["known"] > row["of"] for row in weights)
    assert (found["indicators_known"], found["indicators"]) == (known, len(weights)) == (9, 12)
    assert year == 2014 and year < held.years[-1]
    for later in range(year + 1, held.years[-1] + 1):
        assert 2 * held.told[later] <= len(held.indicators)
    text = whole.get("/lab", headers={"accept": "text/html"}).text
    assert "Of this year 9 of 12 indicators are known" in text and "2018 (5 of 12 indicators)" in text
    assert "median rank (90 %)" in text


def test_every_year_can_be_chosen_and_says_how_much_of_it_is_known(held: Lab) -> None:
    assert tuple(held.told) == held.years
    assert max(held.told.values()) == len(held.indicators)
    for year, known in held.told.items():
        assert known == sum(2 * here > of for here, of in held.known(year).values())
