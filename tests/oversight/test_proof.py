"""The proof of one entry stands alone, and shows nothing that it does not prove."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from comity.model.errors import BadFile, NotHere
from comity.oversight.log import checkpoint as notes
from comity.oversight.log import merkle
from comity.oversight.log.leaf import write_line
from comity.oversight.log.proof import verify_proof, write_proof
from small_log import VKEY, SmallLog, altered, small_log

LOG = small_log()


def proof_of(log: SmallLog, index: int, note: str, /, **changes: object) -> str:
    size = int(note.split("\n")[1])
    path = merkle.inclusion_proof(index, size, lambda nodes: {node: log.nodes[node] for node in nodes})
    return write_line({**json.loads(write_proof(log.entries[index], index, size, path, note)), **changes})


def checked(folder: Path, said: str | bytes, *, kept: tuple[str, ...] = ()) -> str:
    path = folder / "proof.json"
    path.write_bytes(said.encode() if isinstance(said, str) else said)
    return " ".join(verify_proof(path, VKEY, kept=kept).problems)


def test_every_entry_against_every_checkpoint(tmp_path: Path) -> None:
    for note, size in zip(LOG.notes, (5, 9, 12), strict=True):
        for index in range(size):
            assert checked(tmp_path, proof_of(LOG, index, note), kept=tuple(LOG.notes)) == ""
    (tmp_path / "proof.json").write_text(proof_of(LOG, 1, LOG.notes[0]) + "\n")
    proof = verify_proof(tmp_path / "proof.json", VKEY)
    assert proof.holds and proof.leaf.act == "person.invited" and "Anna Müller" in str(proof.words)
    assert proof.checkpoint.size == 5


def test_without_its_words_an_entry_is_proved_as_well(tmp_path: Path) -> None:
    assert checked(tmp_path, proof_of(LOG, 1, LOG.notes[2], salt=None, sealed=None)) == ""


def test_what_does_not_fit_is_told(tmp_path: Path) -> None:
    other = altered(LOG.entries[6], by="p_other").leaf
    for changes, match in [
        ({"index": 5}, "says that it is entry 6, not 5"),
        ({"leaf": other}, "does not lead to the root"),
        ({"size": 11}, "The checkpoint is of 12 entries, the proof of 11"),
        ({"proof": []}, "does not lead to the root"),
        ({"salt": "A" * 43 + "=", "sealed": "{}"}, "not those that the leaf commits to"),
        ({"leaf": altered(LOG.entries[6], office="f_b8").leaf}, "of the office f_b8"),
    ]:
        assert match in checked(tmp_path, proof_of(LOG, 6, LOG.notes[2], **changes))


def test_a_split_view_is_told(tmp_path: Path) -> None:
    fork = SmallLog()
    for entry in LOG.entries[:11]:
        fork.append(entry)
    fork.append(altered(LOG.entries[11], by="p_other"))
    assert "Split view" in checked(tmp_path, proof_of(fork, 11, fork.checkpoint()), kept=tuple(LOG.notes))


def test_another_key_or_an_unsigned_checkpoint_is_refused(tmp_path: Path) -> None:
    thief = Ed25519PrivateKey.generate()
    forged = notes.make_checkpoint(notes.peek(LOG.notes[2]), thief)
    with pytest.raises(BadFile, match="not signed by the key"):
        checked(tmp_path, proof_of(LOG, 3, LOG.notes[2], checkpoint=forged))
    with pytest.raises(BadFile, match="no key of a log"):
        verify_proof(tmp_path / "proof.json", "key")


@pytest.mark.parametrize(
    "said", ["", "{}", "[]", "null", "[" * 100_000, b"\xff", proof_of(LOG, 1, LOG.notes[0]).replace(":", ": ", 1)]
)
def test_what_is_no_proof(tmp_path: Path, said: str | bytes) -> None:
    with pytest.raises(BadFile, match="no proof"):
        checked(tmp_path, said)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotHere):
        verify_proof(tmp_path / "none.json", VKEY)
    with pytest.raises(BadFile, match="cannot be read"):
        verify_proof(tmp_path, VKEY)


@given(st.integers(0, 11), st.data())
def test_any_changed_byte_is_detected(
    tmp_path_factory: pytest.TempPathFactory, index: int, data: st.DataObject
) -> None:
    raw = bytearray(proof_of(LOG, index, LOG.notes[2]).encode())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    with suppress(BadFile):
        assert checked(tmp_path_factory.mktemp("proof"), bytes(raw))
