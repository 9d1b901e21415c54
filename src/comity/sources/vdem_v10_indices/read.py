"""Forty-six V-Dem indices: one figure each a state and year, under names that bear the release.

Judgements
----------
- *Imputed values look like others in the file*, so every one is taken over and the source's first warning says so; the
  names begin with ``vdem10-`` so that no measure takes them for V-Dem's own current estimates.
- *Codes* are Gleditsch and Ward's, of the state of 31 December.
- 263 cells are missing and yield nothing. Zero is a value: most states have no military element in the executive.
- A name is the publisher's without ``v2x_``, in small letters, with ``-`` for ``_`` (``v2x_EDcomp_thick`` is
  ``vdem10-edcomp-thick``).
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "vdem_v10_gw_1959_2019.csv.gz"
_NOT_INDICES = ("gwcode", "year", "country_name")


def read(raw: Raw) -> Iterator[Part]:
    """Yield all the figures."""
    (file,) = raw.source.files
    indices = ", ".join(f'"{column}"' for column in file.columns if column not in _NOT_INDICES)
    yield Part(
        "figure",
        sql=f"""
        select 'gw:' || gwcode as actor, 'vdem10-' || replace(lower(substr(name, 5)), '_', '-') as indicator,
            make_date(cast(year as integer), 1, 1) as start, make_date(cast(year as integer), 12, 31) as "end",
            make_date(cast(year as integer), 12, 31) as on_date, cast(value as double) as value,
            'index' as unit, source_row
        from (unpivot {raw.table(_FILE)} on {indices} into name name value value)""",
    )
