"""The command line as somebody meets it who has read nothing: each mistake gives a sentence that helps, and exit code 2."""

from __future__ import annotations

import csv
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from build_world import GOOD, write_tables
from comity.catalogue.facts import find
from comity.model.states import key_names

COMITY = Path(sys.executable).with_name("comity")
Result = subprocess.CompletedProcess[str]

COMMANDS = [
    (),
    ("sources",),
    ("borders",),
    ("borders", "add"),
    ("borders", "show"),
    ("borders", "remove"),
    ("build",),
    ("cite",),
    ("pull",),
    ("bring",),
    ("bundle",),
    ("bundle", "create"),
    ("bundle", "verify"),
    ("bundle", "load"),
    ("brief",),
    ("explain",),
    ("demo",),
    ("panel",),
    ("measure",),
    ("serve",),
    ("office",),
    *(
        ("office", name)
        for name in (
            "init",
            "serve",
            "backup",
            "restore",
            "demo",
            "export",
            "import",
            "record",
            "verify",
            "why",
            "checkpoint",
        )
    ),
]


@pytest.fixture
def new_user(tmp_path: Path, almanac_home: Path) -> Path:
    """Give a clean folder to work in; the record is that of the almanac."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def comity(*words: str, folder: Path, home: Path, env: dict[str, str] | None = None) -> Result:
    return subprocess.run(
        [COMITY, *words],
        cwd=folder,
        env=os.environ | {"COMITY_HOME": str(home), "COLUMNS": "100", "NO_COLOR": "1"} | (env or {}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def assert_helps(result: Result, *said: str) -> None:
    assert result.returncode == 2, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    assert 1 <= len(result.stderr.strip().splitlines()) <= 6, result.stderr
    for text in said:
        assert text in result.stderr, result.stderr


@pytest.mark.parametrize("words", COMMANDS, ids=[" ".join(words) or "comity" for words in COMMANDS])
def test_help_of_every_command(new_user: Path, own_home: Path, words: tuple[str, ...]) -> None:
    result = comity(*words, "--help", folder=new_user, home=own_home)
    assert result.returncode == 0
    assert result.stderr == ""
    assert result.stdout.startswith("Usage: comity")
    assert len(result.stdout.splitlines()) > 4
    assert not own_home.exists(), "asking for help made something"
    assert list(new_user.iterdir()) == []


def test_every_command_is_tried_here(new_user: Path, own_home: Path) -> None:
    shown = comity("--help", folder=new_user, home=own_home).stdout.partition("Commands:")[2]
    names = {line.split()[0] for line in shown.splitlines() if line.startswith("  ") and not line.startswith("   ")}
    assert names == {words[0] for words in COMMANDS if words}


def test_every_command_of_the_office_is_tried_here(new_user: Path, own_home: Path) -> None:
    shown = comity("office", "--help", folder=new_user, home=own_home).stdout.partition("Commands:")[2]
    names = {line.split()[0] for line in shown.splitlines() if line.startswith("  ") and not line.startswith("   ")}
    assert names == {words[1] for words in COMMANDS if words[:1] == ("office",) and len(words) > 1}


def test_without_a_word_it_shows_its_help(new_user: Path, own_home: Path) -> None:
    result = comity(folder=new_user, home=own_home)
    assert "Usage: comity" in result.stdout + result.stderr
    assert "brief" in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


def test_what_an_office_needs_first_is_told(new_user: Path, own_home: Path) -> None:
    for words in (("serve",), ("verify",), ("checkpoint",), ("backup", "b.zip"), ("export", "-o", "e.zip"), ("export", "r.xlsx"), ("record", "--as", "anna"), ("why", "anna", "readRecord", "r_1")):  # fmt: skip
        assert_helps(comity("office", *words, folder=new_user, home=own_home), "comity office init")
    assert list(new_user.iterdir()) == []


def test_a_port_that_is_taken_is_told(new_user: Path, own_home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert_helps(comity("serve", "--port", port, folder=new_user, home=own_home), port, "--port")
    assert_helps(comity("serve", "--host", "no such host", folder=new_user, home=own_home), "no such host")


def test_help_brings_nothing_heavy() -> None:
    program = (
        "import sys, comity.cli; sys.argv = ['comity', '--help']\n"
        "try:\n    comity.cli.main()\nexcept SystemExit:\n    pass\n"
        "print(sorted(name for name in ('duckdb', 'pyarrow', 'jinja2', 'httpx2', 'numpy', 'pandas', 'rustworkx', "
        "'filelock', 'sqlalchemy', 'cedarpy', 'cryptography', 'comity.catalogue', 'comity.dossier', 'comity.oversight', 'comity.register', 'comity.web') if name in sys.modules), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stderr.strip() == "[]"


MISTAKES: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
    (("brief", "Narnia"), ("Narnia",)),
    (("brief", "Autsralia"), ("Did you mean", "Australia")),
    (("brief", "Autsralia-Indonesia"), ("Did you mean", "Australia")),
    (("brief", "Australia–Indonezia"), ("Did you mean", "Indonesia")),
    (("brief", "NATTO"), ("NATO",)),
    (("brief", "Korea"), ("North Korea", "South Korea")),
    (("brief", "Korea-Japan"), ("North Korea", "South Korea")),
    (("brief", "Japan-Japan"), ("Japan",)),
    (("brief", ""), ()),
    (("brief", "–"), ()),
    (("brief", "Japan", "--on", "1700"), ("1700",)),
    (("brief", "Japan", "--on", "2999"), ("2999",)),
    (("brief", "Japan", "--on", "nonsense"), ("nonsense", "1985")),
    (("brief", "Japan", "--on", "1985-13-01"), ("1985-13-01",)),
    (("brief", "Japan", "-o", "japan.doc"), ("japan.doc", ".html")),
    (("brief", "Japan", "-o", "japan"), (".html",)),
    (("brief", "Japan", "-o", "nowhere/japan.html"), ("nowhere", "Make the folder first")),
    (("brief",), ("Missing argument", "comity brief --help")),
    (("brief", "Japan", "NATO"), ("NATO",)),
    (("brief", "Japan", "--colour"), ("--colour",)),
    (("explain", "NATO", "no.such-figure"), ("no.such-figure",)),
    (("explain", "NATO", "-o", "x.csv"), ("No figure was named",)),
    (("explain", "NATO", "bonds.in-force", "-o", "x.xls"), (".csv",)),
    (("explain", "Narnia"), ("Narnia",)),
    (("sources", "nonsense"), ("nonsense", "comity sources")),
    (("sources", "atopp"), ("Did you mean atop",)),
    (("build", "nonsense"), ("nonsense", "comity sources")),
    (("pull", "nonsense"), ("nonsense",)),
    (("pull", "--mirror", "nowhere"), ("nowhere",)),
    (("pull", "acled"), ("not verified", "https://acleddata.com", "docs/how-to/bring-a-file.md")),
    (("pull", "sipri-arms-transfers"), ("comity bring sipri-arms-transfers FILE",)),
    (("bring", "sipri-arms-transfers", "nowhere.csv"), ("nowhere.csv",)),
    (("bring", "atop", "nowhere.csv"), ("comity pull atop",)),
    (("bundle", "verify", "nothing.zip"), ("nothing.zip",)),
    (("bundle", "load", "nothing.zip"), ("nothing.zip",)),
    (("demo", "Narnia"), ("Narnia",)),
    (("breif", "Japan"), ("breif",)),
]


@pytest.mark.parametrize(("words", "said"), MISTAKES, ids=[" ".join(words) for words, _ in MISTAKES])
def test_a_mistake_is_answered(
    new_user: Path, almanac_home: Path, words: tuple[str, ...], said: tuple[str, ...]
) -> None:
    result = comity(*words, folder=new_user, home=almanac_home)
    assert_helps(result, *said)
    if words[0] != "demo":
        assert list(new_user.iterdir()) == [], "a mistake left something"


@pytest.mark.parametrize("words", [("brief", "Japan"), ("explain", "NATO"), ("cite",)])
def test_before_there_is_a_record(new_user: Path, own_home: Path, words: tuple[str, ...]) -> None:
    assert_helps(comity(*words, folder=new_user, home=own_home), "There is no record yet", "comity build")
    assert not own_home.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="not here: a device that is always full")
@pytest.mark.parametrize(
    "words", [("sources",), ("sources", "--json"), ("panel", "--list"), ("cite",), ("brief", "Japan")]
)
def test_output_sent_where_there_is_no_room(new_user: Path, almanac_home: Path, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [COMITY, *words], cwd=new_user, env=os.environ | {"COMITY_HOME": str(almanac_home)}, stdout=full,
            stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert result.returncode == 2
    assert result.stderr == "comity: There is no room where the output goes. Free some room, or send it elsewhere.\n"


def test_output_in_a_narrow_alphabet(new_user: Path, almanac_home: Path) -> None:
    env = os.environ | {"COMITY_HOME": str(almanac_home), "PYTHONIOENCODING": "ascii"}
    words = ("sources", "almanac", "--json")
    told = subprocess.run([COMITY, *words], cwd=new_user, env=env, capture_output=True, check=False)
    assert told.returncode == 0, told.stderr
    assert told.stdout.isascii()
    assert json.loads(told.stdout) == json.loads(comity(*words, folder=new_user, home=almanac_home).stdout)
    shown = subprocess.run(
        [COMITY, "panel", "dyad-year", "--from", "2000", "--to", "2000", "--system", "gw"],
        cwd=new_user, env=env, capture_output=True, check=False,
    )  # fmt: skip
    assert shown.returncode == 0, shown.stderr
    assert b"Gleditsch\\u2013Ward" in shown.stdout


def test_sources_as_json(new_user: Path, almanac_home: Path) -> None:
    result = comity("sources", "--json", folder=new_user, home=almanac_home)
    assert result.returncode == 0
    found = {entry["source"]: entry for entry in json.loads(result.stdout)}
    assert found["almanac"]["here"]
    assert found["almanac"]["rows"] > 1000
    assert found["atop"]["rows"] is None, "what was not built has no number of rows, not none"
    assert not found["atop"]["here"]


def test_of_a_file_that_was_brought_it_says_what_that_one_covers(new_user: Path, own_home: Path) -> None:
    name = "sipri-arms-transfers"
    assert "1950-01-01 to 2025-12-31, selected" in comity("sources", name, folder=new_user, home=own_home).stdout
    export = find([name])[0].folder / "sample" / "trade_register.csv"
    assert comity("bring", name, str(export), folder=new_user, home=own_home).returncode == 0
    assert comity("build", name, folder=new_user, home=own_home).returncode == 0
    said = comity("sources", name, folder=new_user, home=own_home).stdout
    [years] = re.findall(r"Has looked at \((\d{4})–(\d{4})\)", said)
    layers = re.findall(r"^  (?:pair_figure|tie)\.\S+: (\d{4})-01-01 to (\d{4})-12-31, to ", said, re.MULTILINE)
    assert layers == [years, years]
    [entry] = json.loads(comity("sources", name, "--json", folder=new_user, home=own_home).stdout)
    assert {look["start"][:4] for look in entry["coverage"]} == {years[0]}


def test_sources_as_a_table_and_one_in_full(new_user: Path, almanac_home: Path) -> None:
    result = comity("sources", folder=new_user, home=almanac_home)
    assert result.returncode == 0
    assert max(len(line) for line in result.stdout.splitlines()) <= 100
    assert "1 of " in result.stdout
    one = comity("sources", "dcad", folder=new_user, home=almanac_home).stdout
    assert "self-pair" in one
    assert "Licence: " in one


def test_cite(new_user: Path, almanac_home: Path) -> None:
    result = comity("cite", folder=new_user, home=almanac_home)
    assert result.returncode == 0
    assert result.stdout.count("@") >= 2
    assert "comity" in result.stdout


def test_a_brief_in_the_terminal_and_as_files(new_user: Path, almanac_home: Path) -> None:
    shown = comity("brief", "Australia-Indonesia", folder=new_user, home=almanac_home)
    assert shown.returncode == 0
    assert max(len(line) for line in shown.stdout.splitlines()) <= 100
    for name in ("a.html", "a.json"):
        made = comity("brief", "Australia–Indonesia", "-o", name, folder=new_user, home=almanac_home)
        assert made.returncode == 0, made.stderr
        assert made.stdout.strip() == name
    assert json.loads((new_user / "a.json").read_text(encoding="utf-8"))
    page = (new_user / "a.html").read_text(encoding="utf-8")
    assert "<script src" not in page
    assert {path.name for path in new_user.iterdir()} == {"a.html", "a.json"}


def test_an_output_that_fails_leaves_what_was_there(new_user: Path, almanac_home: Path) -> None:
    (new_user / "a.html").write_text("mine")
    assert_helps(comity("brief", "Narnia", "-o", "a.html", folder=new_user, home=almanac_home))
    assert (new_user / "a.html").read_text() == "mine"
    (new_user / "folder.html").mkdir()
    assert_helps(comity("brief", "Japan", "-o", "folder.html", folder=new_user, home=almanac_home), "folder")


@pytest.mark.parametrize(
    "words",
    [("brief", "Japan"), ("explain", "NATO"), ("sources",), ("sources", "--json"), ("cite",), ("--help",), ("pull", "--help")],
    ids=" ".join,
)  # fmt: skip
def test_a_pipe_that_nobody_reads(new_user: Path, almanac_home: Path, words: tuple[str, ...]) -> None:
    """As with `| head -1`: by rich, by print and by Typer's own help, while it writes and at the last flush."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        result = subprocess.run(
            [COMITY, *words],
            env=os.environ | {"COMITY_HOME": str(almanac_home)},
            cwd=new_user,
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        os.close(writing)
    assert (result.returncode, result.stderr) == (0, "")


