"""The tree of RFC 9162, section 2.1: hashes, what an append adds, which stored nodes a proof needs, and the two verifiers.

A node is named by its level and its place in it: level 0 are the leaves' hashes, node ``(level, place)`` covers the leaves from
``place * 2**level`` on. Only complete nodes are ever stored, so that nothing stored ever changes; the roots of the incomplete
subtrees at the right edge are computed from complete ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from comity.model.errors import BadRequest, WrongRecord

Node = tuple[int, int]
#: Gives the hashes of the complete nodes asked for, in one go. (A database joins them to a list of values: SQLite looks each one up then,
#: where ``(level, place) in (values …)`` has it read the whole table.)
GetNodes = Callable[[Sequence[Node]], Mapping[Node, bytes]]

WIDTH = 32
#: The root of a tree without leaves: the hash of nothing.
EMPTY = sha256().digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Hash a leaf; its prefix keeps it from ever being taken for a node (RFC 9162, 2.1.1)."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two children."""
    return sha256(b"\x01" + left + right).digest()


def _fold(hashes: Sequence[bytes]) -> bytes:
    """Join the roots of complete subtrees, the largest first, from the right."""
    *rest, root = hashes
    for left in reversed(rest):
        root = node_hash(left, root)
    return root


@dataclass(frozen=True, slots=True)
class Peaks:
    """All that an append has to know of a tree: its size and the roots of its complete subtrees, the largest first.

    Examples
    --------
    >>> peaks, _ = Peaks().append(leaf_hash(b"one"))
    >>> peaks, completed = peaks.append(leaf_hash(b"two"))
    >>> [(level, place) for level, place, _ in completed]
    [(0, 1), (1, 0)]
    >>> peaks.root() == node_hash(leaf_hash(b"one"), leaf_hash(b"two"))
    True
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    @classmethod
    def parse(cls, size: int, stored: bytes) -> Peaks:
        """Read what `serialise` wrote.

        Raises
        ------
        WrongRecord
            There are not as many roots as the size has complete subtrees.
        """
        if size < 0 or len(stored) != WIDTH * size.bit_count():
            raise WrongRecord("The head of the log does not fit its size, %(size)s entries.", size=size)
        return cls(size, tuple(stored[start : start + WIDTH] for start in range(0, len(stored), WIDTH)))

    def serialise(self) -> bytes:
        """Write the roots one after another, 32 bytes each."""
        return b"".join(self.hashes)

    def append(self, leaf: bytes) -> tuple[Peaks, list[tuple[int, int, bytes]]]:
        """Add a leaf's hash; give the tree that comes of it and every node now complete, as level, place and hash."""
        hashes, level, hashed = list(self.hashes), 0, leaf
        completed = [(0, self.size, leaf)]
        while self.size >> level & 1:
            hashed = node_hash(hashes.pop(), hashed)
            level += 1
            completed.append((level, self.size >> level, hashed))
        return Peaks(self.size + 1, (*hashes, hashed)), completed

    def root(self) -> bytes:
        """Give the root of the whole tree."""
        return _fold(self.hashes) if self.hashes else EMPTY


def _split(width: int) -> int:
    """Give the largest power of two that is less than `width`."""
    return 1 << (width - 1).bit_length() - 1


def _complete(start: int, end: int) -> list[Node]:
    """Name the complete nodes that make up the subtree over leaves `start` to `end`, the largest first."""
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def _path(index: int, size: int) -> list[tuple[int, int]]:
    """Give the subtrees of PATH(index, D[size]) of RFC 9162, 2.1.3.1, as first leaf and the one behind the last."""
    if not 0 <= index < size:
        raise BadRequest("There is no entry %(index)s in a log of %(size)s entries.", index=index, size=size)
    start, end, found = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def _subproof(first: int, second: int) -> list[tuple[int, int]]:
    """Give the subtrees of PROOF(first, D[second]) of RFC 9162, 2.1.4.1."""
    if not 0 < first <= second:
        raise BadRequest(
            "A log of %(first)s entries cannot be shown to lie within one of %(second)s.", first=first, second=second
        )
    start, end, found = 0, second, []
    while first < end:
        middle = start + _split(end - start)
        if first <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    # The first tree's own root is known to whoever asks, unless it is only a part of it that is complete.
    return ([(start, end)] if start else []) + found[::-1]


def _needed(subtrees: Iterable[tuple[int, int]]) -> list[Node]:
    return [node for start, end in subtrees for node in _complete(start, end)]


def _proof(subtrees: Sequence[tuple[int, int]], get_nodes: GetNodes) -> list[bytes]:
    nodes = _needed(subtrees)
    found = get_nodes(nodes) if nodes else {}
    for level, place in nodes:
        if (level, place) not in found:
            raise WrongRecord(
                "The log lacks node %(place)s of level %(level)s.",
                remedy="Restore the office from a backup.",
                level=level,
                place=place,
            )
    return [_fold([found[node] for node in _complete(start, end)]) for start, end in subtrees]


def root_nodes(size: int) -> list[Node]:
    """Name the complete nodes from which the root of the first `size` entries is computed."""
    return _complete(0, size)


def root_at(size: int, get_nodes: GetNodes) -> bytes:
    """Give the root that the log had at an earlier size."""
    return _proof([(0, size)], get_nodes)[0] if size else EMPTY


def inclusion_nodes(index: int, size: int) -> list[Node]:
    """Name the complete nodes that the inclusion proof of an entry needs.

    Raises
    ------
    BadRequest
        There is no such entry in a tree of that size.
    """
    return _needed(_path(index, size))


def inclusion_proof(index: int, size: int, get_nodes: GetNodes) -> list[bytes]:
    """Prove that a tree of `size` leaves has a leaf at `index` (RFC 9162, 2.1.3.1).

    Parameters
    ----------
    index, size
        The leaf's place, from 0, and the number of leaves.
    get_nodes
        Gives the complete nodes that `inclusion_nodes` names; asked once.

    Raises
    ------
    BadRequest
        There is no such entry in a tree of that size.
    WrongRecord
        A node that must be stored is not.
    """
    return _proof(_path(index, size), get_nodes)


def consistency_nodes(first: int, second: int) -> list[Node]:
    """Name the complete nodes that the consistency proof between two sizes needs.

    Raises
    ------
    BadRequest
        The first size is 0 or greater than the second.
    """
    return _needed(_subproof(first, second))


def consistency_proof(first: int, second: int, get_nodes: GetNodes) -> list[bytes]:
    """Prove that a tree of `second` leaves begins with all those of the tree of `first` (RFC 9162, 2.1.4.1).

    Raises
    ------
    BadRequest
        The first size is 0 or greater than the second.
    WrongRecord
        A node that must be stored is not.
    """
    return _proof(_subproof(first, second), get_nodes)


def _are_hashes(said: Iterable[bytes]) -> bool:
    return all(len(one) == WIDTH for one in said)


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a proof shows that a leaf's hash stands at `index` in the tree of that size and root (RFC 9162, 2.1.3.2).

    What is not as wide as a hash shows nothing, not even that nothing equals nothing.
    """
    if not 0 <= index < size or not _are_hashes([leaf, *proof]):
        return False
    place, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            computed = node_hash(sibling, computed)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and computed == root


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether a proof shows that the second tree only adds to the first (RFC 9162, 2.1.4.2).

    Of an empty first tree this is never so: every tree begins with nothing, and no root is bound by it.
    """
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    if not proof or not _are_hashes(proof):
        return False
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    one = other = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            one, other = node_hash(sibling, one), node_hash(sibling, other)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            other = node_hash(other, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and one == first_root and other == second_root
