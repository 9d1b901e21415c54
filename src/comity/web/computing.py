"""Compute one measure into the cache: ``python -m comity.web.computing NAME``. The workbench starts it; it can be ended at any time.

It ends when its standard input does, which is the workbench's: however that ends, nothing goes on behind it.
"""

from __future__ import annotations

import os
import sys
import threading


def main(name: str) -> None:
    """Compute a measure for all its years, so that it is kept."""
    from comity.measures.answer import computed
    from comity.measures.asking import opened

    with opened(None) as (con, home):
        computed(con, home, name)


def _end_with_the_workbench() -> None:
    # Not by sys.stdin, of which a thread that reads it would keep the lock as Python ends.
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_workbench, daemon=True).start()
    main(sys.argv[1])
