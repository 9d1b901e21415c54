"""``comity panel`` as somebody uses it who has read its help: files that others can read, and a sentence for each mistake."""

from __future__ import annotations

import io
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from zipfile import ZipFile

import duckdb
import openpyxl
import pandas as pd
import pytest

from comity.catalogue.build import build
from comity.catalogue.fetch import pull

COMITY = Path(sys.executable).with_name("comity")
Result = subprocess.CompletedProcess[str]
SIX = "atop,majors,contiguity,capital-distance,nmc,democracy"


def environment(home: Path) -> dict[str, str]:
    return os.environ | {"COMITY_HOME": str(home), "COLUMNS": "100", "NO_COLOR": "1"}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Give a clean folder to work in."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def some(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home whose record has what the first column groups rest on."""
    home = tmp_path_factory.mktemp("some-home")
    pull(["cow-nmc", "geography", "states-cow-gw", "democracy-isard", "atop"], mirror=str(mirror), home=home)
    build(home=home)
    return home


def comity(*words: object, folder: Path, home: Path) -> Result:
    """Run the command line in this process, which is quicker than to begin one for each of a hundred calls."""
    from comity.cli import main

    out, said = io.StringIO(), io.StringIO()
    code = 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(said):
        patch.chdir(folder)
        for name, value in environment(home).items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["comity", "panel", *(str(word) for word in words)])
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    return subprocess.CompletedProcess(words, code, out.getvalue(), said.getvalue())


def apart(*words: object, folder: Path, home: Path, room: int | None = None) -> Result:
    """Run it in a process of its own, in which no file may grow beyond `room` bytes."""
    return subprocess.run(
        [COMITY, "panel", *(str(word) for word in words)],
        cwd=folder,
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        preexec_fn=None if room is None else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )


def fine(*words: object, folder: Path, home: Path) -> str:
    result = comity(*words, folder=folder, home=home)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    return result.stdout


def assert_helps(result: Result, *said: str) -> None:
    assert result.returncode == 2, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    assert 1 <= len(result.stderr.strip().splitlines()) <= 6, result.stderr
    for text in said:
        assert text in result.stderr, result.stderr


# -- every form


def test_each_form_holds_the_same(work: Path, some: Path) -> None:
    asked = ("dyad-year", "--from", 2010, "--to", 2011, "--states", "cow", "--with", SIX)
    for ending in ("parquet", "csv", "dta", "xlsx", "zip"):
        out = fine(*asked, "-o", f"x.{ending}", folder=work, home=some)
        assert out.splitlines()[0] == f"x.{ending}"
        assert re.search(r"^37,636 rows, 35 columns \(\d+\.\d s\)$", out, re.MULTILINE), out
    names = {f"x.{ending}" for ending in ("parquet", "csv", "dta", "xlsx", "zip")}
    beside = {f"x.{ending}{more}" for ending in ("parquet", "csv", "dta", "xlsx") for more in (".codebook.md", ".bib")}
    assert {path.name for path in work.iterdir()} == names | beside
    like = duckdb.sql(f"select * from '{work}/x.parquet'").df().astype("float64")
    assert like.shape == (37_636, 35)
    assert like["atop_alliance"].notna().all()
    pd.testing.assert_frame_equal(pd.read_csv(work / "x.csv").astype("float64"), like)
    stata = pd.read_stata(work / "x.dta", convert_categoricals=False)
    pd.testing.assert_frame_equal(stata.astype("float64"), like)
    sheet = openpyxl.load_workbook(work / "x.xlsx", read_only=True)["panel"]
    rows = list(sheet.iter_rows(max_row=50, values_only=True))
    assert list(rows[0]) == list(like.columns)
    pd.testing.assert_frame_equal(
        pd.DataFrame(rows[1:], columns=rows[0]).astype("float64"), like.head(49), check_dtype=False
    )
    with ZipFile(work / "x.zip") as archive:
        assert archive.read("panel.parquet") == (work / "x.parquet").read_bytes()
        assert set(json.loads(archive.read("versions.json"))) >= {"comity", "atop", "cow-nmc", "geography"}


def test_labels_in_stata(work: Path, some: Path) -> None:
    fine("dyad-year", "--from", 2000, "--to", 2000, "--with", "contiguity,nmc", "-o", "x.dta", folder=work, home=some)
    with pd.io.stata.StataReader(work / "x.dta") as reader:
        values, labels = reader.value_labels(), reader.variable_labels()
    assert values["conttype"][1] == "land or river border"
    assert labels["cinc2"] == "Composite Index of National Capability, share of the system (state 2)"


