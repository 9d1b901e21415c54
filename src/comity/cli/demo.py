"""``comity demo``: what ``make demo`` shows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

#: What is shown when no subject is named: a pair, a pact, an organisation.
SUBJECTS = ("Australia–Indonesia", "NATO", "ASEAN")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    subject: Annotated[str | None, typer.Argument(help="A subject of your own.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Where the briefs go.")] = Path("out"),
) -> None:
    """Build the record from what ships with comity (and from COMITY_MIRROR, if set), write three briefs, open the workbench.

    The workbench is left out where there is no terminal, or with DEMO_SERVE=0.
    """
    import sys
    import time

    from comity.catalogue.build import build
    from comity.cli.briefing import write_brief
    from comity.cli.screen import console
    from comity.dossier import brief
    from comity.dossier.as_text import print_brief
    from comity.dossier.lesson import render_lesson, tell_lesson
    from comity.dossier.words import count
    from comity.store.home import atomic_write, writable

    screen = console()
    begun = time.perf_counter()
    if os.environ.get("COMITY_MIRROR"):
        from comity.catalogue.fetch import pull

        pulled = pull()
        got = sum(result.state in ("fetched", "already here") for result in pulled)
        screen.print(f"Fetched from the mirror, or here already: {count(got, 'source')}.")
    result = build()
    screen.print(
        f"The record has {result.rows:,} rows from {count(len(result.sources), 'source')} ({time.perf_counter() - begun:.1f} s): {result.record}"
    )
    with writable(out):
        out.mkdir(parents=True, exist_ok=True)
    subjects = (subject,) if subject else SUBJECTS
    written = []
    for number, name in enumerate(subjects):
        made = brief(name)
        print_brief(made, screen, short=number > 0)
        path = out / f"{_file_name(made.subject.name)}.html"
        write_brief(made, path)
        write_brief(made, path.with_suffix(".json"))
        written.append((made.subject.name, path))
    lesson = out / "unknown-is-not-zero.html"
    page = render_lesson()
    with atomic_write(lesson) as stream:
        stream.write(page.encode())
    screen.print()
    screen.rule("[bold]Unknown is not zero[/bold]", align="left", characters="─")
    tell_lesson(screen)
    screen.print()
    screen.rule("[bold]Written[/bold]", align="left", characters="─")
    for name, path in written:
        screen.print(f"{name}: {path} (and .json)")
    screen.print(f"Why unknown is not zero, as two charts: {lesson}")
    screen.print("\nOpen them in a browser. Then try:")
    other = "Norway" if any(name == "Japan" for name, _ in written) else "Japan"
    for command, what in (
        (f'.venv/bin/comity explain "{subjects[0]}" bonds.in-force', "the rows behind a figure"),
        (f".venv/bin/comity brief {other} -o {other.lower()}.html", "a page on another subject"),
        (".venv/bin/comity sources", "what else there is, and its reach"),
        ('make demo SUBJECT="Northern Europe"', "a demo of your own"),
    ):
        line = f"{command:62} {what}"
        screen.print(f"  {line}", soft_wrap=True)
    if sys.stdout.isatty() and sys.stdin.isatty() and os.environ.get("DEMO_SERVE") != "0":
        from comity.cli.serving import open_workbench

        screen.print()
        screen.rule("[bold]The workbench[/bold]", align="left", characters="─")
        open_workbench("127.0.0.1", 0)


def _file_name(name: str) -> str:
    return "".join(char if char.isalnum() else "-" for char in name.lower()).strip("-")
