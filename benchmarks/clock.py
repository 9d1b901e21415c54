"""The clock of all benchmarks: each figure beside a floor and beside what one would run otherwise, as ratios.

Machines are noisy: every figure is the smallest of several runs, taken in turn with what it is held against.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
MIRROR = Path(os.environ.get("COMITY_TEST_MIRROR") or ROOT.parent / "shared" / "data")
COMITY = Path(sys.executable).parent / "comity"


def mirror() -> Path:
    """Give the mirror, or say what is missing and stop."""
    if not (MIRROR / "index.json").is_file():
        print("not run: the mirror of publishers' files is not here (COMITY_TEST_MIRROR)")
        sys.exit(0)
    return MIRROR


def race(runs: int, **contenders: Callable[[], object]) -> dict[str, float]:
    """Run the contenders in turn and give the smallest time of each, in seconds."""
    best = dict.fromkeys(contenders, float("inf"))
    for _ in range(runs):
        for name, run in contenders.items():
            begun = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - begun)
    return best


def report(title: str, best: dict[str, float], promise: str = "") -> None:
    """Print the times and the ratio of the first to each of the others."""
    first, *others = best
    ratios = ", ".join(
        f"{best[first] / best[name]:.2g} × {name.replace('_', ' ')} ({best[name]:.3f} s)" for name in others
    )
    print(
        f"{title}: {best[first]:.3f} s"
        + (f" = {ratios}" if ratios else "")
        + (f"; promised {promise}" if promise else "")
    )


def peak_memory() -> float:
    """Give the largest memory of this process's children so far, in GiB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