def test_the_codebook_and_the_citation_beside_it(work: Path, some: Path) -> None:
    said = ("--from", 2015, "--to", 2020, "--with", "atop", "--assume-zero", "atop")
    fine("dyad-year", *said, "-o", "x.csv", folder=work, home=some)
    book = (work / "x.csv.codebook.md").read_text(encoding="utf-8")
    assert "comity panel dyad-year --from 2015 --to 2020 --system cow --with atop --assume-zero atop" in book
    assert "**0 was assumed where nobody looked**" in book
    assert "ends-in-2018" in book
    assert not pd.read_csv(work / "x.csv").isna().any().any()
    cited = (work / "x.csv.bib").read_text(encoding="utf-8")
    assert "leeds_etal_2002_atop" in cited
    assert "singer" not in cited
    fine("dyad-year", *said[:6], "-o", "y.csv", folder=work, home=some)
    honest = pd.read_csv(work / "y.csv")
    assert honest.loc[honest.year > 2018, "atop_defense"].isna().all()
    assert honest.loc[honest.year <= 2018, "atop_defense"].notna().all()


def test_asked_twice_in_processes_of_their_own(work: Path, some: Path) -> None:
    asked = ("dyad-year", "--from", 1900, "--to", 1910, "--with", SIX, "-o", "a.zip")
    fine(*asked, folder=work, home=some)
    before = {path.name: path.read_bytes() for path in work.iterdir()}
    assert apart(*asked, folder=work, home=some).returncode == 0
    assert {path.name: path.read_bytes() for path in work.iterdir()} == before


# -- every unit


def test_units_and_their_plurals(work: Path, almanac_home: Path) -> None:
    for unit, rows in (("state-year", 195), ("state-years", 195), ("dyad_year", 18_915), ("DYAD-YEARS", 18_915)):
        assert f"\n{rows:,} rows" in fine(unit, "--from", 2012, "--to", 2012, folder=work, home=almanac_home)
    directed = fine("dyad-year", "--from", 2012, "--to", 2012, "--directed", folder=work, home=almanac_home)
    assert "\n37,830 rows, 3 columns" in directed
    months = fine("state-month", "--from", 2012, "--to", 2012, folder=work, home=almanac_home)
    assert "\n2,340 rows, 3 columns" in months
    assert "month" in months
    kads = fine("k-ad-year", "--from", 2012, "--to", 2013, "--among", "USA,China,Russia,France", folder=work, home=almanac_home)  # fmt: skip
    assert "\n8 rows, 4 columns" in kads
    asked = ("k-ad-years", "--from", 2000, "--to", 2013, "-k", 4, "--sample", 25, "--seed", 7)
    assert "\n25 rows, 5 columns" in fine(*asked, folder=work, home=almanac_home)
    assert list(work.iterdir()) == []


def test_where_and_set(work: Path, some: Path) -> None:
    out = fine("dyad-year", "--from", 2000, "--to", 2000, "--with", "prd", "--where", "prd", "-o", "x.csv", folder=work, home=some)  # fmt: skip
    frame = pd.read_csv(work / "x.csv")
    assert (frame["prd"] == 1).all()
    assert f"{len(frame):,} rows" in out
    assert 1_000 < len(frame) < 3_000
    fine("state-year", "--from", 2000, "--to", 2000, "--with", "nmc", "--set", "nmc.keep=all", "-o", "y.csv", folder=work, home=some)  # fmt: skip
    assert "`nmc.keep` = all" in (work / "y.csv.codebook.md").read_text(encoding="utf-8")


def test_the_terminal_shows_rows_and_how_much_is_known(work: Path, some: Path) -> None:
    out = fine("dyad-year", "--from", 2018, "--to", 2019, "--with", SIX, folder=work, home=some)
    assert max(len(line) for line in out.splitlines()) <= 100
    line = next(line for line in out.splitlines() if line.startswith("atop_defense"))
    assert " 50.0%  1 is obliged to defend 2" in line
    assert list(work.iterdir()) == []


# -- the list


def test_the_list_of_groups(work: Path, almanac_home: Path, own_home: Path) -> None:
    from comity.panel.group import groups

    out = fine("--list", folder=work, home=almanac_home)
    assert max(len(line) for line in out.splitlines()) <= 100
    shown = {line.split()[0] for line in out.splitlines() if re.match(r"[a-z]", line)}
    assert shown >= set(groups())
    assert re.search(r"^atop .* no *$", out, re.MULTILINE)
    named = {source for group in groups().values() for source in group.sources}
    assert named <= set(out.split()), "the name of a source is broken"
    assert "spells:COLUMN:in" in fine("--list", "spells", folder=work, home=almanac_home)
    assert "There is no record yet" in " ".join(fine("--list", folder=work, home=own_home).split())
    assert not own_home.exists()
    of_states = fine("--list", "state-years", folder=work, home=almanac_home)
    assert re.search(r"^nmc ", of_states, re.MULTILINE)
    assert not re.search(r"^prd ", of_states, re.MULTILINE)
    one = fine("--list", "contiguity", folder=work, home=almanac_home)
    assert "conttype" in one
    assert "land or river border" in one
    assert "not in the record: geography" in one
    assert_helps(comity("--list", "contiguty", folder=work, home=almanac_home), "Did you mean contiguity")


