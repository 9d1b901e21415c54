"""A record as it stands: what it holds, what was noted, what may be done, and what became of every version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from starlette.datastructures import UploadFile

from comity.model.errors import BadRequest, ComityError
from comity.model.labels import labels
from comity.oversight import histories, records
from comity.oversight.approvals.rules import VALID
from comity.oversight.people import listing as people
from comity.oversight.storage.tables import record as record_table
from comity.oversight.storage.working import item, item_link
from comity.register import attachments, typed, writing
from comity.register.fitting import problems as standing
from comity.register.kinds import kinds
from comity.register.listing import readable
from comity.register.reading import Opened, opened, told_of
from comity.register.shape import SUBMITTED, Entry, Kind, Noted, Problem
from comity.web.contract import Table, View
from comity.web.office.outcomes import outcome
from comity.web.office.record.beside import BESIDE
from comity.web.office.record.filling import read, to_fit
from comity.web.office.record.inputs import Form, Input
from comity.web.office.record.showing import shown
from comity.web.office.record.wording import Words
from comity.web.office.words import PATHS, STATES, minutes, status_of, wrong

if TYPE_CHECKING:
    from starlette.responses import Response

    from comity.oversight.desk import Look
    from comity.web.office.asked import Asked

#: So many of the records that name this one are listed.
NAMING = 200


def of_kind(look: Look, kind: Kind, which: str) -> None:
    """Hold that a record is of the kind under which it was asked for.

    Raises
    ------
    UnknownName
        When it is of another, or not there.
    """
    if look.con.scalar(select(record_table.c.kind).where(record_table.c.record == which)) != kind.name:
        raise records.gone()


def reason_of(path: str, reason: str) -> str:
    """Give why it cannot wait, of an emergency; nothing where it can.

    Raises
    ------
    BadRequest
        When an emergency has no reason.
    """
    if path == "emergency" and not reason.strip():
        raise BadRequest("An emergency has a reason.", remedy="Write why it cannot wait for both keys.")
    return reason if path == "emergency" else ""


def record(
    ask: Asked, kind: Kind, which: str, *, error: ComityError | None = None, said: Mapping[str, str] | None = None, noting: tuple[str, Mapping[str, Any]] | None = None
) -> View:  # fmt: skip
    """Show a record as it stands.

    Parameters
    ----------
    error
        Why something was refused; `said` is what was typed with it, `noting` what was to be noted, and as which entry.
    """
    _ = ask.language.gettext
    with ask.look() as look:
        of_kind(look, kind, which)
        found = opened(look, which)
        facts = records.facts_of(look, which)
        history = histories.history(look, which)
        words = Words(look, ask.language).learn(kind, found.content)
        groups = shown(words, kind, found.content)
        row = look.con.execute(
            select(item.c.label, item.c.stage, item.c.complete).where(item.c.record == which)
        ).first()
        writes, submits = look.decide("writeRecord", facts).allowed, look.decide("submitRecord", facts).allowed
        notes = look.decide("noteRecord", facts).allowed
        answers = look.decide("answerRecord", facts).allowed
        entries = _noted(ask, words, found, told_of(look, found))
        again = typed.kept(look, f"/register/{kind.name}/{which}/note") if noting is None else None
        if again is not None:
            held = dict(again.fields)
            noting = held.get("entry", ""), _said(kind, again.fields)[1] | {"about": held.get("about", "")}
        forms = [
            _noting(ask, look, found, one, error, noting)
            for one in kind.entries
            if _may_note(one, found, notes=notes, answers=answers)
        ]
        missing = (
            _missing(ask, found) if kind.binds and found.row["state"] in ("draft", "refused", "void", "lapsed") else []
        )
        mine = told_of(look, found) is found.case.entries
        missing = missing if mine else []
        advice = [_told(ask, kind, one) for rule in kind.advice for one in rule(found.case)] if mine else []
        naming = _naming(ask, look, which)
        files = [
            {"attachment": one.attachment, "name": one.name, "size": one.size, "sha256": one.digest, "at": minutes(one.at), "person": words.person(one.person)}
            for one in attachments.listed(look, which)
        ]  # fmt: skip
        path = records.path_of(look, facts)
        organisations = {one["organisation"]: one["name"] for one in people.organisations(look)}
        since = _since(ask, look, words, kind, history)
        now = look.now
    rows = [{"version": one["version"], "author": one["author_name"], "at": minutes(one["at"]), "submissions": [outcome(done) for done in one["outcomes"]]} for one in history]  # fmt: skip
    current = history[0]
    known = labels()
    label = str(row.label) if row and row.label else ""
    stage = row.stage if row else None
    title = found.content.get("title") or _(kind.title)
    return View(
        str(title), "register/record.html",
        [
            Table("versions", {"version": _("version"), "author": _("written by"), "at": _("when (UTC)"), "submissions": _("what came of it")}, rows),
            Table("entries", {"entry": _("identity"), "kind": _("what"), "about": _("about"), "at": _("when (UTC)"), "person": _("who"), "values": _("what was noted")}, entries),
            Table("naming", {"record": _("identity"), "kind": _("kind"), "title": _("title"), "role": _("as")}, naming),
            Table("files", {"attachment": _("identity"), "name": _("name"), "size": _("bytes"), "sha256": "SHA-256", "at": _("when (UTC)")}, files),
        ],
        {
            "record": which, "kind": kind.name, "title": title, "state": found.row["state"], "stage": stage, "version": found.row["latest"], "label": label or None, "complete": row.complete if row else None,
            "organisation": organisations.get(found.row["organisation"]), "post": found.row["post"], "partners": [organisations[one] for one in found.row["partners"] if one in organisations], "content": dict(found.content),
            "missing": missing, "advice": advice,
        },
        {
            "declared": kind, "beside": [(_(text), f"/register/{kind.name}/{which}/{to}") for text, to in BESIDE.get(kind.name, ())], "groups": groups, "writes": writes, "submits": submits and kind.binds, "notes": notes, "endings": ", ".join(f".{one}" for one in attachments.KINDS), "again": minutes(again.at) if again else "", "noting": forms, "forms_open": noting is not None and any(one["open"] for one in forms), "since": since, "path": _(PATHS[path]), "paths": {name: _(text) for name, text in PATHS.items()},
            "expires": minutes(now + VALID), "state": _(STATES[found.row["state"]]), "label": _(known[label].title) if label in known else label, "label_says": _(known[label].says) if label in known else "",
            "said_label": found.content.get("label"), "stages": [(name, _(text)) for name, text in kind.stages.items()], "error": wrong(ask, error) if error else None, "problems": _problems(ask, kind, error) if noting is None else [],
            "said": defaultdict(str, said or {}), "waiting": next((one["digest"] for one in current["outcomes"]), None), "author": current["author_name"], "counted": sum(len(one["approvals"]) for one in current["outcomes"]),
        },
        status=status_of(error) if error else 200, keep=False,
    )  # fmt: skip


def _may_note(one: Entry, found: Opened, *, notes: bool, answers: bool) -> bool:
    """Say whether something may be noted now: by whoever looks, at this stage, and of a row that is there."""
    stage = found.case.stage()
    return (notes or (answers and one.partner)) and (not one.stages or stage in one.stages) and (not one.part or bool(found.case.rows(one.part)))  # fmt: skip


def _noting(ask: Asked, look: Look, found: Opened, one: Entry, error: ComityError | None, noting: tuple[str, Mapping[str, Any]] | None) -> dict[str, Any]:  # fmt: skip
    """Give the small form of what may be noted."""
    mine = noting is not None and noting[0] == one.name
    said: Mapping[str, Any] = noting[1] if mine and noting else {}
    problems: Sequence[Problem] = error.found if mine and isinstance(error, writing.Unfitted) else ()
    made = Form(look, ask.language, problems, prefix=f"{one.name}-", which=found.row["record"])
    inputs: list[Input] = made.inputs(one.fields, said)
    _ = ask.language.gettext
    words = Words(look, ask.language)
    part = found.case.kind.part(one.part) if one.part else None
    return {
        "name": one.name, "title": _(one.title), "help": _(one.help) if one.help else "", "inputs": inputs, "offers": made.offers, "open": mine, "to": _(found.case.kind.stages.get(one.to, one.to)) if one.to else "",
        "part": _(part.title) if part else "", "rows": [(row["id"], words.row(part, row)) for row in found.case.rows(one.part)] if part else [], "about": said.get("about", ""),
        "error": wrong(ask, error) if mine and error else None,
        "problems": [{"what": ask.language.tell(each.what), "remedy": ask.language.tell(each.remedy), "anchor": made.anchors.get(each.place, ""), "where": ""} for each in problems],
    }  # fmt: skip


def _noted(ask: Asked, words: Words, found: Opened, told: Sequence[Noted]) -> list[dict[str, Any]]:
    """Give what was noted, the latest first, in words."""
    _ = ask.language.gettext
    kind = found.case.kind
    words.learn_people(one.person for one in told)
    return [_entry(ask, words, kind, found, one) for one in reversed(told)]


def _entry(ask: Asked, words: Words, kind: Kind, found: Opened, one: Noted) -> dict[str, Any]:
    _ = ask.language.gettext
    declared = kind.entry(one.kind)
    part = kind.part(declared.part) if declared and declared.part else None
    row = next((each for each in found.case.rows(part.name) if each["id"] == one.about), None) if part else None
    return {
        "entry": one.entry, "kind": one.kind, "title": _(declared.title) if declared else one.kind, "about": one.about, "row": words.row(part, row) if part and row else _("a row that is gone") if one.about else "",
        "at": one.at, "day": one.at[:16].replace("T", " "), "person": words.person(one.person), "values": dict(one.values), "to": _(kind.stages.get(declared.to, declared.to)) if declared and declared.to else "",
        "said": [(_(each.title), words.parts(each, one.values[each.name])) for each in declared.fields if each.name in one.values] if declared else [],
    }  # fmt: skip


def _told(ask: Asked, kind: Kind, one: Problem) -> dict[str, str]:
    """Give a problem in words, with where it is in the form."""
    _, tell = ask.language.gettext, ask.language.tell
    name, _slash, rest = one.place.partition("/")
    number, _slash, inner = rest.partition("/")
    part, found = kind.part(name), kind.field(name)
    where = _(found.title) if found else " ".join(filter(None, (_(part.title), number))) if part else ""
    at = int(number) - 1 if number.isdecimal() else 0
    anchor = f"f-{name}" if found else f"p-{name}-{at}-{inner}" if inner else f"p-{name}"
    return {"place": one.place, "where": where, "what": tell(one.what), "remedy": tell(one.remedy), "anchor": anchor}


def _missing(ask: Asked, found: Opened) -> list[dict[str, str]]:
    """Give what stands against submitting it."""
    return [_told(ask, found.case.kind, one) for one in standing(found.case, SUBMITTED)]


def _problems(ask: Asked, kind: Kind, error: ComityError | None) -> list[dict[str, str]]:
    return [_told(ask, kind, one) for one in error.found] if isinstance(error, writing.Unfitted) else []


def _naming(ask: Asked, look: Look, which: str) -> list[dict[str, Any]]:
    """Give the records that name this one, as far as they may be read."""
    _ = ask.language.gettext
    wanted = select(item_link.c.record, item_link.c.role, item.c.kind, item.c.title).join_from(item_link, item, item.c.record == item_link.c.record).where(item_link.c.other == which).order_by(item.c.kind, item.c.title).limit(NAMING)  # fmt: skip
    rows = look.con.execute(wanted).all()
    seen = set(readable(look, list({row.record for row in rows})))
    known = kinds()
    return [
        {"record": row.record, "kind": _(known[row.kind].title), "title": row.title, "role": _role(ask, known[row.kind], row.role), "address": f"/register/{row.kind}/{row.record}"}
        for row in dict.fromkeys(rows)
        if row.record in seen
    ]  # fmt: skip


def _role(ask: Asked, kind: Kind, role: str) -> str:
    fields = (*kind.fields, *(one for part in kind.parts for one in part.fields))
    return next((ask.language.gettext(one.title) for one in fields if one.name == role), role)


def _since(
    ask: Asked, look: Look, words: Words, kind: Kind, history: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """Tell whoever wrote a version what others have changed since theirs."""
    me = look.seat.person if look.seat else ""
    mine = next((one for one in history if one["author"] == me), None)
    later = [one for one in history if mine is not None and one["version"] > mine["version"]]
    if mine is None or not later:
        return None
    who = list(
        dict.fromkeys(one["author_name"] or ask.language.gettext("somebody of the office") for one in reversed(later))
    )
    return {"mine": mine["version"], "who": who, "at": minutes(later[0]["at"]), "version": later[0]["version"], "changes": words.changes(kind, mine["content"], later[0]["content"])}  # fmt: skip


def version(ask: Asked, kind: Kind, which: str, number: int, against: int | None) -> View:
    """Show a version, and what changed since the one before or another."""
    _ = ask.language.gettext
    with ask.look() as look:
        of_kind(look, kind, which)
        found = {one["version"]: one for one in histories.history(look, which)}
        if number not in found or (against is not None and against not in found):
            raise records.gone()
        earlier = [one for one in sorted(found) if one < number]
        other = against if against is not None else (earlier[-1] if earlier else None)
        words = Words(look, ask.language)
        changed = [] if other is None else words.changes(kind, found[other]["content"], found[number]["content"])
        groups = shown(words, kind, found[number]["content"])
    one = found[number]
    rows = [{"field": each.place, "title": each.title, "row": each.row, "before": each.before, "after": each.after} for each in changed]  # fmt: skip
    return View(
        _("%(title)s, version %(number)s") % {"title": one["content"].get("title", ""), "number": number}, "register/version.html",
        [Table("changes", {"field": _("field"), "before": _("before"), "after": _("after")}, rows)],
        {"record": which, "kind": kind.name, "version": number, "against": other, "versions": sorted(found), "at": minutes(one["at"]), "author": one["author_name"], "content": one["content"]},
        {"declared": kind, "groups": groups, "changes": changed, "title": one["content"].get("title", "")},
        keep=False,
    )  # fmt: skip


def note(ask: Asked, kind: Kind, which: str, sent: Sequence[tuple[str, Any]]) -> Response | View:
    """Note what happened, or show what is wrong with it beside what was typed."""
    last = {name: str(value) for name, value in sent}
    what, about = last.get("entry", ""), last.get("about") or None
    as_kind, said = _said(kind, sent)
    path = f"/register/{kind.name}/{which}/note"
    if last.get("do") == "discard":
        with ask.act() as act:
            typed.drop(act, path)
        return ask.go(f"/register/{kind.name}/{which}")
    try:
        with ask.act() as act:
            of_kind(act, kind, which)
            writing.note(act, which, what, to_fit(as_kind, said), about=about)
            typed.drop(act, path)
    except ComityError as error:
        return record(ask, kind, which, error=error, noting=(what, said | {"about": about or ""}))
    return ask.go(f"/register/{kind.name}/{which}#noted")


def _said(kind: Kind, sent: Sequence[tuple[str, Any]]) -> tuple[Kind, dict[str, Any]]:
    """Read what was to be noted."""
    declared = kind.entry(next((str(value) for name, value in sent if name == "entry"), ""))
    as_kind = Kind(declared.name if declared else "", "", "", declared.fields if declared else ())
    return as_kind, read(as_kind, sent)


def attach(ask: Asked, kind: Kind, which: str, sent: Sequence[tuple[str, Any]]) -> Response | View:
    """Attach a file, or tell why it is not taken."""
    file = next((value for name, value in sent if name == "file" and isinstance(value, UploadFile)), None)
    try:
        if file is None or not file.filename:
            raise BadRequest("No file was sent.", remedy="Choose one.")
        data = file.file.read(attachments.LARGEST + 1)
        with ask.act() as act:
            of_kind(act, kind, which)
            attachments.attach(act, which, file.filename, data)
    except ComityError as error:
        return record(ask, kind, which, error=error)
    return ask.go(f"/register/{kind.name}/{which}#files")


__all__ = ["attach", "note", "of_kind", "reason_of", "record", "version"]
