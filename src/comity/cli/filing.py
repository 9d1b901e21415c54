"""``comity office export|import``: the register as a file of Excel, CSV or JSON, out and in; and the log for an overseer."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.cli.office import entries, office, opened

if TYPE_CHECKING:
    from comity.oversight.desk import Office
    from comity.register.sheets.report import Report

#: How the log calls this way: whoever has the machine's files can act as anybody, and it shows.
VIA = "command line"
FORMS = {".xlsx": "xlsx", ".zip": "csv", ".json": "json"}
CHANGES = 40
_As = Annotated[str | None, typer.Option("--as", metavar="USER", help="On whose behalf, as they sign in; the log says that it was the command line.")]  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add this group's commands to those of the office."""
    del app


@office.command()
def export(
    file: Annotated[
        Path | None, typer.Argument(help="The register’s file: .xlsx, .csv.zip or .json. It appears whole or not at all.")
    ] = None,
    kind: Annotated[list[str] | None, typer.Option("--kind", help="Only records of this kind, as activity; again for more.")] = None,
    programme: Annotated[str | None, typer.Option("--programme", help="Only this programme and what belongs to it: its title or identity.")] = None,
    label: Annotated[str, typer.Option("--label", help="Up to which label: public, partners, internal, restricted.")] = "internal",
    user: _As = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="LOG", help="Write the whole log, which `comity office verify` verifies anywhere.")
    ] = None,
    without_content: Annotated[
        bool, typer.Option("--without-content", help="With -o: leave out what was signed; then no signature can be checked there.")
    ] = False,
) -> None:  # fmt: skip
    """Write the register into a file for Excel, CSV or JSON; with -o the log, for an overseer."""
    from comity.model.errors import BadRequest

    if (file is None) == (output is None):
        raise BadRequest("Either the register goes into a file, or the log.", remedy="Write comity office export FILE --as USER, or comity office export -o LOG.")  # fmt: skip
    made = opened()
    try:
        if output is not None:
            _log(made, output, content=not without_content)
        elif file is not None:
            _register(made, file, user, tuple(kind or ()), programme, label)
    finally:
        made.close()


def _log(made: Office, output: Path, *, content: bool) -> None:
    from comity.oversight.reading import export as write

    with made.system() as act:
        act.log("log.exported", open={"content": content})
    size = write(made, output, content=content)
    held = "with all that was signed: it is as confidential as the records" if content else "without what was signed"
    print(f"{output}: {entries(size)}, {held}.")


def _register(
    made: Office, file: Path, user: str | None, kinds: tuple[str, ...], programme: str | None, label: str
) -> None:
    from comity.model.errors import BadRequest
    from comity.register.listing import Asked
    from comity.register.sheets.gathering import export as write
    from comity.store.home import atomic_write

    form = FORMS.get(file.suffix.lower())
    if form is None:
        raise BadRequest("“%(name)s” is no name of such a file.", remedy="Let it end in .xlsx, .csv.zip or .json.", name=file.name)  # fmt: skip
    who = _who(made, user)
    which = _programme(made, who, programme) if programme else ""
    data, out = write(made, who, Asked(kinds=kinds, programme=which), label, form, via=VIA)
    with atomic_write(file) as stream:
        stream.write(data)
    counts = ", ".join(f"{count:,} {name}" for name, count in out.counts.items()) or "no record"
    print(f"{file}: {counts}; up to the label {label}.")
    if out.withheld or out.references:
        print(f"Withheld, as above it: records {out.withheld:,}, references to such {out.references:,}.")


def _who(made: Office, user: str | None) -> str:
    from comity.model.errors import BadRequest
    from comity.oversight.people.accounts import find_person
    from comity.oversight.storage.engine import Scope

    if not user:
        raise BadRequest("It is not said on whose behalf.", remedy="Say it with --as USER: the policy decides by them.")
    with made.look() as look:
        made.database.set_scope(look.con, Scope.SYSTEM)
        return find_person(look, user)


