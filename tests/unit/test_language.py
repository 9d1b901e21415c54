"""Languages of dossiers: what is spoken is of one task, and numbers and days are written as they are read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from comity.dossier.draw.scale import spell
from comity.dossier.language import _, language, n_, speaking, spoken
from comity.dossier.words import (
    by_kind,
    day,
    few,
    held,
    listed,
    month,
    number,
    per_hundred,
    places,
    quantity,
    share,
    span,
    unit_of,
)


def test_a_language_is_spoken_to_the_end_of_its_block_also_when_it_fails() -> None:
    assert spoken().key == "en"
    with pytest.raises(ZeroDivisionError), speaking("fr"):
        assert _("not known") == "inconnu"
        1 / 0  # noqa: B018
    assert (spoken().key, _("not known")) == ("en", "not known")


def test_two_threads_speak_at_once_and_neither_hears_the_other() -> None:
    meet = Barrier(2)

    def say(key: str) -> list[str]:
        with speaking(key):
            said = []
            for _round in range(50):
                meet.wait(30)
                said.append(_("not known"))
            return said

    with ThreadPoolExecutor(2) as pool:
        english, french = pool.map(say, ("en", "fr"))
    assert set(english) == {"not known"} and set(french) == {"inconnu"}


def test_numbers_and_days_in_french() -> None:
    with speaking("fr"):
        assert number(1234.0).replace("\u202f", " ") == "1 234"
        assert number(2.5) == "2,5" and number(0.0312) == "0,031" and number(None) == "inconnu"
        assert (number(1.5e6), number(2.5e9)) == ("1,5 million", "2,5 milliards")
        assert quantity(4.7e10, "USD, current") == "47 milliards de dollars US courants"
        assert per_hundred(76.4) == "76,4\u202f%"
        assert share(1, 8) == "12,5\u202f%" and places(-0.5) == "-0,50"
        assert (day(date(1951, 9, 8)), day(date(1951, 10, 1))) == ("8 septembre 1951", "1er octobre 1951")
        assert month(date(1951, 9, 8)) == "sept. 1951"
        assert spell(1234.0).replace("\u202f", " ") == "1 234" and spell(0.25) == "0,25"
        assert few(3) == "3"
        assert unit_of(1, "persons") == "personne" and unit_of(2, "persons") == "personnes"


def test_lists_and_periods_in_french() -> None:
    with speaking("fr"):
        assert listed(["A", "B", "C"]) == "A, B et C"
        assert listed(list("ABC"), 2) == "A, B et 1 autre" and listed(list("ABCD"), 2) == "A, B et 2 autres"
        assert by_kind(["alliance", "status-of-forces", "alliance"]) == "alliance 2 et statut des forces 1"
        assert span(date(1951, 9, 1), None) == "depuis 1951" and span(None, date(1960, 5, 1)) == "jusqu’en 1960"
        assert held(date(1951, 9, 1), date(1960, 5, 2)) == "du 1er septembre 1951 au 2 mai 1960"


def test_one_thing_and_none_are_singular_in_french() -> None:
    french = language("fr")
    pair = ("%(some)s and %(more)s more", "%(some)s and %(more)s more")
    assert [french.ngettext(*pair, many)[-5:] for many in (0, 1, 2)] == ["autre", "autre", "utres"]
    assert n_("one", "many", 2) == "many"


def test_a_share_has_its_sign_behind_a_space_at_which_no_line_breaks_in_french_alone() -> None:
    assert [language(key).percent(0.8333) for key in ("en", "fr")] == ["83.3%", "83,3\u00a0%"]
    assert language("fr").percent(1) == "100\u00a0%"
