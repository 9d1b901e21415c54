"""Evaluations: what became of an activity, a programme or an objective, judged by somebody who neither owns nor carried it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from comity.model.errors import N_, told
from comity.register.kinds.planned import DAY, GRADES, LABEL, OWNER, TITLE, WHAT, WHEN, happened
from comity.register.shape import KEPT, SUBMITTED, Case, Dated, Entry, Field, Kind, Known, Part, Problem, Type

FOUND = N_("What was asked and found")
TYPES = {"mid-term": N_("mid-term"), "final": N_("final"), "ex-post": N_("after the end"), "strategic": N_("strategic"), "joint": N_("joint with the partner")}  # fmt: skip
CRITERIA = {"relevance": N_("relevance"), "coherence": N_("coherence"), "effectiveness": N_("effectiveness"), "efficiency": N_("efficiency"), "impact": N_("impact"), "sustainability": N_("sustainability")}  # fmt: skip
ANSWERS = {"accepted": N_("accepted"), "partly": N_("partly accepted"), "rejected": N_("rejected")}
#: What the evaluator alone writes.
JUDGED = ("findings", "method", "questions", "recommendations")


def evaluated(case: Case) -> Known | None:
    """Give what is evaluated, as far as it may be seen."""
    return case.find(str(case.content.get("evaluates", "")))


def _concerned(case: Case) -> dict[str, str]:
    """Give who owns or carries out what is evaluated, each with what they are."""
    one = evaluated(case)
    found: dict[str, str] = {}
    above = case.find(str(one.content.get("programme", ""))) if one else None
    for known, name, role in ((above, "owner", N_("the owner of its programme")), (one, "implementer", N_("who carries it out")), (one, "owner", N_("its owner"))):  # fmt: skip
        if known and known.content.get(name):
            found[str(known.content[name])] = role
    return found


def _by_nobody_concerned(case: Case) -> Iterator[Problem]:
    concerned, evaluator = _concerned(case), str(case.content.get("evaluator", ""))
    if evaluator in concerned:
        yield Problem("evaluator", told("The evaluator of this is %(role)s.", role=told(concerned[evaluator])), N_("Ask somebody who neither owns nor carries it out."))  # fmt: skip
    if case.actor in concerned:
        yield Problem("evaluator", told("You are %(role)s: others write its evaluation.", role=told(concerned[case.actor])), N_("Ask the evaluator to write it; your answer to each recommendation is noted once it is closed."))  # fmt: skip


def _by_the_evaluator(case: Case) -> Iterator[Problem]:
    before = case.before or {}
    changed = [name for name in JUDGED if case.content.get(name) != before.get(name)]
    evaluator = before.get("evaluator", case.content.get("evaluator"))
    if case.actor and case.actor != evaluator and any(name in before or name in ("findings", "recommendations") for name in changed):  # fmt: skip
        yield Problem(changed[0], N_("What was found and recommended is written by the evaluator alone."), N_("Ask the evaluator to write it."))  # fmt: skip
    if any(name in before for name in ("findings", "recommendations")):
        for name in ("evaluator", "evaluates"):
            if case.content.get(name) != before.get(name):
                yield Problem(name, N_("Something has been found already: this does not change any more."), N_("Begin another evaluation."))  # fmt: skip


def _closed_stays(case: Case) -> Iterator[Problem]:
    if case.before is not None and case.stage() == "closed":
        yield Problem("title", N_("This evaluation is closed: it stays as it is."), N_("Note the response to its recommendations; what is found later belongs in another evaluation."))  # fmt: skip


def _may_close(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from happened(case, values)
    if case.actor != case.content.get("evaluator"):
        yield Problem("day", N_("The evaluator alone closes an evaluation."), N_("Ask the evaluator."))
    # Who became owner in between may not close it either.
    yield from (Problem("day", one.what, one.remedy) for one in _by_nobody_concerned(case))
    for name, what in (("findings", N_("Nothing is written of what was found.")), ("start", N_("Nobody has said which period it covers.")), ("end", N_("Nobody has said which period it covers."))):  # fmt: skip
        if name not in case.content:
            yield Problem("day", what, N_("Write it first: afterwards nothing changes any more."))
    if (one := evaluated(case)) and one.kind == "programme" and "objectives" not in case.content:
        yield Problem("day", N_("Nobody has said on which objectives’ figures it rests."), N_("Name them: their figures of the period are locked with it."))  # fmt: skip
    for number, row in enumerate(case.rows("questions"), 1):
        if "answer" not in row:
            yield Problem("day", told("Question %(number)s has no answer.", number=number), N_("Answer it, or say why it cannot be answered."))  # fmt: skip
    if values["respond_by"] <= values["day"]:
        yield Problem("respond_by", N_("The response is asked for after the day of closing."), N_("Give a later day."))


def _answered(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from happened(case, values)
    if case.actor == case.content.get("evaluator"):
        yield Problem("answer", N_("You have evaluated: the management responds."), N_("Whoever owns what was evaluated notes the response."))  # fmt: skip
    if values["answer"] == "rejected":
        if "why" not in values:
            yield Problem("why", N_("A recommendation is rejected with a reason."), N_("Write why."))
        return
    for name, what in (("action", N_("Nobody has said what will be done.")), ("responsible", N_("Nobody has said who does it.")), ("due", N_("Nobody has said until when."))):  # fmt: skip
        if name not in values:
            yield Problem(name, what, N_("Fill it in: what is accepted is carried out."))


def _accepted_before(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from happened(case, values)
    answer = response(case, values["about"])
    if answer is None or answer["answer"] == "rejected":
        yield Problem("day", N_("This recommendation has not been accepted."), N_("Note the response first."))


def response(case: Case, row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Give the management's last response to a recommendation; None where there is none yet."""
    noted = case.noted("responded", row["id"])
    return noted[-1].values if noted else None


