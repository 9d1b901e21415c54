"""The documentation is true: pages are fresh, links lead somewhere, examples run and give what they say."""

from __future__ import annotations

import ast
import doctest
import gzip
import importlib.util
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
PACKAGE = ROOT / "src" / "comity"


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """Give docs/generate.py, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def home(almanac_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Work in an empty folder, on a copy of the record of the almanac."""
    place = tmp_path / "home"
    place.mkdir()
    shutil.copy(almanac_home / "record.duckdb", place)
    monkeypatch.setenv("COMITY_HOME", str(place))
    monkeypatch.chdir(tmp_path)
    return place


def run(line: str) -> str:
    """Run a line of the command line, and give what it prints."""
    from comity.cli import app

    words = shlex.split(line, comments=True)
    assert words[0] == "comity"
    if "serve" in words[1:3]:
        return serve(words[1:])
    result = CliRunner().invoke(app, words[1:])
    assert result.exit_code == 0, f"{line}: {result.output}{result.exception!r}"
    return result.output


def serve(words: list[str]) -> str:
    """Open the workbench, or the office, ask it for its first page, and end it as a user does."""
    command = [Path(sys.executable).parent / "comity", *words, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        found = re.search(r"http://localhost:\d+", said)
        assert found, said
        with urllib.request.urlopen(found.group(), timeout=120) as answer:
            assert answer.status == 200 and b"<h1>" in answer.read()
        process.send_signal(signal.SIGINT)
        process.wait(60)
    assert process.returncode == 0
    return said


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_generated_pages_are_fresh(generate: ModuleType) -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, text in generate.pages().items()
        if path.read_text(encoding="utf-8") != text
    ]
    assert not stale, f"run docs/generate.py: {stale}"


