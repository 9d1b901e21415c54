"""``comity office …``: the office's database, its log, and what an overseer does with them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from comity.oversight.desk import Look, Office
    from comity.oversight.log.verify import Verdict
    from comity.oversight.policy.facts import Facts

#: What the office needs and the rest of comity does not.
NEEDED = ("sqlalchemy", "alembic", "cryptography", "rfc8785", "cedarpy", "argon2", "webauthn", "pyotp")
DAY = "%d %B %Y, %H:%M UTC"

office = typer.Typer(
    help="People and roles, two keys, and a log that shows every alteration.", no_args_is_help=True, add_completion=False
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.add_typer(office, name="office")


@office.callback()
def _ready() -> None:
    """People and roles, two keys, and a log that shows every alteration."""
    from importlib.util import find_spec

    from comity.model.errors import NotHere

    if not all(find_spec(name) for name in NEEDED):
        raise NotHere("What the office needs is not installed.", remedy="Install it with `pip install 'comity[office]'`.")  # fmt: skip


def _url() -> str:
    import os

    from comity.store.home import home

    return os.environ.get("COMITY_OFFICE_DB") or str(home() / "office.db")


def _open() -> Office:
    from comity.oversight.desk import Office
    from comity.store.home import home

    return Office.open(_url(), home())


@office.command()
def init(
    rp: Annotated[
        str, typer.Option("--rp", metavar="HOST", help="The host name under which people reach it: passkeys are bound to it, for ever.")
    ] = "localhost",
    origin: Annotated[
        list[str] | None, typer.Option("--origin", metavar="URL", help="An address that browsers show, as https://office.example; https://HOST without it.")
    ] = None,
) -> None:  # fmt: skip
    """Make an office; print the one-time code by which its first owner comes in."""
    from comity.model.errors import BadRequest
    from comity.oversight.founding import KEY_FILE, found
    from comity.store.home import home

    if rp != rp.strip().lower() or not rp or any(sign in rp for sign in "/: "):
        raise BadRequest("“%(said)s” is no host name.", remedy="Name it alone, as office.example.", said=rp)
    origins = origin or ([] if rp == "localhost" else [f"https://{rp}"])
    home().mkdir(parents=True, exist_ok=True)
    made, code = found(_url(), home(), rp=rp, origins=origins)
    try:
        print(f"Office             {made.name}")
        print(f"Database           {made.database.place}")
        print(f"Passkeys' host     {made.settings['rp']}")
        print(f"Key of the log     {made.key.vkey(made.origin)}")
        print(f"                   Give it to your overseer. Its secret half is {home() / KEY_FILE}: keep a copy apart from backups.")  # fmt: skip
        if code is None:
            print(
                "An owner has come in already: there is no code any more. Owners invite others on the page of people."
            )
            return
        print(f"One-time code      {code}")
        print("                   It serves once, within 24 hours; `comity office init` prints another until an owner has come in.")  # fmt: skip
        print("Next               comity office serve, open the address that it prints, and come in with the code.")
    finally:
        made.close()


@office.command()
def serve(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes any that is free.")] = 8090,
    host: Annotated[str, typer.Option("--host", help="The address it listens on.")] = "localhost",
    cert: Annotated[Path | None, typer.Option("--cert", help="The certificate's file (PEM), for TLS.")] = None,
    key: Annotated[Path | None, typer.Option("--key", help="The certificate's key (PEM).")] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="A proxy on this machine speaks TLS to the browsers, and passes on to here.")
    ] = False,
) -> None:  # fmt: skip
    """Open the office to browsers until you end it with Ctrl-C."""
    import socket
    import ssl

    from comity.model.errors import BadFile, BadRequest

    local = host in ("localhost", "127.0.0.1", "::1")
    if (cert is None) != (key is None):
        raise BadRequest("A certificate and its key go together.", remedy="Give both --cert and --key.")
    if cert is None and not local and not behind_proxy:
        raise BadRequest(
            "Without TLS the office is served on localhost alone: passwords would go over the network in the clear, and browsers let no passkey sign.",
            remedy="Give --cert and --key, or put a proxy with TLS in front and say --behind-proxy.",
        )  # fmt: skip
    for file in (cert, key):
        if file is not None and not file.is_file():
            raise BadRequest("There is no file %(path)s.", remedy="Name a file in PEM.", path=file)
    if cert and key:
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key)
        except (ssl.SSLError, OSError) as error:
            raise BadFile("%(cert)s and %(key)s are no certificate and its key.", cert=cert, key=key) from error
    made = _open()
    try:
        rp = made.settings["rp"]
        try:
            listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        except OSError as error:
            raise BadRequest("%(host)s, port %(port)s, cannot be listened on (%(why)s).", remedy="Choose another with --port.", host=host, port=port, why=error.strerror or error) from error  # fmt: skip
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _say_where(rp, listener.getsockname()[1], tls=cert is not None, behind_proxy=behind_proxy)
        _serve(made, listener, (rp, host), cert, key, behind_proxy)
    finally:
        made.close()


def _say_where(rp: str, port: int, *, tls: bool, behind_proxy: bool) -> None:
    if behind_proxy:
        print(f"The office listens on port {port} for the proxy of https://{rp} (Ctrl-C ends it).", flush=True)
        return
    print(f"The office is at {'https' if tls else 'http'}://{rp}:{port} (Ctrl-C ends it).", flush=True)
    if rp == "localhost":
        print("Type localhost, not 127.0.0.1: a passkey is bound to a name, and works under no number.", flush=True)
    elif not tls:
        print(f"Passkeys are bound to {rp} and do not work on localhost.", flush=True)


def _serve(made: Office, listener: object, names: Sequence[str], cert: Path | None, key: Path | None, proxy: bool) -> None:  # fmt: skip
    import uvicorn

    from comity.web.office.app import create_office_app
    from comity.web.served import LOCAL

    app = create_office_app(made, hosts=tuple(dict.fromkeys((*LOCAL, *names))), secure=cert is not None or proxy)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, timeout_graceful_shutdown=3, server_header=False, proxy_headers=proxy,
        ssl_certfile=cert, ssl_keyfile=key,
    )  # fmt: skip
    # To be ended is how it ends.
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])  # type: ignore[list-item]


@office.command()
def backup(file: Annotated[Path, typer.Argument(help="The copy's file; it appears whole or not at all.")]) -> None:
    """Copy the office into one file, while others go on working. The log's key is not in it: keep that apart."""
    from comity.oversight.founding import KEY_FILE
    from comity.oversight.storage.backup import backup as copy
    from comity.store.home import home

    made = _open()
    try:
        manifest = copy(made.database, file)
    finally:
        made.close()
    print(f"{file}: {manifest.size:,} entries of the log, root {manifest.root}.")
    print(f"Whoever brings it back needs {home() / KEY_FILE} too; keep that elsewhere.")


