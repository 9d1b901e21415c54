"""United States aid by recipient and fiscal year, promised and paid.

Judgements
----------
- *Obligations and disbursements* are indicators of their own, in current and in constant dollars. The other three kinds of
  transaction (appropriations, requests, allocations) are steps before them.
- *Fiscal years.* Year n runs from 1 October of n−1 to 30 September of n since 1977, and from 1 July to 30 June before;
  the quarter between them, "1976tq", is a period of its own.
- *Codes are today's*, so aid of 1955 to Algeria bears its code: where neither list of states has the place on any day of
  the fiscal year, the row is set aside.
- *Former states* come by name with the code NULL (or YUF, SCG, SDF). They are who they were; what is booked under their
  names after their end (Czechoslovakia in 2001, Serbia and Montenegro in 2018) is nobody's and set aside.
- *Yugoslavia to June 2006* is added up from up to four names: "Yugoslavia (former)" (1980 to 1992; later rows are set aside,
  as they cannot be told to be Belgrade's), "Serbia and Montenegro (former)" (which the file uses from 1946 on), "Serbia" and
  "Montenegro" (from 1996). Sudan to 2011 likewise from two. The sum's ``source_row`` spans the rows it is made of.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw
from comity.model.states import state_spells

_FILE = "us_foreign_aid_country.csv.gz"
_KINDS = {"2": "obligations", "3": "disbursements"}
_UNITS = {"current": "USD, current", "constant": "USD of fiscal year 2020"}

#: Name in the file → key, and the last fiscal year in which it was that state.
_FORMER = {
    "Czechoslovakia (former)": ("CSK", 1993),
    "Germany (former East)": ("DDR", 1991),
    "Soviet Union (former)": ("RUS", 1992),
    "Vietnam (former South)": ("RVN", 1975),
    "Yemen (former P.D.R.)": ("YMD", 1990),
    "Yugoslavia (former)": ("YUG", 1992),
    "Serbia and Montenegro (former)": ("YUG", 2006),
    "Sudan (former)": ("SDN", 2011),
}
#: Parts that are booked by themselves before they were states: the whole they belonged to, and to which year.
_PARTS = {"Serbia": ("YUG", 2006), "Montenegro": ("YUG", 2006)}
_OTHERS = {"Kosovo": "XKX", "Luxembourg": "LUX"}


def read(raw: Raw) -> Iterator[Part]:
    """Yield the figures by kind of transaction and kind of dollar."""
    _make_aid(raw)
    for number, kind in _KINDS.items():
        for amount, unit in _UNITS.items():
            yield Part(
                "pair_figure",
                sql=f"""
                select 'state:USA' as a, 'state:' || key as b, 'us-aid-{kind}-{amount}' as indicator,
                    first as start, last as "end", sum({amount}) as value, '{unit}, a fiscal year' as unit,
                    '{_FILE}:' || min(line) || case when count(*) > 1 then '-' || max(line) else '' end as source_row
                from us_aid where kind = '{number}' group by key, first, last""",
            )
    raw.connection.execute("drop table us_aid")


def _make_aid(raw: Raw) -> None:
    """Make the table of rows with the state that each is for, and set aside what is for none."""
    con = raw.connection
    spells = state_spells()
    raw.make_table(
        "us_aid_given",
        {
            "key": [spell.state for spell in spells],
            "since": [spell.start for spell in spells],
            "until": [spell.end for spell in spells],
        },
    )
    con.execute(
        "create or replace temp table us_aid_state as "
        "select key, cast(since as date) as since, cast(until as date) as until from us_aid_given"
    )
    con.execute(
        f"""create or replace temp table us_aid as
        with given as (
            select line, source_row, transaction_type_id as kind, country_name as name, country_code as code,
                cast(current_amount as double) as current, cast(constant_amount as double) as constant,
                fiscal_year = '1976tq' as quarter, cast(left(fiscal_year, 4) as integer) as year
            from {raw.table(_FILE)}
        )
        select *, {_keys()} as key,
            case when quarter then date '1976-07-01' when year > 1976 then make_date(year - 1, 10, 1)
                else make_date(year - 1, 7, 1) end as first,
            case when quarter then date '1976-09-30' when year > 1976 then make_date(year, 9, 30)
                else make_date(year, 6, 30) end as last
        from given"""
    )
    for why, condition in (
        ("former-state-after-its-end", "key is null"),
        (
            "not-a-state-then",
            """not exists (select 1 from us_aid_state s where s.key = us_aid.key and s.since <= last
            and coalesce(s.until, date '9999-12-31') >= first)""",
        ),
    ):
        gone = con.execute(f"delete from us_aid where {condition} returning source_row, line").fetchall()
        for place, _ in sorted(gone, key=lambda row: row[1]):
            raw.leave_out(why, place)
    con.execute("drop table us_aid_state")


def _keys() -> str:
    cases = [
        f"when name = '{name}' then case when year <= {last} then '{key}' end" for name, (key, last) in _FORMER.items()
    ]
    cases += [f"when name = '{name}' and year <= {last} then '{key}'" for name, (key, last) in _PARTS.items()]
    cases += [f"when name = '{name}' then '{key}'" for name, key in _OTHERS.items()]
    return "case " + " ".join(cases) + " else code end"
