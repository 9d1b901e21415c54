"""Signals of support from a power to a state: one row a run of years in which the signal stays the same.

Judgements
----------
- *Zeros are kept where the authors looked*: the file has a value for each of the five patrons (of three signals, for one or
  three of them) toward each protégé in each year.
- *Zeros before a record begins, or after it ends, are no zeros.* All troops are 0 before 1981 (the United States' in Germany and
  Vietnam among them), all exercises before 1974 and after 2010, all words after 2010. These cells are unknown here.
- *Direction*: from the patron. Pacts, exercises and investment treaties are mutual as such; here they are signals of the patron.
- *The year of a union*: for 1990 the file has the Federal Republic of Germany (260) beside united Germany (255), and North
  Yemen (678) beside Yemen (679). Each pair is one key in the record, so each row stands for its own days.
- *Code 345* is Yugoslavia to 2005 and Serbia from 2006: a run is cut there.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "Individual_Signals_Dataset.csv.gz"
PATRONS = {"us": ("USA", 2), "uk": ("GBR", 200), "fra": ("FRA", 220), "rus": ("RUS", 365), "chi": ("CHN", 710)}
_ALL = tuple(PATRONS)

#: Signal → its unit, the patrons that have it, and the first and the last year that is no blank full of zeros.
SIGNALS = {
    "pact": ("yes/no, defence pact in force", _ALL, 1950, 2012),
    "ex": ("yes/no, joint exercise in the year", _ALL, 1974, 2010),
    "vis": ("yes/no, visit by the leader in the year", _ALL, 1950, 2012),
    "arms": ("million TIV a year", _ALL, 1950, 2012),
    "troops": ("persons", _ALL, 1981, 2012),
    "nukes": ("yes/no, nuclear weapons deployed", ("us", "rus", "uk"), 1950, 2012),
    "words": ("supportive statements a year", ("us",), 1950, 2010),
    "econaid": ("USD a year", ("us",), 1950, 2012),
    "bit": ("yes/no, investment treaty", _ALL, 1950, 2012),
}


def read(raw: Raw) -> Iterator[Part]:
    """Yield the signals, one patron after the other."""
    table, con = raw.table(_FILE), raw.connection
    own = ", ".join(f"'{code}'" for _, code in PATRONS.values())
    for (place,) in con.execute(f"select source_row from {table} where ccode in ({own}) order by line").fetchall():
        raw.leave_out("own-row", place)
    for signal, (unit, patrons, first, last) in SIGNALS.items():
        for patron in patrons:
            key, code = PATRONS[patron]
            given = f"""(select * from {table} where {patron}_{signal} is not null and ccode <> '{code}'
                and cast(year as integer) between {first} and {last})"""
            yield Part("pair_figure", sql=_runs(given, f"{patron}_{signal}", key, f"signals-{signal}", unit))


def _runs(given: str, column: str, key: str, indicator: str, unit: str) -> str:
    return f"""
    with cell as (
        select ccode, ccode = '345' and cast(year as integer) >= 2006 as later, cast(year as integer) as year,
            cast({column} as double) as value, line
        from {given}
    ), marked as (
        select *, year - row_number() over (partition by ccode, later, value order by year) as run from cell
    )
    select 'state:{key}' as a, 'cow:' || ccode as b, '{indicator}' as indicator,
        case ccode || ' ' || min(year) when '255 1990' then date '1990-10-03' when '679 1990' then date '1990-05-22'
            else make_date(min(year), 1, 1) end as start,
        case ccode || ' ' || max(year) when '260 1990' then date '1990-10-02' when '678 1990' then date '1990-05-21'
            else make_date(max(year), 12, 31) end as "end",
        make_date(max(year), 12, 31) as on_date, value, '{unit}' as unit,
        '{_FILE}:' || min(line) || case when count(*) > 1 then '-' || max(line) else '' end as source_row
    from marked group by ccode, later, value, run"""
