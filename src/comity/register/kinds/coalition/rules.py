"""What holds of coalitions: whom and what their rows name, one commander at a time, mandates without a gap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from comity.model.errors import N_, any_of, several, told
from comity.register.kinds.coalition.caveats import matrix
from comity.register.kinds.coalition.needs import UNMET, needs
from comity.register.kinds.coalition.words import SOLE
from comity.register.kinds.common import days_until, holds
from comity.register.shape import Case, Dated, Problem

SOON = 120
#: What a row names, and the part in which that stands under which field.
NAMES = (
    ("caveats", "contributor", "parties", "party"),
    ("caveats", "task", "tasks", "title"),
)


def names_known(case: Case) -> Iterator[Problem]:
    """Parties, tasks and requirements stand once; caveats name those that stand there."""
    for part, name in (("parties", "party"), ("tasks", "title"), ("requirements", "capability")):
        said = [str(row.get(name, "")).casefold() for row in case.rows(part)]
        for number, one in enumerate(said, 1):
            if one and one in said[: number - 1]:
                yield Problem(f"{part}/{number}/{name}", N_("This stands there twice."), N_("Give each a name of its own."))  # fmt: skip
    for part, name, of, by in NAMES:
        able = [row[by] for row in case.rows(of) if by in row]
        for number, row in enumerate(case.rows(part), 1):
            if name in row and row[name] not in able:
                yield Problem(f"{part}/{number}/{name}", told("“%(name)s” does not stand among the others above.", name=row[name]), told("Write %(names)s.", names=any_of(able)) if able else N_("Add it there first."))  # fmt: skip


def one_commander(case: Case) -> Iterator[Problem]:
    """A force is under the same authority of one headquarters at a time, and never under its own."""
    rows = case.rows("command")
    for number, row in enumerate(rows, 1):
        if "force" in row and row.get("force") == row.get("under"):
            yield Problem(f"command/{number}/under", N_("Nothing is under itself."), N_("Name the headquarters above it."))  # fmt: skip
        for other in rows[: number - 1]:
            same = all(row.get(name) == other.get(name) for name in ("force", "relation"))
            apart = str(row.get("end") or "9999") < str(other.get("start") or "") or str(other.get("end") or "9999") < str(row.get("start") or "")  # fmt: skip
            if same and row.get("relation") in SOLE and row.get("under") != other.get("under") and not apart:
                yield Problem(f"command/{number}/under", told("“%(force)s” is under “%(other)s” in the same way at the same time.", force=row.get("force"), other=other.get("under")), N_("Give the days on which the one ends and the other begins."))  # fmt: skip


def expiry(case: Case) -> str | None:
    """Give the last day of the mandate that runs longest; None where it is open, or where there is none."""
    ends = [row.get("end") for row in case.rows("mandates")]
    return max(filter(None, ends)) if ends and all(ends) else None


def dated(case: Case) -> Iterator[Dated]:
    """Tell when mandates expire: one that another goes on from is done."""
    rows, over = case.rows("mandates"), case.stage() == "ended"
    for row in rows:
        if end := row.get("end"):
            after = (date.fromisoformat(end) + timedelta(1)).isoformat()
            done = over or any(holds(other, after) for other in rows if other["id"] != row["id"])
            yield Dated(N_("mandate expiry"), str(row.get("title", "")), end, about=row["id"], done=done, fixed=True)


def advised(case: Case) -> Iterator[Problem]:
    """Tell what is to be looked at: mandates that end, requirements that nobody meets, caveats that nobody has told."""
    if case.stage() == "ended":
        return
    today = case.today.isoformat()
    if case.stage() == "active" and not any(holds(row, today) for row in case.rows("mandates")):
        yield Problem("mandates", N_("No mandate covers today."), N_("Add the one under which it acts, or end what is done."))  # fmt: skip
    elif (end := expiry(case)) and days_until(case, end) <= SOON:
        yield Problem("mandates", told("Its mandate expires on %(day)s.", day=end), N_("Add the next one when it was given; until then plan for the end."))  # fmt: skip
    for number, need in enumerate(needs(case), 1):
        at = f"requirements/{number}/quantity"
        if "quantity" not in need.row:
            yield Problem(at, told("How much is needed of “%(what)s” is not known.", what=need.row.get("capability")), N_("Say it: until then nobody can meet it."))  # fmt: skip
        elif (pledged := need.reached["pledged"]).level == UNMET:
            yield Problem(at, told("“%(what)s”: %(amount)s of %(needed)s %(unit)s are pledged.", what=need.row.get("capability"), amount=pledged.amount, needed=need.row["quantity"], unit=need.row.get("unit")), told("It is short from %(day)s on.", day=pledged.short) if pledged.short else N_("Ask the contributors."))  # fmt: skip
    silent = [party for party, cells in matrix(case).items() if any(not cell.caveat for cell in cells.values())]
    if silent:
        yield Problem("caveats", told("These have not told their caveats for every task: %(names)s.", names=several(silent)), N_("Ask them; not told is no leave."))  # fmt: skip
