"""Pages that stand beside the view of a record, as its paper or its plan: the view leads to them."""

from __future__ import annotations

from comity.web.contract import N_

#: By kind, the title of a page and what follows the record's address. A page adds itself when it is loaded.
BESIDE: dict[str, list[tuple[str, str]]] = {
    kind: [(N_("Paper"), "paper")] for kind in ("agreement", "programme", "activity")
}

__all__ = ["BESIDE"]
