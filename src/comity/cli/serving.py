"""``comity serve``."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes any that is free.")] = 8080,
    host: Annotated[
        str,
        typer.Option(
            "--host", help="The address it listens on; others than this machine's own let others read the record."
        ),
    ] = "127.0.0.1",
    name: Annotated[
        list[str] | None,
        typer.Option("--name", help="A name under which it answers too, where others reach it by name."),
    ] = None,
) -> None:
    """Open the workbench: the record in a browser, offline, until you end it with Ctrl-C."""
    open_workbench(host, port, name or ())


def open_workbench(host: str, port: int, names: Sequence[str] = ()) -> None:
    """Serve the workbench until it is ended.

    Raises
    ------
    BadRequest
        When it cannot be listened there.
    """
    import socket

    import uvicorn

    from comity.model.errors import BadRequest
    from comity.store.home import home
    from comity.web.app import create_app
    from comity.web.served import LOCAL

    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise BadRequest(
            f"{host}, port {port}, cannot be listened on ({error.strerror or error}).",
            remedy="Choose another with --port.",
        ) from error
    # Connections inherit it. Without it the body waits until the reader has confirmed the head: 40 ms an answer.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    taken = listener.getsockname()[1]
    shown = "localhost" if host in ("127.0.0.1", "::1") else host
    print(f"The workbench is at http://{shown}:{taken} (Ctrl-C ends it).", flush=True)
    app = create_app(home(), (*LOCAL, host, *names))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=3))
    # To be ended is how it ends.
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
