"""Open the office's database: SQLite in one file, or PostgreSQL.

An act is one transaction, written by :meth:`Database.write`; what is read together is read by :meth:`Database.read` from one
snapshot. Both say in whose name they go: on PostgreSQL, rows of records outside that scope are not there
(:mod:`comity.oversight.storage.guards`).
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from comity.model.errors import BadRequest, Busy, NotHere
from comity.oversight.storage.refusals import told_of

#: For how long a transaction waits for another, in seconds.
PATIENCE = 30.0
#: Who appends to the log holds this lock of PostgreSQL: the bytes of `comity`.
LOG_LOCK = int.from_bytes(b"comity")


@dataclass(frozen=True, slots=True)
class Scope:
    """In whose name a transaction goes.

    ``Scope.SYSTEM`` is the office itself: the log, copies, and what falls due by itself. Without any scope no record is there.
    """

    person: str | None = None
    organisation: str | None = None
    side: str | None = None
    roles: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    system: bool = False

    SYSTEM: ClassVar[Scope]


Scope.SYSTEM = Scope(system=True)

# Arrays go as PostgreSQL writes them, so that no post's name can stand for two.
_SET_SCOPE = text(
    "select set_config('comity.system', :system, true), set_config('comity.person', :person, true), "
    "set_config('comity.organisation', :organisation, true), set_config('comity.side', :side, true), "
    "set_config('comity.roles', cast(cast(:roles as text[]) as text), true), "
    "set_config('comity.posts', cast(cast(:posts as text[]) as text), true)"
)


class Database:
    """A database of an office, opened by :func:`open_database`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        self._writers = _Queue()

    def __repr__(self) -> str:
        return f"Database({self.place!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def place(self) -> str:
        """Where it is, without a password."""
        return place_of(self.engine.url)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def write(self, scope: Scope | None = None) -> Iterator[Connection]:
        """Run one transaction that writes; it is on the disk when the block has ended, or not at all when that raises.

        Raises
        ------
        Busy
            When others write for longer than can be waited for.
        CannotWrite
            When the disk is full or read-only.
        NotHere
            When the server cannot be reached.
        """
        # SQLite's own waiting is a lottery among its writers; on PostgreSQL each that waits would hold a connection that readers
        # need. Acts go one after another anyway: threads of one process in the order they came.
        with self._writers.turn(self.place):
            if self.dialect == "sqlite":
                yield from self._transaction(scope, comity_begin="begin immediate")
            else:
                yield from self._transaction(scope, isolation_level="READ COMMITTED")

    @contextmanager
    def read(self, scope: Scope | None = None) -> Iterator[Connection]:
        """Read from one snapshot.

        Raises
        ------
        NotHere
            When the server cannot be reached.
        """
        if self.dialect == "sqlite":
            yield from self._transaction(scope, comity_begin="begin")
        else:
            yield from self._transaction(scope, isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def _transaction(self, scope: Scope | None, **options: Any) -> Iterator[Connection]:
        with refusing(self.place), self._connected().execution_options(**options) as con, con.begin():
            if scope:
                self.set_scope(con, scope)
            yield con

    def _connected(self) -> Connection:
        try:
            return self.engine.connect()
        except PoolTimeout as error:
            raise Busy("Others have been using %(place)s for too long.", remedy="Try again in a moment.", place=self.place) from error  # fmt: skip

    def set_scope(self, con: Connection, scope: Scope) -> None:
        """Say in whose name the rest of a transaction goes."""
        if self.dialect == "postgresql":
            con.execute(
                _SET_SCOPE,
                {
                    "system": "on" if scope.system else "",
                    "person": scope.person or "",
                    "organisation": scope.organisation or "",
                    "side": scope.side or "",
                    "roles": list(scope.roles),
                    "posts": list(scope.posts),
                },
            )

    def tidy(self) -> None:
        """Let the database learn how much each of its indexes tells: without that it takes the wrong one for some questions.

        PostgreSQL does so by itself.
        """
        if self.dialect == "sqlite":
            with self._connected().execution_options(comity_begin="begin immediate") as con, con.begin():
                con.exec_driver_sql("pragma analysis_limit = 400")
                # Every table, also one that this connection has not asked yet.
                con.exec_driver_sql("pragma optimize = 0x10002")

    def lock_log(self, con: Connection) -> None:
        """Let no other append to the log until this transaction ends.

        On SQLite there is but one writer anyway.
        """
        if self.dialect == "postgresql":
            con.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOG_LOCK})


