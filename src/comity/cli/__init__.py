"""The command line: one file per command group, each importing what it needs when it is called.

Exit codes: 0 done, 1 a fault of ours, 2 something that the user can mend.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import NoReturn

import typer

from comity.cli import (
    bordering,
    briefing,
    demo,
    demonstrating,
    fetching,
    filing,
    labelled,
    listing,
    measuring,
    office,
    overseeing,
    panels,
    recording,
    serving,
)
from comity.model.errors import ComityError

app = typer.Typer(
    name="comity",
    help="See, measure, plan, run and learn from military diplomacy. Works offline; takes no government's position.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for group in (
    listing,
    recording,
    fetching,
    panels,
    measuring,
    briefing,
    serving,
    bordering,
    office,
    overseeing,
    filing,
    labelled,
    demonstrating,
    demo,
    demonstrating,
):
    group.register(app)


def main() -> None:
    """Run the command line and turn errors into a sentence and an exit code."""
    if isinstance(sys.stdout, TextIOWrapper) and sys.stdout.encoding.lower() != "utf-8":
        # As where Windows writes into a file: a dash that its code page lacks is written as \u2013, and ends nothing.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        try:
            with _told_to_end():
                app()
        finally:
            if sys.stdout is not None:  # as it is where the caller has closed it
                sys.stdout.flush()
    except ComityError as error:
        _say(error)
        sys.exit(error.exit_code)
    except SystemExit as ended:
        # Typer and rich end the programme themselves when it is stopped or when nobody reads on.
        if isinstance(ended.__context__, BrokenPipeError):
            _end_quietly()
        if ended.code == STOPPED:
            _say_stopped()
        raise
    except KeyboardInterrupt:
        _say_stopped()
    except BrokenPipeError:
        _end_quietly()
    except OSError as error:
        # What cannot be written to a file is a ComityError: here it is the output itself, sent into a file or a device.
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        print("comity: There is no room where the output goes. Free some room, or send it elsewhere.", file=sys.stderr)
        _drop_output()
        sys.exit(2)
    except RuntimeError as error:
        from comity.store.record import interrupted

        if not interrupted(error):
            raise
        _say_stopped()


@contextmanager
def _told_to_end() -> Iterator[None]:
    """Take a request to end, as of a closed terminal or a batch queue, for a stop by the user: what was begun is removed."""
    before = {}
    for name in ("SIGTERM", "SIGHUP"):
        asked = getattr(signal, name, None)  # Windows has no SIGHUP
        with suppress(ValueError):  # not in the main thread: then another is in charge
            if asked is not None and signal.getsignal(asked) == signal.SIG_DFL:
                before[asked] = signal.signal(asked, signal.default_int_handler)
    try:
        yield
    finally:
        for asked, handler in before.items():
            signal.signal(asked, handler)


#: The exit code of what was stopped by the user, as shells have it.
STOPPED = 130


def _say_stopped() -> NoReturn:
    print("Stopped; what was there before is as it was.", file=sys.stderr)
    sys.exit(STOPPED)


def _end_quietly() -> NoReturn:
    """End when whoever read the output has had enough: nothing went wrong."""
    _drop_output()
    sys.exit(0)


def _drop_output() -> None:
    """Send what is still to be written nowhere, else Python's last flush would fail aloud."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


#: How many single problems are shown before the rest is counted.
SHOWN = 20


def _say(error: ComityError) -> None:
    print(f"comity: {error}", file=sys.stderr)
    if len(error.problems) > 1:
        for problem in error.problems[:SHOWN]:
            print(f"  - {problem}", file=sys.stderr)
        if len(error.problems) > SHOWN:
            print(f"  … and {len(error.problems) - SHOWN} more", file=sys.stderr)
