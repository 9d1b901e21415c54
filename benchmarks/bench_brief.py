"""A brief, warm, beside the floor (opening the record and reading the same rows by plain SQL)."""

from __future__ import annotations

import tempfile
from pathlib import Path

from clock import mirror, race, report

from comity.catalogue.build import build
from comity.catalogue.fetch import pull
from comity.dossier import brief
from comity.dossier.as_html import render_html
from comity.dossier.draw.frame import Fit
from comity.dossier.draw.geometry import atlas
from comity.dossier.draw.map import draw_map
from comity.store.home import record_path
from comity.store.record import open_record

SUBJECTS = ("Japan", "Australia–Indonesia", "NATO", "ASEAN", "Northern Europe")
NORTH = ("DNK", "EST", "FIN", "ISL", "IRL", "LVA", "LTU", "NOR", "SWE", "GBR")


def regional_map() -> None:
    """Draw a region from the packed shapes on."""
    atlas.cache_clear()
    draw_map(dict.fromkeys(NORTH, "member"), view=Fit(NORTH))


def main() -> None:
    report(
        "a map of a region",
        race(5, map=regional_map, reading_the_shapes=lambda: (atlas.cache_clear(), atlas())),
        "0.25 s",
    )
    place = mirror()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        pull(mirror=str(place), home=home)
        build(home=home)
        for subject in SUBJECTS:
            made = brief(subject, home=home)
            states = list(made.subject.states)

            def whole(subject: str = subject) -> None:
                render_html(brief(subject, home=home))

            def bare(states: list[str] = states) -> None:
                with open_record(record_path(home)) as con:
                    for table, column in (
                        ("agreement_party", "actor"),
                        ("obligation", "actor"),
                        ("activity_party", "actor"),
                        ("incident_party", "actor"),
                        ("figure", "actor"),
                        ("tie", "a"),
                    ):
                        con.execute(
                            f'from "{table}" where list_contains($states, "{column}")', {"states": states}
                        ).fetchall()

            report(f"brief on {subject}, as HTML, warm", race(5, brief=whole, plain_sql=bare), "1.5 s")


if __name__ == "__main__":
    main()
