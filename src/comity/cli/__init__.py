"""The command line: one file per command group, each importing what it needs when it is called.

Exit codes: 0 done, 1 a fault of ours, 2 something that the user can mend.
"""

from __future__ import annotations

import os
import sys

import typer

from comity.cli import briefing, demo, fetching, recording
from comity.model.errors import ComityError

app = typer.Typer(
    name="comity",
    help="See, measure, plan, run and learn from military diplomacy. Works offline; takes no government's position.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for group in (recording, fetching, briefing, demo):
    group.register(app)


def main() -> None:
    """Run the command line and turn errors into a sentence and an exit code."""
    try:
        app()
    except ComityError as error:
        _say(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("Stopped; what was there before is as it was.", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


#: How many single problems are shown before the rest is counted.
SHOWN = 20


def _say(error: ComityError) -> None:
    print(f"comity: {error}", file=sys.stderr)
    if len(error.problems) > 1:
        for problem in error.problems[:SHOWN]:
            print(f"  - {problem}", file=sys.stderr)
        if len(error.problems) > SHOWN:
            print(f"  … and {len(error.problems) - SHOWN} more", file=sys.stderr)
