"""One decision of the office's policy, beside plain ifs of the same rules and beside cedarpy as one would call it with texts.

All three answer the same requests, and the same: a military key holder approves, an author is refused, a partner reads.
"""

from __future__ import annotations

import sys
from importlib.resources import files

import cedarpy
from clock import ROOT, race

sys.path.insert(0, str(ROOT / "tests"))

from comity.oversight.policy.engine import Policy
from comity.oversight.policy.facts import PersonFacts, RecordFacts, entities
from policy_by_hand import allowed

TIMES = 200


def main() -> None:
    policy = Policy.load()
    ours = files("comity.oversight.policy")
    schema, rules = ((ours / name).read_text(encoding="utf-8") for name in ("office.cedarschema", "office.cedar"))
    record = RecordFacts("r_1", "activity", "submitted", "o_mil", "p_1", "Tokyo", frozenset({"o_jpn"}))
    requests = [
        (_person("p_2", "o_mil2", "military", "military-key"), "approveMilitary", record, {}),
        (_person("p_1", "o_mil", "military", "author", "military-key"), "approveMilitary", record, {}),
        (_person("p_3", "o_jpn", "partner", "partner"), "readRecord", record, {}),
        (_person("p_4", "o_civ", "civilian", "owner"), "readRecord", record, {}),
    ]

    def as_texts(who: PersonFacts, action: str, what: RecordFacts, said: dict[str, object]) -> bool:
        asked = {
            "principal": who.uid,
            "action": {"type": "Action", "id": action},
            "resource": what.uid,
            "context": said,
        }
        return cedarpy.is_authorized(asked, rules, entities(who, what), schema).allowed

    contenders = {
        "a decision with its reasons": lambda *asked: policy.decide(*asked).allowed,
        "plain ifs": allowed,
        "cedarpy with texts": as_texts,
    }
    answers = {name: [ask(*one) for one in requests] for name, ask in contenders.items()}
    assert len({str(answer) for answer in answers.values()}) == 1, answers

    def repeat(ask, times):
        return lambda: [ask(*one) for _ in range(times) for one in requests]

    # The slow one is asked less often.
    times = {name: TIMES // 20 if "texts" in name else TIMES for name in contenders}
    best = race(5, **{name: repeat(ask, times[name]) for name, ask in contenders.items()})
    each = {name: best[name] / times[name] / len(requests) * 1000 for name in best}
    first, *others = each
    print(
        f"{first}: {each[first]:.3f} ms = "
        + ", ".join(f"{each[first] / each[name]:.2g} × {name} ({each[name]:.4f} ms)" for name in others)
        + "; promised 0.5 ms"
    )
    loaded = race(5, load=Policy.load)["load"]
    print(f"reading and checking all {len(policy.rules)} policies at the start: {loaded * 1000:.0f} ms")


def _person(name: str, organisation: str, side: str, *roles: str) -> PersonFacts:
    return PersonFacts(name, organisation, side, frozenset(roles), frozenset(), 2)


if __name__ == "__main__":
    main()
