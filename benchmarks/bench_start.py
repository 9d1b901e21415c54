"""How soon the command line answers, beside bare Python and beside typer alone."""

from __future__ import annotations

import subprocess
import sys

from clock import COMITY, race, report


def main() -> None:
    def run(*command: object) -> None:
        subprocess.run([str(part) for part in command], check=True, capture_output=True)

    best = race(
        7,
        comity_help=lambda: run(COMITY, "--help"),
        typer_alone=lambda: run(sys.executable, "-c", "import typer"),
        bare_python=lambda: run(sys.executable, "-c", "pass"),
    )
    report("comity --help", best, "0.3 s")


if __name__ == "__main__":
    main()
