"""Pew's favourability: how a public sees a state or an organisation in a year.

Judgements
----------
- *Shares in per cent*, of all respondents with their weights, as the file has them: 0.72 is less than one in a hundred
  (Palestinians on the United States in 2003) and no share of one.
- *Who answers* is a public, coded as its state. "PLS" (2014) is Palestine like "PSE" in all other years; Taiwan and
  Palestine are coded as the survey has them, which is no recognition.
- *Targets* are ten states and two organisations, the European Union and the United Nations.
- *Each of the file's shares and the number of respondents* is an indicator of its own. The five kinds of answer add up to
  100; ``pew-favourable`` is very and somewhat favourable together.
- *China in 2013 is not China.* Over the 33 countries asked again in 2014 the two years do not go together at all (r =
  0.0, elsewhere 0.7 to 0.98), but with what the same publics thought of the United States in 2013 they do (r = 0.96): the
  38 rows are the answers on Americans, it seems. They are set aside.
- *A survey of spring* stands for its year; no two of one country and year ask about the same target.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "pew_opinion_agg_DERIVED.csv.gz"

#: Column → indicator, unit.
INDICATORS = {
    "favorable_wpct": ("pew-favourable", "per cent of respondents"),
    "very_favorable_wpct": ("pew-very-favourable", "per cent of respondents"),
    "somewhat_favorable_wpct": ("pew-somewhat-favourable", "per cent of respondents"),
    "somewhat_unfavorable_wpct": ("pew-somewhat-unfavourable", "per cent of respondents"),
    "very_unfavorable_wpct": ("pew-very-unfavourable", "per cent of respondents"),
    "dk_wpct": ("pew-dont-know", "per cent of respondents"),
    "refused_wpct": ("pew-refused", "per cent of respondents"),
    "n": ("pew-respondents", "persons"),
}

_WHO = "case respondent_iso3 when 'PLS' then 'state:PSE' else 'iso3:' || respondent_iso3 end"
_WHOM = "case when target in ('EU', 'UN') then 'org:' || lower(target) else 'iso3:' || target end"


def read(raw: Raw) -> Iterator[Part]:
    """Yield the shares and the number of respondents, indicator by indicator."""
    for column, (indicator, unit) in INDICATORS.items():
        yield Part(
            "pair_figure",
            sql=f"""select {_WHO} as a, {_WHOM} as b, '{indicator}' as indicator,
            make_date(cast(year as integer), 1, 1) as start, make_date(cast(year as integer), 12, 31) as "end",
            cast({column} as double) as value, '{unit}' as unit, source_row
            from {raw.table(_FILE)} where {column} is not null""",
        )
