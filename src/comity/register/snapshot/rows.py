"""From what the office holds to rows of the public record's tables.

Each function adds rows and yields, in a sentence, why something was left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from comity.model.errors import N_, ComityError
from comity.model.organisations import organisation
from comity.register.kinds import kind_of
from comity.register.shape import Known, Noted, stage_of

#: Columns of the record's tables that the register knows, each table's rows each with the record that it is from.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "agreement": ("agreement", "kind", "name", "signed", "start", "end", "register"),
    "agreement_party": ("agreement", "actor", "start", "end", "register"),
    "obligation": ("agreement", "actor", "toward", "duty", "condition", "start", "end", "register"),
    "activity": ("activity", "kind", "name", "series", "start", "end", "place", "lat", "lon", "domains", "personnel", "notified", "mandate", "register"),
    "activity_party": ("activity", "actor", "role", "personnel", "start", "end", "register"),
    "tie": ("layer", "a", "b", "directed", "start", "end", "value", "unit", "register"),
}  # fmt: skip

#: What the record calls the register's activities; of the others it knows nothing.
ACTIVITIES = {
    "exercise": "exercise", "peace-operation": "peace-operation", "visit": "visit", "staff-talk": "visit", "port-call": "visit", "office-call": "visit",
}  # fmt: skip
ROLES = {"host": "host", "lead": "lead", "observer": "observer", "contributor": "contributor", "visitor": "visitor"}
UNSIGNED, UNAPPROVED = N_("an agreement that is not signed"), N_("what was not approved as it stands")
CANCELLED, NO_WORD = N_("an activity that was cancelled"), N_("an activity of a type for which the record has no word")
NO_ACTOR = N_("a party that the record knows under no name, or whose own label is closer")
NO_OWN_SIDE, NO_DAY = N_("one’s own side, whose state nobody has named"), N_("what has no day")


@dataclass
class Rows:
    """The rows of all tables."""

    source: str
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    layers: set[str] = field(default_factory=set)

    def add(self, table: str, record: str, **cells: Any) -> None:
        """Add a row, which leads to its record."""
        self.tables[table].append(cells | {"register": record})

    def name(self, record: str) -> str:
        """Give a record's identity as the record has it."""
        return f"{self.source}:{record}"


def _last(one: Known, kind: str) -> Noted | None:
    return next((entry for entry in reversed(one.entries) if entry.kind == kind), None)


def _day(one: Known, entry: str, column: str) -> Any:
    found = _last(one, entry)
    return found.values.get("day") if found else one.content.get(column)


def actor_of(content: Mapping[str, Any] | None) -> str | None:
    """Give the actor that a partner is in the record; None of industry, of research, and of whom it does not know."""
    if content is None:
        return None
    if content.get("type") == "state" and content.get("state"):
        return f"state:{content['state']}"
    if content.get("type") == "organisation":
        for said in filter(None, (content.get("identifier"), content.get("title"))):
            try:
                return f"org:{organisation(str(said)).key}"
            except ComityError:
                continue
    return None


def _side(row: Mapping[str, Any], own: str | None, partners: Mapping[str, Mapping[str, Any]]) -> str | None:
    if row.get("partner"):
        return actor_of(partners.get(row["partner"]))
    if row.get("state"):
        return f"state:{row['state']}"
    return f"state:{own}" if own else None


def agreement_rows(rows: Rows, one: Known, own: str | None, partners: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Add an agreement that is signed: its parties, and what each owes each."""
    stage = stage_of(kind_of("agreement"), one.entries)
    if one.state != "in force":
        yield UNAPPROVED
        return
    if stage not in ("signed", "in-force", "terminated"):
        yield UNSIGNED
        return
    content, name = one.content, rows.name(one.record)
    signed = _day(one, "signed", "signed")
    entered = _last(one, "entered")
    start = entered.values["day"] if entered else signed
    ended = _last(one, "terminated")
    end = ended.values["day"] if ended else None
    if start is None:
        yield NO_DAY
        return
    rows.layers.add(f"agreement.{content['type']}")
    rows.add(
        "agreement",
        one.record,
        agreement=name,
        kind=content["type"],
        name=content["title"],
        signed=signed,
        start=start,
        end=end,
    )
    known: dict[str, str] = {}
    gone = {entry.about: entry.values["day"] for entry in one.entries if entry.kind == "left"}
    for row in content.get("parties") or ():
        actor = _side(row, own, partners)
        if actor is None:
            yield NO_OWN_SIDE if not row.get("partner") else NO_ACTOR
        elif actor not in known.values():
            known[row["party"]] = actor
            rows.add(
                "agreement_party",
                one.record,
                agreement=name,
                actor=actor,
                start=row.get("start") or start,
                end=gone.get(row["id"]) or row.get("end") or end,
            )
    seen = set()
    for row in content.get("obligations") or ():
        for owes in [row["owes"]] if row.get("owes") else list(known):
            for toward in [row["toward"]] if row.get("toward") else list(known):
                told = (known.get(owes), known.get(toward), row["duty"])
                if None not in told and told[0] != told[1] and told not in seen:
                    seen.add(told)
                    rows.add(
                        "obligation",
                        one.record,
                        agreement=name,
                        actor=told[0],
                        toward=told[1],
                        duty=told[2],
                        condition=row.get("condition"),
                        start=start,
                        end=end,
                    )


def activity_rows(rows: Rows, one: Known, own: str | None, partners: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Add an activity that was approved, planned or held, and who takes part."""
    content, name = one.content, rows.name(one.record)
    if one.state != "in force":
        yield UNAPPROVED
        return
    if stage_of(kind_of("activity"), one.entries) == "cancelled":
        yield CANCELLED
        return
    kind = ACTIVITIES.get(str(content.get("type")))
    if kind is None:
        yield NO_WORD
        return
    if not content.get("start"):
        yield NO_DAY
        return
    lat, lon = content.get("place") or (None, None)
    period = {"start": content["start"], "end": content.get("end")}
    rows.layers.add(f"activity.{kind}")
    rows.add(
        "activity", one.record, activity=name, kind=kind, name=content["title"], series=content.get("series"), place=content.get("location"), lat=lat, lon=lon,
        domains="|".join(content.get("domains") or ()) or None, personnel=content.get("troops"), notified=content.get("notified"), mandate=content.get("authority"), **period,
    )  # fmt: skip
    seen = set()
    for row in content.get("partners") or ():
        actor = actor_of(partners.get(row["partner"]))
        if actor is None:
            yield NO_ACTOR
        elif actor not in seen:
            seen.add(actor)
            rows.add(
                "activity_party",
                one.record,
                activity=name,
                actor=actor,
                role=ROLES.get(str(row.get("role")), "participant"),
                personnel=row.get("personnel"),
                **period,
            )
    if own is None:
        yield NO_OWN_SIDE
    elif f"state:{own}" not in seen:
        rows.add("activity_party", one.record, activity=name, actor=f"state:{own}", role="participant", **period)


def post_rows(rows: Rows, one: Known, own: str | None, partners: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Add the states in which a post is accredited."""
    del partners
    if own is None:
        yield NO_OWN_SIDE
        return
    for row in one.content.get("accreditation") or ():
        if not row.get("state") or not row.get("start"):
            yield NO_DAY
        elif row["state"] != own:
            rows.layers.add("tie.attache")
            rows.add(
                "tie",
                one.record,
                layer="attache",
                a=f"state:{own}",
                b=f"state:{row['state']}",
                directed="true",
                start=row["start"],
                end=row.get("end"),
                value=1,
                unit="posts",
            )