class _Queue:
    """A lock whose waiters are served in the order they came."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    @contextmanager
    def turn(self, place: str) -> Iterator[None]:
        with self._guard:
            mine = threading.Lock()
            if self._held:
                mine.acquire()
                self._waiting.append(mine)
            self._held = True
        if mine.locked() and not mine.acquire(timeout=PATIENCE):
            with self._guard:
                if mine in self._waiting:
                    self._waiting.remove(mine)
                    raise Busy(
                        "Others have been writing to %(place)s for too long.",
                        remedy="Try again in a moment.",
                        place=place,
                    )
        try:
            yield
        finally:
            with self._guard:
                if self._waiting:
                    self._waiting.popleft().release()
                else:
                    self._held = False


def open_database(url: str, *, create: bool = False) -> Database:
    """Open the database of an office, and bring its tables forward to those of this comity.

    Parameters
    ----------
    url
        A path, ``sqlite:///path`` or ``postgresql://user@host/name``. A password may stand in the URL, or where libpq looks for one.
    create
        Whether to make it when it is not there (on PostgreSQL: its tables, in a database that is there and empty).

    Raises
    ------
    BadRequest
        When the URL is none, or of another kind of database.
    NotHere
        When there is no such file or database, or the server cannot be reached.
    NotAllowed
        When the server knows no such user or password.
    WrongRecord
        When it is no office's database, is damaged, or was made by a newer comity.
    CannotWrite
        When there is no right or no room to write.
    Busy
        When another holds it for too long.
    """
    from comity.oversight.storage.migrations import forward

    database = connect(url, create=create)
    try:
        with refusing(database.place):
            forward(database, create=create)
    except BaseException:
        database.close()
        raise
    return database


def connect(url: str, *, create: bool = False) -> Database:
    """Open a database as it is, whatever its tables; what it raises is what :func:`open_database` does."""
    parsed = parse(url)
    return Database(_sqlite(parsed, create) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed))


@contextmanager
def refusing(place: str) -> Iterator[None]:
    """Tell in a sentence what the database at a place refuses."""
    try:
        yield
    except DBAPIError as error:
        if refusal := told_of(error, place):
            raise refusal from error
        raise


def parse(url: str) -> URL:
    """Read where a database is: a path, or a URL of SQLite or PostgreSQL.

    Raises
    ------
    BadRequest
        When it is neither. What was said is not repeated: there may be a password in it.
    """
    if "://" not in url:
        return URL.create("sqlite+pysqlite", database=str(Path(url).expanduser().absolute()))
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        parsed = None
    if parsed is not None and parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return parse(str(parsed.database))
    if parsed is not None and parsed.get_backend_name() in ("postgresql", "postgres") and parsed.database:
        return parsed.set(drivername="postgresql+psycopg")
    raise BadRequest(
        "That is no place of an office's database.",
        remedy="Name a file, or write postgresql://user@host/name.",
    ) from None


def place_of(url: URL) -> str:
    """Tell where a database is, without a password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(drivername="postgresql", password=None, query={}).render_as_string()


def _sqlite(url: URL, create: bool) -> Engine:
    path = Path(str(url.database))
    try:
        if create:
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            except FileExistsError:
                path.chmod(0o600)
        elif not path.exists():
            raise NotHere(
                "There is no office at %(place)s.",
                remedy="Make one with `comity office init`, or name where it is.",
                place=path,
            )
    except OSError as error:
        raise told_of(error, str(path)) or error from error
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    # The driver's own beginning of transactions comes too late, and not for reads: SQLAlchemy's event does it instead.
    connection.isolation_level = None
    connection.execute("pragma journal_mode = wal")
    # In WAL, NORMAL may lose what was acknowledged when the power goes.
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    # INSERT OR REPLACE asks the triggers that refuse to remove.
    connection.execute("pragma recursive_triggers = on")
    # Lists and searches read through many pages: without a call for each they take half the time.
    connection.execute("pragma mmap_size = 1073741824")
    # What somebody wrote into the schema runs no functions with side effects.
    connection.execute("pragma trusted_schema = off")


def _begin_sqlite(con: Connection) -> None:
    con.exec_driver_sql(con.get_execution_options().get("comity_begin", "begin"))


def _postgresql(url: URL) -> Engine:
    milliseconds = int(PATIENCE * 1000)
    try:
        engine = create_engine(
            url,
            hide_parameters=True,
            # A server that was restarted is noticed before a transaction begins.
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10, "options": f"-c lock_timeout={milliseconds}"},
        )
    except ImportError as error:
        raise NotHere(
            "What opens PostgreSQL is not installed.", remedy="Install it with `pip install 'comity[postgresql]'`."
        ) from error
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _prepare_postgresql(connection: Any, _: object) -> None:
    # What was acknowledged is on the disk, whatever the server's default.
    connection.execute(
        "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'"
    )
    connection.commit()
