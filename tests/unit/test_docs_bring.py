"""docs/how-to/bring-a-file.md is true: its commands, files and queries run and give what they say."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from comity.catalogue.facts import find
from comity.cli import app

PAGE = Path(__file__).parent.parent.parent / "docs" / "how-to" / "bring-a-file.md"
FIRST, SECOND = re.split(r"^## \d\. .*\n", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def run(line: str) -> str:
    result = CliRunner().invoke(app, line.split()[1:], env={"COLUMNS": "100"})
    assert result.exit_code == 0, f"{line}: {result.output}{result.exception}"
    return result.output


def test_the_arms_transfer_export(own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export = find(["sipri-arms-transfers"])[0].folder / "sample" / "trade_register.csv"
    shutil.copy(export, tmp_path / "trade-register.csv")
    monkeypatch.chdir(tmp_path)
    said = {line: run(line) for line in blocks(FIRST, "sh")[0].splitlines()}
    assert "3 Mar 2020" in said["comity sources sipri-arms-transfers"]
    (query,) = blocks(FIRST, "sql")
    with duckdb.connect(str(own_home / "record.duckdb"), read_only=True) as con:
        found = con.execute(query).fetchall()
    assert found[1:3] == [
        ("FRA", "GHA", 2001, 3.5, 2, "trade_register.csv:13"),
        ("FRA", "GHA", 2002, 0.5, 1, "trade_register.csv:14"),
    ]


def test_a_file_whose_form_comity_does_not_know(own_home: Path) -> None:
    folder = own_home / "sources" / "diplometrics_representation"
    folder.mkdir(parents=True)
    assert f"`{folder.name}`" in SECOND
    for name, language in (("representation.csv", "csv"), ("source.toml", "toml"), ("read.py", "python")):
        (text,) = blocks(SECOND, language)
        assert f"`{name}`" in SECOND
        (folder / name).write_text(text, encoding="utf-8")
    said = {line: run(line) for line in blocks(SECOND, "sh")[0].splitlines()}
    assert "not-verified" in said["comity sources diplometrics-representation"]
    assert blocks(SECOND, "text")[0].split() == next(
        line.split() for line in said["comity build"].splitlines() if line.startswith("diplometrics")
    )
    (query,) = blocks(SECOND, "sql")
    with duckdb.connect(str(own_home / "record.duckdb"), read_only=True) as con:
        found = [
            (a, b, str(start), str(end), value, row) for a, b, start, end, value, row in con.execute(query).fetchall()
        ]
        scopes = con.execute("select scope from coverage where source = 'diplometrics-representation'").fetchall()
    assert found == [
        ("FRA", "GHA", "1990-01-01", "1991-12-31", 1.0, "representation.csv:2"),
        ("FRA", "GHA", "1992-01-01", "1992-12-31", 0.75, "representation.csv:4"),
        ("FRA", "GHA", "1994-01-01", "1994-12-31", 1.0, "representation.csv:5"),
        ("FRA", "TGO", "1991-01-01", "1991-12-31", 0.5, "representation.csv:6"),
        ("GHA", "FRA", "1991-01-01", "1991-12-31", 1.0, "representation.csv:7"),
    ]
    assert scopes == [("selected",)]
    listed = run("comity sources").partition("not verified against")
    assert "diplometrics-representation" in listed[0]
    assert "diplometrics-representation" not in listed[2]  # the user's own has taken its place
