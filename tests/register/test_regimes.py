"""Regimes: every figure with paragraph, unit and source; a file that lacks one is refused with its name and key."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from comity.model import organisations
from comity.model.errors import BadSource, UnknownName
from comity.model.regimes import COUNTED, read_regime, regime, regimes

TEXT = files("comity.model").joinpath("data/regimes/vienna_document_2011.toml").read_text(encoding="utf-8")
SMALL = """
key = "accord"
version = "1"
title = "An accord"
document = "A/1"
zone = "everywhere"

[[rule]]
key = "notification"
title = "Notification"
chapter = "I"
follows = "notify"

[[value]]
key = "notify_troops"
rule = "notification"
counts = "troops"
chapter = "I"
paragraph = "3"
paragraph_confirmed = true
unit = "persons"
value = 5000
confirmed = true
source = "the text"
"""


def test_what_public_sources_confirm_and_what_they_do_not() -> None:
    vienna = regime("vienna_document")
    assert (vienna.version, vienna.document, vienna.adopted) == ("2011", "FSC.DOC/1/11", date(2011, 11, 30))
    assert {v.key: v.value for rule in vienna.rules for v in rule.values if v.confirmed} == {
        "aemi_by": "12-15",
        "notify_troops": 9000,
        "observe_troops": 13000,
    }
    for key, figure in {"notify_lead": 42, "notify_tanks": 250, "observe_tanks": 300, "calendar_by": "11-15"}.items():
        assert vienna.value(key).value == figure and not vienna.value(key).confirmed
    limits = [vienna.value(f"constraint_{name}_limit").value for name in ("40000", "13000", "25000", "at_once")]
    assert limits == [1, 6, 3, 3]


def test_the_participating_states_are_fifty_seven() -> None:
    day = date(2025, 12, 31)
    key = regime("vienna_document").organisation
    assert sum(spell.status == "member" for spell in organisations.memberships(key, day)) == 57


@pytest.mark.parametrize("one", regimes(), ids=lambda one: f"{one.key} {one.version}")
def test_every_figure_tells_where_it_stands(one) -> None:
    for rule in one.rules:
        assert rule.values, rule.key
        assert bool(rule.thresholds) == (rule.follows != "know")
        for value in rule.values:
            assert value.paragraph and value.source and value.chapter == rule.chapter
            assert value.unit == COUNTED[value.counts] if value.counts else value.unit not in ("battle tanks", "")
            assert value.regime == one.key and value.version == one.version


@pytest.mark.parametrize("key", ["paragraph", "source", "unit", "value", "confirmed", "rule", "chapter"])
def test_a_figure_without_one_of_its_facts_is_refused_with_file_and_key(key: str) -> None:
    head, tail = SMALL.rsplit("[[value]]", 1)
    lines = [line for line in tail.splitlines() if not line.startswith(f"{key} =")]
    with pytest.raises(BadSource) as refused:
        read_regime(head + "[[value]]" + "\n".join(lines), "accord.toml")
    assert refused.value.where.startswith("accord.toml, value notify_troops") and key in refused.value.what


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('source = "the text"', 'source = " "', "value notify_troops"),
        ('source = "the text"', 'source = "the text"\nsauce = "x"', "value notify_troops"),
        ("value = 5000", "value = -1", "value notify_troops"),
        ("value = 5000", "value = true", "value notify_troops"),
        ("value = 5000", "value = 5000.0", "value notify_troops"),
        ("value = 5000", 'value = "5000"', "value notify_troops"),
        ('unit = "persons"', 'unit = "battle tanks"', "value notify_troops"),
        ('counts = "troops"', 'counts = "trucks"', "value notify_troops"),
        ('rule = "notification"', 'rule = "notices"', "value notify_troops"),
        ('follows = "notify"', 'follows = "panic"', "rule notification"),
        ('title = "An accord"', "", "accord.toml"),
        ('title = "An accord"', 'title = "An accord"\nextra = 1', "accord.toml"),
        ("[[rule]]", "[[rule", "accord.toml"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(old: str, new: str, where: str) -> None:
    read_regime(SMALL, "accord.toml")
    with pytest.raises(BadSource) as refused:
        read_regime(SMALL.replace(old, new, 1), "accord.toml")
    assert refused.value.where.startswith("accord.toml") and where in refused.value.where


def test_a_day_that_not_every_year_has_is_refused() -> None:
    with pytest.raises(BadSource, match="02-29"):
        read_regime(TEXT.replace('value = "12-15"', 'value = "02-29"'), "vienna.toml")


def test_a_figure_that_stands_twice_is_refused() -> None:
    with pytest.raises(BadSource, match="twice"):
        read_regime(SMALL + "[[value]]" + SMALL.rsplit("[[value]]", 1)[1], "accord.toml")


def test_an_unknown_regime_names_those_known() -> None:
    with pytest.raises(UnknownName, match="vienna_document"):
        regime("helsinki")
    with pytest.raises(UnknownName):
        regime("vienna_document", "1999")
    with pytest.raises(UnknownName):
        regime("vienna_document").value("notify_ships")
