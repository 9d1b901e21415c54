"""The policies that ship are valid, and a home's own are checked before anything starts."""

from __future__ import annotations

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
