"""From SIPRI's trade register, as the user exports it, to arms deliveries between states.

Judgements, with the cases that forced them:

- **A row is what was delivered of one deal in one year.** Each is a tie ``arms-delivery`` whose unit names the deal;
  their sum for a supplier, a recipient and a year is the pair figure ``sipri-tiv``, at the place of the first of its
  rows. Values are millions of trend-indicator value (TIV), as the register has them.
- **An empty value is not zero**: such a row is a delivery (a tie without a value), and a pair and year all of whose
  values are empty has no figure.
- **What the export covers is read from its first line** (“… from A to B. Deals with deliveries made for the year range
  '1995' to '2025'”), and from its rows: a selection of all recipients can be cut afterwards, so only recipients that
  occur are covered. Where suppliers were selected, or the line cannot be read, nothing is: absence means nothing then.
- **Marks on names**: one star is an armed group (``Hezbollah (Lebanon)*``) and becomes one, two an organisation
  (``NATO**``), resolved where comity knows it. “unknown supplier(s)” is set aside, as is a name that is nobody's.
- **Names of SIPRI's own**: “Germany” is the Federal Republic before 1990 too, “Congo” the one at Brazzaville. A name
  counts on the last day of the year of delivery.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from comity.catalogue.raw import Part, Raw
from comity.model.states import actor_of

_FILE = "trade_register.csv"
_NAMES = {"Germany": "state:DEU", "East Germany (GDR)": "name:East Germany", "Congo": "state:COG"}
_ORGANISATIONS = {
    "NATO": "nato",
    "African Union": "au",
    "European Union": "eu",
    "United Nations": "un",
    "Regional Security System": "rss",
}
_SELECTION = re.compile(
    r"from (.+?)\s+to (.+?)\s*\. Deals with deliveries made for the year range '(\d{4})' to '(\d{4})'"
)
_ALL = "All countries"


def read(raw: Raw) -> Iterator[Part]:
    """Yield the armed groups, the deliveries, their sums, and what the export covers."""
    _resolve(raw)
    yield Part(
        "actor",
        sql="""select actor, 'armed group' as kind, rtrim(min(said), '*') as name, min_by(source_row, line) as
        source_row from (select supplier as actor, said_supplier as said, source_row, line from sipri_row
            union all select recipient, said_recipient, source_row, line from sipri_row)
        where actor like 'group:%' group by actor""",
    )
    yield Part(
        "tie",
        sql="""select 'arms-delivery' as layer, supplier as a, recipient as b, true as directed, start, last as "end",
        last as on_date, sum(tiv order by line) as value, 'million TIV, deal ' || deal as unit, min_by(source_row, line) as source_row
        from sipri_row group by supplier, recipient, start, last, deal""",
    )
    yield Part(
        "pair_figure",
        sql="""select supplier as a, recipient as b, 'sipri-tiv' as indicator, start, last as "end", last as on_date,
        sum(tiv order by line) as value, 'million TIV' as unit, min_by(source_row, line) as source_row
        from sipri_row where tiv is not null group by supplier, recipient, start, last""",
    )
    yield Part("coverage", rows=list(_coverage(raw)))


def _resolve(raw: Raw) -> None:
    """Make the table of rows with both parties, and set aside those without."""
    con = raw.connection
    table = raw.table(_FILE)
    asked = con.execute(
        f"""select distinct name, year from (select Supplier as name, "Delivery year" as year from {table}
        union all select Recipient, "Delivery year" from {table}) where name is not null order by all"""
    ).fetchall()
    found = [(name, year, _party(name, date(int(year), 12, 31))) for name, year in asked]
    raw.make_table(
        "sipri_party",
        {
            "name": [name for name, _, _ in found],
            "year": [year for _, year, _ in found],
            "actor": [actor for _, _, actor in found],
        },
    )
    con.execute(
        f"""create or replace temp table sipri_row as select s.actor as supplier, r.actor as recipient,
        t.Supplier as said_supplier, t.Recipient as said_recipient, "SIPRI AT Database ID" as deal,
        make_date(cast("Delivery year" as integer), 1, 1) as start,
        make_date(cast("Delivery year" as integer), 12, 31) as last,
        cast("TIV delivery values" as double) as tiv, t.line, t.source_row
        from {table} t left join sipri_party s on s.name = t.Supplier and s.year = t."Delivery year"
        left join sipri_party r on r.name = t.Recipient and r.year = t."Delivery year" """
    )
    for why, condition in (
        ("no-state-or-organisation", "supplier is null or recipient is null"),
        ("with-itself", "supplier = recipient"),
    ):
        for (source_row,) in con.execute(f"delete from sipri_row where {condition} returning source_row").fetchall():
            raw.leave_out(why, source_row)


def _party(said: str, day: date) -> str | None:
    """Say what the register means by a name, as ``scheme:code``; None for nobody."""
    name = said.rstrip("*").strip()
    if said.endswith("**"):
        return f"org:{_ORGANISATIONS[name]}" if name in _ORGANISATIONS else None
    if said.endswith("*"):
        return "group:sipri-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return _NAMES.get(name) or (f"state:{key}" if (key := actor_of("name", name, day)) else None)


def _coverage(raw: Raw) -> Iterator[dict[str, str]]:
    layers = ("pair_figure.sipri-tiv", "tie.arms-delivery")
    found = _SELECTION.search(" ".join(raw.preamble(_FILE)[:1]))
    scope = "selected"
    if found and found.group(1) == _ALL:
        keys = raw.connection.execute(
            "select distinct substr(recipient, 7) from sipri_row where recipient like 'state:%' order by all"
        ).fetchall()
        scope = f"to {' '.join(key for (key,) in keys)}" if keys else scope
    first, last = found.group(3, 4) if found else _years(raw)
    for layer in layers:
        yield {"layer": layer, "start": f"{first}-01-01", "end": f"{last}-12-31", "scope": scope}


def _years(raw: Raw) -> tuple[str, str]:
    ((first, last),) = raw.connection.execute("select min(year(start)), max(year(last)) from sipri_row").fetchall()
    return str(first or date.today().year), str(last or date.today().year)