def test_rows_for_excel_bear_its_mark(new_user: Path, almanac_home: Path) -> None:
    result = comity("explain", "NATO", "bonds.in-force", "-o", "rows.csv", folder=new_user, home=almanac_home)
    assert result.returncode == 0, result.stderr
    assert (new_user / "rows.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (new_user / "rows.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows
    assert "source" in rows[0]


def test_one_broken_source_of_ones_own_hides_no_other(new_user: Path, own_home: Path) -> None:
    for name, text in (("mine", "title = "), ("dcad", 'title = "Mine"\n')):
        (own_home / "sources" / name).mkdir(parents=True)
        (own_home / "sources" / name / "source.toml").write_text(text)
    shown = comity("sources", folder=new_user, home=own_home)
    assert shown.returncode == 0, shown.stderr
    assert "atop" in shown.stdout
    assert [line for line in shown.stdout.splitlines() if line.startswith("dcad ")] == []
    broken = [line for line in shown.stdout.splitlines() if line.startswith("BROKEN")]
    assert len(broken) == 2
    assert "sources/mine/source.toml: cannot be read" in broken[1]
    as_json = comity("sources", "--json", folder=new_user, home=own_home)
    assert len(json.loads(as_json.stdout)) > 10
    assert as_json.stderr.count("BROKEN") == 2
    assert comity("sources", "atop", folder=new_user, home=own_home).returncode == 0
    assert_helps(comity("sources", "mine", folder=new_user, home=own_home), "mine/source.toml")
    assert "source.toml" in comity("build", folder=new_user, home=own_home).stderr
    assert not (own_home / "record.duckdb").exists()


@pytest.mark.parametrize(("subject", "other"), [("Japan", "Norway"), ("Norway", "Japan")])
def test_the_demo_counts_what_came_and_advises_something_else(
    new_user: Path, own_home: Path, subject: str, other: str
) -> None:
    mirror = new_user / "mirror"
    (mirror / "mine").mkdir(parents=True)
    (write_tables(own_home, {"place": GOOD["place"]}) / "place.csv").rename(mirror / "mine" / "place.csv")
    result = comity("demo", subject, folder=new_user, home=own_home, env={"COMITY_MIRROR": str(mirror)})
    assert result.returncode == 0, result.stderr
    assert "Fetched from the mirror, or here already: one source." in result.stdout
    assert f"comity brief {other} -o {other.lower()}.html" in result.stdout
    assert f"comity brief {subject} -o" not in result.stdout


def test_the_states_that_are_named_here_exist() -> None:
    assert {"AUS", "IDN", "JPN", "PRK", "KOR"} <= set(key_names())