# -- mistakes

YEARS = ("--from", "2000", "--to", "2001")
MISTAKES: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
    ((), ("The unit is missing", "dyad-year")),
    (("dyad-yaer", *YEARS), ("There is no unit “dyad-yaer”", "Did you mean dyad-year")),
    (("nonsense", *YEARS), ("There is no unit “nonsense”", "k-ad-year")),
    (("dyad-year",), ("The years are missing", "1816 to 2025")),
    (("dyad-year", "--from", "2000"), ("The years are missing",)),
    (("dyad-year", "--from", "MCM", "--to", "2000"), ("--from", "valid integer")),
    (("dyad-year", "--from", "1815", "--to", "2000"), ("from 1816 to 2025", "1815")),
    (("dyad-year", "--from", "2000", "--to", "2030"), ("2030",)),
    (("dyad-year", "--from", "2001", "--to", "2000"), ("wrong way round", "from 2000 to 2001")),
    (("dyad-year", *YEARS, "--with", "conttiguity"), ("There is no column group “conttiguity”", "Did you mean contiguity")),
    (("dyad-year", *YEARS, "--with", "nmc,Majors"), ("Did you mean majors",)),
    (("state-year", *YEARS, "--with", "prd"), ("“prd” has nothing to say of state-years", "dyad-years")),
    (("dyad-month", *YEARS, "--with", "similarity"), ("“similarity” is not given for months",)),
    (("dyad-year", *YEARS, "--with", "atop"), ("“atop” rests on atop, which is not in the record", "comity pull atop && comity build")),
    (("dyad-year", *YEARS, "--with", "arms"), ("Bring it: comity bring sipri-arms-transfers FILE && comity build",)),
    (("dyad-year", *YEARS, "--with", "prd,nmc", "--where", "cinc1"), ("“cinc1” is none", "It has these: prd.")),
    (("dyad-year", *YEARS, "--with", "nmc", "--where", "cinc1"), ("“cinc1” is none", "Add its group first.")),
    (("dyad-year", *YEARS, "--with", "prd"), ("geography and states-cow-gw, which are not in the record",)),
    (("leader-year", *YEARS), ("comity pull leaders",)),
    (("dyad-year", *YEARS, "--system", "iso"), ("“iso” is no list of states", "cow or gw")),
    (("state-year", *YEARS, "--directed"), ("--directed is for dyads",)),
    (("k-ad-year", *YEARS, "--directed"), ("--directed is for dyads",)),
    (("dyad-year", *YEARS, "--sample", "10"), ("--sample is for k-ads", "k-ad-year")),
    (("state-year", *YEARS, "-k", "3"), ("-k is for k-ads",)),
    (("dyad-year", *YEARS, "--among", "USA,CHN"), ("--among is for k-ads",)),
    (("k-ad-year", *YEARS, "--seed", "3"), ("--seed is for a sample",)),
    (("k-ad-year", *YEARS, "-k", "7", "--sample", "5"), ("from 3 to 5 states, not 7",)),
    (("k-ad-year", *YEARS, "-k", "2"), ("not 2", "dyads")),
    (("k-ad-year", *YEARS, "--among", "USA,Narnia,China"), ("Narnia",)),
    (("k-ad-year", *YEARS, "--among", "USA,China"), ("cannot make sets of 3",)),
    (("k-ad-year", *YEARS, "--sample", "0"), ("A sample of 0 is none",)),
    (("k-ad-year", "--from", "1816", "--to", "2020", "-k", "5"), ("sets of 5", "sample")),
    (("dyad-year", *YEARS, "--set", "nmc.keep=all"), ("--set names “nmc”, which is not in the panel", "--with nmc")),
    (("dyad-year", *YEARS, "--with", "nmc", "--set", "nmc.keep"), ("GROUP.OPTION=VALUE",)),
    (("dyad-year", *YEARS, "--with", "nmc", "--set", "nmc.keep=some"), ("“some” is no choice for keep", "usual or all")),
    (("dyad-year", *YEARS, "--with", "nmc", "--set", "nmc.keep=all", "--set", "nmc.keep=usual"), ("“all” and “usual”", "Keep one")),
    (("dyad-year", *YEARS, "--with", "nmc", "--set", "nmc.colour=red"), ("“nmc” has no option “colour”",)),
    (("dyad-year", *YEARS, "--assume-zero", "atop"), ("--assume-zero names “atop”", "--with atop")),
    (("dyad-year", *YEARS, "--with", "nmc", "--assume-zero", "nmc"), ("no column in which absence could mean zero",)),
    (("dyad-year", *YEARS, "--with", "atop,spells", "--assume-zero", "spells"), ("Of spells nothing can be assumed",)),
    (("dyad-year", *YEARS, "--where", "prd"), ("“prd” is none", "with prd")),
    (("dyad-year", *YEARS, "--with", "spells"), ("of which spells could be counted",)),
    (("dyad-year", *YEARS, "--with", "atop,spells:atop_defence"), ("Spells cannot be counted of “atop_defence”", "atop_defense")),
    (("dyad-year", *YEARS, "--with", "spells:a:b"), ("is not how spells are asked for",)),
    (("dyad-year", *YEARS, "-o", "x.sav"), ("“x.sav” ends in none of .parquet, .csv, .dta, .xlsx and .zip",)),
    (("dyad-year", *YEARS, "-o", "x"), ("ends in none of",)),
    (("dyad-year", *YEARS, "-o", "nowhere/x.csv"), ("nowhere/x.csv", "Make the folder first")),
    (("dyad-year", "--from", "1816", "--to", "2020", "--directed", "-o", "x.xlsx"), ("2,063,610 rows", "1,048,575")),
    (("dyad-year", *YEARS, "extra"), ("extra",)),
    (("dyad-year", *YEARS, "--colour"), ("--colour",)),
]  # fmt: skip


