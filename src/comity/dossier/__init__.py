"""The brief on a state, a pair, a pact, an organisation or a region: figures with their evidence.

``brief`` makes one; ``explain`` shows the rows behind a figure of it; ``record`` opens the record for questions of
one's own.
"""

from __future__ import annotations

from comity.dossier.compose import brief, explain, record

__all__ = ["brief", "explain", "record"]
