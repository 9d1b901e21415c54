"""The record's tables, column by column, with what must hold for each.

A table is declared once, here. The build creates it from this declaration, casts what the sources deliver to its
types, resolves its actor columns, and checks its rows; ``docs/reference`` prints the same declaration.
"""

from __future__ import annotations

from comity.store.table import Column, Table
from comity.store.vocabulary import (
    ACTIVITY_KINDS,
    ACTIVITY_ROLES,
    ACTOR_KINDS,
    AGREEMENT_KINDS,
    DOMAINS,
    DUTIES,
    INCIDENT_KINDS,
    PURPOSES,
)

#: Raised with every change of a table; a record that says otherwise has to be built again.
SCHEMA_VERSION = 1


def _start(about: str = "first day", required: bool = False) -> Column:
    return Column("start", "DATE", about, required=required)


_END = Column("end", "DATE", "last day, inclusive; null: in force, or the source does not say")

TABLES: tuple[Table, ...] = (
    Table(
        "actor",
        "everybody who can be a party",
        (
            Column("actor", "VARCHAR", "key", required=True),
            Column("kind", "VARCHAR", "state, organisation or armed group", required=True, among=ACTOR_KINDS),
            Column("name", "VARCHAR", "display name", required=True),
        ),
        key=("actor",),
    ),
    Table(
        "state",
        "states of the international system, one row per spell of membership in a list",
        (
            Column("state", "VARCHAR", "key", required=True),
            Column("name", "VARCHAR", "name in that spell", required=True),
            Column("cow", "BIGINT", "Correlates of War code; null: not in that list then", low=1, high=999),
            Column("gw", "BIGINT", "Gleditsch-Ward code; null: not in that list then", low=1, high=999),
            Column("iso3", "VARCHAR", "ISO 3166-1 alpha-3, of today or of its time"),
            _start(required=True),
            _END,
            Column("region", "VARCHAR", "UN M49 region", required=True),
            Column("subregion", "VARCHAR", "UN M49 subregion", required=True),
            Column("capital", "VARCHAR", "seat of government in that spell"),
            Column("lat", "DOUBLE", "of the capital, degrees north", low=-90, high=90),
            Column("lon", "DOUBLE", "of the capital, degrees east", low=-180, high=180),
            Column("microstate", "BOOLEAN", "on Gleditsch and Ward's tentative list of microstates", required=True),
        ),
        spell=("state",),
    ),
    Table(
        "membership",
        "who belongs to an organisation, dated",
        (
            Column("actor", "VARCHAR", "the member", required=True, actor=True),
            Column("organisation", "VARCHAR", "the organisation", required=True),
            Column("status", "VARCHAR", "member, observer, suspended …", required=True),
            _start(),
            _END,
        ),
        refers=(("actor", "actor"),),
        spell=("actor", "organisation", "status"),
    ),
    Table(
        "agreement",
        "alliances, defence agreements, hotlines, regimes, forums",
        (
            Column("agreement", "VARCHAR", "`source:id`", required=True),
            Column("kind", "VARCHAR", "what sort", required=True, among=AGREEMENT_KINDS),
            Column("name", "VARCHAR", "its name, or one made of its parties", required=True),
            Column("signed", "DATE", "day of signature"),
            _start("entry into force; else signature, as the source has it"),
            _END,
        ),
        key=("agreement",),
    ),
    Table(
        "agreement_party",
        "who is bound by an agreement, and when",
        (
            Column("agreement", "VARCHAR", "which", required=True),
            Column("actor", "VARCHAR", "the party", required=True, actor=True),
            _start(),
            _END,
        ),
        refers=(("agreement", "agreement"), ("actor", "actor")),
        spell=("agreement", "actor"),
    ),
    Table(
        "obligation",
        "who owes what to whom: directed",
        (
            Column("agreement", "VARCHAR", "by which agreement", required=True),
            Column("actor", "VARCHAR", "who owes", required=True, actor=True),
            Column("toward", "VARCHAR", "to whom", required=True, actor=True),
            Column("duty", "VARCHAR", "what", required=True, among=DUTIES),
            Column("condition", "VARCHAR", "under which condition; null: none known"),
            _start(),
            _END,
        ),
        refers=(("agreement", "agreement"), ("actor", "actor"), ("toward", "actor")),
        apart=("actor", "toward"),
        spell=("agreement", "actor", "toward", "duty"),
    ),
    Table(
        "activity",
        "exercises, peace operations, coalitions",
        (
            Column("activity", "VARCHAR", "`source:id`", required=True),
            Column("kind", "VARCHAR", "what sort", required=True, among=ACTIVITY_KINDS),
            Column("name", "VARCHAR", "its name", required=True),
            Column("series", "VARCHAR", "name of the series of which it is an edition"),
            _start(),
            _END,
            Column("place", "VARCHAR", "where, in the source's words"),
            Column("lat", "DOUBLE", "degrees north", low=-90, high=90),
            Column("lon", "DOUBLE", "degrees east", low=-180, high=180),
            Column("domains", "VARCHAR", f"of {', '.join(DOMAINS)}; joined by |"),
            Column("purposes", "VARCHAR", f"of {', '.join(PURPOSES)}; joined by |"),
            Column("personnel", "DOUBLE", "persons, at its height", low=0),
            Column("announced", "DATE", "day of public announcement"),
            Column("notified", "DATE", "day of notification under a regime"),
            Column("observers", "VARCHAR", "whether observers were let in: yes or no", among=("yes", "no")),
            Column("mandate", "VARCHAR", "what it rests on"),
        ),
        key=("activity",),
    ),
    Table(
        "activity_party",
        "who took part",
        (
            Column("activity", "VARCHAR", "in what", required=True),
            Column("actor", "VARCHAR", "who", required=True, actor=True),
            Column("role", "VARCHAR", "as what", required=True, among=ACTIVITY_ROLES),
            Column("personnel", "DOUBLE", "persons; null: unknown", low=0),
            _start(),
            _END,
        ),
        refers=(("activity", "activity"), ("actor", "actor")),
        spell=("activity", "actor", "role"),
    ),
    Table(
        "tie",
        "arms, troops, bases, embassies, contiguity: what one actor has in, with or beside another",
        (
            Column("layer", "VARCHAR", "which sort of tie", required=True),
            Column("a", "VARCHAR", "from", required=True, actor=True),
            Column("b", "VARCHAR", "to", required=True, actor=True),
            Column("directed", "BOOLEAN", "false: holds both ways and stands once", required=True),
            _start(),
            _END,
            Column("value", "DOUBLE", "how much; null: unknown", low=0),
            Column("unit", "VARCHAR", "of the value"),
        ),
        key=("layer", "a", "b", "start", "unit"),
        refers=(("a", "actor"), ("b", "actor")),
        apart=("a", "b"),
    ),
    Table(
        "incident",
        "wars, crises, militarised disputes, armed conflicts",
        (
            Column("incident", "VARCHAR", "`source:id`", required=True),
            Column("kind", "VARCHAR", "what sort", required=True, among=INCIDENT_KINDS),
            Column("name", "VARCHAR", "its name, or one made of its sides", required=True),
            _start(),
            _END,
            Column("intensity", "DOUBLE", "on the scale named beside"),
            Column("scale", "VARCHAR", "which scale the intensity is on"),
            Column("deaths_low", "DOUBLE", "persons", low=0),
            Column("deaths", "DOUBLE", "persons, best estimate", low=0),
            Column("deaths_high", "DOUBLE", "persons", low=0),
        ),
        key=("incident",),
    ),
    Table(
        "incident_party",
        "who was on which side; a side is a coding, not a judgement",
        (
            Column("incident", "VARCHAR", "of what", required=True),
            Column("actor", "VARCHAR", "who", required=True, actor=True),
            Column("side", "VARCHAR", "a or b", among=("a", "b")),
            Column("role", "VARCHAR", "primary, supporting, or the source's own word"),
            _start(),
            _END,
        ),
        key=("incident", "actor", "side", "role", "start", "end"),
        refers=(("incident", "incident"), ("actor", "actor")),
    ),
    Table(
        "figure",
        "a quantity of one actor in a period",
        (
            Column("actor", "VARCHAR", "whose", required=True, actor=True),
            Column("indicator", "VARCHAR", "what", required=True),
            _start(required=True),
            _END,
            Column("value", "DOUBLE", "in the unit beside", required=True),
            Column("low", "DOUBLE", "lower end of the published 90 % interval"),
            Column("high", "DOUBLE", "upper end of the published 90 % interval"),
            Column("unit", "VARCHAR", "of value, low and high", required=True),
        ),
        key=("actor", "indicator", "start"),
        refers=(("actor", "actor"),),
    ),
    Table(
        "pair_figure",
        "a quantity of one actor toward another in a period",
        (
            Column("a", "VARCHAR", "from", required=True, actor=True),
            Column("b", "VARCHAR", "to", required=True, actor=True),
            Column("indicator", "VARCHAR", "what", required=True),
            _start(required=True),
            _END,
            Column("value", "DOUBLE", "in the unit beside", required=True),
            Column("low", "DOUBLE", "lower end of the published 90 % interval"),
            Column("high", "DOUBLE", "upper end of the published 90 % interval"),
            Column("unit", "VARCHAR", "of value, low and high", required=True),
        ),
        key=("a", "b", "indicator", "start"),
        refers=(("a", "actor"), ("b", "actor")),
        apart=("a", "b"),
    ),
    Table(
        "leader",
        "who held the highest office: office and dates only",
        (
            Column("leader", "VARCHAR", "`source:id`", required=True),
            Column("state", "VARCHAR", "of which state", required=True, actor=True),
            Column("name", "VARCHAR", "name", required=True),
            _start(),
            _END,
        ),
        key=("leader",),
    ),
    Table(
        "resolution",
        "what was voted on",
        (
            Column("resolution", "VARCHAR", "`source:id`", required=True),
            Column("date", "DATE", "day of the vote"),
            Column("title", "VARCHAR", "title or short description"),
        ),
        key=("resolution",),
    ),
    Table(
        "vote",
        "who voted how",
        (
            Column("resolution", "VARCHAR", "on what", required=True),
            Column("actor", "VARCHAR", "who", required=True, actor=True),
            Column("vote", "VARCHAR", "how", required=True, among=("yes", "no", "abstain")),
        ),
        key=("resolution", "actor"),
        refers=(("resolution", "resolution"), ("actor", "actor")),
    ),
    Table(
        "place",
        "capitals, bases, mission sites",
        (
            Column("place", "VARCHAR", "`source:id`", required=True),
            Column("kind", "VARCHAR", "capital, base, mission site …", required=True),
            Column("name", "VARCHAR", "name", required=True),
            Column("state", "VARCHAR", "in which state, as the source has it", actor=True),
            Column("lat", "DOUBLE", "degrees north", low=-90, high=90),
            Column("lon", "DOUBLE", "degrees east", low=-180, high=180),
            _start(),
            _END,
        ),
        key=("place",),
    ),
    Table(
        "mark",
        "how far a row that was typed by hand has been checked",
        (
            Column(
                "checked",
                "VARCHAR",
                "mirror, opened or from knowledge",
                required=True,
                among=("mirror", "opened", "from knowledge"),
            ),
            Column("mirror", "VARCHAR", "the row of another source with which it agrees"),
            Column("citation", "VARCHAR", "the text that was opened"),
            Column("note", "VARCHAR", "a doubt, a dispute, a suspension"),
        ),
    ),
    Table(
        "coverage",
        "where a source has looked; outside it, absence means nothing",
        (
            Column("source", "VARCHAR", "public id of the source", required=True),
            Column("layer", "VARCHAR", "`table.kind`, such as `agreement.alliance`", required=True),
            _start("first day on which the source has looked"),
            Column("end", "DATE", "last day on which the source has looked", required=True),
            Column("scope", "VARCHAR", "`all states`, `selected`, or `with KEY …`", required=True),
        ),
        lineage=False,
    ),
    Table(
        "same_as",
        "one thing in several sources; reviewed by hand",
        (
            Column("kind", "VARCHAR", "agreement, activity, incident", required=True),
            Column("id", "VARCHAR", "the other source's id", required=True),
            Column("canonical", "VARCHAR", "the id that counts", required=True),
            Column("evidence", "VARCHAR", "why it is the same thing", required=True),
        ),
        key=("kind", "id"),
        lineage=False,
    ),
    Table(
        "rejected",
        "rows of a source that were set aside, each with its reason",
        (
            Column("source", "VARCHAR", "public id of the source", required=True),
            Column("file", "VARCHAR", "file of the snapshot", required=True),
            Column("line", "BIGINT", "line of a text file, row of a table file", required=True),
            Column("reason", "VARCHAR", "as in the source's list of exceptions", required=True),
        ),
        lineage=False,
    ),
    Table(
        "correction",
        "a user's own override of a row",
        (
            Column("source", "VARCHAR", "public id of the source", required=True),
            Column("record_table", "VARCHAR", "table of the record", required=True),
            Column("source_row", "VARCHAR", "`file:line` of the row", required=True),
            Column("record_column", "VARCHAR", "column of that table", required=True),
            Column("was", "VARCHAR", "value before"),
            Column("now", "VARCHAR", "value after"),
            Column("author", "VARCHAR", "who says so", required=True),
            Column("reason", "VARCHAR", "why", required=True),
        ),
        lineage=False,
    ),
    Table(
        "source",
        "what the record was built from",
        (
            Column("source", "VARCHAR", "public id", required=True),
            Column("title", "VARCHAR", "title", required=True),
            Column("publisher", "VARCHAR", "who made it", required=True),
            Column("version", "VARCHAR", "the publisher's version", required=True),
            Column("licence", "VARCHAR", "name of the licence, or what stands in its place", required=True),
            Column("citation", "VARCHAR", "BibTeX", required=True),
            Column("url", "VARCHAR", "official address"),
            Column("digest", "VARCHAR", "SHA-256 of the snapshot", required=True),
            Column("rows", "BIGINT", "rows in the record", required=True, low=0),
            Column("taken", "DATE", "day on which the snapshot was taken; null: ships with comity"),
        ),
        key=("source",),
        lineage=False,
    ),
)

BY_NAME = {table.name: table for table in TABLES}
