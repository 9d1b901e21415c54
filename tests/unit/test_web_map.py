"""The map's years: runs, coverage, widths, curves."""

from __future__ import annotations

from comity.dossier.draw.frame import World, frame_of
from comity.dossier.draw.geometry import atlas
from comity.dossier.draw.map import CONVENTION
from comity.dossier.draw.svg import number
from comity.dossier.language import language
from comity.web.pages.map.layers import LAYERS, Lines, Look, _runs
from comity.web.pages.map.picture import curves, draw_lines, view_of, width_of, widths
from comity.web.pages.map.values import members, names_in, of_partners, on_borders, on_lines, on_partners

BASES = LAYERS["bases"]


def lines(*looks: Look) -> Lines:
    return Lines(BASES, {("FRA", "DEU"): ((1950, 1966, None), (1990, 1999, None)), ("USA", "DEU"): ((1950, 2020, None),)}, looks)  # fmt: skip


def test_years_become_runs_that_end_where_a_year_or_an_amount_changes() -> None:
    assert _runs({1990: 2.0, 1991: 2.0, 1992: 3.0, 1995: 3.0}, True) == [(1990, 1991, 2.0), (1992, 1992, 3.0), (1995, 1995, 3.0)]  # fmt: skip
    assert _runs({1990: 2.0, 1991: 5.0}, False) == [(1990, 1991, None)]


def test_a_year_has_the_lines_that_are_there_in_it() -> None:
    assert set(lines().of(1966)) == {("FRA", "DEU"), ("USA", "DEU")}
    assert set(lines().of(1967)) == {("USA", "DEU")}
    assert lines().span == (1950, 2020)


def test_no_partner_is_none_only_where_all_states_were_looked_at() -> None:
    whole = of_partners(lines(Look("one", 1960, 1980, "all states"), Look("two", 1960, 2000, "selected")))
    assert whole.of(1970)["DEU"].value == 1
    assert whole.of(1970)["BRA"].value == 0
    assert whole.of(1995)["BRA"].value is None
    assert "HRV" not in whole.of(1970)


def test_what_is_said_of_lines_is_who_looked() -> None:
    some = lines(Look("one", 1960, 1980, "all states"), Look("two", 1970, 2000, "with USA"))
    assert on_lines(some, 1975)[0].names["sources"] == "one"
    assert "selection" in on_lines(some, 1990)[0].text and on_lines(some, 1990)[0].names["sources"] == "two (with USA)"
    assert "lasted" in on_lines(some, 1950)[0].text
    assert "nothing is known" in on_lines(some, 1940)[0].text


def test_what_a_list_does_not_have_is_known_not_to_be_only_within_its_reach() -> None:
    since = lines(Look("late", 1980, 2010, "all states", "agreement.logistics", since=1980))
    assert not since.whole(1990)
    assert "agreements of %(first)s and after" in on_lines(since, 1990)[0].text
    assert of_partners(since).of(1990)["BRA"].value is None
    looks = (Look("whole", 1815, 2018, "all states", "alliance"), Look("some", 1945, 2025, "selected", "dialogue"))
    runs = {("FRA", "DEU"): ((1950, 2020, None),)}
    alone = Lines(BASES, runs, looks, {1960: {"alliance"}, 1990: {"alliance", "dialogue"}})
    assert alone.whole(1960) and not on_partners(alone, 1960)
    assert not alone.whole(1990) and on_partners(alone, 1990)
    assert "formal alliances" in on_lines(alone, 1990)[0].text


def test_a_year_with_other_states_says_so_and_today_says_nothing() -> None:
    assert on_borders(2025, {}) == []
    told = {
        one.text.partition(":")[0]: one.names
        for one in on_borders(1985, {"RUS": "Soviet Union", "DDR": "East Germany"})
    }
    assert "Soviet Union" in str(
        told["Drawn in their outlines of today, though they were larger, among others"]["names"]
    )
    dots = str(told["Without a shape of today, and dots at their capitals"]["names"])
    assert "East Germany" in dots and "Czechoslovakia" in dots and "Yugoslavia" in dots
    assert "YUG" in members("cow")[1985] and "HRV" not in members("cow")[1985]


def test_names_are_those_of_the_year() -> None:
    spelled = {"RUS": [(1816, 1917, "Russian Empire"), (1922, 1991, "Soviet Union"), (1991, 9999, "Russia")]}
    assert names_in(1960, {"RUS": "Russia"}, spelled)["RUS"] == "Soviet Union"
    assert names_in(1919, {"RUS": "Russia"}, spelled)["RUS"] == "Russia"


def test_a_line_is_as_thick_as_its_amount() -> None:
    limits = widths(100.0)
    assert [width_of(one, limits) for one in (None, 1.0, 10.0, 100.0)] == [0, 0, 1, 2]


def test_curves_end_in_their_states_and_break_at_the_edge_of_the_map() -> None:
    frame = frame_of(World(), atlas(), 900)
    places = {"FRA": (2.0, 47.0), "DEU": (10.0, 51.0), "USA": (-98.0, 39.0), "JPN": (138.0, 36.0), "NIL": None}
    found = curves(frame, places.get, [("FRA", "DEU"), ("USA", "JPN"), ("FRA", "NIL")])
    assert set(found) == {("FRA", "DEU"), ("USA", "JPN")}
    x, y = frame.project((10.0, 51.0))
    assert found["FRA", "DEU"].drawn.startswith("M") and found["FRA", "DEU"].drawn.endswith(f" {number(x)} {number(y)}")
    assert found["USA", "JPN"].drawn.count("M") == 2
    (group,) = draw_lines(found, {("FRA", "DEU"): 90.0, ("USA", "JPN"): None}, (10.0, 50.0), True)
    assert found["FRA", "DEU"].drawn in group.split('data-width="2"')[1].split("/>")[0]
    assert group.count("h0") == 2


def test_a_region_with_one_state_far_wider_than_the_others_is_still_seen() -> None:
    from comity.model.regions import region

    view, beyond = view_of(frozenset(region("Europe").members))
    assert beyond == ("RUS",)
    frame = frame_of(view, atlas(), 900)
    for key in ("ISL", "PRT", "GRC", "FIN", "UKR"):
        place = atlas().anchor(key)
        assert place and frame.holds(frame.project(place))
    assert frame.holds(frame.project((37.6, 55.75)))
    assert view_of(frozenset()) == (World(), ())


def test_the_convention_has_its_french() -> None:
    assert language("fr").gettext(CONVENTION) != CONVENTION


def test_every_layer_is_named_once() -> None:
    assert len({layer.title for layer in LAYERS.values()}) == len(LAYERS)
