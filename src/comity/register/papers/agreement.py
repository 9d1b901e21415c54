"""The fact sheet of an agreement: parties, obligations, days, annexes with their digests, approvals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from comity.model.errors import N_
from comity.register.kinds.agreement.rules import days
from comity.register.papers.paper import Paper, Section, Sheet

if TYPE_CHECKING:
    from comity.register.papers.drafting import Draft

#: What :func:`comity.register.kinds.agreement.rules.days` tells, as people read it.
DAYS = {
    "signed": N_("Signature"), "start": N_("Entry into force"), "end": N_("End of its term"), "notice": N_("Last day of notice"), "review": N_("Next review"),
}  # fmt: skip


def fact_sheet(draft: Draft, language: str = "en") -> Paper:
    """Write the fact sheet of an agreement."""
    return draft.paper("agreement", N_("Fact sheet of an agreement"), _sections(draft), language)


def _sections(draft: Draft) -> Iterator[Section]:
    tell, case = draft.tell, draft.case
    stage = (tell(N_("Stage")), tell(draft.kind.stages[case.stage()]))
    yield Section(
        tell(N_("What it is")),
        facts=(stage, *draft.facts("type", "instrument", "binding", "subject", "authority", "reference", "registered", "languages", "owner", "programme", "follows")),
    )  # fmt: skip
    known = days(case)
    noted = {"signed": "signed", "start": "entered", "end": "terminated", "review": "reviewed"}
    dated = []
    for name, title in DAYS.items():
        happened = name in noted and case.noted(noted[name])
        how = tell(N_("noted")) if happened else tell(N_("as planned")) if name in known else ""
        dated.append((tell(title), known.get(name, draft.unknown()), how))
    heads = (tell(N_("What")), tell(N_("Day")), tell(N_("How it is known")))
    yield Section(tell(N_("Days")), facts=draft.facts("renewal", "notice_months"), sheets=(Sheet(tell(N_("Days of the agreement")), heads, tuple(dated)),))  # fmt: skip
    parties = draft.sheet("parties", "party", "state", "role", "start", "end")
    yield Section(tell(N_("Parties")), text=() if parties else (draft.unknown(),), sheets=parties)
    yield _obligations(draft)
    yield _annexes(draft)
    yield Section(tell(N_("What has happened")), text=() if case.entries else (tell(N_("Nothing has been noted.")),), sheets=draft.noted())  # fmt: skip


def _obligations(draft: Draft) -> Section:
    tell, rows = draft.tell, draft.case.rows("obligations")
    part = draft.kind.part("obligations")
    title = tell(N_("Obligations"))
    if part is None or not rows:
        return Section(title, text=(tell(N_("What the parties owe each other is not recorded: that is not known, not none.")),))  # fmt: skip
    every = {"owes": tell(N_("every party")), "toward": tell(N_("every other party"))}
    filled = [every | row for row in rows]
    return Section(title, sheets=(draft.table(part, filled, ("owes", "toward", "duty", "condition", "article")),))


def _annexes(draft: Draft) -> Section:
    tell = draft.tell
    text = draft.case.content.get("file")
    files = [(tell(N_("Text of the agreement")), "", text)] if text else []
    files += [(str(row["title"]), str(row.get("reference") or ""), row.get("file")) for row in draft.case.rows("annexes")]  # fmt: skip
    title = tell(N_("Text and annexes"))
    if not files:
        return Section(title, text=(tell(N_("No file is attached.")),))
    rows = tuple(
        (name, reference, str(file["name"]) if file else draft.unknown(), str(file["size"]) if file else draft.unknown(), str(file["sha256"]) if file else draft.unknown())
        for name, reference, file in files
    )  # fmt: skip
    heads = tuple(map(tell, (N_("Title"), N_("Reference"), N_("File"), N_("Bytes"), "SHA-256")))
    return Section(title, sheets=(Sheet(tell(N_("Files, by whose digests one knows them")), heads, rows),))


__all__ = ["fact_sheet"]
