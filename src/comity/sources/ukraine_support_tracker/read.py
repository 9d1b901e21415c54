"""Aid to Ukraine: what a donor allocated in a month, and the heavy weapons of the whole time.

Judgements
----------
- *Allocations by purpose* (military, financial, humanitarian) and *commitments*. The file's total is the sum of the three
  purposes in every row, so it is not kept beside them.
- *Euro, not thousand millions.* The file has six decimals of 10⁹ euro, so the figures are whole thousands.
- *A row for every donor and month in the file, zeros included*; a month without a row is one without an allocation, of
  the 42 donors that are looked at.
- *The European Union's institutions* are the organisation, never its members.
- *Weapons* have no date in the file: each figure spans the tracker's whole time.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_MONTHS = "data_explorer.csv.gz"
_WEAPONS = "weapons.csv.gz"
_COLUMNS = ("military", "financial", "humanitarian", "commitments")
_CATEGORIES = {
    "Air Defense": "air-defence-systems", "Howitzers": "howitzers", "IFV": "infantry-fighting-vehicles", "MLRS": "rocket-launchers",
    "Tanks": "tanks",
}  # fmt: skip


def read(raw: Raw) -> Iterator[Part]:
    """Yield the months, purpose by purpose, then the weapons."""
    for column in _COLUMNS:
        yield Part(
            "pair_figure",
            sql=f"""
            with given as (
                select *, make_date(cast(year as integer), cast(month as integer), 1) as first from {raw.table(_MONTHS)}
            )
            select case iso when 'EU' then 'org:eu' else 'iso3:' || iso end as a, 'state:UKR' as b,
                'ukraine-aid-{column}' as indicator, first as start, last_day(first) as "end",
                round(cast({column} as double) * 1e9) as value, 'EUR a month' as unit, source_row
            from given""",
        )
    kind = "case category " + " ".join(f"when '{said}' then '{ours}'" for said, ours in _CATEGORIES.items()) + " end"
    for column, ending, unit in (("number_of_weapons", "", "pieces"), ("monetary_value_eur", "-value", "EUR")):
        yield Part(
            "pair_figure",
            sql=f"""
            select 'name:' || donor as a, 'state:UKR' as b, 'ukraine-aid-' || {kind} || '{ending}' as indicator,
                date '2022-01-24' as start, date '2026-04-30' as "end", cast({column} as double) as value,
                '{unit}' as unit, source_row
            from {raw.table(_WEAPONS)}""",
        )
