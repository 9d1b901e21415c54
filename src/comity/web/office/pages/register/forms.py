"""The form of a record: what was typed stays, what will happen is shown, and then it is kept."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from comity.model.errors import Busy, ComityError, UnknownName
from comity.model.labels import labels
from comity.oversight import histories, records
from comity.oversight.people import listing as people
from comity.oversight.policy.facts import RecordFacts
from comity.oversight.storage.working import item
from comity.register import typed, writing
from comity.register.consequences import consequences
from comity.register.fitting import problems as standing
from comity.register.reading import opened
from comity.register.shape import KEPT, SUBMITTED, Case, Content, Kind, Problem
from comity.web.contract import View
from comity.web.office.pages.register.listing import may_write
from comity.web.office.pages.register.view import of_kind
from comity.web.office.record.filling import Said, read, said_of, to_fit
from comity.web.office.record.inputs import Form
from comity.web.office.record.merging import THEIRS, Clash, clashes, merged, take
from comity.web.office.record.wording import Words
from comity.web.office.words import minutes, status_of, wrong

if TYPE_CHECKING:
    from starlette.responses import Response

    from comity.oversight.desk import Look
    from comity.web.office.asked import Asked


@dataclass
class Filled:
    """A form as it was sent, or as it is shown first.

    Attributes
    ----------
    saw
        The version that whoever edits has seen; None of a new record.
    new
        The row that was just added.
    """

    kind: Kind
    which: str | None
    said: Said = field(default_factory=dict)
    partners: tuple[str, ...] = ()
    saw: int | None = None
    new: str = ""

    @property
    def path(self) -> str:
        """Give where the form is."""
        return f"/register/{self.kind.name}/{self.which}/edit" if self.which else f"/register/{self.kind.name}/new"

    def digest(self) -> str:
        """Give what says whether the form is still as it was shown."""
        held = json.dumps([self.said, sorted(self.partners), self.saw], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(held.encode()).hexdigest()[:32]


@dataclass
class Told:
    """What the page tells beside the form."""

    problems: Sequence[Problem] = ()
    error: ComityError | None = None
    preview: Mapping[str, Any] | None = None
    clashes: Sequence[Mapping[str, Any]] = ()
    other: Mapping[str, Any] | None = None
    again: str = ""
    status: int = 200


def begin(ask: Asked, kind: Kind) -> View:
    """Show the form of a new record, with what the address says of its fields, or what was typed and not saved."""
    said = read(
        kind, [(f"f.{name}", value) for name, value in ask.request.query_params.multi_items() if kind.field(name)]
    )
    with ask.look() as look:
        if not may_write(look, kind):
            who = look.seat
            look.require("writeRecord", RecordFacts("new", kind.name, "draft", who.organisation if who else "", who.person if who else ""))  # fmt: skip
        if look.seat and kind.field("owner") and "owner" not in said:
            said["owner"] = Words(look, ask.language).typed(kind.field("owner"), look.seat.person)  # type: ignore[arg-type]
        posts = sorted(look.seat.posts) if look.seat else []
        if (
            kind.field("post")
            and "post" not in said
            and len(posts) == 1
            and "author" not in (look.seat.roles if look.seat else ())
        ):
            said["post"] = posts[0]
        return _shown(ask, look, *_kept(look, Filled(kind, None, said)))


def edit(ask: Asked, kind: Kind, which: str) -> View:
    """Show the form with a record as it stands, or with what was typed and not saved."""
    with ask.look() as look:
        of_kind(look, kind, which)
        look.require("writeRecord", records.facts_of(look, which), gone=records.gone())
        found = opened(look, which)
        words = Words(look, ask.language).learn(kind, found.content)
        filled = Filled(
            kind, which, said_of(kind, found.content, words.typed), tuple(found.row["partners"]), found.row["latest"]
        )
        return _shown(ask, look, *_kept(look, filled))


def _kept(look: Look, filled: Filled) -> tuple[Filled, Told]:
    """Give what was typed into this form and not saved, if there is any."""
    kept = typed.kept(look, filled.path)
    if kept is None:
        return filled, Told()
    again = _filled(filled.kind, filled.which, kept.fields)
    # What was saved meanwhile, as from another window, need not be told.
    return (
        (filled, Told())
        if again.said == filled.said and again.partners == filled.partners
        else (again, Told(again=minutes(kept.at)))
    )


def _filled(kind: Kind, which: str | None, sent: Sequence[tuple[str, Any]]) -> Filled:
    saw = next(
        (value for name, value in sent if name == "saw" and str(value).isdecimal() and len(str(value)) < 10), None
    )
    partners = tuple(dict.fromkeys(str(value) for name, value in sent if name == "partners"))
    return Filled(kind, which, read(kind, sent), partners, int(saw) if saw is not None else None)


def taken(ask: Asked, kind: Kind, which: str | None, sent: Sequence[tuple[str, Any]]) -> Response | View:
    """Do what a button of the form says: add or remove a row, show what will happen, keep, or discard what was typed."""
    filled = _filled(kind, which, sent)
    last = {name: str(value) for name, value in sent}
    do, _, what = last.get("do", "look").partition(":")
    if do == "discard":
        with ask.act() as act:
            typed.drop(act, filled.path)
        return ask.go(filled.path if which else f"/register/{kind.name}")
    with ask.look() as look:
        filled = _chosen(ask, look, filled, last)
        if do in ("add", "remove"):
            return _shown(ask, look, _rows(filled, do, what), Told())
        told = _looked(ask, look, filled)
        if told.status != 200 or do != "save" or last.get("seen", filled.digest()) != filled.digest():
            return (
                _shown(ask, look, *_stale(ask, look, filled, told))
                if isinstance(told.error, Busy)
                else _shown(ask, look, filled, told)
            )
    try:
        with ask.act() as act:
            found, _number = writing.save(
                act, kind.name, to_fit(kind, filled.said), which=which, saw=filled.saw, partners=filled.partners
            )
            typed.drop(act, filled.path)
    except ComityError as error:
        with ask.look() as look:
            told = Told(
                error=error,
                problems=error.found if isinstance(error, writing.Unfitted) else (),
                status=status_of(error),
            )
            if isinstance(error, Busy) and which:
                return _shown(ask, look, *_stale(ask, look, filled, told))
            return _shown(ask, look, filled, told)
    return ask.go(f"/register/{kind.name}/{found}")


def _rows(filled: Filled, do: str, what: str) -> Filled:
    """Add a row to a part, or take one away."""
    part, _, which = what.partition(":")
    if filled.kind.part(part) is None:
        return filled
    rows = list(filled.said.get(part) or ())
    if do == "add":
        new = secrets.token_hex(3)
        return replace(filled, said={**filled.said, part: [*rows, {"id": new}]}, new=new)
    return replace(filled, said={**filled.said, part: [one for one in rows if one["id"] != which]})


def _looked(ask: Asked, look: Look, filled: Filled) -> Told:
    """Hold a form against the declaration and the rules, and tell what will happen."""
    kind, which = filled.kind, filled.which
    before: Content | None = None
    if which:
        of_kind(look, kind, which)
        look.require("writeRecord", records.facts_of(look, which), gone=records.gone())
        found = opened(look, which)
        before = found.content
        if filled.saw != found.row["latest"]:
            return Told(error=Busy("Somebody else has edited this in between.", remedy="Nothing of either is lost: choose below, field by field."), status=409)  # fmt: skip
    made, case = writing.fitted(look, kind.name, to_fit(kind, filled.said), which)
    if made.problems:
        return Told(problems=made.problems, status=400)
    return Told(preview=_preview(ask, look, filled, case, before))


def _preview(ask: Asked, look: Look, filled: Filled, case: Case, before: Content | None) -> dict[str, Any]:
    """Give what keeping it would bring about: what changes, which approvals go, what is still missing, how far it may go."""
    _, tell = ask.language.gettext, ask.language.tell
    kind = case.kind
    words = Words(look, ask.language)
    voids: list[str] = []
    held: str | None = None
    if filled.which:
        current = histories.history(look, filled.which)[0]
        state = case.state
        many = sum(len(one["approvals"]) for one in current["outcomes"])
        if state in ("in force", "under review"):
            voids.append(_("It is in force: with this edit it is a draft, until it is approved anew."))
        elif state == "submitted":
            voids.append(_("It waits for approval: this edit takes it back, and it is submitted anew."))
        if many:
            voids.append(ask.language.ngettext("The approval of version %(version)s is void then.", "The %(num)s approvals of version %(version)s are void then.", many) % {"num": many, "version": current["version"]})  # fmt: skip
        held = look.con.scalar(select(item.c.label).where(item.c.record == filled.which))
        was = {one["organisation"]: one["name"] for one in people.organisations(look)}
        now, then = set(filled.partners), set(opened(look, filled.which).row["partners"])
        if gone := sorted(was.get(one, one) for one in then - now):
            voids.append(_("These partners do not read it any more: %(names)s.") % {"names": ", ".join(gone)})
        if come := sorted(was.get(one, one) for one in now - then):
            voids.append(
                _("These partners read it as soon as it is submitted: %(names)s.") % {"names": ", ".join(come)}
            )
    asked = {(one.place, one.what) for one in standing(case, KEPT)}
    missing = [one for one in standing(case, SUBMITTED) if (one.place, one.what) not in asked] if kind.binds else []
    return {
        "changes": words.changes(kind, before or {}, case.content), "voids": voids, "label": _label(ask, held, case.content.get("label"), binds=kind.binds),
        "missing": missing, "advice": [one for rule in kind.advice for one in rule(case)], "follows": [tell(one) for one in consequences(look, case, before)],
        "content": case.content, "digest": filled.digest(),
    }  # fmt: skip


def _label(ask: Asked, held: str | None, now: str | None, *, binds: bool) -> str:
    """Say what becomes of how far a record may go."""
    _, known = ask.language.gettext, labels()
    if not held or not now or held == now or not {held, now} <= known.keys():
        return ""
    names = {"held": _(known[held].title), "now": _(known[now].title)}
    if known[now].rank > known[held].rank:
        return _("From now on it goes no further than “%(now)s”; until now it was “%(held)s”.") % names
    if binds:
        return _("Its label stays “%(held)s” until both keys have approved “%(now)s”.") % names
    return _("Its label stays “%(held)s”: an edit lowers none, and of this kind nothing is approved.") % names


def _chosen(ask: Asked, look: Look, filled: Filled, last: Mapping[str, str]) -> Filled:
    """Take the other's at the places where that was chosen."""
    places = [
        name.removeprefix("choose.") for name, value in last.items() if name.startswith("choose.") and value == THEIRS
    ]
    if not places or not filled.which:
        return filled
    of_kind(look, filled.kind, filled.which)
    content = opened(look, filled.which).content
    theirs = said_of(filled.kind, content, Words(look, ask.language).learn(filled.kind, content).typed)
    said = filled.said
    for place in places:
        said = take(filled.kind, theirs, said, place)
    return replace(filled, said=said)