def _dated(case: Case) -> Iterator[Dated]:
    closed = case.noted("closed")
    if deadline := case.content.get("deadline"):
        yield Dated(N_("evaluation report"), str(case.content.get("title", "")), deadline, person=case.content.get("evaluator"), done=bool(closed))  # fmt: skip
    if not closed:
        return
    one = evaluated(case)
    owner = str(one.content["owner"]) if one and one.content.get("owner") else None
    for number, row in enumerate(case.rows("recommendations"), 1):
        title = str(row.get("recommendation", number))[:200]
        answer = response(case, row)
        yield Dated(N_("response to a recommendation"), title, closed[-1].values["respond_by"], about=row["id"], person=row.get("addressee") or owner, done=answer is not None)  # fmt: skip
        if answer is not None and answer["answer"] != "rejected":
            yield Dated(N_("recommendation to be carried out"), title, answer["due"], about=row["id"], person=answer["responsible"], done=bool(case.noted("carried-out", row["id"])))  # fmt: skip


def _overdue(case: Case) -> Iterator[Problem]:
    closed, today = case.noted("closed"), case.today.isoformat()
    if not closed:
        return
    for number, row in enumerate(case.rows("recommendations"), 1):
        answer, until = response(case, row), closed[-1].values["respond_by"]
        at = f"recommendations/{number}"
        if answer is None and until < today:
            yield Problem(at, told("The response was due on %(day)s.", day=until), N_("Accept it, in part or not at all, and say why."))  # fmt: skip
        elif answer and answer["answer"] != "rejected" and answer["due"] < today and not case.noted("carried-out", row["id"]):  # fmt: skip
            yield Problem(at, told("It was to be carried out by %(day)s.", day=answer["due"]), N_("Ask whoever is responsible."))  # fmt: skip


