"""The tree: against published probes, and against RFC 9162's recursive definitions written out naively."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.model.errors import BadRequest, WrongRecord
from comity.oversight.log import merkle
from comity.oversight.log.merkle import EMPTY, Node, Peaks

# --- RFC 9162, section 2.1, as it stands there ---


def mth(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = largest(len(leaves))
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def largest(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = largest(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def proof(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    return subproof(m, leaves, True)


def subproof(m: int, leaves: Sequence[bytes], whole: bool) -> list[bytes]:
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = largest(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


# --- a log as a database has it: nodes that are only ever added ---


class Grown:
    """All stored nodes of a log, its peaks at each size, and how often nodes were asked for."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.nodes: dict[Node, bytes] = {}
        self.peaks = [Peaks()]
        self.asked = 0
        for leaf in leaves:
            peaks, completed = self.peaks[-1].append(merkle.leaf_hash(leaf))
            for level, place, hashed in completed:
                assert (level, place) not in self.nodes
                self.nodes[level, place] = hashed
            self.peaks.append(peaks)

    def get(self, nodes: Sequence[Node]) -> Mapping[Node, bytes]:
        self.asked += 1
        return {node: self.nodes[node] for node in nodes}


LEAVES = [f"leaf {number}".encode() for number in range(70)]
GROWN = Grown(LEAVES)


def test_roots_of_every_size() -> None:
    for size in range(len(LEAVES) + 1):
        peaks = GROWN.peaks[size]
        assert peaks.root() == mth(LEAVES[:size])
        assert Peaks.parse(size, peaks.serialise()) == peaks
        assert merkle.root_at(size, GROWN.get) == peaks.root()
        assert [GROWN.nodes[node] for node in merkle.root_nodes(size)] == list(peaks.hashes)
    assert Peaks().root() == EMPTY == mth([])


def test_stored_nodes_cover_exactly_the_complete_subtrees() -> None:
    for (level, place), hashed in GROWN.nodes.items():
        assert hashed == mth(LEAVES[place << level : place + 1 << level])
    assert len(GROWN.nodes) == sum(len(LEAVES) >> level for level in range(8))


def test_every_inclusion_proof() -> None:
    for size in range(1, 41):
        for index in range(size):
            shown = merkle.inclusion_proof(index, size, GROWN.get)
            assert shown == path(index, LEAVES[:size])
            hashed = merkle.leaf_hash(LEAVES[index])
            assert merkle.verify_inclusion(index, size, hashed, shown, mth(LEAVES[:size]))


def test_every_consistency_proof() -> None:
    for second in range(1, 41):
        for first in range(1, second + 1):
            shown = merkle.consistency_proof(first, second, GROWN.get)
            assert shown == proof(first, LEAVES[:second])
            assert merkle.verify_consistency(first, second, mth(LEAVES[:first]), mth(LEAVES[:second]), shown)


@given(st.data())
def test_a_proof_holds_for_nothing_else(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70))
    index = data.draw(st.integers(0, size - 1))
    shown, root = path(index, LEAVES[:size]), mth(LEAVES[:size])
    other = data.draw(st.integers(0, 69))
    hashed = merkle.leaf_hash(LEAVES[other])
    assert merkle.verify_inclusion(index, size, hashed, shown, root) == (other == index)
    assert merkle.verify_inclusion(other, size, merkle.leaf_hash(LEAVES[index]), shown, root) == (other == index)
    if shown:
        bad = list(shown)
        place = data.draw(st.integers(0, len(bad) - 1))
        bit = data.draw(st.integers(0, 255))
        bad[place] = (int.from_bytes(bad[place]) ^ 1 << bit).to_bytes(32)
        assert not merkle.verify_inclusion(index, size, merkle.leaf_hash(LEAVES[index]), bad, root)
        assert not merkle.verify_inclusion(index, size, merkle.leaf_hash(LEAVES[index]), shown[:-1], root)
    assert not merkle.verify_inclusion(index, size, merkle.leaf_hash(LEAVES[index]), [*shown, root], root)


