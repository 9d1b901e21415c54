"""Take what a file says: all the rows that were chosen, or none, each as a version of its own that needs its keys as any other."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from comity.model.errors import Busy, NotAllowed, Told, told
from comity.oversight.together import write_all
from comity.register.shape import Problem
from comity.register.sheets import reading
from comity.register.sheets.reading import File, Progress, Trouble
from comity.register.sheets.report import CHANGED, NEW, Report, report
from comity.register.writing import Unfitted

if TYPE_CHECKING:
    from comity.oversight.desk import Act


def line_of(one: Trouble) -> Told:
    """Give what is wrong in one line."""
    return told("%(place)s: %(what)s %(remedy)s", place=one.place, what=told(one.what), remedy=told(one.remedy))


def take(
    act: Act, file: File, chosen: Collection[str] | None = None, *, voiding: bool = False, via: str = "", progress: Progress | None = None
) -> Report:  # fmt: skip
    """Write what a file says into the register; the report is made anew within the act, so that nothing has changed in between.

    Parameters
    ----------
    chosen
        The rows by their places, as a report has them; all that are new or changed without it.
    voiding
        Take also what voids approvals.
    via
        By what other way than the pages, as the log has it.

    Returns
    -------
    Report
        Of what was written, with the records that are new.

    Raises
    ------
    Unfitted
        When a row that was chosen, or the file, has a problem; nothing is written.
    Busy
        When a record was changed since the file was exported, with what both say; nothing is written.
    NotAllowed
        When the policy does not let, or approvals would be void and that was not asked for.
    """
    made = report(act, file, progress)
    lines = [line for line in made.lines if chosen is None or line.place in chosen]
    found = [*file.troubles, *(one for line in lines for one in line.troubles)]
    if found:
        told_of = [line_of(one) for one in found]
        if all(one.sort == reading.STALE for one in found):
            raise Busy("Rows of this file were changed in the register since it was exported.", remedy="Export them anew; nothing was taken.", problems=told_of)  # fmt: skip
        raise Unfitted("This file cannot be taken as it is.", [Problem(one.place, one.what, one.remedy) for one in found])  # fmt: skip
    if bound := [told("%(place)s: %(voids)s", place=line.place, voids=line.voids) for line in lines if line.voids and not voiding]:  # fmt: skip
        raise NotAllowed("Taking this file would void approvals.", remedy="Say that it may, or leave those rows out.", problems=bound)  # fmt: skip
    writing = [line for line in lines if line.writing]
    written = write_all(act, [line.writing for line in writing if line.writing])
    for line, (which, _) in zip(writing, written, strict=True):
        line.record = which
    counts = {status: sum(line.status == status for line in writing) for status in (NEW, CHANGED)}
    said: dict[str, Any] = {"form": file.form, "new": counts[NEW], "changed": counts[CHANGED]}
    act.log("register.imported", open=said | ({"via": via} if via else {}), sealed={"file": file.digest, "name": file.name})  # fmt: skip
    made.lines = lines
    return made
