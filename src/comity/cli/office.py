"""``comity office …``: the office's database, its log, and what an overseer does with them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from comity.oversight.desk import Office

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


def entries(number: int) -> str:
    """Write how many entries of the log there are."""
    return f"{number:,} {'entry' if number == 1 else 'entries'}"


def opened() -> Office:
    """Open the office of this machine."""
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
    made = opened()
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

    from comity.oversight.people.oidc import load
    from comity.store.home import home
    from comity.web.office.app import create_office_app
    from comity.web.served import LOCAL

    app = create_office_app(
        made, hosts=tuple(dict.fromkeys((*LOCAL, *names))), secure=cert is not None or proxy, provider=load(home())
    )
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

    made = opened()
    try:
        manifest = copy(made.database, file)
    finally:
        made.close()
    print(f"{file}: {entries(manifest.size)} of the log, root {manifest.root}.")
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
    print(f"Brought back: {entries(manifest.size)} of the log, root {manifest.root}, copied {manifest.made}.")
    if not (home() / KEY_FILE).exists():
        print(f"The log's key is not at {home() / KEY_FILE}: bring it back too, from where it is kept.")
    print("Next: comity office verify --kept with the checkpoints that your overseer keeps. Later acts than the copy's are lost, and show there.")  # fmt: skip
