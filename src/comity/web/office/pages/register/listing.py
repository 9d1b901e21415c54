"""Lists of the register: every kind, and the records of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, select

from comity.model.labels import labels
from comity.oversight.policy.facts import RecordFacts
from comity.oversight.storage.tables import person
from comity.oversight.storage.working import item
from comity.register import listing
from comity.register.kinds import kinds
from comity.register.shape import Kind, Problem, Type
from comity.register.values import Unfit, read_day
from comity.web.contract import Table, View
from comity.web.office.grouping import GROUPS, grouped
from comity.web.office.record.wording import Words
from comity.web.office.words import STATES, minutes

if TYPE_CHECKING:
    from comity.oversight.desk import Look
    from comity.web.office.asked import Asked

MANY, TAKEN = 50, 10_000
ORDERS = ("start", "end", "changed", "title", "complete")


def index(ask: Asked) -> View:
    """Show every kind, with how many records of each one may read."""
    _ = ask.language.gettext
    with ask.look() as look:
        wanted = listing.may_read(
            look, select(item.c.kind, func.count().label("many")).group_by(item.c.kind), item.c.record
        )
        many = {row.kind: row.many for row in look.con.execute(wanted)}
    known = kinds()
    rows = [
        {"group": _(GROUPS[name].title), "kind": one, "title": _(known[one].plural), "records": many.get(one, 0), "address": f"/register/{one}", "help": _(known[one].help) if known[one].help else ""}
        for name, of in grouped().items()
        for one in of
    ]  # fmt: skip
    groups = [
        (title, [row for row in rows if row["group"] == title]) for title in dict.fromkeys(row["group"] for row in rows)
    ]
    columns = {"group": _("group"), "kind": _("identity"), "title": _("kind"), "records": _("records")}
    return View(
        _("Register"), "register/index.html", [Table("kinds", columns, rows)], {}, {"groups": groups}, keep=False
    )


def listed(ask: Asked, kind: Kind, said: Mapping[str, str], page: int) -> View:
    """List the records of a kind."""
    _ = ask.language.gettext
    wrong: list[Problem] = []
    since, until = (_day(said[name], name, wrong) for name in ("since", "until"))
    csv = ask.form == "csv"
    with ask.look() as look:
        asked = listing.Asked(
            kinds=(kind.name,), words=said["words"], state=said["state"], stage=said["stage"], type=said["type"], owner=_person(look, said["owner"]),
            programme=said["programme"], label=said["label"], order=said["order"] if said["order"] in ORDERS else _order(kind), page=1 if csv else max(page, 1), size=TAKEN if csv else MANY, since=since,
            until=until,
        )  # fmt: skip
        found = listing.listed(look, asked)
        words = Words(look, ask.language)
        words.learn_people(row["owner"] for row in found.rows)
        words.learn_records(row["programme"] for row in found.rows)
        rows = [_row(ask, kind, words, row) for row in found.rows]
        owners = _owners(look, kind)
        programmes = (
            listing.listed(look, listing.Asked(kinds=("programme",), order="title", size=200)).rows
            if kind.field("programme")
            else ()
        )
        writes = may_write(look, kind)
    columns = {
        "record": _("identity"), "title": _title(ask, kind), "type": _("type"), "state": _("state"), "stage": _("stage"), "start": _("from"), "end": _("to"), "owner": _("responsible"),
        "programme": _("programme"), "label": _("label"), "complete": _("complete, %"), "changed": _("changed (UTC)"),
    }  # fmt: skip
    drop = {name for name, there in {"type": kind.field("type"), "stage": kind.stages, "start": kind.field("start"), "end": kind.field("end"), "programme": kind.field("programme"), "state": kind.binds}.items() if not there}  # fmt: skip
    columns = {name: text for name, text in columns.items() if name not in drop}
    return View(
        _(kind.plural), "register/list.html", [Table(kind.name, columns, rows)],
        {"found": found.found, "page": min(max(page, 1), found.pages), "pages": found.pages},
        {
            "kind": kind, "columns": {name: text for name, text in columns.items() if name != "record"}, "chosen": said, "writes": writes, "order": asked.order,
            "wrong": [ask.language.tell(one.what) + " " + ask.language.tell(one.remedy) for one in wrong],
            "states": _words(ask, STATES) if kind.binds else {}, "stages": _words(ask, kind.stages), "types": _words(ask, types.choices) if (types := kind.field("type")) else {},
            "owners": owners, "programmes": [(row["record"], row["title"]) for row in programmes], "labels": {name: _(one.title) for name, one in labels().items()},
            "orders": {"start": _("the latest first"), "changed": _("changed last"), "title": _("by title"), "complete": _("the least complete first"), "end": _("the first to end")},
        },
        status=400 if wrong else 200, keep=False,
    )  # fmt: skip


def _row(ask: Asked, kind: Kind, words: Words, row: Mapping[str, Any]) -> dict[str, Any]:
    _ = ask.language.gettext
    types = kind.field("type")
    known = labels()
    return {
        "record": row["record"], "title": row["title"], "type": _(types.choices.get(row["type"], row["type"])) if types and row["type"] else None,
        "state": _(STATES[row["state"]]), "stage": _(kind.stages.get(row["stage"], row["stage"])) if row["stage"] else None, "start": row["start"], "end": row["end"],
        "owner": words.person(row["owner"]) if row["owner"] else None, "programme": words.record(row["programme"]).text if row["programme"] else None,
        "label": _(known[row["label"]].title) if row["label"] in known else row["label"], "complete": row["complete"], "changed": minutes(row["changed"]), "address": f"/register/{kind.name}/{row['record']}",
    }  # fmt: skip


def may_write(look: Look, kind: Kind) -> bool:
    """Say whether whoever looks may write a new record of a kind, of their organisation or of one of their posts."""
    who = look.seat
    if who is None:
        return False
    return any(look.decide("writeRecord", RecordFacts("new", kind.name, "draft", who.organisation, who.person, post)).allowed for post in (None, *sorted(who.posts)))  # fmt: skip


def _title(ask: Asked, kind: Kind) -> str:
    found = kind.field("title")
    return ask.language.gettext(found.title if found else kind.title)


def _order(kind: Kind) -> str:
    return "start" if kind.field("start") else "title" if kind.name == "partner" else "changed"


def _words(ask: Asked, known: Mapping[str, str]) -> dict[str, str]:
    return {name: ask.language.gettext(text) for name, text in known.items()}


def _day(said: str, name: str, wrong: list[Problem]) -> str:
    try:
        return read_day(said) if said.strip() else ""
    except Unfit as unfit:
        wrong.append(Problem(name, unfit.what, unfit.remedy))
        return ""


def _person(look: Look, said: str) -> str:
    return (look.seat.person if look.seat else "") if said == "me" else said


def _owners(look: Look, kind: Kind) -> list[tuple[str, str]]:
    """Give those who are responsible for a record of a kind, by name."""
    owner = kind.field("owner")
    if owner is None or owner.type != Type.PERSON or not look.decide("readPeople").allowed:
        return []
    # Of each person it is asked by the index on owners: among a hundred thousand records all of them need not be read.
    owns = exists().where(item.c.owner == person.c.person, item.c.kind == kind.name)
    wanted = select(person.c.person, person.c.name).where(owns).order_by(person.c.name)
    return [(row.person, row.name) for row in look.con.execute(wanted) if row.name]


__all__ = ["index", "listed", "may_write"]