def test_generated_pages_do_not_depend_on_the_machine(
    generate: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = generate.pages()
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("COMITY_HOME", str(tmp_path))
    monkeypatch.setenv("COMITY_MIRROR", str(tmp_path))
    assert generate.pages() == first
    assert not any(str(ROOT) in text or str(Path.home()) + "/" in text for text in first.values())


def test_every_table_and_column_is_described(generate: ModuleType) -> None:
    from comity.store.schema import TABLES

    text = generate.record()
    for table in TABLES:
        section = text.partition(f"\n## {table.name}\n")[2].partition("\n## ")[0]
        assert table.about.strip(), table.name
        for column in table.all_columns:
            assert column.about.strip(), f"{table.name}.{column.name}"
            assert f"| `{column.name}` |" in section, f"{table.name}.{column.name}"


def test_every_command_and_option_is_described(generate: ModuleType) -> None:
    text = generate.commands()
    found = list(generate.walk_commands())
    assert {"sources", "pull", "build", "brief", "explain", "cite", "demo"} <= {name for name, _ in found}
    for name, command in found:
        assert f"## comity {name}\n" in text
        assert (command.help or "").strip(), f"comity {name} has no help"
        for option in command.params:
            assert option.name == "help" or getattr(option, "hidden", False) or (option.help or "").strip(), (
                f"comity {name}: {option.name} has no help"
            )


def undocumented(path: Path) -> Iterator[str]:
    """Name what is public in a module and has no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if ast.get_docstring(tree) is None:
        yield str(path.relative_to(PACKAGE))
    pending: list[tuple[str, Any]] = [("", tree)]
    while pending:
        prefix, parent = pending.pop()
        for node in parent.body:
            kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
            if isinstance(node, kinds) and not node.name.startswith("_"):
                if not ast.get_docstring(node):
                    yield f"{path.relative_to(PACKAGE)}: {prefix}{node.name}"
                if isinstance(node, ast.ClassDef):
                    pending.append((f"{prefix}{node.name}.", node))


def test_everything_public_has_a_docstring() -> None:
    missing = [name for path in sorted(PACKAGE.rglob("*.py")) for name in undocumented(path)]
    assert not missing


def test_everything_public_from_python_is_on_its_page(generate: ModuleType) -> None:
    import comity

    text = generate.api()
    for name in comity.__all__:
        assert f"## comity.{name}\n" in text
        assert getattr(comity, name).__doc__


def anchors(text: str) -> set[str]:
    """Give the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_leads_somewhere() -> None:
    broken = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if target.startswith(("https://", "http://")):
                continue
            name, _, anchor = target.partition("#")
            place = (page.parent / name) if name else page
            if not place.exists() or (anchor and anchor not in anchors(place.read_text(encoding="utf-8"))):
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert not broken


def test_every_page_can_be_found_from_the_readme() -> None:
    seen: set[Path] = set()
    pending = [ROOT / "README.md"]
    while pending:
        page = pending.pop()
        if page in seen or not page.exists():
            continue
        seen.add(page)
        if page.is_dir():
            pending += page.glob("*.md")
        elif page.suffix == ".md":
            names = re.findall(r"\]\(([^)\s#]+)", page.read_text(encoding="utf-8"))
            pending += [(page.parent / name).resolve() for name in names if "://" not in name]
    assert [str(page.relative_to(ROOT)) for page in PAGES if page.resolve() not in seen] == []


def test_decisions_are_short_and_numbered() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    for number, page in enumerate(pages, 1):
        lines = page.read_text(encoding="utf-8").splitlines()
        assert page.name.startswith(f"{number:04}-")
        assert lines[0].startswith(f"# {number}. ")
        assert len(lines) <= 20, page.name
        assert [
            word for word in ("Context", "Decision", "Consequences") if f"**{word}.**" not in "\n".join(lines)
        ] == []


def test_the_picture_is_small() -> None:
    assert (DOCS / "picture.png").stat().st_size <= 300_000


def test_citation_file() -> None:
    import yaml

    facts = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert facts["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= facts.keys()
    assert facts["authors"] == [{"name": "The comity developers"}]
    from importlib.metadata import metadata

    assert facts["version"] == metadata("comity")["Version"]
    assert facts["license"] == metadata("comity")["License-Expression"]


def test_python_of_the_readme(home: Path) -> None:
    text = "\n".join(blocks((ROOT / "README.md").read_text(encoding="utf-8"), "python"))
    example = doctest.DocTestParser().get_doctest(text, {}, "README.md", "README.md", 0)
    assert len(example.examples) >= 5
    said: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(example, out=said.append)
    assert result.failed == 0, "".join(said)


def test_command_lines_of_the_readme(home: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line for block in blocks(text, "sh") for line in block.splitlines() if line.startswith("comity ")]
    assert len(lines) >= 5
    for line in lines:
        assert run(line).strip(), line
    assert (Path.cwd() / "nato.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_first_steps_run(home: Path) -> None:
    text = (DOCS / "start" / "first-steps.md").read_text(encoding="utf-8")
    lines = [
        line for block in blocks(text, "sh") for line in block.splitlines() if line.startswith(".venv/bin/comity ")
    ]
    assert len(lines) >= 8
    for line in lines:
        if "--mirror DIR" not in line:
            run(line.removeprefix(".venv/bin/"))


def test_make_targets_that_the_texts_name_are_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        name for page in PAGES for name in re.findall(r"^make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert named <= targets
    assert {"demo", "test"} <= named


def test_the_readme_says_how_publishers_files_come() -> None:
    """As long as no source names the address of a file, nothing can be fetched from a publisher."""
    from comity.catalogue.facts import discover

    some = any(file.url for source in discover() for file in source.files)
    says = "does not yet fetch them from the publishers" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert says != some


# The worked example of an own source.


def worked_files() -> dict[str, str]:
    """Give the files of the worked example, by name: each stands in a block after a line that names it."""
    text = (DOCS / "how-to" / "own-source.md").read_text(encoding="utf-8")
    found = {}
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        match = re.search(r"^`([a-z_.]+)`[^\n]*(?:\n(?!```)[^\n]*)*\n```\w+\n(.*?)^```", part, re.MULTILINE | re.DOTALL)
        if match:
            found[match.group(1)] = match.group(2)
    return found


@pytest.fixture
def worked(own_home: Path) -> Path:
    """Give a home with the worked example laid into it."""
    folder = own_home / "sources" / "ministry_exercises"
    folder.mkdir(parents=True)
    files = worked_files()
    assert sorted(files) == ["corrections.csv", "exercises.csv", "read.py", "source.toml"]
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return own_home


def test_the_worked_example_of_an_own_source(worked: Path) -> None:
    text = (DOCS / "how-to" / "own-source.md").read_text(encoding="utf-8")
    lines = blocks(text, "sh")[0].splitlines()
    said = {line: run(line) for line in lines}
    assert blocks(text, "text")[0] in said["comity build"]
    assert "exercises that Estonia took part in" in said["comity sources ministry-exercises"]
    with duckdb.connect(str(worked / "record.duckdb"), read_only=True) as con:
        mine = "where source = 'ministry-exercises' order by all"
        assert con.execute(f'select name, domains, personnel, "start" from activity {mine}').fetchall() == [
            ("Amber Shield", "land", 2400.0, _day("2019-05-06")),
            ("Amber Shield", "land|air", 2600.0, _day("2021-05-10")),
            ("Quiet Harbour", "sea", 350.0, _day("2020-09-02")),
        ]
        assert con.execute(f"select actor, count(*) from activity_party {mine.replace('order', 'group by 1 order')}").fetchall() == [
            ("EST", 3), ("FIN", 1), ("LVA", 2), ("SWE", 1),
        ]  # fmt: skip
        assert con.execute(f"select line from rejected {mine}").fetchall() == [(4,), (5,)]
        assert con.execute(f"select author, now from correction {mine}").fetchall() == [("A. Officer", "350")]
        assert con.execute(f"select layer, scope from coverage {mine}").fetchall() == [
            ("activity.exercise", "with EST")
        ]


def _day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)


def test_what_one_state_has_told_is_not_taken_for_all_states(worked: Path) -> None:
    """The worked source has looked with Estonia alone: of Japan's exercises it tells nothing, not even none."""
    import comity

    comity.build()
    ids = {figure.id for figure in comity.brief("Japan").figures}
    assert "exercises.recorded" in ids
    assert "exercises.in-coverage" not in ids


def test_fields_of_source_toml_are_described() -> None:
    from comity.catalogue import facts

    text = (DOCS / "how-to" / "own-source.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`\[{0,2}([a-z_]+)\]{0,2}`", text))
    assert facts._KNOWN_KEYS - {"ships"} <= named


# What needs the publishers' files.


def test_answers_of_the_questions(generate: ModuleType, built: duckdb.DuckDBPyConnection) -> None:
    text = generate.QUESTIONS.read_text(encoding="utf-8")
    assert len(generate.QUESTION.findall(text)) >= 5
    assert generate.answered(built, text) == text, "run docs/generate.py --answers"


def test_a_publishers_file_that_was_fetched_by_hand(mirror: Path, own_home: Path) -> None:
    """The way of the last part of own-source.md, on a file that was packed anew."""
    folder = own_home / "sources" / "dcad"
    shutil.copytree(PACKAGE / "sources" / "dcad", folder)
    facts = (folder / "source.toml").read_text(encoding="utf-8")
    (folder / "source.toml").write_text(re.sub(r"^sha256.*\n", "", facts, flags=re.MULTILINE), encoding="utf-8")
    data = gzip.decompress((mirror / "dcad" / "DCAD-v1.0-main.csv.gz").read_bytes())
    (folder / "DCAD-v1.0-main.csv.gz").write_bytes(gzip.compress(data, 1))
    assert re.search(r"^dcad +\d[\d,]* rows", run("comity build dcad"), re.MULTILINE)
    assert "dcad (own)" in run("comity sources")


def test_row_of_the_brief_in_the_text_is_one(built: duckdb.DuckDBPyConnection) -> None:
    text = (DOCS / "how-to" / "read-a-brief.md").read_text(encoding="utf-8")
    found = re.search(r"`atop: (atop5_1m\.csv\.gz:\d+)`", text)
    assert found is not None
    row = built.execute("select count(*) from agreement_party where source_row = ?", [found.group(1)]).fetchone()
    assert row is not None and row[0] >= 1


def test_pandas_is_imported_at_one_boundary_and_late() -> None:
    """Decision 10."""
    boundary = {"panel/outputs.py", "panel/stata.py", "panel/plan.py", "measures/__init__.py"}
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^(import|from) pandas", text, re.MULTILINE), path
        if re.search(r"^\s+(import|from) pandas", text, re.MULTILINE):
            assert str(path.relative_to(PACKAGE)) in boundary