@pytest.mark.parametrize(("words", "said"), MISTAKES, ids=[" ".join(words) or "nothing" for words, _ in MISTAKES])
def test_a_mistake_is_answered(work: Path, almanac_home: Path, words: tuple[str, ...], said: tuple[str, ...]) -> None:
    assert_helps(comity(*words, folder=work, home=almanac_home), *said)
    assert list(work.iterdir()) == [], "a mistake left something"


def test_before_there_is_a_record(work: Path, own_home: Path) -> None:
    for more in ((), ("-o", "x.csv")):
        result = comity("state-year", *YEARS, *more, folder=work, home=own_home)
        assert_helps(result, "There is no record yet", "comity build")
    assert not own_home.exists()
    assert list(work.iterdir()) == []


@pytest.mark.parametrize("ending", ["parquet", "csv", "dta", "xlsx", "zip"])
def test_a_disk_that_is_full(work: Path, some: Path, ending: str) -> None:
    path = work / f"x.{ending}"
    path.write_text("old")
    asked = ("state-year", "--from", 1990, "--to", 2005, "--with", "nmc", "-o", path.name)
    result = apart(*asked, folder=work, home=some, room=20_000)
    assert_helps(result, f"{path.name} takes no file of that size", "larger")
    assert path.read_text() == "old"
    assert list(work.iterdir()) == [path]


def test_a_small_disk(work: Path, some: Path) -> None:
    """A real one, where the machine lets one be mounted."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(work)], capture_output=True)
    if mounted.returncode:
        pytest.skip("not here: the right to mount a small disk")
    try:
        for ending in ("parquet", "csv", "dta", "xlsx", "zip"):
            asked = ("state-year", "--from", 1990, "--to", 2005, "--with", "nmc,democracy")
            result = comity(*asked, "-o", f"x.{ending}", folder=work, home=some)
            assert_helps(result, "has no room left", "Free some room")
            assert list(work.iterdir()) == []
    finally:
        subprocess.run(["umount", str(work)], check=True)


def _hears() -> None:
    """Take signals as in a terminal: a run in the background, or under nohup, has them ignored."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)


@pytest.mark.parametrize("told", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_one_that_is_stopped_leaves_what_was_there(work: Path, some: Path, told: str) -> None:
    path = work / "x.csv"
    path.write_text("old")
    words = ["dyad-year", "--from", "1816", "--to", "2020", "--directed", "--with", SIX, "-o", path.name]
    with subprocess.Popen(
        [COMITY, "panel", *words], cwd=work, env=environment(some), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, preexec_fn=_hears,
    ) as process:  # fmt: skip
        for _ in range(600):
            # Once the hidden file grows it is in the middle of writing.
            if any(entry.stat().st_size > 1_000_000 for entry in work.glob(".x.csv.*/*")):
                break
            time.sleep(0.05)
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
        process.send_signal(getattr(signal, told))
        out, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert said == "Stopped; what was there before is as it was.\n"
    assert out == ""
    assert path.read_text() == "old"
    assert list(work.iterdir()) == [path]