def _stale(ask: Asked, look: Look, filled: Filled, told: Told) -> tuple[Filled, Told]:
    """Bring into the form what the other alone has changed, and tell every change of theirs beside one's own."""
    assert filled.which
    kind, words = filled.kind, Words(look, ask.language)
    latest = opened(look, filled.which)
    try:
        base = opened(look, filled.which, filled.saw or 0).content
    except UnknownName:
        base = {}
    words.learn(kind, base, latest.content)
    theirs = said_of(kind, latest.content, words.typed)
    found = clashes(kind, said_of(kind, base, words.typed), theirs, filled.said)
    who = histories.history(look, filled.which)[0]
    told.clashes = [_clash(ask, kind, one, filled.said, theirs) for one in found]
    told.other = {
        "who": who["author_name"] or words.person(None) or ask.language.gettext("somebody of the office"),
        "at": minutes(who["at"]),
        "version": who["version"],
        "saw": filled.saw,
    }
    return replace(filled, said=merged(kind, theirs, filled.said, found), saw=latest.row["latest"]), told


def _clash(ask: Asked, kind: Kind, one: Clash, mine: Said, theirs: Said) -> dict[str, Any]:
    _ = ask.language.gettext
    name, _slash, rest = one.place.partition("/")
    row, _slash, inner = rest.partition("/")
    part, found = kind.part(name), kind.field(name)
    if part is not None:
        called = _row_called(part.key, mine, theirs, name, row)
        found = next((each for each in part.fields if each.name == inner), None)
        title = f"{_(part.title)}: {called}" + (f" – {_(found.title)}" if found else "")
    else:
        title = _(found.title) if found else name

    def shown(value: Any) -> str:
        return _("the row") if value is True else ", ".join(value) if isinstance(value, list) else str(value or "")

    return {
        "place": one.place,
        "title": title,
        "both": one.both,
        "base": shown(one.base),
        "theirs": shown(one.theirs),
        "mine": shown(one.mine),
    }


