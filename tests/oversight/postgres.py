"""A PostgreSQL server for one run of the tests: as a user without rights, in a folder of its own, on a free port of this machine.

Whoever uses it holds a lock on a file. A keeper waits for that lock: the system gives it the moment the last user is gone, however
that one ended, and then the keeper stops the server and removes the folder.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

NOBODY = 65534


def programs() -> Path | None:
    """Find the folder of PostgreSQL's programs."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return debian[-1].parent if debian else None


@dataclass(frozen=True)
class Server:
    """A running server."""

    folder: str
    port: int
    admin: str
    owner: str

    def url(self, name: str) -> str:
        """Give the URL of a database, as the role that owns it."""
        return f"postgresql://office:{self.owner}@127.0.0.1:{self.port}/{name}"

    def as_admin(self, *statements: str, name: str = "postgres") -> None:
        """Run statements as the superuser, each by itself."""
        import psycopg

        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", password=self.admin, dbname=name, autocommit=True
        ) as con:
            for statement in statements:
                con.execute(statement)  # type: ignore[call-overload]

    @property
    def process(self) -> int:
        """Give the number of the server's process."""
        return int((Path(self.folder) / "data" / "postmaster.pid").read_text().split()[0])


def make(fsync: bool) -> Server:
    """Make a cluster, and start it."""
    folder = Path(tempfile.mkdtemp(prefix="comity-postgresql-"))
    server = Server(str(folder), _free_port(), secrets.token_hex(16), secrets.token_hex(16))
    word = folder / "word"
    word.write_text(server.admin)
    if os.geteuid() == 0:
        for path in (folder, word):
            os.chown(path, NOBODY, NOBODY)
    _run(
        "initdb",
        "-D",
        folder / "data",
        "-U",
        "postgres",
        "-E",
        "UTF8",
        "--locale=C",
        "-A",
        "scram-sha-256",
        "-N",
        f"--pwfile={word}",
    )
    word.unlink()
    start(server, fsync)
    server.as_admin(f"create role office login password '{server.owner}'")
    return server


def start(server: Server, fsync: bool) -> subprocess.Popen[bytes]:
    """Start the server of a cluster, and wait until it answers."""
    settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": server.folder, "max_connections": 100}
    if not fsync:
        settings |= {"fsync": "off", "full_page_writes": "off"}
    given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (Path(server.folder) / "log").open("ab") as log:
        process = subprocess.Popen(
            _as_nobody("postgres", "-D", f"{server.folder}/data", "-p", str(server.port), *given),
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    import psycopg

    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError((Path(server.folder) / "log").read_text()[-2000:])
        with suppress(psycopg.OperationalError):
            server.as_admin("select 1")
            return process
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL does not answer")


def shared(root: Path, *, fsync: bool = False) -> tuple[Server, IO[bytes]]:
    """Give the server of this run, which the first to ask starts, and the lock that keeps it there."""
    used = (root / "postgresql.used").open("ab")
    fcntl.flock(used, fcntl.LOCK_SH)
    told = root / "postgresql.json"
    if told.exists():
        server = Server(**json.loads(told.read_text()))
        with suppress(Exception):
            server.as_admin("select 1")
            return server, used
    server = make(fsync)
    told.write_text(json.dumps(asdict(server)))
    subprocess.Popen(
        [sys.executable, __file__, str(root)], start_new_session=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return server, used


def keep(root: Path) -> None:
    """Wait until nobody uses the server, then stop it and remove its folder."""
    with (root / "postgresql.used").open("ab") as used:
        fcntl.flock(used, fcntl.LOCK_EX)
        told = root / "postgresql.json"
        server = Server(**json.loads(told.read_text()))
        told.unlink()
        stop(server)


def stop(server: Server) -> None:
    """Stop a server, and remove its folder."""
    with suppress(OSError, ValueError):
        process = server.process
        os.kill(process, signal.SIGINT)
        for _ in range(200):
            os.kill(process, 0)
            if not (Path(server.folder) / "data" / "postmaster.pid").exists():
                break
            time.sleep(0.05)
    shutil.rmtree(server.folder, ignore_errors=True)


def _as_nobody(program: str, *given: object) -> list[str]:
    folder = programs()
    assert folder is not None
    drop = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.geteuid() == 0 else []
    return [*drop, str(folder / program), *map(str, given)]


def _run(program: str, *given: object) -> None:
    done = subprocess.run(_as_nobody(program, *given), capture_output=True, text=True, cwd="/")
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
