"""From an address to a plan, and to the words that make the same panel elsewhere; what is counted as known."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import pyarrow as pa
import pytest

from comity.model.errors import BadRequest, UnknownName
from comity.panel.group import groups
from comity.web.pages.panels.asking import Asking, _read, in_address, in_python, in_r, in_shell, plan
from comity.web.pages.panels.coverage import count, draw_known
from comity.web.pages.panels.topics import TOPICS, by_topic

HOME = Path("nowhere")
LEGEND = {"none": "nothing", "some": "%(low)s to %(high)s %%", "most": "over %(low)s %%"}


def read(address: str) -> Asking:
    """Read an address as the application does."""
    said = parse_qs(address, keep_blank_values=True)
    many = {"with": "given", "set": "chosen", "assume-zero": "assumed", "where": "only", "among": "among"}
    one = {"unit": "unit", "from": "first", "to": "last", "system": "system", "k": "k", "sample": "sample", "seed": "seed"}  # fmt: skip
    named = {many[name]: values for name, values in said.items() if name in many}
    named |= {one[name]: values[0] for name, values in said.items() if name in one}  # type: ignore[misc]
    return _read(directed=said.get("directed") == ["true"], **named)  # type: ignore[arg-type]


ADDRESSES = [
    "",
    "unit=state-year&from=1950&to=1960&with=nmc",
    "unit=dyad-year&directed=true&with=atop,gml-mid&set=gml-mid.init=sidea-all-joiners&set=nmc.keep=all&with=nmc&where=atop_defense&assume-zero=atop",
    "unit=dyad-month&from=1990&to=1991&system=gw&with=wars&with=spells&with=spells:cowinteronset:onset",
    "unit=leader-year&from=1990&to=2000&with=nmc",
    "unit=k-ad-year&from=1990&to=2000&k=4&among=USA,China&among=Russia&among=India&with=atop",
    "unit=k-ad-year&from=1990&to=2000&sample=50&seed=7&with=atop",
    "unit=state-years&with=visits&set=visits.keep=all",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_address_of_a_plan_makes_that_plan_again(address: str) -> None:
    made, _ = plan(read(address), HOME)
    again, left = plan(read(urlencode(in_address(made))), HOME)
    assert again == made and not left


@pytest.mark.parametrize("address", ADDRESSES)
def test_python_and_the_command_line_say_the_same_plan(address: str) -> None:
    import comity
    from comity.cli.panels import make_plan

    made, _ = plan(read(address), HOME)
    lines = in_python(made, "x.parquet").splitlines()
    assert lines[-1] == 'panel.write("x.parquet")'
    ast.parse("\n".join(lines))
    held: dict[str, object] = {"comity": comity}
    exec("\n".join(lines[1:-1]), held)
    assert held["panel"] == made
    words = shlex.split(in_shell(made, "x.parquet"))
    assert words[:2] == ["comity", "panel"] and words[-2:] == ["-o", "x.parquet"]
    said: dict[str, list[str]] = {}
    rest = words[3:-2]
    while rest:
        name = rest.pop(0)
        said.setdefault(name, []).extend([rest.pop(0)] if rest and not rest[0].startswith("-") else [])

    def several(name: str) -> list[str]:
        return [part for text in said.get(name, []) for part in text.split(",")]

    def number(name: str) -> int | None:
        return int(said[name][0]) if name in said else None

    told = make_plan(
        words[2], number("--from"), number("--to"), several("--with"), system=said["--system"][0], directed="--directed" in said,
        only=several("--where"), chosen=said.get("--set", []), assumed=several("--assume-zero"), k=number("-k"),
        among=several("--among") or None or [], sample=number("--sample"), seed=number("--seed"),
    )  # fmt: skip
    assert told == made


@pytest.mark.parametrize("address", ADDRESSES)
def test_r_runs_that_very_command_and_reads_its_file(address: str) -> None:
    made, _ = plan(read(address), HOME)
    found = re.fullmatch(r'system\("((?:[^"\\]|\\.)*)"\)\npanel <- arrow::read_parquet\("x.parquet"\)\n', in_r(made, "x.parquet"))  # fmt: skip
    assert found is not None
    assert found[1].replace('\\"', '"').replace("\\\\", "\\") == in_shell(made, "x.parquet")


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("unit=galaxy-year", BadRequest), ("from=nineteen", BadRequest), ("from=-5", BadRequest), ("from=99999999999", BadRequest),
        ("from=1700", BadRequest), ("from=2000&to=1990", BadRequest), ("system=un", BadRequest), ("with=horoscopes", BadRequest),
        ("with=nmc&set=nmc.keep=some", BadRequest), ("with=nmc&set=nonsense", BadRequest), ("unit=k-ad-year&k=9", BadRequest),
        ("unit=k-ad-year&among=Atlantis,USA,CHN", UnknownName), ("with=spells:", BadRequest),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(address: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        made, _ = plan(read(address), HOME)
        assert made.names is None


def test_groups_of_another_unit_are_left_out_and_named() -> None:
    made, left = plan(read("unit=state-year&with=atop&with=nmc&with=spells"), HOME)
    assert [pick.group for pick in made.picks] == ["nmc"] and left == ["atop"]
    assert plan(read("unit=leader-year&with=spells"), HOME)[1] == ["spells"]


def test_every_group_stands_in_one_topic() -> None:
    told = [name for names in TOPICS.values() for name in names]
    assert sorted(told) == sorted(groups())
    assert by_topic({"nmc": groups()["nmc"], "new": groups()["nmc"]}) == {
        "States themselves": ["nmc"],
        "Other": ["new"],
    }


def test_known_cells_are_counted_by_year() -> None:
    one = pa.table({"year": pa.array([2000, 2000, 2002], pa.int16()), "x": [1, None, None], "y": ["a", "b", "c"]})
    two = pa.table({"year": pa.array([2002, 2002], pa.int16()), "x": [None, 0], "y": [None, None]})
    known = count([one, two], 2000, 2002)
    assert known.rows == [2, 0, 3] and known.total == 5
    assert known.cells == {"year": [2, 0, 3], "x": [1, 0, 1], "y": [2, 0, 1]}
    assert known.share("x") == 0.4 and known.years("x") == (2000, 2002)
    assert count([], 2000, 2001).total == 0


def test_the_picture_has_a_cell_for_what_is_known_and_a_pattern_for_what_is_not() -> None:
    known = count([pa.table({"year": pa.array([2000, 2001, 2002], pa.int16()), "x": [1, None, 3], "none": pa.nulls(3)})], 2000, 2003)  # fmt: skip
    svg = draw_known(known, ["x", "none"], "Known", LEGEND)
    assert "<title>x, 2000: 100 %</title>" in svg and "<title>x, 2001: nothing</title>" in svg
    assert "<title>none, 2000–2002: nothing</title>" in svg
    assert "2003:" not in svg  # no rows, so that nothing could be known or unknown
    assert 'style="' not in svg
    assert draw_known(known, [], "Known", LEGEND) == ""
