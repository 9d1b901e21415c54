"""Writing into the register: keep a record, submit it, note what happens, attach a file. Each is an act, and each is in the log.

What is written is fitted to its kind's declaration and held against its rules; whatever does not fit is told at once, each with its
place, and nothing is kept of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from comity.model.errors import BadRequest, NotAllowed, UnknownName, told
from comity.oversight import records
from comity.oversight.identity import new_id
from comity.oversight.keys.statement import canonical
from comity.oversight.storage.kinds import written
from comity.oversight.storage.tables import record, version
from comity.oversight.storage.working import entry
from comity.register import projecting
from comity.register.fitting import Fitted, fit, problems
from comity.register.kinds import kind_of
from comity.register.reading import Finding, case_of
from comity.register.shape import KEPT, SUBMITTED, Case, Entry, Kind, Problem, Type

if TYPE_CHECKING:
    from comity.oversight.desk import Act, Look

__all__ = ["Unfitted", "fitted", "note", "projecting", "save", "submit"]


class Unfitted(BadRequest):
    """What was to be written does not fit, with every problem and its place."""

    def __init__(self, what: str, found: Sequence[Problem]) -> None:
        super().__init__(what, remedy="Mend what is told; nothing was changed.", problems=[_line(one) for one in found])
        self.found = tuple(found)


def _line(one: Problem) -> str:
    return told("%(place)s: %(what)s %(remedy)s", place=one.place, what=one.what, remedy=one.remedy)


def fitted(
    look: Look, kind: str, said: Mapping[str, Any], which: str | None = None, level: str = KEPT
) -> tuple[Fitted, Case]:
    """Read what was said as a record of a kind, and tell what stands against keeping it, or submitting it.

    Nothing is written: a form shows by this what will happen, an import makes its report.
    """
    before, state = _before(look, which) if which else (None, "draft")
    made = fit(kind_of(kind), said, Finding(look, which, named(kind_of(kind), before or {})))
    case = case_of(look, kind, which or "", made.content, before=before, state=state)
    unread = {one.place for one in made.problems}
    made.problems += [one for one in problems(case, level) if one.place not in unread]
    return made, case


def named(kind: Kind, content: Mapping[str, Any]) -> set[str]:
    """Give the records that a content names."""
    held = [(one, content) for one in kind.fields]
    held += [(one, row) for part in kind.parts for row in content.get(part.name) or () for one in part.fields]
    found: set[str] = set()
    for one, said in held:
        value = said.get(one.name)
        if one.type in (Type.RECORD, Type.RECORDS) and value:
            found.update([value] if isinstance(value, str) else value)
    return found


def _before(look: Look, which: str) -> tuple[Mapping[str, Any], str]:
    current = (version.c.record == record.c.record) & (version.c.version == record.c.version)
    found = look.con.execute(
        select(version.c.content, record.c.state).join_from(record, version, current).where(record.c.record == which)
    ).first()
    if found is None:
        raise records.gone()
    return found.content, found.state


def save(
    act: Act, kind: str, said: Mapping[str, Any], *, which: str | None = None, saw: int | None = None, partners: Sequence[str] = ()
) -> tuple[str, int]:  # fmt: skip
    """Keep a record, or a further version of one.

    Parameters
    ----------
    said
        Its fields and parts, typed or as JSON has them. What is not said is not there any more.
    which, saw
        The record, and the version that whoever edits saw; of a new record neither.
    partners
        Organisations that read it once it is submitted.

    Returns
    -------
    str, int
        The record and its version.

    Raises
    ------
    Unfitted
        With every problem.
    Busy
        When somebody else has edited it in between.
    NotAllowed
        When the policy, or a rule of the kind, does not let whoever acts.
    """
    made, case = fitted(act, kind, said, which)
    if made.problems:
        raise Unfitted("This cannot be kept as it is.", made.problems)
    post = made.content.get("post")
    return records.write(
        act,
        case.kind.name,
        made.content,
        which=which,
        saw=saw,
        post=post if isinstance(post, str) else None,
        partners=partners,
    )


def submit(act: Act, which: str, saw: int, *, emergency: str = "") -> str:
    """Submit a version for approval, when everything that its kind asks for is there.

    Raises
    ------
    Unfitted
        With everything that is missing.
    """
    content, state = _before(act, which)
    kind = str(act.con.scalar(select(record.c.kind).where(record.c.record == which)))
    facts = records.facts_of(act, which)
    act.require("submitRecord", facts, gone=records.gone())
    found = problems(case_of(act, kind, which, content, before=content, state=state), SUBMITTED)
    if found:
        raise Unfitted("This cannot be submitted yet.", found)
    return records.submit(act, which, saw, emergency=emergency)


def note(act: Act, which: str, what: str, said: Mapping[str, Any], *, about: str | None = None) -> str:
    """Note what happened on a record: no new version, and no approval is voided.

    Parameters
    ----------
    what
        One of the kind's entries.
    about
        The row that it is about, where the entry is of a part.

    Returns
    -------
    str
        The entry's identity.

    Raises
    ------
    Unfitted
        With every problem.
    NotAllowed
        When the policy, or a rule, does not let whoever acts, or the record has not come so far.
    """
    if act.seat is None:
        raise NotAllowed("Nobody notes nothing.", remedy="Sign in.")
    facts = records.facts_of(act, which)
    declared = kind_of(facts.kind).entry(what)
    answers = declared is not None and declared.partner and act.seat.side == "partner"
    decision = act.require("answerRecord" if answers else "noteRecord", facts, gone=records.gone())
    if declared is None:
        raise UnknownName("Nothing of this kind is noted on such a record.", remedy="Its page has what may be noted.")
    content, state = _before(act, which)
    case = case_of(act, facts.kind, which, content, before=content, state=state)
    row = _about(case, declared, about)
    stage = case.stage()
    if declared.stages and stage not in declared.stages:
        raise NotAllowed("“%(title)s” is noted at another stage: this is at “%(stage)s”.", remedy="Its page has what may be noted now.", title=told(declared.title), stage=told(case.kind.stages.get(stage, stage)))  # fmt: skip
    made = fit(Kind(declared.name, declared.title, "", declared.fields), said, Finding(act, which))
    made.problems += [
        Problem(one.name, told("%(title)s is missing.", title=told(one.title)), one.help)
        for one in declared.fields
        if one.needed != "never"
        and one.name not in made.content
        and one.name not in {found.place for found in made.problems}
    ]
    if not made.problems and declared.check:
        made.problems += declared.check(case, made.content | ({"about": row} if row else {}))
    if made.problems:
        raise Unfitted("This cannot be noted as it is.", made.problems)
    # What is noted in one moment keeps its order, as a stage is what was noted last: the identity begins with its number in that moment.
    made_id = f"e_{sum(one.at == written(act.now) for one in case.entries):04}{new_id('e')[2:]}"
    act.con.execute(
        insert(entry).values(
            entry=made_id,
            record=which,
            kind=what,
            about=about if row else None,
            person=act.seat.person,
            at=act.now,
            values=made.content,
        )
    )
    act.log("register.noted", on=which, open={"entry": made_id, "kind": what, "about": about if row else None}, sealed={"values": hashlib.sha256(canonical(made.content)).hexdigest()}, decision=decision)  # fmt: skip
    return made_id


def _about(case: Case, declared: Entry, about: str | None) -> Mapping[str, Any] | None:
    if not declared.part:
        return None
    row = next((one for one in case.rows(declared.part) if one.get("id") == about), None)
    if row is None:
        raise UnknownName("There is no such row in this record.", remedy="Its page has all of them.")
    return row
