"""The six Worldwide Governance Indicators: an estimate with its 90 % interval and its standard error, a state and year.

Judgements
----------
- *Two indicators a dimension*: the estimate, and its standard error as published (``…-se``), so that both come back to the
  digit.
- *The interval is the publisher's own model's*: the estimate is the mean and the standard error the standard deviation of
  a normal distribution, so low and high are the estimate ∓ 1.645 standard errors (90 %).
- *The file has no codes.* Names are resolved on 31 December of the year: Serbia is the Federal Republic of Yugoslavia, or
  Serbia and Montenegro, until 2005. Territories, and economies that were no state of either list yet, are set aside by
  name, so that a new name refuses the file.
- *".." is missing*, in the estimate and the error alike; such a cell yields nothing.
- Ranks and numbers of sources are left: they follow from the estimates of the year, and from the methodology.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "wgidataset_2024_long.csv.gz"

#: The file's word for a dimension → indicator.
_DIMENSIONS = {
    "va": "wgi-voice-accountability",
    "pv": "wgi-political-stability",
    "ge": "wgi-government-effectiveness",
    "rq": "wgi-regulatory-quality",
    "rl": "wgi-rule-of-law",
    "cc": "wgi-control-of-corruption",
}

#: Standard errors to either side that hold 90 % of a normal distribution.
_NINETY = 1.645


def read(raw: Raw) -> Iterator[Part]:
    """Yield the estimates and their standard errors, dimension by dimension."""
    for word, indicator in _DIMENSIONS.items():
        estimate, error = "cast(estimate as double)", "cast(stddev as double)"
        for name, value, low, high in (
            (indicator, estimate, f"{estimate} - {_NINETY} * {error}", f"{estimate} + {_NINETY} * {error}"),
            (f"{indicator}-se", error, "null", "null"),
        ):
            yield Part(
                "figure",
                sql=f"""
                select 'name:' || countryname as actor, '{name}' as indicator,
                    make_date(cast(year as integer), 1, 1) as start, make_date(cast(year as integer), 12, 31) as "end",
                    make_date(cast(year as integer), 12, 31) as on_date, {value} as value, {low} as low, {high} as high,
                    'standard deviations' as unit, source_row
                from {raw.table(_FILE)} where indicator = '{word}' and {value} is not null""",
            )
