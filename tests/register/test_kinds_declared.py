"""Every kind of record is declared whole: what it names is there, what people read has words, and what it asks for is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import comity.register.kinds as declared
from comity.oversight.policy import engine
from comity.register.kinds import kinds
from comity.register.shape import KEPT, NEVER, SUBMITTED, Field, Kind, Type
from register.examples import EXAMPLES

NAME = re.compile(r"[a-z][a-z0-9_]*").fullmatch
WORD = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*").fullmatch
#: What some names mean in every kind.
COMMON = {
    "title": (Type.TEXT, KEPT), "label": (Type.LABEL, KEPT), "owner": (Type.PERSON, KEPT), "programme": (Type.RECORD, None), "type": (Type.CHOICE, None),
    "start": (Type.DAY, None), "end": (Type.DAY, None), "place": (Type.PLACE, None), "post": (Type.TEXT, None), "currency": (Type.CURRENCY, None),
    "amount": (Type.WHOLE, None),
}  # fmt: skip
#: Records of oversight, which has its own forms of them; and contacts, which are no records.
ELSEWHERE = {"release", "appointment", "office-call", "visit", "note", "contact"}

every_kind = pytest.mark.parametrize("kind", kinds().values(), ids=list(kinds()))


def groups(kind: Kind) -> Iterator[tuple[str, tuple[Field, ...]]]:
    yield "", kind.fields
    yield from ((f"{part.name}/", part.fields) for part in kind.parts)
    yield from ((f"{entry.name}:", entry.fields) for entry in kind.entries)


def fields(kind: Kind) -> Iterator[tuple[str, Field]]:
    yield from ((f"{kind.name} {at}{one.name}", one) for at, some in groups(kind) for one in some)


@every_kind
def test_names_are_names_and_stand_once(kind: Kind) -> None:
    assert WORD(kind.name)
    assert all(NAME(one.name) and one.name not in ("id", "about", "emergency") for _, one in fields(kind))
    assert all(NAME(part.name) for part in kind.parts)
    assert all(WORD(name) for name in (*kind.stages, *(entry.name for entry in kind.entries)))
    for named in (
        [*(one.name for one in kind.fields), *(part.name for part in kind.parts)],
        [entry.name for entry in kind.entries],
        *([one.name for one in some] for _, some in groups(kind)),
    ):
        assert len(named) == len(set(named))


@every_kind
def test_whatever_people_read_has_words(kind: Kind) -> None:
    assert kind.title and kind.plural
    assert all((*kind.stages.values(), *(one.title for one in (*kind.parts, *kind.entries))))
    assert [at for at, one in fields(kind) if not one.title or one.title.endswith(".")] == []
    assert [at for at, one in fields(kind) if not one.help.endswith((".", "?"))] == []
    assert all(all(one.choices.values()) for _, one in fields(kind))


@every_kind
def test_fields_have_what_their_type_asks_for(kind: Kind) -> None:
    for at, one in fields(kind):
        assert bool(one.choices) == (one.type in (Type.CHOICE, Type.SEVERAL)), at
        assert bool(one.of) == (one.type in (Type.RECORD, Type.RECORDS)), at
        assert set(one.of) <= set(kinds()), at
        assert one.needed in (KEPT, SUBMITTED, NEVER), at
        assert not (one.due or one.fixed) or one.type is Type.DAY, at
        assert not one.fixed or one.due, at
    whole = {one.name for one in kind.fields}
    for at, some in groups(kind):
        names = {one.name for one in some}
        assert not any(one.type is Type.MONEY for one in some) or "currency" in names | whole, at


@every_kind
def test_common_names_mean_the_same(kind: Kind) -> None:
    assert {"title", "label", "owner"} <= {one.name for one in kind.fields}
    for one in kind.fields:
        if one.name in COMMON:
            type_, needed = COMMON[one.name]
            assert one.type is type_ and needed in (None, one.needed), one.name
    programme = kind.field("programme")
    assert programme is None or programme.of == ("programme",)
    # The policy's thresholds see an amount with its currency, and no other.
    assert kind.field("amount") is None or kind.field("currency") is not None


@every_kind
def test_stages_and_entries_name_each_other(kind: Kind) -> None:
    reached = {entry.to for entry in kind.entries if entry.to}
    assert set(list(kind.stages)[1:]) <= reached, "a stage to which nothing leads"
    for entry in kind.entries:
        assert set(entry.stages) <= set(kind.stages), entry.name
        assert not entry.to or entry.to in kind.stages, entry.name
        assert not entry.part or kind.part(entry.part), entry.name
    for part in kind.parts:
        assert part.key in {one.name for one in part.fields}, part.name


def test_every_kind_has_an_example_and_every_example_a_kind() -> None:
    assert set(EXAMPLES) == set(kinds())


def test_every_kind_that_policies_know_is_a_folder_and_every_folder_is_known() -> None:
    schema = (Path(engine.__file__).parent / "office.cedarschema").read_text(encoding="utf-8")
    found = re.search(r"entity Kind enum \[([^\]]*)\]", schema)
    assert found
    known = set(re.findall(r'"([^"]+)"', found[1]))
    assert set(kinds()) | ELSEWHERE == known
    folders = {path.parent.name.replace("_", "-") for path in Path(declared.__file__).parent.glob("*/kind.py")}
    assert folders == set(kinds())
    assert all(path.name.startswith("_") or (path / "kind.py").is_file() for path in Path(declared.__file__).parent.iterdir() if path.is_dir())  # fmt: skip


def test_what_the_office_reads_from_the_first_version_is_what_binds_nobody() -> None:
    policy = (Path(engine.__file__).parent / "office.cedar").read_text(encoding="utf-8")
    found = re.search(r'@id\("the-office-reads-what-binds-nobody"\).*?\[(Kind::[^\]]*)\]', policy, re.DOTALL)
    assert found
    assert set(re.findall(r'"([^"]+)"', found[1])) == {kind.name for kind in kinds().values() if not kind.binds}
