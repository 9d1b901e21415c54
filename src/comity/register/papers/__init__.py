"""Papers of records: a fact sheet of an agreement, a programme, an after-action report. What they say stands here, in no format."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from comity.model.errors import UnknownName
from comity.register.papers.after_action import after_action_report
from comity.register.papers.agreement import fact_sheet
from comity.register.papers.drafting import Draft, Tell
from comity.register.papers.paper import Paper, Section, Sheet
from comity.register.papers.programme import programme_paper
from comity.register.reading import opened

if TYPE_CHECKING:
    from comity.oversight.desk import Act, Look

#: The kinds of records of which there is a paper.
PAPERS: dict[str, Callable[[Draft, str], Paper]] = {"agreement": fact_sheet, "programme": programme_paper, "activity": after_action_report}  # fmt: skip


def paper_of(look: Look, which: str, *, tell: Tell = str, language: str = "en") -> Paper:
    """Write the paper of a record, as far as whoever looks may read and the record's own label lets.

    Raises
    ------
    UnknownName
        When there is no such record that one may read, or no paper of its kind.
    """
    one = opened(look, which)
    write = PAPERS.get(one.case.kind.name)
    if write is None:
        raise UnknownName("There is no paper of such a record.", remedy="There are papers of agreements, programmes and activities.")  # fmt: skip
    return write(Draft(look, one, tell), language)


def take_away(act: Act, made: Paper, form: str, digest: str) -> None:
    """Have the log keep that a paper goes out, before it does.

    Parameters
    ----------
    form
        ``docx``, ``pdf``, ``html``, ``json`` or ``csv``.
    digest
        SHA-256 of the very file, in hexadecimal.

    Raises
    ------
    NotAllowed
        When the policy does not let whoever acts take away what they read.
    """
    decision = act.require("takeAway")
    act.log("register.exported", on=made.record or None, open={"paper": made.name, "form": form, "label": made.label}, sealed={"file": digest}, decision=decision)  # fmt: skip


__all__ = ["PAPERS", "Paper", "Section", "Sheet", "paper_of", "take_away"]