KIND = Kind(
    "evaluation", N_("Evaluation"), N_("Evaluations"), binds=False,
    help=N_("What became of it, judged by somebody who neither owns it nor carried it out. Closed, it locks its data."),
    over=("closed",),
    stages={"under-way": N_("under way"), "closed": N_("closed")},
    fields=(
        TITLE,
        Field("type", N_("Type"), Type.CHOICE, KEPT, TYPES, group=WHAT, help=N_("When in the life of what is evaluated.")),
        Field("evaluates", N_("What is evaluated"), Type.RECORD, KEPT, of=("activity", "programme", "objective"), group=WHAT, help=N_("An activity, a programme or an objective.")),
        Field("objectives", N_("Objectives whose figures it rests on"), Type.RECORDS, of=("objective",), group=WHAT, help=N_("Their measurements within the period are locked when it is closed.")),
        Field("evaluator", N_("Evaluator"), Type.PERSON, KEPT, group=WHAT, help=N_("Neither owner nor implementer of what is evaluated.")),
        OWNER, LABEL,
        Field("start", N_("Period from"), Type.DAY, SUBMITTED, group=WHEN, help=N_("The first day that is judged.")),
        Field("end", N_("Period to"), Type.DAY, SUBMITTED, group=WHEN, help=N_("The last day that is judged.")),
        Field("deadline", N_("Report due"), Type.DAY, group=WHEN, help=N_("When it is to be closed.")),
        Field("method", N_("Method"), Type.PROSE, SUBMITTED, group=FOUND, help=N_("How it was found out: whom one asked, what one read, what one compared.")),
        Field("findings", N_("Findings"), Type.PROSE, SUBMITTED, group=FOUND, help=N_("What was found, and on what it rests.")),
        Field("summary", N_("Summary for the public"), Type.PROSE, group=FOUND, help=N_("As it may stand in the transparency report.")),
    ),
    parts=(
        Part(
            "questions", N_("Questions"), key="question", needed=SUBMITTED, group=FOUND, help=N_("What it is to find out; one at least."),
            fields=(
                Field("question", N_("Question"), Type.PROSE, KEPT, help=N_("One that can be answered.")),
                Field("criterion", N_("Criterion"), Type.CHOICE, choices=CRITERIA, help=N_("As the OECD’s development committee calls them.")),
                Field("answer", N_("Answer"), Type.PROSE, help=N_("What was found, and how surely.")),
                Field("confidence", N_("Confidence"), Type.CHOICE, choices=GRADES, help=N_("How far the answer can be relied on.")),
            ),
        ),
        Part(
            "recommendations", N_("Recommendations"), key="recommendation", group=FOUND, help=N_("Each is answered by the management."),
            fields=(
                Field("recommendation", N_("Recommendation"), Type.PROSE, KEPT, help=N_("What is to be done.")),
                Field("priority", N_("Priority"), Type.CHOICE, choices=GRADES, help=N_("How much depends on it.")),
                Field("addressee", N_("To whom"), Type.PERSON, help=N_("Who responds; else the owner of what is evaluated.")),
            ),
        ),
    ),
    entries=(
        Entry("closed", N_("Closed"), (DAY, Field("respond_by", N_("Response asked for by"), Type.DAY, KEPT, help=N_("Until when the management responds to each recommendation."))), stages=("under-way",), to="closed", check=_may_close, help=N_("By the evaluator. Afterwards neither it nor the figures of its period change.")),
        Entry(
            "responded", N_("Management response"), part="recommendations", stages=("closed",), check=_answered,
            fields=(DAY, Field("answer", N_("Answer"), Type.CHOICE, KEPT, ANSWERS, help=N_("Whether it is accepted.")), Field("why", N_("Why"), Type.PROSE, help=N_("Of what is not accepted, always.")), Field("action", N_("What will be done"), Type.PROSE, help=N_("The step itself.")), Field("responsible", N_("Who does it"), Type.PERSON, help=N_("Who is reminded.")), Field("due", N_("Until"), Type.DAY, help=N_("When it is done."))),
        ),
        Entry("carried-out", N_("Carried out"), (DAY, Field("how", N_("How"), Type.PROSE, KEPT, help=N_("What was done, and where it shows."))), part="recommendations", stages=("closed",), check=_accepted_before),
    ),
    rules=(_closed_stays, _by_nobody_concerned, _by_the_evaluator), advice=(_overdue,), dated=_dated,
)  # fmt: skip
