"""``comity pull`` and ``comity bundle``: bring the publishers' files here, and carry them further."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.model.errors import BadRequest

if TYPE_CHECKING:
    from types import TracebackType

    from comity.catalogue.contents import Contents
    from comity.catalogue.fetch import Pulled

bundle = typer.Typer(
    name="bundle",
    help="Everything on a stick, for a network without internet.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Bundle = Annotated[Path, typer.Argument(metavar="FILE", help="The bundle, a .zip.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(pull)
    app.command()(bring)
    app.add_typer(bundle)


def pull(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Only these sources; all that can be had by default."),
    ] = None,
    mirror: Annotated[
        str | None, typer.Option(metavar="DIR|URL", help="Where to take them from; COMITY_MIRROR by default.")
    ] = None,
) -> None:
    """Fetch and verify the publishers' files; a transfer that broke off is gone on with."""
    from comity.catalogue import fetch

    with _Report() as report:
        pulled = fetch.pull(names or (), mirror=mirror, progress=report)
    count = {state: sum(result.state == state for result in pulled) for state in ("fetched", "already here")}
    print(
        f"{count['fetched']} fetched, {count['already here']} already here. `comity build` makes the record from them."
    )
    if wanting := [result.source for result in pulled if result.state == "no official address"]:
        print(f"For {', '.join(wanting)} name a mirror (--mirror DIR|URL) or load a bundle.")


def bring(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The source.", show_default=False)],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Its file, as you have it.", show_default=False)],
) -> None:
    """Take over a file that only you can have, such as an export whose terms forbid passing it on."""
    from comity.catalogue.bring import bring as take_over

    brought = take_over(name, file)
    print(
        f"{brought.source:24} {brought.version}, {_amount(1, brought.size)}; it stays on this computer: no bundle takes it."
    )
    print("`comity build` makes the record from what is here.")


class _Report:
    """Shows a bar on a terminal, and one line per source everywhere."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

        from comity.cli.screen import console

        screen = console(error=True)
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TimeRemainingColumn())
        self._bars = Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal)
        self._task = self._bars.add_task("", visible=False)

    def __enter__(self) -> _Report:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def begin(self, source: str, file: str, size: int | None) -> None:
        self._bars.reset(self._task, total=size, description=f"{source}/{file}", visible=True)

    def advance(self, done: int) -> None:
        self._bars.update(self._task, completed=done)

    def end(self) -> None:
        self._bars.update(self._task, visible=False)

    def done(self, pulled: Pulled) -> None:
        self._bars.stop()  # a line printed through a running bar would be wrapped
        brought = f"  {_amount(pulled.files, pulled.size)}" if pulled.files else ""
        note = f"  {pulled.note}" if pulled.note else ""
        print(f"{pulled.source:24} {pulled.state}{brought}{note}", flush=True)
        self._bars.start()


def _amount(files: int, size: int) -> str:
    if size < 1000:
        told = f"{size} bytes"
    elif size < 1_000_000:
        told = f"{size / 1e3:,.1f} kB"
    else:
        told = f"{size / 1e6:,.1f} MB"
    return f"{files} file{'s' if files != 1 else ''}, {told}"


@bundle.command()
def create(
    file: _Bundle,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Only these sources; all that are here by default.")
    ] = None,
    include_restricted: Annotated[
        bool,
        typer.Option("--include-restricted", help="Take also what may not be passed on; the bundle then says so."),
    ] = False,
    own_sources: Annotated[
        bool, typer.Option("--own-sources", help="Take the folders of your own sources, programmes included.")
    ] = False,
) -> None:
    """Put the snapshots that are here into one file."""
    from comity.catalogue import bundle as bundles
    from comity.store.home import writable

    if file.suffix.lower() != ".zip":
        raise BadRequest(f"“{file.name}” does not end in .zip, which a bundle is.", remedy="Name it so.")
    with writable(file):
        replaced = file.exists()
    made = bundles.create(file, names or (), include_restricted=include_restricted, own_sources=own_sources)
    _say_contents(made.contents)
    if made.left_out:
        print(f"Left out, as they may not be passed on: {', '.join(made.left_out)} (--include-restricted takes them).")
    if made.never:
        print(f"No bundle takes what each user brings: {', '.join(made.never)}.")
    print(f"{made.path}: {made.path.stat().st_size:,} bytes, sha256 {made.sha256}")
    if replaced:
        print(f"It took the place of the {file.name} that was there.")


@bundle.command()
def verify(file: _Bundle) -> None:
    """Hold every file of a bundle against its digest."""
    from comity.catalogue import bundle as bundles

    found = bundles.verify(file)
    _say_contents(found.contents)
    print(f"{found.path} is whole, sha256 {found.sha256}")


@bundle.command()
def load(
    file: _Bundle,
    own_sources: Annotated[
        bool, typer.Option("--own-sources", help="Take over the programmes in it too: only if you trust who made it.")
    ] = False,
) -> None:
    """Take over a bundle, whole or not at all."""
    from comity.catalogue import bundle as bundles

    loaded = bundles.load(file, own_sources=own_sources)
    for result in loaded.sources:
        print(f"{result.source:24} {result.state}" + (f"  ({result.note})" if result.note else ""))
    _say_restricted(loaded.contents)
    print("`comity build` makes the record from what is here.")


@bundle.command()
def index(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="It holds one folder per source.", show_default=False)],
) -> None:
    """Make a mirror of a folder: write its index.json."""
    from comity.catalogue.mirror import write_index

    print(write_index(folder))


def _say_contents(contents: Contents) -> None:
    print(f"Bundle of {contents.created.isoformat()}, made by comity {contents.comity}")
    for source in contents.sources:
        size = sum(file.size for file in source.files.values())
        print(
            f"{source.name:24} {source.version}, taken {source.taken.isoformat()}  {_amount(len(source.files), size)}"
        )
    for name, files in sorted(contents.own.items()):
        print(
            f"{name:24} own source with its programme  {_amount(len(files), sum(file.size for file in files.values()))}"
        )
    _say_restricted(contents)


def _say_restricted(contents: Contents) -> None:
    if contents.restricted:
        print("NOT TO BE PASSED ON without the right to, by the licence of:")
        terms = {source.name: source.licence for source in contents.sources}
        for name in contents.restricted:
            print(f"  {name}" + (f": {terms[name]}" if terms.get(name) else ""))
