"""The policies that ship are valid, and a home's own are checked before anything starts."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from comity.model.errors import BadFile
from comity.oversight.policy.engine import Policy
from comity.oversight.policy.facts import PersonFacts, RecordFacts

RULE = '@id("no-visits")\n@says("No visits.")\nforbid (principal, action == Action::"readRecord", resource is Record)\nwhen { resource.kind == Kind::"visit" };\n'
ANNA = PersonFacts("p_a", "o_m", "military", frozenset({"author"}), frozenset(), 2)
VISIT = RecordFacts("r_1", "visit", "submitted", "o_m", "p_b")


def test_a_policy_of_the_home_is_added_and_forbids(tmp_path: Path) -> None:
    assert Policy.load(tmp_path).decide(ANNA, "readRecord", VISIT).allowed
    (tmp_path / "visits.cedar").write_text(RULE)
    decision = Policy.load(tmp_path).decide(ANNA, "readRecord", VISIT)
    assert (decision.allowed, decision.policies, decision.says) == (False, ("no-visits",), ("No visits.",))


def test_office_cedar_of_the_home_replaces_ours(tmp_path: Path) -> None:
    (tmp_path / "office.cedar").write_text(RULE)
    policy = Policy.load(tmp_path)
    assert set(policy.rules) == {"no-visits"}
    assert not policy.decide(ANNA, "writeRecord", VISIT).allowed


def test_every_problem_of_every_file_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.cedar").write_text(
        "\n// a; comment\n"
        + RULE.replace("kind ==", "kindd ==")
        + "\npermit (principal, action, resource) when { x+ };\n"
    )
    (tmp_path / "b.cedar").write_text(
        RULE.replace('"visit"', '"vist"') + "permit (principal, action, resource);\n" + RULE[:40]
    )
    (tmp_path / "c.cedar").write_text(RULE + RULE)
    (tmp_path / "own.cedarschema").write_text("")
    (tmp_path / "z.cedar").write_bytes(b"\xff")
    with pytest.raises(BadFile) as caught:
        Policy.load(tmp_path)
    starts = [problem.split(" ")[0] for problem in caught.value.problems]
    assert starts == [
        "own.cedarschema:", "z.cedar", "a.cedar:6:17:", "a.cedar:8:48:", "b.cedar:4:25:", "b.cedar:5:1:", "b.cedar:5:1:", "b.cedar:6:1:", "c.cedar:5:1:",
    ]  # fmt: skip


def _problems(folder: Path) -> list[str]:
    with pytest.raises(BadFile) as caught:
        Policy.load(folder)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RULE.replace('@says("No visits.")\n', ""), "@says"),
        (RULE.replace('@id("no-visits")\n', ""), "@id"),
        (RULE.replace('"no-visits"', '""'), "@id"),
        (RULE.replace("no-visits", "no#1"), "letters"),
        (RULE.replace("No visits.", "At 100 %."), "%"),
        (RULE.replace("no-visits", "second-factor"), "second-factor"),
        (RULE.replace("principal,", "principal == ?principal,"), "slots"),
        (RULE.replace("readRecord", "readrecord"), "readrecord"),
        (RULE.replace("kind", "knid"), "knid"),
        (RULE.replace("Kind::", "State::"), "visit"),
        (RULE.replace("resource.kind ==", "resource.amount > 5 && resource.kind =="), "amount"),
        (RULE + ";", "token"),
        (RULE + '@id("unfinished', "token"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "own.cedar").write_text(text)
    assert any(said in problem for problem in _problems(tmp_path)), _problems(tmp_path)


@pytest.mark.parametrize("text", ["", "// nothing; yet\n", "\n \n//"])
def test_a_file_without_policies_changes_the_digest_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "own.cedar").write_text(text)
    with_it, without = Policy.load(tmp_path), Policy.load()
    assert with_it.rules == without.rules
    assert with_it.digest != without.digest


def test_what_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "gone.cedar").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.cedar").mkdir()
    assert len(_problems(tmp_path)) == 2
    (tmp_path / "file").write_text("")
    assert len(_problems(tmp_path / "file")) == 1


def test_the_digest_changes_with_any_byte(tmp_path: Path) -> None:
    own = tmp_path / "own.cedar"
    seen = set()
    text = RULE.replace("No visits.", "No visits; // none.")
    # A blank too, wherever the text stays valid.
    for place in range(0, len(text) + 1, 3):
        own.write_text(text[:place] + " " + text[place:])
        try:
            seen.add((own.read_text(), Policy.load(tmp_path).digest))
        except BadFile:
            continue
    assert len(seen) > 20
    assert len({digest for _, digest in seen}) == len({written for written, _ in seen})


def test_the_digest_tells_what_stands_in_which_file(tmp_path: Path) -> None:
    other = RULE.replace("no-visits", "no-more-visits")
    (tmp_path / "a.cedar").write_text(RULE + other)
    (tmp_path / "b.cedar").write_text("")
    both = Policy.load(tmp_path).digest
    (tmp_path / "a.cedar").write_text(RULE)
    (tmp_path / "b.cedar").write_text(other)
    assert Policy.load(tmp_path).digest != both


def test_a_semicolon_in_a_string_or_a_comment_ends_no_policy(tmp_path: Path) -> None:
    (tmp_path / "own.cedar").write_text(
        RULE.replace("No visits.", 'No; \\"visits\\"; // none.').replace("when", "// why; so\nwhen") + "// the end;"
    )
    assert Policy.load(tmp_path).rules["no-visits"].says == 'No; "visits"; // none.'


def test_the_example_of_the_documentation_does_what_it_says(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs/how-to/office-policy.md"
    (example,) = re.findall(r"```cedar\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "visits.cedar").write_text(example)
    policy = Policy.load(tmp_path)
    partner = replace(ANNA, organisation="o_p", side="partner", roles=frozenset({"partner"}))
    named = replace(VISIT, partners=frozenset({"o_p"}))
    assert policy.decide(partner, "readRecord", named).policies == ("partners-wait-for-visits",)
    assert policy.decide(partner, "readRecord", replace(named, state="in force")).allowed
    overseer = replace(ANNA, roles=frozenset({"overseer"}), organisation="o_v")
    assert not policy.decide(overseer, "readRecord", VISIT).allowed
    assert policy.decide(overseer, "readRecord", replace(VISIT, state="in force")).allowed
