"""Panels in the workbench: the files are those of the command line and of Python, and read again as what they are."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from html import unescape
from pathlib import Path

import openpyxl
import pandas
import pyarrow.csv
import pyarrow.parquet
import pytest
from starlette.testclient import TestClient

from comity.panel import dyads, stateyears
from comity.web.app import create_app
from comity.web.pages.panels import page as page_of

STATES = "unit=state-year&from=1995&to=2005&with=exercises&with=bases"
PAIRS = "unit=dyad-year&from=2000&to=2001&directed=true&with=exercises&with=spells:exercised&where=exercised"


MONTHS = "unit=dyad-month&from=2000&to=2000&system=gw&with=bases&with=names&assume-zero=bases"
AMONG = "unit=k-ad-year&from=2000&to=2001&among=USA,JPN,KOR,AUS&with=exercises&with=names"
DRAWN = "unit=k-ad-year&from=2000&to=2001&k=4&sample=50&seed=7&with=names&set=names.keep=all"


@pytest.fixture(scope="module")
def client(almanac_home: Path) -> TestClient:
    return TestClient(create_app(almanac_home, ["testserver"]))


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder in which files are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def comity(home: Path, line: str, folder: Path) -> None:
    """Run a line of the command line."""
    command = [
        sys.executable,
        "-c",
        "import sys; from comity.cli import main; sys.argv[0] = 'comity'; sys.exit(main())",
    ]
    import shlex

    done = subprocess.run([*command, *shlex.split(line)[1:]], cwd=folder, env={**os.environ, "COMITY_HOME": str(home)}, capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("ending", ["parquet", "csv", "dta", "xlsx", "zip"])
def test_the_file_is_the_one_that_the_command_line_makes(
    client: TestClient, almanac_home: Path, temporary: Path, tmp_path: Path, ending: str
) -> None:
    sent = client.get(f"/panels/file?{STATES}&as={ending}")
    assert sent.status_code == 200
    assert sent.headers["content-disposition"] == f'attachment; filename="state-year-1995-2005.{ending}"'
    assert int(sent.headers["content-length"]) == len(sent.content)
    line = client.get(f"/panels?{STATES}&format=json").json()["shell"]
    comity(almanac_home, line.replace(".parquet", f".{ending}"), tmp_path)
    assert sent.content == (tmp_path / f"state-year-1995-2005.{ending}").read_bytes()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("address", [STATES, PAIRS, MONTHS, AMONG, DRAWN])
def test_the_code_that_is_shown_makes_the_same(
    client: TestClient, almanac_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    told = client.get(f"/panels?{address}&format=json").json()
    monkeypatch.setenv("COMITY_HOME", str(almanac_home))
    monkeypatch.chdir(tmp_path)
    sent = client.get(f"/panels/file?{address}&as=parquet").content
    exec(told["python"], {})
    (made,) = tmp_path.glob("*.parquet")
    assert made.read_bytes() == sent
    made.unlink()
    comity(almanac_home, told["shell"], tmp_path)
    assert made.read_bytes() == sent
    # R runs the same line and reads the file that it makes.
    asked, read = re.fullmatch(
        r'system\("((?:[^"\\]|\\.)*)"\)\npanel <- arrow::read_parquet\("([^"]*)"\)\n', told["r"]
    ).groups()  # type: ignore[union-attr]
    assert re.sub(r"\\(.)", r"\1", asked) == told["shell"] and read == made.name


def test_states_can_be_told_by_name_and_joined_by_iso_code(client: TestClient, almanac_home: Path) -> None:
    assert "names" in client.get("/panels?format=json").json()["with"]
    address = "unit=dyad-year&from=1990&to=1992&with=names"
    told = client.get(f"/panels?{address}&format=json").json()
    assert told["tables"]["preview"]["rows"][0] == {
        "ccode1": 2, "ccode2": 20, "year": 1990, "iso3c1": "USA", "iso3c2": "CAN", "name1": "United States", "name2": "Canada",
    }  # fmt: skip
    frame = pandas.read_csv(io.BytesIO(client.get(f"/panels/file?{address}&as=csv").content))
    of = {(row.ccode2, row.year): (row.iso3c2, row.name2) for row in frame.itertuples()}
    assert of[365, 1991] == ("RUS", "Soviet Union") and of[365, 1992] == ("RUS", "Russia")
    assert of[260, 1990] == ("DEU", "West Germany") and of[255, 1990] == ("DEU", "Germany")
    stata = pandas.read_stata(
        io.BytesIO(client.get(f"/panels/file?{address}&as=dta").content), convert_categoricals=False
    )
    assert stata.name1.tolist() == frame.name1.tolist() and stata.iso3c2.tolist() == frame.iso3c2.tolist()
    page = client.get(f"/panels?{address}", headers={"accept": "text/html"}).text
    for link in re.findall(r'href="(/panels/behind\?[^"]+)"', page)[:2]:
        rows = client.get(unescape(link), headers={"accept": "application/json"}).json()["tables"]["behind"]["rows"]
        assert {row["table"] for row in rows} == {"state"}
    for link in set(re.findall(r'href="(/sources/[^"]+)"', page)):
        assert client.get(link).status_code == 200, link


def test_every_form_reads_as_the_same_panel(client: TestClient, almanac_home: Path) -> None:
    wanted = stateyears(1995, 2005, home=almanac_home).add("exercises", "bases").to_arrow()

    def sent(ending: str) -> io.BytesIO:
        return io.BytesIO(client.get(f"/panels/file?{STATES}&as={ending}").content)

    assert pyarrow.parquet.read_table(sent("parquet")).equals(wanted)
    assert pyarrow.csv.read_csv(sent("csv")).num_rows == wanted.num_rows
    stata = pandas.read_stata(sent("dta"), convert_categoricals=False)
    assert stata["mme"].tolist() == pytest.approx(wanted["mme"].to_pandas().tolist(), nan_ok=True)
    sheet = openpyxl.load_workbook(sent("xlsx"), read_only=True)["panel"]
    assert [cell.value for cell in next(sheet.iter_rows())] == wanted.column_names
    with zipfile.ZipFile(sent("zip")) as archive:
        assert {"panel.parquet", "codebook.md", "citation.bib"} <= set(archive.namelist())
    assert client.get(f"/panels/file?{STATES}&as=md").text.startswith("# Codebook: state-year panel, 1995 to 2005")
    assert "@misc{comity," in client.get(f"/panels/file?{STATES}&as=bib").text


def test_the_page_shows_the_first_rows_and_how_much_is_known(client: TestClient, almanac_home: Path) -> None:
    told = client.get(f"/panels?{STATES}&format=json").json()
    table = stateyears(1995, 2005, home=almanac_home).add("exercises", "bases").to_arrow()
    assert told["tables"]["preview"]["rows"] == table.slice(0, page_of.SHOWN).to_pylist()
    assert told["rows"] == table.num_rows and told["columns"] == table.num_columns
    for row in told["tables"]["codebook"]["rows"]:
        column = table[row["column"]]
        assert row["known"] == pytest.approx(1 - column.null_count / len(column))
    by_year = {(row["column"], row["year"]): (row["known"], row["rows"]) for row in told["tables"]["known"]["rows"]}
    frame = table.to_pandas()
    for name in table.column_names:
        for year, part in frame.groupby("year"):
            assert by_year[name, year] == (part[name].notna().sum(), len(part))


def test_a_figure_leads_to_the_rows_behind_it(client: TestClient, almanac_home: Path) -> None:
    page = client.get(f"/panels?{PAIRS}", headers={"accept": "text/html"}).text
    link = unescape(re.findall(r'href="(/panels/behind\?[^"]+)" data-drawer', page)[0])
    told = client.get(link, headers={"accept": "application/json"}).json()
    rows = told["tables"]["behind"]["rows"]
    made = dyads(2000, 2001, directed=True, home=almanac_home).add("exercises")
    assert [row["source_row"] for row in rows] == [one.source_row for one in made.trace("exercises", **told["keys"])]
    assert client.get(f"/panels/behind?{STATES}&group=exercises&ccode=2&year=1700").status_code == 400
    assert client.get(f"/panels/behind?{STATES}&group=exercises").status_code == 400
    assert client.get(f"/panels/behind?{STATES}&group=nmc&ccode=2&year=2000").status_code == 400


def test_a_large_panel_is_made_elsewhere_and_counted_when_asked(
    client: TestClient, almanac_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_of, "COUNTED", 10)
    address = "/panels?unit=dyad-year&from=2000&to=2000&with=exercises"
    page = client.get(address, headers={"accept": "text/html"}).text
    assert "known=true" in page and 'class="draw known"' not in page
    told = client.get(f"{address}&known=true&format=json").json()
    table = dyads(2000, 2000, home=almanac_home).add("exercises").to_arrow()
    assert told["tables"]["preview"]["rows"] == table.slice(0, page_of.SHOWN).to_pylist()
    assert {row["column"]: row["known"] for row in told["tables"]["known"]["rows"]} == {name: len(table) - table[name].null_count for name in table.column_names}  # fmt: skip


def test_what_a_form_cannot_take_is_refused_with_the_line_that_makes_it(client: TestClient, temporary: Path) -> None:
    address = "unit=dyad-year&from=1816&to=2020&directed=true"
    page = client.get(f"/panels?{address}", headers={"accept": "text/html"}).text
    assert "a sheet of Excel takes 1,048,575" in page and f"{address.replace('&', '&amp;')}" not in re.findall(r"as=xlsx", page)  # fmt: skip
    told = client.get(f"/panels/file?{address}&as=xlsx", headers={"accept": "application/json"})
    assert told.status_code == 400
    assert "takes 1,048,575" in told.json()["error"]
    assert told.json()["remedy"].startswith("comity panel dyad-year --from 1816 --to 2020 --system cow --directed -o")
    assert list(temporary.iterdir()) == []


def test_more_than_is_made_here_is_left_to_the_command_line(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_of, "MOST_CELLS", 10)
    page = client.get(f"/panels?{STATES}", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "more than is made here" in page.text and "comity panel state-year" in page.text and "/panels/file" not in page.text  # fmt: skip
    assert client.get(f"/panels/file?{STATES}&as=csv").status_code == 400
    page = client.get("/panels?unit=k-ad-year&from=1990&to=1991&sample=1500000", headers={"accept": "text/html"})
    assert "more than is made here" in page.text


@pytest.mark.parametrize(
    ("address", "said"),
    [("from=1700", "1816"), ("with=horoscopes", "no column group"), ("with=nmc", "not in the record"), ("from=2000&to=1990", "wrong way round")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_the_choices(client: TestClient, address: str, said: str) -> None:
    page = client.get(f"/panels?{address}", headers={"accept": "text/html"})
    assert page.status_code == 400
    assert said in page.text and '<form method="get" action="/panels"' in page.text and "Traceback" not in page.text
    told = client.get(f"/panels?{address}&format=csv")
    assert told.status_code == 400 and said in told.json()["error"]


@pytest.mark.parametrize("address", ["/panels?unit=galaxy", "/panels?from=x", "/panels/file?as=exe", "/panels/file?with=zzz", "/panels/file?with=nmc&as=csv"])  # fmt: skip
def test_nonsense_is_refused(client: TestClient, temporary: Path, address: str) -> None:
    told = client.get(address, headers={"accept": "application/json"})
    assert told.status_code == 400 and told.json()["error"]
    assert list(temporary.iterdir()) == []


def test_looking_at_a_panel_does_not_bring_pandas(almanac_home: Path) -> None:
    """It took most of the first look's time."""
    told = """
import sys
from pathlib import Path
from starlette.testclient import TestClient
from comity.web.app import create_app
answer = TestClient(create_app(Path(sys.argv[1]), ["testserver"])).get("/panels")
print(answer.status_code, "pandas" in sys.modules)
"""
    asked = [sys.executable, "-c", told, str(almanac_home)]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split() == ["200", "False"]
