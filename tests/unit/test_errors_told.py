"""Errors keep their sentence and what stands in it, so that they can be told in another language."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

from comity.model.errors import BadRequest, Count, all_of, any_of, several, told
from comity.web.languages import language

sys.path.insert(0, str(Path(__file__).parents[2] / "docs"))


def test_a_sentence_reads_as_before_and_keeps_its_parts() -> None:
    error = BadRequest("“%(said)s” is no day.", said="x")
    assert error.what == "“x” is no day."
    assert BadRequest("It is 100 % wrong.", remedy="Mend it.").what == "It is 100 % wrong."
    assert several([1, told("%(a)s!", a="b")]) == "1, b!"
    assert (any_of("abc"), all_of("ab"), any_of(())) == ("a or b or c", "a and b", "")


def test_a_sentence_with_a_per_cent_sign_of_a_user_is_told_as_it_is() -> None:
    error = BadRequest("“%(said)s” is no day.", remedy="Try %s or 5 %.", said="%(x)s %d %")
    assert str(error) == "“%(x)s %d %” is no day. Try %s or 5 %."
    assert language("fr").tell(error.what) == "« %(x)s %d % » n’est pas un jour."


def test_it_is_told_in_french_with_its_numbers_and_what_stands_in_it() -> None:
    error = BadRequest(
        "A sample of %(sample)s is larger than the %(most)s that are given at once.",
        remedy="Did you mean %(near)s?",
        sample=Count(1234567),
        most=Count(10),
        near=any_of(["a", "b"]),
    )
    assert error.what == "A sample of 1,234,567 is larger than the 10 that are given at once."
    tell = language("fr").tell
    assert tell(error.what) == "Un échantillon de 1\u202f234\u202f567 dépasse les 10 que l’on donne à la fois."
    assert tell(error.remedy) == "Vouliez-vous dire a ou b ?"
    assert language("en").tell(error.what) == error.what


def test_it_passes_from_process_to_process() -> None:
    error = BadRequest(
        "“%(said)s” is no day.", remedy="It has %(a)s.", problems=[told("%(a)s", a="b")], said="x", a="y"
    )
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.problems) == (str(error), error.problems)
    assert language("fr").tell(again.what) == "« x » n’est pas un jour."


@pytest.mark.parametrize(
    ("code", "found", "wrong"),
    [
        ('raise BadRequest("It is %(x)s.", remedy="Mend it." if x else "Leave it.", x=x)', 3, 0),
        ('raise BadRequest(f"It is {x}.", remedy="Mend" + it)', 0, 2),
        ('told("a")', 1, 0),
    ],
)
def test_the_catalogues_are_checked_for_what_errors_say(tmp_path: Path, code: str, found: int, wrong: int) -> None:
    from messages import sentences  # type: ignore[import-not-found]

    path, troubles = tmp_path / "one.py", []  # type: ignore[var-annotated]
    path.write_text(code, encoding="utf-8")
    assert len(list(sentences(path, troubles))) == found
    assert len(troubles) == wrong
