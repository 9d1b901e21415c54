"""SQL in the workbench: what it answers, and what it does not do however it is asked."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from starlette.testclient import TestClient

from comity.store.home import record_path
from comity.store.once import see_once
from comity.web.app import create_app
from comity.web.pages.sql import running
from comity.web.pages.sql.running import Runner
from comity.web.pages.sql.sandbox import MEMORY, ROOM, ROWS
from comity.web.pages.sql.tables import EXAMPLES, VIEWS

STAMP = (1, 1, 1)
Ask = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def client(almanac_home: Path) -> TestClient:
    return TestClient(create_app(almanac_home, ["testserver"]))


@pytest.fixture(scope="module")
def ask(almanac_home: Path) -> Iterator[Ask]:
    runner = Runner(almanac_home)
    yield lambda text: runner.run(text, STAMP)
    runner.close()


@pytest.fixture
def con(almanac_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(record_path(almanac_home)), read_only=True) as opened:
        see_once(opened)
        yield opened


# -- what it answers


def test_rows_are_those_that_the_record_has(client: TestClient, con: duckdb.DuckDBPyConnection) -> None:
    query = "select agreement, signed, source, source_row from one_agreement order by agreement"
    told = client.get("/sql", params={"q": query, "format": "json"}).json()
    there = con.execute(query).fetchall()
    assert [row["agreement"] for row in told["tables"]["result"]["rows"]] == [row[0] for row in there]
    assert told["tables"]["result"]["rows"][0]["signed"] == there[0][1].isoformat()
    assert told["types"]["signed"] == "DATE" and not told["more"]
    found = list(csv.reader(io.StringIO(client.get("/sql", params={"q": query, "format": "csv"}).text.lstrip("﻿"))))
    assert found[0] == ["agreement", "signed", "source", "source_row"]
    assert len(found) == len(there) + 1
    page = client.get("/sql", params={"q": query}, headers={"accept": "text/html"}).text
    assert f"/evidence/row?source=almanac&amp;row={there[0][3].replace(':', '%3A')}" in page


@pytest.mark.parametrize(("title", "query"), EXAMPLES)
def test_every_example_is_answered(client: TestClient, title: str, query: str) -> None:
    told = client.get("/sql", params={"q": query, "format": "json"})
    assert told.status_code == 200, told.text
    assert told.json()["tables"]["result"]["rows"]


@pytest.mark.parametrize("view", VIEWS)
def test_each_thing_stands_once_here_too(ask: Ask, con: duckdb.DuckDBPyConnection, view: str) -> None:
    query = f"select count(*) from {view}"
    assert ask(query)["rows"] == [list(con.execute(query).fetchone() or ())]


@pytest.mark.parametrize("view", [view for view in VIEWS if view.endswith(("_party", "_obligation"))])
def test_a_view_has_the_columns_of_which_its_description_speaks(con: duckdb.DuckDBPyConnection, view: str) -> None:
    columns = {row[0] for row in con.execute(f"describe {view}").fetchall()}
    assert {"said"} <= columns and ("looked" in columns) == ("looked" in VIEWS[view])


def test_the_example_of_exercises_counts_nobody_who_watched(client: TestClient, con: duckdb.DuckDBPyConnection) -> None:
    query = next(query for title, query in EXAMPLES if "Japan exercised" in title)
    told = client.get("/sql", params={"q": query, "format": "json"}).json()["tables"]["result"]["rows"]
    expected = con.execute(
        "with took as (select distinct p.activity, p.actor from one_activity_party p join one_activity using (activity) "
        "where kind = 'exercise' and role <> 'observer') select a.name, count(*) from took o join actor a using (actor) "
        "where o.actor <> 'JPN' and o.activity in (select activity from took where actor = 'JPN') group by 1"
    ).fetchall()
    assert {row["name"]: row["exercises"] for row in told} == dict(expected)


def test_the_page_names_every_table_and_view_with_its_columns(
    client: TestClient, con: duckdb.DuckDBPyConnection
) -> None:
    told = client.get("/sql?format=json").json()["tables"]["columns"]["rows"]
    for table in ("agreement", "coverage", "one_activity_party"):
        described = con.execute(f"describe {table}").fetchall()
        assert [(row["column"], row["type"]) for row in told if row["table"] == table] == [(one[0], one[1]) for one in described]  # fmt: skip
    (count,) = con.execute("select count(*) from obligation").fetchone() or ()
    assert {row["rows"] for row in told if row["table"] == "obligation"} == {count}


def test_what_is_code_in_a_description_is_shown_as_code(client: TestClient) -> None:
    page = client.get("/sql", headers={"accept": "text/html"}).text
    assert "<code>same_as</code>" in page
    assert "`" not in page.partition("<main")[2]


def test_values_of_every_sort_are_told(ask: Ask) -> None:
    found = ask(
        "select 'é😀 “x”' as text, 1.5 as dec, 'nan'::double as nan, date '2000-01-01' as day, [1, null] as list, "
        "{'a': 1} as struct, 'ab'::blob as blob, 9007199254740993 as big, null as nothing, true as yes, 1 as text"
    )
    assert found["columns"] == [
        "text",
        "dec",
        "nan",
        "day",
        "list",
        "struct",
        "blob",
        "big",
        "nothing",
        "yes",
        "text_2",
    ]
    assert found["rows"] == [["é😀 “x”", 1.5, "nan", "2000-01-01", [1, None], {"a": 1}, "6162", "9007199254740993", None, True, 1]]  # fmt: skip


def test_what_changes_is_asked_anew_and_the_rest_kept(client: TestClient) -> None:
    first, again = (client.get("/sql", params={"q": "select random() as r"}).headers["etag"] for _ in range(2))
    assert first != again
    first, again = (client.get("/sql", params={"q": "select 1 as r"}).headers["etag"] for _ in range(2))
    assert first == again


# -- what is wrong is said


def test_a_bad_query_gets_duckdbs_own_words(client: TestClient) -> None:
    page = client.get("/sql", params={"q": "selct 1"}, headers={"accept": "text/html"})
    assert page.status_code == 400
    assert "Parser Error: syntax error at or near" in page.text and "Traceback" not in page.text
    assert ">selct 1</textarea>" in page.text
    told = client.get("/sql", params={"q": "select no_such from state", "format": "csv"})
    assert told.status_code == 400
    assert told.json()["error"].startswith("Binder Error") and told.json()["tables"] == {}


def test_a_query_of_any_length_is_not_read(client: TestClient) -> None:
    told = client.get("/sql", params={"q": "select 1 -- " + "x" * 4000, "format": "json"})
    assert told.status_code == 400 and "4,000" in told.json()["error"]


def test_markup_in_a_query_and_in_its_answer_is_text(client: TestClient) -> None:
    page = client.get("/sql", params={"q": "select '<script>alert(1)</script>' as \"<b>\""}, headers={"accept": "text/html"})  # fmt: skip
    assert page.status_code == 200
    assert "<script>alert" not in page.text and "<b>" not in page.text


# -- attacks

ATTACKS = [
    "copy actor to '{there}'", "copy (select 1) to '{there}' (format parquet)", "copy actor from '/etc/passwd'",
    "attach '{there}' as other", "attach ':memory:' as other", "detach record", "use temp",
    "from read_csv('/etc/passwd')", "from read_csv_auto('/etc/passwd')", "from read_text('/etc/passwd')",
    "from read_blob('/proc/self/environ')", "from read_json('/etc/passwd')", "from read_parquet('/etc/passwd')", "from '/etc/passwd'",
    "from '/etc/passwd.csv'", "from glob('/etc/*')", "from sniff_csv('/etc/passwd')", "from parquet_metadata('/etc/passwd')",
    "from read_csv('http://127.0.0.1:9/')", "from read_csv('https://example.org/x.csv')", "from 's3://bucket/key.parquet'",
    "from read_duckdb('{record}')",
    "set memory_limit = '100GB'", "set enable_external_access = true", "set lock_configuration = false", "reset memory_limit",
    "pragma memory_limit = '100GB'", "pragma enable_profiling", "pragma database_list", "set temp_directory = '/tmp'", "set threads = 64",
    "install httpfs", "load httpfs", "install 'https://example.org/x.duckdb_extension'", "force install json from community", "update extensions",
    "export database '{there}'", "import database '/tmp'", "select getenv('HOME')", "create secret s (type s3)", "drop secret s",
    "create table t (a int)", "create temp table t (a int)", "create or replace temp view state as select 1", "create macro m() as 1",
    "create type e as enum ('a')", "create sequence s", "drop table state", "alter table state add column x int", "delete from state",
    "insert into state select * from state", "update state set name = 'x'", "truncate state", "vacuum", "checkpoint", "analyze",
    "call enable_logging()", "from enable_logging()", "call force_checkpoint()", "prepare p as select 1", "execute p", "begin", "commit",
    "set variable x = 1", "explain analyze select 1", "explain analyze copy actor to '{there}'", "select 1; select 2", "select 1; copy actor to '{there}'",
    ";", "-- nothing", "/* nothing */", "merge into state using state s on true when matched then delete", "comment on table state is 'x'",
    "load '{there}'", "from query('copy actor to ''{there}''')", "select * from query('attach ''{there}''')",
]  # fmt: skip


@pytest.fixture(scope="module")
def attacked(almanac_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, Any]]]:
    """Try every attack in one process, shut as each query's own is, and give what was answered."""
    there = tmp_path_factory.mktemp("attacked") / "written"
    record = record_path(almanac_home)
    script = """
import json, sys
from comity.web.pages.sql import sandbox
con = sandbox.open_shut(sys.argv[1])
given = json.load(sys.stdin)
sandbox.limit()
print(json.dumps({attack: json.loads(sandbox.answer(con, text)) for attack, text in given.items()}))
"""
    texts = {attack: attack.format(there=there, record=record) for attack in ATTACKS}
    before = record.read_bytes()
    done = subprocess.run([sys.executable, "-c", script, record], input=json.dumps(texts), capture_output=True, text=True, check=True)  # fmt: skip
    assert record.read_bytes() == before
    return there, json.loads(done.stdout)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_but_reading_the_record_is_done(attacked: tuple[Path, dict[str, dict[str, Any]]], attack: str) -> None:
    there, answers = attacked
    assert "error" in answers[attack] or "refused" in answers[attack], answers[attack]
    assert "root:" not in str(answers[attack])
    assert not there.exists()