@given(st.data())
def test_a_rewritten_history_is_not_consistent(data: st.DataObject) -> None:
    second = data.draw(st.integers(1, 70))
    first = data.draw(st.integers(1, second))
    changed = data.draw(st.integers(0, first - 1))
    rewritten = [*LEAVES[:changed], b"something else", *LEAVES[changed + 1 : second]]
    shown = Grown(rewritten)
    assert not merkle.verify_consistency(
        first, second, mth(LEAVES[:first]), mth(rewritten), merkle.consistency_proof(first, second, shown.get)
    )


def test_a_proof_asks_once() -> None:
    grown = Grown(LEAVES)
    merkle.inclusion_proof(3, 69, grown.get)
    merkle.consistency_proof(37, 70, grown.get)
    assert grown.asked == 2
    assert merkle.inclusion_proof(0, 1, grown.get) == [] and merkle.consistency_proof(70, 70, grown.get) == []
    assert grown.asked == 2


def test_a_proof_from_a_database() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table node(level, place, hash, primary key (level, place))")
    connection.executemany("insert into node values (?, ?, ?)", ((*node, h) for node, h in GROWN.nodes.items()))

    def get(nodes: Sequence[Node]) -> dict[Node, bytes]:
        marks = ", ".join("(?, ?)" for _ in nodes)
        values = [number for node in nodes for number in node]
        found = connection.execute(
            f"select level, place, hash from node where (level, place) in (values {marks})", values
        )
        return {(level, place): hashed for level, place, hashed in found}

    assert merkle.inclusion_proof(42, 70, get) == path(42, LEAVES)
    assert merkle.consistency_proof(42, 70, get) == proof(42, LEAVES)


def test_a_proof_of_a_million_needs_few_nodes() -> None:
    assert len(merkle.inclusion_nodes(999_999, 1_000_000)) <= 20
    assert max(len(merkle.inclusion_nodes(index, 1_048_575)) for index in (0, 5, 524_288, 1_048_574)) <= 40


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 5), (6, 5)])
def test_no_proof_of_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(BadRequest, match="no entry"):
        merkle.inclusion_nodes(index, size)


@pytest.mark.parametrize(("first", "second"), [(0, 0), (0, 3), (4, 3), (-1, 3)])
def test_no_proof_from_nothing_or_backwards(first: int, second: int) -> None:
    with pytest.raises(BadRequest, match="cannot be shown"):
        merkle.consistency_nodes(first, second)


def test_a_head_that_does_not_fit_its_size_is_refused() -> None:
    for size, stored in ((3, b"\0" * 32), (0, b"\0" * 32), (1, b"\0" * 31), (-1, b"")):
        with pytest.raises(WrongRecord, match="does not fit"):
            Peaks.parse(size, stored)


def test_a_missing_node_is_told() -> None:
    with pytest.raises(WrongRecord, match="lacks node 1 of level 1"):
        merkle.inclusion_proof(0, 4, lambda nodes: {(0, 1): EMPTY})


def test_the_published_probes(reference: Path) -> None:
    probes = sorted((reference / "merkle").rglob("*.json"))
    assert len(probes) == 196
    wrong = [str(place) for place in probes if decided(json.loads(place.read_text())) == wants_error(place)]
    assert not wrong


def wants_error(place: Path) -> bool:
    return bool(json.loads(place.read_text())["wantErr"])


def decided(probe: dict[str, object]) -> bool:
    def read(name: str) -> bytes:
        return base64.b64decode(probe[name])  # type: ignore[arg-type]

    shown = [base64.b64decode(part) for part in probe["proof"] or []]  # type: ignore[attr-defined]
    if "leafIdx" in probe:
        return merkle.verify_inclusion(
            probe["leafIdx"],  # type: ignore[arg-type]
            probe["treeSize"],  # type: ignore[arg-type]
            read("leafHash"),
            shown,
            read("root"),
        )
    return merkle.verify_consistency(probe["size1"], probe["size2"], read("root1"), read("root2"), shown)  # type: ignore[arg-type]