@office.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `comity office backup` wrote.")],
    url: Annotated[
        str | None, typer.Option("--url", help="Where to: a file, or postgresql://…; COMITY_OFFICE_DB, or COMITY_HOME/office.db, without it.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="What is there gives way.")] = False,
) -> None:  # fmt: skip
    """Bring a copy back, to either kind of database: all of it, or nothing."""
    from comity.oversight.founding import KEY_FILE
    from comity.oversight.storage.backup import restore as bring_back
    from comity.store.home import home

    if url is None:
        home().mkdir(parents=True, exist_ok=True)
    manifest = bring_back(file, url or _url(), replace=replace)
    print(f"Brought back: {manifest.size:,} entries of the log, root {manifest.root}, copied {manifest.made}.")
    if not (home() / KEY_FILE).exists():
        print(f"The log's key is not at {home() / KEY_FILE}: bring it back too, from where it is kept.")
    print("Next: comity office verify --kept with the checkpoints that your overseer keeps. Later acts than the copy's are lost, and show there.")  # fmt: skip


@office.command()
def verify(
    export: Annotated[
        Path | None, typer.Argument(help="What `comity office export` wrote, or the proof of an entry; the office's own database without it.")
    ] = None,
    kept: Annotated[
        list[Path] | None, typer.Option("--kept", metavar="FILE", help="A checkpoint, or a file of several, that the overseer has kept.")
    ] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="VKEY", help="The log's key, as `comity office init` printed it.")] = None,
) -> None:  # fmt: skip
    """Verify the log, offline: tree, sealed words, checkpoints, and every approval by the rules. Exit code 2 if anything is wrong."""
    from comity.oversight.approvals.replay import replay
    from comity.oversight.log import verify as log

    notes = [note for file in kept or () for note in _notes(file)]
    if export is None:
        problems, verdict = _own(notes, key)
    elif _is_proof(export):
        _verify_proof(export, key, notes)
        return
    else:
        verdict = log.verify(export, kept=notes, log_key=key, replay=replay)
        problems = list(verdict.problems)
    _say(verdict)
    if problems:
        _wrong(problems, verdict.more)
    print("Nothing is wrong.")


