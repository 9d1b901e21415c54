"""What `make demo` does once set up, beside the build alone; and the size of the wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from clock import COMITY, ROOT, race, report


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = {name: value for name, value in os.environ.items() if name != "COMITY_MIRROR"} | {"COMITY_HOME": folder}

        def run(*command: str) -> None:
            subprocess.run([COMITY, *command], env=env, cwd=folder, check=True, capture_output=True)

        best = race(3, demo=lambda: run("demo"), build_alone=lambda: run("build"))
        report("the almanac to three briefs", best, "6 s the second time")
        uv = shutil.which("uv") or ROOT / ".uv" / "bin" / "uv"
        subprocess.run([uv, "build", "--wheel", "--quiet", "--out-dir", folder], cwd=ROOT, check=True)
        for wheel in Path(folder).glob("*.whl"):
            print(f"the wheel: {wheel.stat().st_size / 2**20:.2f} MiB; promised 5 MiB")


if __name__ == "__main__":
    main()
