"""``comity office demo``: a fictitious ministry to look around in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.cli.office import entries, office

if TYPE_CHECKING:
    from comity.register.demo import Demo

WAYS_IN = "ways-in.txt"


def register(app: typer.Typer) -> None:
    """Add this group's command to those of the office."""
    del app


@office.command()
def demo(
    folder: Annotated[Path | None, typer.Argument(help="Where it is made; COMITY_HOME/demo without it. It must hold no office.")] = None,
) -> None:  # fmt: skip
    """Make the office of a fictitious ministry, with three years of one programme: an invented state, and no real person."""
    from comity.cli.screen import console
    from comity.model.errors import NotAllowed
    from comity.oversight.desk import system_clock
    from comity.oversight.founding import KEY_FILE
    from comity.register.demo import stage
    from comity.register.demo.story import tell
    from comity.store.home import home

    place = folder or home() / "demo"
    database = place / "office.db"
    if any((place / name).exists() for name in ("office.db", KEY_FILE, WAYS_IN)):
        raise NotAllowed("There is an office at %(place)s already.", remedy="Name another folder; nothing there was touched.", place=place)  # fmt: skip
    place.mkdir(parents=True, exist_ok=True)
    try:
        with console(error=True).status("three years go by in Norland"):
            made = stage(str(database), place, tell, system_clock)
        _write(place / WAYS_IN, made)
        size = _size(made)
        made.office.close()
    except BaseException:
        _sweep(place)
        raise
    print(
        f"Made: the fictitious Ministry of Defence of Norland, in {place}; {entries(size)} of the log. No person and no state in it is real."
    )
    print(
        f"Who can sign in, and by what, stands in {place / WAYS_IN}. Everything there is made anew each time, and protects nothing."
    )
    print(f"Next: COMITY_HOME={place} comity office serve")


def _write(path: Path, made: Demo) -> None:
    """Say how each of its people comes in."""
    import os

    import pyotp

    from comity.register.demo.cast import ORGANISATIONS, PEOPLE

    lines = [
        "The fictitious Ministry of Defence of Norland. Sign in with login and password, then the code of an authenticator app",
        "(or: oathtool --totp -b SECRET). Whoever turns a key is asked for its passphrase.",
        "",
    ]
    of = {login: (ORGANISATIONS[where][0], ", ".join(held)) for login, _, where, held in PEOPLE} | {
        "olga": (ORGANISATIONS["ministry"][0], "owner")
    }
    for one in made.people.values():
        lines += [
            f"{one.name} – {of[one.login][0]} – {of[one.login][1]}",
            f"  login       {one.login}",
            f"  password    {one.password}",
            f"  secret      {one.secret}",
            f"  app         {pyotp.TOTP(one.secret, name=one.login, issuer='comity demo').provisioning_uri()}",
        ]
        lines += [f"  passphrase  {one.passphrase}"] if one.passphrase else []
        lines.append("")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write("\n".join(lines))


def _size(made: Demo) -> int:
    from sqlalchemy import select

    from comity.oversight.storage.tables import log_head

    with made.office.look() as look:
        return int(look.con.scalar(select(log_head.c.size)) or 0)


def _sweep(place: Path) -> None:
    """Take away what was made by halves."""
    from comity.oversight.founding import KEY_FILE

    for name in ("office.db", "office.db-wal", "office.db-shm", KEY_FILE, WAYS_IN):
        (place / name).unlink(missing_ok=True)