def _notes(file: Path) -> list[str]:
    from comity.model.errors import BadFile, NotHere

    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotHere("There is no file %(path)s.", path=file) from None
    except (OSError, UnicodeDecodeError):
        raise BadFile("It is no checkpoint.", where=str(file)) from None
    # A note's signature lines stand behind an empty line; the next note behind another.
    parts = text.strip("\n").split("\n\n")
    if len(parts) % 2 or not text.strip():
        raise BadFile("It is no checkpoint: a text, an empty line, and a signature.", where=str(file))
    return [f"{body}\n\n{signed}\n" for body, signed in zip(parts[::2], (one.rstrip("\n") for one in parts[1::2]), strict=True)]  # fmt: skip


def _is_proof(path: Path) -> bool:
    with suppress(OSError), path.open("rb") as stream:
        return stream.read(1) == b"{"
    return False


def _verify_proof(path: Path, key: str | None, kept: Sequence[str]) -> None:
    from comity.model.errors import BadRequest
    from comity.oversight.log.proof import verify_proof

    if key is None:
        raise BadRequest("A proof is checked with the log's key.", remedy="Give it with --key, as `comity office init` printed it.")  # fmt: skip
    proof = verify_proof(path, key, kept=kept)
    leaf, point = proof.leaf, proof.checkpoint
    print(f"Entry {leaf.seq} of {leaf.office}: {leaf.act}, {leaf.at.strftime(DAY)}, by {leaf.by or 'nobody'}, on {leaf.on or 'nothing'}.")  # fmt: skip
    if proof.words is not None:
        print(f"Its words: {proof.words}")
    if proof.problems:
        _wrong(proof.problems)
    print(f"It stands in the log of {point.size:,} entries that the key has signed, root {point.root.hex()}.")
    print("Not checked: the other entries, and the rules; that needs an export.")


def _own(notes: Sequence[str], key: str | None) -> tuple[list[str], Verdict]:
    """Verify the office's own database: as an export, and its tables against its log."""
    import tempfile

    from comity.oversight import reading
    from comity.oversight.approvals.replay import replay
    from comity.oversight.comparing import differences
    from comity.oversight.log import verify as log

    made = _open()
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "log.zip"
            reading.export(made, file, content=True)
            verdict = log.verify(file, kept=notes, log_key=key or made.key.vkey(made.origin), replay=replay)
        found = list(verdict.problems)
        # What the replay tells stands in both.
        found += [problem for problem in differences(made) if problem not in verdict.problems]
        return found, verdict
    finally:
        made.close()


def _say(verdict: Verdict) -> None:
    span = f", {verdict.first.strftime(DAY)} to {verdict.last.strftime(DAY)}" if verdict.first and verdict.last else ""
    print(f"Log of {verdict.office}: {verdict.size:,} entries{span}.")
    print(f"Root {verdict.root.hex()}, computed from the entries.")
    if verdict.log_key:
        print(f"Key {verdict.log_key}")
    print(f"Checkpoints that agree: {verdict.checkpoints} of the log's own, {verdict.kept} kept by the overseer.")
    for remark in verdict.remarks:
        print(f"Mark: {remark}")


def _wrong(problems: Sequence[str], more: int = 0) -> None:
    from comity.model.errors import BadFile

    for problem in problems:
        print(f"WRONG: {problem}")
    if more:
        print(f"… and {more:,} more.")
    raise BadFile("The log does not hold: %(count)s things are wrong with it.", remedy="Keep this file and tell your overseer.", count=len(problems) + more)  # fmt: skip