@pytest.mark.parametrize("attack", ["copy actor to '{there}'", "attach '{there}' as other", "from read_csv('/etc/passwd')", "set memory_limit = '100GB'", "select 1; select 2"])  # fmt: skip
def test_nor_over_the_web(client: TestClient, tmp_path: Path, attack: str) -> None:
    told = client.get("/sql", params={"q": attack.format(there=tmp_path / "written"), "format": "json"})
    assert told.status_code == 400 and told.json()["error"] and told.json()["tables"] == {}
    assert list(tmp_path.iterdir()) == []


def test_secrets_settings_and_surroundings_tell_nothing(almanac_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET_OF_OURS", "do-not-tell")
    runner = Runner(almanac_home)
    try:
        assert runner.run("from duckdb_secrets()", STAMP)["rows"] == []
        settings = str(runner.run("select name, value from duckdb_settings()", STAMP)["rows"])
    finally:
        runner.close()
    assert "do-not-tell" not in settings
    for name, value in (("enable_external_access", "false"), ("lock_configuration", "true"), ("autoload_known_extensions", "false"), ("autoinstall_known_extensions", "false")):  # fmt: skip
        assert f"['{name}', '{value}']" in settings


def test_the_process_may_open_no_file_even_if_duckdb_would(almanac_home: Path) -> None:
    if importlib.util.find_spec("resource") is None:
        pytest.skip("not here: limits of processes as POSIX has them")
    tried = "import comity.web.pages.sql.sandbox as s, sys\ncon = s.open_shut(sys.argv[1])\ns.limit()\n"
    for deed in ("open('/etc/hostname')", "open('/dev/null', 'w')", "__import__('socket').socket()"):
        script = (
            f"{tried}import socket\ntry:\n    {deed}\nexcept OSError:\n    print(con.execute('select 1').fetchall())"
        )
        done = subprocess.run([sys.executable, "-c", script, record_path(almanac_home)], capture_output=True, text=True, check=False)  # fmt: skip
        assert done.stdout.strip() == "[(1,)]", done.stderr


# -- limits


@pytest.mark.parametrize(
    "query",
    [
        "with recursive t(n) as (select 1 union all select n + 1 from t) select max(n) from t",
        "select count(*) from obligation a, obligation b, obligation c where a.start < b.start and b.start < c.start",
        "select sum(length(repeat('x', (range % 1000)::int))) from range(10000000000)",
    ],
)
def test_what_would_never_end_is_ended(almanac_home: Path, query: str) -> None:
    runner = Runner(almanac_home, seconds=1)
    try:
        assert runner.run(query, STAMP) == {"late": True}
        assert runner.run("select 1", STAMP)["rows"] == [[1]]
    finally:
        runner.close()


def test_memory_has_an_end(ask: Ask) -> None:
    found = ask("select list(a.range::varchar || repeat('x', 100)) from range(100000000) a")
    assert found.get("memory") or "error" in found, found
    assert MEMORY == 512 * 2**20


def test_large_answers_are_cut_and_say_so(ask: Ask) -> None:
    found = ask("from range(1000000)")
    assert len(found["rows"]) == ROWS and found["more"]
    found = ask("select repeat('x', 1000000) as x from range(100)")
    assert found["more"] and 0 < len(found["rows"]) <= ROOM // 1_000_000
    assert "larger than" in ask("select repeat('x', 10000000) as x")["refused"]
    assert not ask(f"from range({ROWS})")["more"]


def test_two_run_at_once_and_the_others_wait_or_are_told(almanac_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = "with recursive t(n) as (select 1 union all select n + 1 from t) select max(n) from t"
    monkeypatch.setattr(running, "WAITING", 2)
    runner = Runner(almanac_home, seconds=3, patience=0.3)
    found: list[dict[str, Any]] = []
    threads = [threading.Thread(target=lambda: found.append(runner.run(long, STAMP))) for _ in range(running.AT_ONCE)]
    try:
        for thread in threads:
            thread.start()
        while runner._turns._value:
            time.sleep(0.01)
        assert runner.run("select 1", STAMP) == {"busy": True}
        for thread in threads:
            thread.join()
        assert found == [{"late": True}] * running.AT_ONCE
        assert runner.run("select 1", STAMP)["rows"] == [[1]]
    finally:
        runner.close()


def test_a_query_for_which_nobody_waits_is_ended(almanac_home: Path) -> None:
    runner = Runner(almanac_home)
    left = iter([False, False, True])
    try:
        long = "with recursive t(n) as (select 1 union all select n + 1 from t) select max(n) from t"
        assert runner.run(long, STAMP, gone=lambda: next(left)) == {"gone": True}
    finally:
        runner.close()


def test_what_stands_ready_is_of_the_record_that_is_meant(almanac_home: Path) -> None:
    runner = Runner(almanac_home)
    try:
        runner.prepare((1, 1, 1))
        assert runner._ready is not None
        first = runner._ready[1]
        runner.prepare((1, 1, 1))
        assert runner._ready[1] is first
        runner.prepare((2, 2, 2))
        assert runner._ready[1] is not first and first.poll() is not None
    finally:
        runner.close()
    assert runner._ready is None
