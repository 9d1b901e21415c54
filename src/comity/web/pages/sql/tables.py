"""What there is to ask: the tables of the record with their columns, the views in which each thing stands once, and examples."""

from __future__ import annotations

from typing import Any

from comity.store.once import THINGS
from comity.store.schema import TABLES
from comity.web.asked import Asked
from comity.web.contract import N_, Table

#: The views of :func:`comity.store.once.see_once`, and what they are.
VIEWS = {
    **{f"one_{thing}": N_("each thing once: what several sources tell of one is one") for thing in THINGS},
    "one_agreement_party": N_(
        "the parties of each agreement, under its canonical id: those whom the canonical source lists by it alone, others by the source that lists them; said is that source's own id, looked the last day into which it has looked"
    ),
    "one_obligation": N_(
        "the obligations of each agreement, under its canonical id: between parties whom the canonical source lists by it alone, others by the source that has them; said is that source's own id, looked the last day into which it has looked"
    ),
    "one_activity_party": N_("the parties of each activity, under its canonical id; said is the source's own id"),
    "one_incident_party": N_("the parties of each incident, under its canonical id; said is the source's own id"),
}

#: Questions that are answered on any record.
EXAMPLES = (
    (
        N_("How many rows has each source, and what was set aside?"),
        "select s.source, s.title, s.rows, (select count(*) from rejected r where r.source = s.source) as set_aside\nfrom source s\norder by s.rows desc",
    ),
    (
        N_("Which agreements bind France and Germany?"),
        "select a.agreement, a.name, a.kind, a.signed, a.\"end\", a.source, a.source_row\nfrom one_agreement a\nwhere a.agreement in (select agreement from one_agreement_party where actor = 'FRA')\n  and a.agreement in (select agreement from one_agreement_party where actor = 'DEU')\norder by a.signed desc nulls last",
    ),
    (
        N_("With whom has Japan exercised most often, and until when is that known?"),
        "select n.name, count(distinct other.activity) as exercises, min(e.\"start\") as first, max(e.\"start\") as last\nfrom one_activity e\njoin one_activity_party jpn on jpn.activity = e.activity and jpn.actor = 'JPN' and jpn.role <> 'observer'\njoin one_activity_party other on other.activity = e.activity and other.actor <> 'JPN' and other.role <> 'observer'\njoin actor n on n.actor = other.actor\nwhere e.kind = 'exercise'\ngroup by n.name\norder by exercises desc, n.name",
    ),
    (
        N_("Where has each source looked, and for which years?"),
        'select layer, source, min("start") as first, max("end") as last, scope\nfrom coverage\ngroup by all\norder by layer, source',
    ),
    (
        N_("Who became a state, and when, by the Correlates of War list?"),
        "select name, cow, \"start\", \"end\", region\nfrom state\nwhere cow is not null and \"start\" >= date '1945-01-01'\norder by \"start\", name",
    ),
)  # fmt: skip


def tables(ask: Asked) -> list[dict[str, Any]]:
    """Give every table with its rows counted, its columns and their types, then the views."""
    names = [table.name for table in TABLES]
    counts = ask.rows(
        " union all ".join(f"select '{name}' as name, count(*) as rows from \"{name}\"" for name in names)
    )
    rows = {row["name"]: row["rows"] for row in counts}
    found = [
        {
            "name": table.name,
            "about": table.about,
            "rows": rows[table.name],
            "columns": [
                {"name": one.name, "type": one.type, "about": one.about, "required": one.required}
                for one in table.all_columns
            ],
        }
        for table in TABLES
    ]
    types = ask.rows(
        "select table_name as view, column_name as name, data_type as type from duckdb_columns() "
        "where database_name = 'temp' and table_name like 'one\\_%' escape '\\' order by table_name, column_index"
    )
    _ = ask.language.gettext
    for view, about in VIEWS.items():
        own = [{"name": one["name"], "type": one["type"], "about": "", "required": False} for one in types if one["view"] == view]  # fmt: skip
        found.append({"name": view, "about": _(about), "rows": None, "columns": own})
    return found


def as_table(ask: Asked, found: list[dict[str, Any]]) -> Table:
    """Give the same as rows, a row for each column of each table."""
    _ = ask.language.gettext
    columns = {"table": _("table"), "column": _("column"), "type": _("type"), "about": _("what it is"), "rows": _("rows of the table")}  # fmt: skip
    rows = [
        {"table": one["name"], "column": column["name"], "type": column["type"], "about": column["about"], "rows": one["rows"]}
        for one in found
        for column in one["columns"]
    ]  # fmt: skip
    return Table("columns", columns, rows)
