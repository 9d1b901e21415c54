"""The data sets without a loader: their facts, and what is said to whoever asks for one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from comity.catalogue.facts import discover, find
from comity.catalogue.unverified import UNVERIFIED, _read, unverified
from comity.model.errors import NotHere, UnknownName

ENTRIES = list(unverified().values())


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.name for entry in ENTRIES])
def test_its_facts_are_complete(entry: object) -> None:
    told = {field: getattr(entry, field) for field in ("title", "publisher", "licence", "good_for", "why")}
    assert min(map(len, told.values())) >= 3
    assert not [field for field, text in told.items() if text.endswith(".")]
    assert re.fullmatch(r"https://[\w.-]+\.[a-z]{2,}(/[\w./-]*)?", getattr(entry, "url"))  # noqa: B009


def test_names_and_titles_are_told_apart_from_each_other_and_from_sources() -> None:
    assert len({entry.title for entry in ENTRIES}) == len(ENTRIES) >= 20
    assert not set(unverified()) & {source.name for source in discover()}
    assert list(unverified()) == sorted(unverified())


def test_every_source_that_one_refers_to_is_there() -> None:
    known = {source.name for source in discover()}
    named = {name for entry in ENTRIES for name in re.findall(r"the source ([a-z0-9-]+)", entry.good_for)}
    assert {"dcad", "vdem-simple", "ucdp-acd"} <= named
    assert named - known - set(unverified()) <= {"colt-visits-agg", "nato-defexp", "icews-dyad-year", "cow-trade-dyadic", "mie"}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("Bad Name", {}),
        ("fine", {"url": "http://example.org/x"}),
        ("fine", {"url": "https://nowhere"}),
        ("fine", {"colour": "red"}),
        ("fine", {"title": ""}),
        ("fine", {"why": 3}),
    ],
)
def test_what_is_no_entry(name: str, fields: dict[str, object]) -> None:
    good: dict[str, object] = {"title": "T", "publisher": "P", "url": "https://example.org", "licence": "L", "good_for": "G", "why": "W"}  # fmt: skip
    assert _read("fine", good).name == "fine"
    with pytest.raises(ValueError, match=r"unverified\.toml"):
        _read(name, good | fields)


def test_asking_for_one_says_in_a_sentence_where_it_is_and_how_to_bring_it() -> None:
    with pytest.raises(NotHere) as caught:
        find(["ACLED"])
    assert str(caught.value) == (
        "acled is not verified against the publisher's file, so that comity has no loader for it. It is at "
        "https://acleddata.com; docs/how-to/bring-a-file.md shows how to make such a file a source of your own."
    )
    assert caught.value.exit_code == 2
    with pytest.raises(UnknownName, match="sipri-milex"):
        find(["sipri-mileks"])


def test_an_own_source_of_that_name_takes_its_place(tmp_path: Path) -> None:
    from catalogue_world import add_source

    add_source(tmp_path, "acled", {"a.csv": {}})
    (found,) = find(["acled"], tmp_path / "sources")
    assert found.own


def test_they_are_listed_apart_and_shown_alone(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from comity.cli.listing import sources

    sources(None, as_json=False)
    before, _, after = capsys.readouterr().out.partition(UNVERIFIED)
    assert "sipri-milex" not in before
    assert set(unverified()) <= set(after.split())
    sources(["acled"], as_json=False)
    alone = capsys.readouterr().out
    assert UNVERIFIED in alone
    assert "https://acleddata.com" in alone
    assert "docs/how-to/bring-a-file.md" in alone
    sources(None, as_json=True)
    told = {entry["source"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert told["acled"] == {
        "source": "acled", "title": "Armed Conflict Location and Event Data", "publisher": "ACLED", "verified": False,
        "url": "https://acleddata.com", "licence": "registration; may not be passed on", "years": "1997 to today",
        "good_for": "violent events and protests with place and day", "why": "it is given to registered users only",
        "here": False,
    }  # fmt: skip
    assert told["atop"]["verified"] is True