@office.command()
def why(
    user: Annotated[str, typer.Argument(help="A person: the name they sign in with, or their identity.")],
    action: Annotated[str, typer.Argument(help="As readRecord, approveMilitary, grantRole: a name of office.cedarschema.")],
    on: Annotated[
        str | None, typer.Argument(metavar="RECORD", help="A record's identity, or a person; the office itself without it.")
    ] = None,
) -> None:  # fmt: skip
    """Explain why somebody may do something, or may not. Exit code 2 if they may not; no content is shown."""
    from comity.oversight.people.accounts import find_person
    from comity.oversight.storage.engine import Scope

    made = _open()
    try:
        with made.look() as looked:
            made.database.set_scope(looked.con, Scope.SYSTEM)
            who = find_person(looked, user)
        with made.look(who, factors=2) as look:
            made.database.set_scope(look.con, Scope.SYSTEM)
            allowed = _explain(look, action, on)
    finally:
        made.close()
    if not allowed:
        raise typer.Exit(2)


def _explain(look: Look, action: str, on: str | None) -> bool:
    from comity.model.errors import BadRequest

    facts, said = _resource(look, on), {}
    if action in ("grantRole", "grantKeyRole", "delegateRole"):
        raise BadRequest("Whether a role may be granted depends on the role: the page of people says it.")
    if action == "vouchKey":
        from comity.oversight.approving import still_founding

        said = {"founding": still_founding(look), "appointed": False}
    explained = look.explain(action, facts, **said)
    print("\n".join(map(str, explained.sentences)))
    print(f"By the policy {explained.decision.digest}.")
    rule = _rule(look, action, on) if explained.decision.allowed and on else None
    if rule:
        print(f"The policy allows it, the rules of the two keys do not: {rule}.")
    return explained.decision.allowed and not rule


def _resource(look: Look, on: str | None) -> Facts:
    from comity.oversight import records
    from comity.oversight.people import accounts
    from comity.oversight.policy.facts import OfficeFacts

    if on is None:
        return OfficeFacts(look.office.name)
    if on.startswith("r_"):
        return records.facts_of(look, on)
    return accounts.facts_of(look, accounts.find_person(look, on))


def _rule(look: Look, action: str, on: str) -> str | None:
    """Give the rule of approvals that forbids what the policy allows, if one does."""
    from sqlalchemy import select

    from comity.oversight.approving import ACTIONS, why_not
    from comity.oversight.storage.tables import submission

    sides = {name: side for side, name in ACTIONS.items()}
    if look.seat is not None and look.seat.side in ACTIONS:
        sides |= dict.fromkeys(("approveAlone", "approveEmergency"), look.seat.side)
    if action not in sides:
        return None
    latest = select(submission.c.digest).where(submission.c.record == on).order_by(submission.c.at.desc()).limit(1)
    digest = look.con.scalar(latest)
    return "nothing was submitted" if digest is None else why_not(look, digest, sides[action])


@office.command()
def checkpoint(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file; it appears whole or not at all.")] = None,
) -> None:  # fmt: skip
    """Sign the log as it stands, for the overseer to keep."""
    from comity.oversight.reading import latest
    from comity.store.home import atomic_write

    made = _open()
    try:
        note, size = latest(made)
    finally:
        made.close()
    if output is None:
        print(note, end="")
        return
    with atomic_write(output) as stream:
        stream.write(note.encode())
    print(f"{output}: the log's {size:,} entries, signed. Give it to the overseer.")


@office.command()
def export(
    output: Annotated[Path, typer.Option("-o", "--output", help="A file; it appears whole or not at all.")],
    without_content: Annotated[
        bool, typer.Option("--without-content", help="Leave out what was signed; then no signature can be checked there.")
    ] = False,
) -> None:  # fmt: skip
    """Write the whole log into one file, which `comity office verify` verifies anywhere."""
    from comity.oversight.reading import export as write

    made = _open()
    try:
        size = write(made, output, content=not without_content)
    finally:
        made.close()
    held = (
        "without what was signed"
        if without_content
        else "with all that was signed: it is as confidential as the records"
    )
    print(f"{output}: {size:,} entries, {held}.")
