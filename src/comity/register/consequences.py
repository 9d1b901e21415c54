"""What an edit would bring about beyond the record itself: other rooms tell, before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from comity.register.shape import Case, Content

if TYPE_CHECKING:
    from comity.oversight.desk import Look

#: By kind, what tells in sentences what would follow: of a slip, of money, of thresholds. Whoever plans adds to it.
TELLING: dict[str, list[Callable[[Look, Case, Content | None], Iterable[str]]]] = {}


def consequences(look: Look, case: Case, before: Content | None) -> list[str]:
    """Tell what follows from keeping a record as it is to be.

    Parameters
    ----------
    case
        As it is to be.
    before
        What stands now; None of a new record.

    Returns
    -------
    list of str
        Sentences, told as errors are, so that they translate.
    """
    return [one for tell in TELLING.get(case.kind.name, ()) for one in tell(look, case, before)]


__all__ = ["TELLING", "consequences"]
