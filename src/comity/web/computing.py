"""Compute one measure into the cache: ``python -m comity.web.computing NAME``. The workbench starts it; it can be ended at any time."""

from __future__ import annotations

import sys


def main(name: str) -> None:
    """Compute a measure for all its years, so that it is kept."""
    from comity.measures.answer import computed
    from comity.measures.asking import opened

    with opened(None) as (con, home):
        computed(con, home, name)


if __name__ == "__main__":
    main(sys.argv[1])