def _row_called(key: str, mine: Said, theirs: Said, part: str, row: str) -> str:
    for held in (mine, theirs):
        for one in held.get(part) or ():
            if one["id"] == row and one.get(key):
                return str(one[key])
    return row


def _shown(ask: Asked, look: Look, filled: Filled, told: Told) -> View:
    """Show the form."""
    _, tell = ask.language.gettext, ask.language.tell
    kind = filled.kind
    made = Form(look, ask.language, told.problems, which=filled.which, new=filled.new)
    groups = made.groups(kind, filled.said)
    organisations = [one for one in people.organisations(look) if one["side"] == "partner" and (not one["ended"] or one["organisation"] in filled.partners)]  # fmt: skip
    title = str(filled.said.get("title") or "") or _(kind.title)
    preview = dict(told.preview) if told.preview else None
    if preview:
        preview |= {name: [placed(ask, kind, made, one) for one in preview[name]] for name in ("missing", "advice")}
    error = told.error if not told.problems else None
    return View(
        _("Edit: %(title)s") % {"title": title} if filled.which else _("New: %(kind)s") % {"kind": _(kind.title)}, "register/form.html", [],
        {
            "kind": kind.name, "record": filled.which, "saw": filled.saw, "said": filled.said, "problems": [{"place": one.place, "what": tell(one.what), "remedy": tell(one.remedy)} for one in told.problems],
            "preview": {"content": preview["content"], "changes": [one.place for one in preview["changes"]], "missing": [one["place"] for one in preview["missing"]]} if preview else None,
            "clashes": list(told.clashes),
        },
        {
            "declared": kind, "where": filled.path, "groups": groups, "offers": made.offers, "wrong": [placed(ask, kind, made, one) for one in told.problems], "error": wrong(ask, error) if error else None,
            "preview": preview, "told": told, "organisations": organisations, "partners": set(filled.partners), "digest": filled.digest(), "title": title,
        },
        status=told.status, keep=False,
    )  # fmt: skip


def placed(ask: Asked, kind: Kind, made: Form, one: Problem) -> dict[str, str]:
    """Give a problem with where it is: its place, its anchor in the form, and the place in words."""
    _, tell = ask.language.gettext, ask.language.tell
    name, _slash, rest = one.place.partition("/")
    number, _slash, inner = rest.partition("/")
    part, found = kind.part(name), kind.field(name)
    where = _(found.title) if found else ""
    if part is not None:
        held = next((each for each in part.fields if each.name == inner), None)
        where = " ".join(filter(None, (_(part.title), number, _(held.title) if held else "")))
    return {
        "place": one.place,
        "where": where,
        "what": tell(one.what),
        "remedy": tell(one.remedy),
        "anchor": made.anchors.get(one.place, made.anchors.get(name, "")),
    }


__all__ = ["begin", "edit", "placed", "taken"]