def _programme(made: Office, who: str, said: str) -> str:
    from comity.model.errors import UnknownName
    from comity.register.reading import Finding

    with made.look(who, factors=2) as look:
        found = Finding(look).record(said, ("programme",))
    if found is None:
        raise UnknownName("There is no such programme as “%(said)s” that %(who)s may read.", remedy="Give its title as it stands, or its identity.", said=said, who=who)  # fmt: skip
    return found


@office.command("import")
def bring(
    file: Annotated[Path, typer.Argument(help="A file that was exported, or one’s own: .xlsx, .csv, .csv.zip, .json.")],
    take: Annotated[bool, typer.Option("--take", help="Take it, all or nothing; without it only the report is made.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Make the report alone, as without --take.")] = False,
    void: Annotated[bool, typer.Option("--void", help="Take also what voids approvals.")] = False,
    user: _As = None,
) -> None:  # fmt: skip
    """Bring a file into the register after a report of every row. Exit code 2 with all problems; then nothing is taken."""
    from comity.model.errors import BadFile, BadRequest, Busy, NotAllowed, NotHere
    from comity.register.sheets.reading import read
    from comity.register.sheets.report import report
    from comity.register.sheets.taking import take as taking

    if take and dry_run:
        raise BadRequest("It is either taken or not.", remedy="Give --take or --dry-run.")
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise NotHere("There is no file %(path)s.", path=file) from None
    except OSError as error:
        raise BadFile("It cannot be read (%(why)s).", where=str(file), why=error.strerror or error) from error
    made = opened()
    try:
        who = _who(made, user)
        held = read(file.name, data)
        if take:
            try:
                with made.act(who, factors=2) as act:
                    taken = taking(act, held, voiding=void, via=VIA, progress=_progress("Looked at", "Writing them"))
            except (BadRequest, Busy, NotAllowed):
                with made.look(who, factors=2) as look:
                    _tell(report(look, held))
                raise
            _tell(taken)
            print("Taken. It is a draft until it is approved.")
            return
        with made.look(who, factors=2) as look:
            _tell(report(look, held, _progress("Looked at")))
        print("Nothing was taken; --take does.")
    finally:
        made.close()


def _progress(what: str, then: str = "") -> Callable[[int, int], None]:
    def tell(done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{what} {done:,} of {of:,} records", end="\n" if done == of else "", file=sys.stderr, flush=True)
        elif done == of or (done and done % 5_000 == 0):
            print(f"{what} {done:,} of {of:,} records", file=sys.stderr, flush=True)
        if done == of and then:
            print(then, file=sys.stderr, flush=True)

    return tell


def _tell(found: Report) -> None:
    from comity.model.errors import BadFile

    print(", ".join(f"{count:,} {status}" for status, count in found.counts.items()) + ".")
    shown = 0
    for line in found.lines:
        for change in line.changes if line.writing else ():
            shown += 1
            if shown <= CHANGES:
                print(f"{line.place} {line.title[:40]}: {change.field}: “{_short(change.before)}” → “{_short(change.after)}”")  # fmt: skip
        if line.voids:
            print(f"{line.place} {line.title[:40]}: {line.voids}")
    if shown > CHANGES:
        print(f"… and {shown - CHANGES:,} changes more.")
    if troubles := found.troubles:
        for one in troubles:
            print(f"{one.place} ({one.sort}): {one.what} {one.remedy}")
        print("Of each sort: " + ", ".join(f"{sort} {count:,}" for sort, count in found.sorts.items()) + ".")
        raise BadFile("The file has problems: %(count)s.", remedy="Mend them; nothing was taken.", where=found.file.name, count=len(troubles))  # fmt: skip


def _short(said: str) -> str:
    said = " ".join(said.split())
    return said if len(said) <= 60 else said[:59] + "…"
