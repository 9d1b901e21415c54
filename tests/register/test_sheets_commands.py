"""``comity office export`` and ``import`` as an officer uses them, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from comity.cli import main
from comity.oversight import founding
from comity.oversight.desk import system_clock
from comity.oversight.storage.tables import log_entry
from comity.register import writing
from oversight.world import SYSTEM, Clock, World

Run = Callable[..., tuple[int, str, str]]


class Now(Clock):
    """The machine's own: the commands go by it too."""

    def __call__(self):  # type: ignore[no-untyped-def]
        return system_clock()


@pytest.fixture
def here(office_url: str, tmp_path: Path) -> Iterator[World]:
    made, code = founding.found(office_url, tmp_path / "home", clock=system_clock)
    assert code
    found = World(made, Now(), tmp_path / "home", code).found()
    for kind, title, more in (("partner", "Norland", {"type": "industry", "label": "restricted"}), ("partner", "Japan", {"type": "state", "state": "JPN", "label": "internal"})):  # fmt: skip
        with found.act("anna") as act:
            writing.save(act, kind, {"title": title, "owner": "anna"} | more)
    yield found
    made.close()


@pytest.fixture
def run(here: World, office_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:  # fmt: skip
    monkeypatch.setenv("COMITY_HOME", str(here.home))
    monkeypatch.setenv("COMITY_OFFICE_DB", office_url)
    monkeypatch.chdir(tmp_path)

    def called(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["comity", "office", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return called


def leaves(here: World, act: str) -> list[dict[str, object]]:
    with here.office.database.read(SYSTEM) as con:
        return [json.loads(one) for one in con.scalars(select(log_entry.c.leaf).where(log_entry.c.act == act))]


def test_out_edited_and_in_again(here: World, run: Run, tmp_path: Path) -> None:
    code, out, err = run("export", "register.xlsx", "--as", "anna", "--kind", "partner")
    assert (code, err) == (0, "") and "1 partner; up to the label internal" in out and "records 1" in out
    (leaf,) = leaves(here, "register.exported")
    assert leaf["by"] == here.people["anna"].person and leaf["open"]["via"] == "command line"  # type: ignore[index]

    code, out, err = run("import", "register.xlsx", "--as", "anna")
    assert code == 0 and "0 new, 0 changed, 1 unchanged, 0 problem" in out and "Nothing was taken" in out and "1 of 1" in err  # fmt: skip

    book = openpyxl.load_workbook("register.xlsx")
    column = {cell.value: cell.column_letter for cell in book["partner"][1]}
    book["partner"][f"{column['#aims']}3"] = "Safer seas"
    book["partner"][f"{column['#title']}4"] = "Sweden"
    for name, value in (("type", "state"), ("state", "SWE"), ("owner", "anna"), ("label", "internal")):
        book["partner"][f"{column[f'#{name}']}4"] = value
    book.save("register.xlsx")
    code, out, _ = run("import", "register.xlsx", "--as", "anna", "--dry-run")
    assert code == 0 and "1 new, 1 changed" in out and "“” → “Safer seas”" in out
    code, out, _ = run("import", "register.xlsx", "--as", "anna", "--take")
    assert code == 0 and "Taken." in out
    (leaf,) = leaves(here, "register.imported")
    assert leaf["open"] == {"form": "xlsx", "new": 1, "changed": 1, "via": "command line"}

    code, out, _ = run("export", "again.json", "--as", "anna", "--label", "restricted")
    assert code == 0
    titles = {one["content"]["title"]: one for one in json.loads(Path("again.json").read_text(encoding="utf-8"))["records"]}  # fmt: skip
    assert set(titles) == {"Norland", "Japan", "Sweden"} and titles["Japan"]["content"]["aims"] == "Safer seas"


def test_problems_end_with_2_and_nothing_is_taken(here: World, run: Run) -> None:
    Path("partner.csv").write_text("title;type;owner;label\nSweden;industry;anna;internal\nIceland;kingdom;nobody;internal\n", encoding="cp1252")  # fmt: skip
    for words in ((), ("--take",)):
        code, out, err = run("import", "partner.csv", "--as", "anna", *words)
        assert code == 2 and "partner!B3 (unknown choice)" in out and "partner!C3 (unknown person)" in out and "problems: 2" in err  # fmt: skip
    assert leaves(here, "register.imported") == [] and len(leaves(here, "record.written")) == 2


@pytest.mark.parametrize(("words", "sentence"), [
    (("export", "a.xlsx"), "--as USER"), (("export",), "Either"), (("export", "a.xlsx", "-o", "b.zip"), "Either"), (("export", "a.txt", "--as", "anna"), "Let it end in"),
    (("export", "a.xlsx", "--as", "nobody"), "nobody"), (("export", "a.xlsx", "--as", "olga"), "does not allow"), (("export", "a.xlsx", "--as", "anna", "--label", "secret"), "no label"),
    (("export", "a.xlsx", "--as", "anna", "--kind", "treaty"), "no kind"), (("export", "a.xlsx", "--as", "anna", "--programme", "None"), "no such programme"),
    (("import", "none.xlsx", "--as", "anna"), "There is no file"), (("import", "a.xlsx", "--take", "--dry-run", "--as", "anna"), "either taken or not"),
])  # fmt: skip
def test_what_is_wrong_is_told_and_leaves_no_file(run: Run, tmp_path: Path, words: tuple[str, ...], sentence: str) -> None:  # fmt: skip
    before = sorted(tmp_path.iterdir())
    code, out, err = run(*words)
    assert code == 2 and sentence in err and out == "" and sorted(tmp_path.iterdir()) == before
