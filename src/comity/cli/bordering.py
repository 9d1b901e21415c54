"""``comity borders``: the borders of other years, from a file that the user brings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

borders = typer.Typer(
    name="borders",
    help="The borders of other years on the maps, from a file that you bring.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.add_typer(borders)


@borders.command()
def add(
    file: Annotated[
        Path, typer.Argument(help="GeoJSON: outlines of states, with the days from and to which each held.")
    ],
    title: Annotated[
        str, typer.Option("--title", help="What the maps call the set; by default the name of the file.")
    ] = "",
    licence: Annotated[
        str, typer.Option("--licence", help="Its terms, which the maps name too; by default what the file says.")
    ] = "",
) -> None:
    """Check a set of borders and draw the maps of its years from it, in place of any that was there before."""
    from comity.cli.screen import console
    from comity.dossier.draw.bringing import bring
    from comity.dossier.words import count
    from comity.store.home import home

    with console(error=True).status("taking the borders in"):
        taken = bring(home(), file, title, licence)
    print(
        f"{taken.title}: {count(taken.features, 'outline')} of {count(taken.states, 'state')}, {taken.first} to {taken.last or 'today'}."
    )
    print(f"Licence: {taken.licence or 'not told (--licence names it)'}. Every map that is drawn from it says so.")
    if taken.unknown:
        print(f"Land of no state that comity knows: {', '.join(dict.fromkeys(taken.unknown))}.")


@borders.command()
def show() -> None:
    """Say which set of borders is here, and what it tells of which years."""
    from comity.dossier.draw.borders import borders_of
    from comity.dossier.words import count
    from comity.store.home import home

    found = borders_of(home())
    if found is None:
        print("No set of borders is here: the maps of all years have the borders of today (comity borders add FILE).")
        return
    last = "today" if found.last.startswith("9999") else found.last
    states = len({one.key for one in found.outlines if one.key})
    print(
        f"{found.title}: {count(len(found.outlines), 'outline')} of {count(states, 'state')}, {found.first} to {last}. Licence: {found.licence or 'not told'}."
    )


@borders.command()
def remove() -> None:
    """Take the set of borders away: the maps of all years have the borders of today again."""
    from comity.dossier.draw.borders import kept_in
    from comity.store.home import home, lock, writable

    place = kept_in(home())
    if not place.exists():
        print("No set of borders is here.")
        return
    with lock(home(), "borders"), writable(place):
        place.unlink()
    print("The maps of all years have the borders of today again.")
