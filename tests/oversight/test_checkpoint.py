"""Checkpoints are signed notes that other tools read: held to the published example of golang.org/x/mod/sumdb/note and of C2SP."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from comity.model.errors import BadFile
from comity.oversight.log import checkpoint as notes
from comity.oversight.log.checkpoint import Checkpoint, Verifier

VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
C2SP_VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
C2SP_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
ORIGIN = "comity/f_a7"
LOG = notes.verifier_of(ORIGIN, KEY)
POINT = Checkpoint(ORIGIN, 7, sha256(b"root").digest(), datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC))
SIGNED = notes.make_checkpoint(POINT, KEY)


def test_the_published_examples_are_read() -> None:
    assert notes.open_note(NOTE, notes.read_vkey(VKEY)) == TEXT
    assert notes.open_note(C2SP_NOTE, notes.read_vkey(C2SP_VKEY)) == "This is an example message.\n"
    assert notes.read_vkey(VKEY).vkey() == VKEY
    assert notes.read_vkey(C2SP_VKEY).key_id.hex() == "530d903a"


def test_the_published_example_is_made_byte_for_byte() -> None:
    assert notes.sign(TEXT, "PeterNeumann", Ed25519PrivateKey.from_private_bytes(SEED)) == NOTE


def test_made_and_read_again() -> None:
    lines = SIGNED.split("\n")
    assert lines[:5] == [ORIGIN, "7", base64.b64encode(POINT.root).decode(), "time 2026-01-02T03:04:05.678Z", ""]
    assert notes.read_checkpoint(SIGNED, notes.read_vkey(LOG.vkey())) == POINT


def test_unknown_signatures_are_ignored_in_any_place() -> None:
    own = SIGNED.rstrip("\n").rpartition("\n")[2]
    witness = notes.sign(POINT.text(), "witness.example", OTHER).rstrip("\n").rpartition("\n")[2]
    # Same name, another key: unknown as well.
    namesake = notes.sign(POINT.text(), ORIGIN, OTHER).rstrip("\n").rpartition("\n")[2]
    broken = f"— {ORIGIN} {base64.b64encode(b'????' + bytes(64)).decode()}"
    note = POINT.text() + "\n" + "".join(f"{line}\n" for line in (witness, namesake, own, broken))
    assert notes.read_checkpoint(note, LOG) == POINT
    with pytest.raises(BadFile, match="not signed by"):
        notes.read_checkpoint(POINT.text() + f"\n{witness}\n{namesake}\n", LOG)


def test_a_wrong_signature_of_the_own_key_refuses_the_note_even_beside_a_right_one() -> None:
    forged = base64.b64encode(LOG.key_id + bytes(64)).decode()
    with pytest.raises(BadFile, match="signed something else"):
        notes.read_checkpoint(SIGNED + f"— {ORIGIN} {forged}\n", LOG)


def test_a_checkpoint_of_another_log_is_refused() -> None:
    note = notes.sign(Checkpoint("comity/f_b8", 7, POINT.root).text(), ORIGIN, KEY)
    with pytest.raises(BadFile, match="of the log comity/f_b8"):
        notes.read_checkpoint(note, LOG)


@given(st.data())
def test_any_changed_byte_is_refused(data: st.DataObject) -> None:
    raw = bytearray(SIGNED.encode())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises((BadFile, UnicodeDecodeError)):
        notes.read_checkpoint(raw.decode(), LOG)


SIZE_LINES = ["07", "+7", "-7", "7 ", "", "٧", "7.0", "1" * 20]
ROOT = base64.b64encode(POINT.root).decode()


@pytest.mark.parametrize(
    "text",
    [
        *(f"{ORIGIN}\n{size}\n{ROOT}\n" for size in SIZE_LINES),
        f"{ORIGIN}\n7\n{ROOT}",
        f"{ORIGIN}\n7\n",
        f"\n7\n{ROOT}\n",
        f"{ORIGIN}\n7\n{ROOT[:-4]}\n",
        f"{ORIGIN}\n7\n{ROOT} \n",
        f"{ORIGIN}\n7\n{ROOT}\n\n",
        f"{ORIGIN}\n7\n{ROOT}\ntime yesterday\n",
        "",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadFile, match="no checkpoint"):
        notes.parse(text)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "text\n",
        "text\n\n",
        SIGNED[:-1],
        SIGNED.replace("— ", "- "),
        SIGNED.replace("— ", "—  "),
        SIGNED + "\n",
        SIGNED + "trailing\n",
        SIGNED.replace("\n", "\r\n"),
        "a\tb" + SIGNED,
        "\ud800" + SIGNED,
        SIGNED + f"— {ORIGIN} AAAA\n",
        SIGNED + "— a+b AAAAAAAA\n",
        POINT.text() + "\n" + "— x AAAAAAAA\n" * 101,
        "x" * (1 << 20) + SIGNED,
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(BadFile):
        notes.open_note(note, LOG)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "x",
        VKEY[:-4],
        VKEY.replace("c74f20a3", "c74f20a4"),
        VKEY.replace("Peter", "Otto"),
        VKEY.replace("ARpc", "AhpC"),
        "+" + VKEY,
        Verifier("a b", LOG.public).vkey(),
        Verifier("", LOG.public).vkey(),
    ],
)
def test_what_is_no_key_is_refused(vkey: str) -> None:
    with pytest.raises(BadFile, match="no key of a log"):
        notes.read_vkey(vkey)


def test_what_cannot_stand_in_a_note_is_not_signed() -> None:
    for text, name in (
        ("no end", "x"),
        ("", "x"),
        ("a\0\n", "x"),
        ("fine\n", "a b"),
        ("fine\n", "a+b"),
        ("fine\n", ""),
    ):
        with pytest.raises(BadFile):
            notes.sign(text, name, KEY)


def test_a_file_of_several() -> None:
    later = notes.make_checkpoint(Checkpoint(ORIGIN, 8, POINT.root), KEY)
    assert notes.several(f"{SIGNED}\n{later}\n") == notes.several(f"{SIGNED}\n{later}") == [SIGNED, later]
    assert notes.several(SIGNED) == [SIGNED] and notes.several("") == []
    assert notes.several("nonsense") == ["nonsense\n"]
