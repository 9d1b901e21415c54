"""The terminal: one console for all commands."""

from __future__ import annotations

from rich.console import Console

#: Wider lines are hard to read, and the terminal brief is laid out for this.
WIDTH = 100


def console(*, error: bool = False) -> Console:
    """Make a console of at most 100 columns, on standard output or standard error."""
    made = Console(stderr=error, highlight=False)
    if made.width > WIDTH or not made.is_terminal:
        made = Console(stderr=error, highlight=False, width=WIDTH)
    return made
