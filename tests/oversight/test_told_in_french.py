"""A reason within a sentence is told in the language of the sentence."""

from __future__ import annotations

import pytest

from comity.model.errors import BadFile, NotAllowed
from comity.oversight import reading
from comity.oversight.approvals.replay import replay
from comity.oversight.log.passing import Problems
from comity.web.languages import language
from oversight.world import SYSTEM, World


def test_why_a_key_is_not_turned(office_world: World) -> None:
    digest = office_world.submit(office_world.write())
    office_world.clock.on(days=31)
    with pytest.raises(NotAllowed, match="This key is not turned: the submission has expired") as caught:
        office_world.approve("carl", digest)
    told = language("fr").tell(caught.value.what)
    assert "pas tournée" in told and "la soumission a expiré" in told and "expired" not in told


def test_what_the_rules_did_not_allow(office_world: World) -> None:
    office_world.submit(office_world.write())
    with office_world.office.database.read(SYSTEM) as con:
        entries = list(reading.history(con))
    # Without the record's first entry nothing that follows of it was allowed.
    told = list(replay((one for one in entries if one[0].act != "record.written"), {}))
    assert told and all("there is no such record" in one for one in told)
    assert all("ce dossier n’existe pas" in language("fr").tell(one) for one in told)


def test_what_is_wrong_with_a_file() -> None:
    problems = Problems()
    problems.refused(BadFile("The last line has no end.", where="log.jsonl:3"))
    assert problems.told == ["log.jsonl:3: The last line has no end."]
    assert language("fr").tell(problems.told[0]) == "log.jsonl:3\u00a0: La dernière ligne n’a pas de fin."


def test_what_the_policy_forbids(office_world: World) -> None:
    with pytest.raises(NotAllowed) as caught, office_world.act("olga") as act:
        act.require("exportLog")
    told = language("fr").tell(caught.value.what), language("fr").tell(caught.value.remedy)
    assert told[0] == "La politique ne le permet pas."
    assert "Rôles détenus" in told[1] and "Held" not in told[1]
