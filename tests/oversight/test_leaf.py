"""A leaf has one written form and is read in no other."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from comity.model.errors import BadFile
from comity.oversight.log import leaf as leaves
from comity.oversight.log.leaf import Leaf, holds, read_canonical, read_leaf, seal

NOW = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
GIVEN = Leaf(
    "f_a7", 7, NOW, "approval.given", "p_b2", "r_c3", "d" * 64, {"side": "military", "version": 2}, seal({"x": 1})[1]
)

WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
LEAF = st.builds(
    Leaf,
    office=st.just("f_a7"),
    seq=st.integers(0, 2**53 - 1),
    at=st.integers(0, 10**14).map(lambda number: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=number)),
    act=st.sampled_from(["office.founded", "act.denied"]),
    by=st.none() | st.just("p_b2"),
    on=st.none() | st.just("r_c3"),
    policy=st.none() | st.just("d" * 64),
    open=st.dictionaries(WORDS, VALUES, max_size=4),
    sealed=st.none() | st.binary(min_size=1, max_size=4).map(lambda words: seal(words.hex())[1]),
)


@given(LEAF)
def test_written_and_read_again(given_leaf: Leaf) -> None:
    text = given_leaf.text()
    assert read_leaf(text) == given_leaf
    assert text == rfc8785.dumps(json.loads(text)).decode()


@given(VALUES, st.booleans(), st.booleans())
def test_read_only_as_the_library_writes_it(value: Any, spaced: bool, escaped: bool) -> None:
    text = json.dumps(value, ensure_ascii=escaped, separators=None if spaced else (",", ":"))
    one_form = rfc8785.dumps(value).decode()
    assert read_canonical(one_form) == value
    if text == one_form:
        assert read_canonical(text) == value
    else:
        with pytest.raises(ValueError):
            read_canonical(text)


def test_keys_beyond_the_basic_plane_are_sorted_by_utf16() -> None:
    text = rfc8785.dumps({"\ue000": 1, "\U0001f600": 2}).decode()
    assert text.index("\U0001f600") < text.index("\ue000")
    assert read_canonical(text) == {"\ue000": 1, "\U0001f600": 2}
    with pytest.raises(ValueError, match="canonical"):
        read_canonical('{"\ue000":1,"\U0001f600":2}')


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}',
        '{"b":1,"a":1}',
        '{"a": 1}',
        '{"a":1.0}',
        '{"a":1e2}',
        '{"a":-0}',
        '{"a":NaN}',
        '{"a":Infinity}',
        '{"a":9007199254740993}',
        '{"a":"\\u00e9"}',
        '{"a":"\\/"}',
        '{"a":"\\ud800"}',
        '{"a":"\\u001F"}',
        '{"a":1}\n',
        '\ufeff{"a":1}',
        "[" * 100_000,
        "1" * 5000,
        "",
    ],
)
def test_another_form_of_the_same_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_canonical(text)


def altered(**changes: object) -> str:
    return rfc8785.dumps({**json.loads(GIVEN.text()), **changes}).decode()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("v", 2),
        ("v", True),
        ("seq", -1),
        ("seq", True),
        ("seq", "7"),
        ("act", "approval"),
        ("act", None),
        ("at", "2026-01-02T03:04:05Z"),
        ("at", "2026-01-02T03:04:05.678+00:00"),
        ("at", "2026-02-30T03:04:05.678Z"),
        ("at", "2026-01-02T24:00:00.000Z"),
        ("at", "２026-01-02T03:04:05.678Z"),
        ("by", "Anna"),
        ("by", 1),
        ("office", "f a"),
        ("office", None),
        ("on", ""),
        ("policy", "D" * 64),
        ("open", []),
        ("open", None),
        ("sealed", "AA=="),
        ("sealed", "A" * 43),
        ("sealed", "A" * 42 + "B="),
        ("sealed", 1),
    ],
)
def test_a_wrong_field_is_named(field: str, value: object) -> None:
    with pytest.raises(BadFile, match=f"“{field}”"):
        read_leaf(altered(**{field: value}))


def test_a_field_more_or_less_is_refused() -> None:
    fields = json.loads(GIVEN.text())
    del fields["policy"]
    for text in (altered(extra=1), rfc8785.dumps(fields).decode(), "[]", "null", '"x"'):
        with pytest.raises(BadFile):
            read_leaf(text)


def test_what_cannot_be_read_again_is_not_written() -> None:
    for shown in ({"share": 0.5}, {"big": 2**53}, {"odd": {1, 2}}, {"lone": "\ud800"}):
        with pytest.raises(BadFile):
            Leaf("f_a7", 0, NOW, "act.denied", None, None, None, shown, None).text()
    with pytest.raises(BadFile, match="seq"):
        Leaf("f_a7", -1, NOW, "act.denied", None, None, None, {}, None).text()


def test_a_commitment_holds_for_its_words_and_salt_alone() -> None:
    body = {"name": "Anna Müller", "login": "anna"}
    salt, committed = seal(body)
    assert holds(committed, salt, body) and holds(committed, salt, dict(reversed(body.items())))
    assert not holds(committed, salt, {**body, "login": "anne"})
    assert not holds(committed, bytes(32), body)
    # No bytes may move between salt and words.
    assert not holds(leaves.commitment(salt + b"{", "}"), salt + b"{", {})
    assert seal(body)[1] != committed


def test_milliseconds_are_cut_not_rounded() -> None:
    assert leaves.written(NOW + timedelta(microseconds=999)) == "2026-01-02T03:04:05.678Z"
