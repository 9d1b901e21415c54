"""What all tests share: where the mirror is, a record of all of it, and a loud count of what could not run.

The mirror is the folder that ``COMITY_TEST_MIRROR`` names, else ``../shared/data`` beside this checkout; the reference
fixtures lie beside it. A test that asks for one of them where it is absent does not run, and is counted at the end.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

# The workers of a run share the cores: threads of linear algebra would only wait for those of the next worker. It is said before
# numpy is loaded, and holds for the processes that tests start.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ROOT = Path(__file__).parent.parent
MIRROR = Path(os.environ.get("COMITY_TEST_MIRROR") or ROOT.parent / "shared" / "data")
ABSENT = "not here: "

# Every run tries the same examples, so that whoever sees a failure sees the same; `--hypothesis-profile hunt` looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("hunt", max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("same")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests on the whole mirror behind the others: the worker that begins with them builds the record meanwhile."""
    items.sort(key=lambda item: "full_home" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def mirror() -> Path:
    """Give the folder of publishers' files."""
    if not (MIRROR / "index.json").is_file():
        pytest.skip(ABSENT + "the mirror of publishers' files (COMITY_TEST_MIRROR)")
    return MIRROR


@pytest.fixture(scope="session")
def reference() -> Path:
    """Give the folder of fixtures with published numbers."""
    place = MIRROR.parent / "reference"
    if not place.is_dir():
        pytest.skip(ABSENT + "the reference fixtures (COMITY_TEST_MIRROR/../reference)")
    return place


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of a browser."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip(ABSENT + "a browser (chromium)")
    return found


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test away from the data of whoever runs it."""
    home = tmp_path / "comity-home"
    monkeypatch.setenv("COMITY_HOME", str(home))
    monkeypatch.delenv("COMITY_MIRROR", raising=False)
    return home


@pytest.fixture(scope="session")
def full_home(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home with the record of the whole mirror, built once."""
    from comity.catalogue.build import build
    from comity.catalogue.fetch import pull

    def make(home: Path) -> None:
        pull(mirror=str(mirror), home=home)
        build(home=home)

    return _once("full-home", make, tmp_path_factory)


@pytest.fixture(scope="session")
def almanac_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home with the record of what ships with comity, built once."""
    from comity.catalogue.build import build

    return _once("almanac-home", lambda home: build(home=home), tmp_path_factory)


def _once(name: str, make: Callable[[Path], object], factory: pytest.TempPathFactory) -> Path:
    """Make a folder once for all workers of a run: who comes second waits for the first."""
    base = factory.getbasetemp()
    root = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    home = root / name
    with FileLock(root / f"{name}.lock"):
        if not (root / f"{name}.made").exists():
            shutil.rmtree(home, ignore_errors=True)
            make(home)
            (root / f"{name}.made").touch()
    return home


@pytest.fixture
def built(full_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the record of the whole mirror."""
    from comity.store.home import record_path
    from comity.store.record import open_record

    with open_record(record_path(full_home)) as con:
        yield con


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count aloud what did not run because something is not here."""
    reasons = Counter(
        str(report.longrepr[2]).partition(ABSENT)[2]
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple | list) and ABSENT in str(report.longrepr[2])
    )
    for reason, times in sorted(reasons.items()):
        terminalreporter.write_line(f"NOT RUN: {times} tests, as {reason} is not here", red=True)
