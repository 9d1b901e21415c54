"""Papers: what they say, what they withhold, and that every format says the same, twice in the same bytes."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from comity.model.errors import NotHere, UnknownName
from comity.oversight.storage.tables import log_entry
from comity.register.papers import PAPERS, Paper, paper_of
from comity.web.office.papers import FORMS
from oversight.world import SYSTEM, World
from register.registry import again, example, into_force, keep, keep_until, note

AGREEMENT: dict[str, Any] = {
    "title": "Port calls with Norland", "type": "status-of-forces", "instrument": "memorandum", "binding": "no", "owner": "anna", "label": "internal",
    "authority": "Defence Cooperation Act, section 9", "subject": "Ships of each visit the other's harbours.", "renewal": "tacit", "start": "2026-01-01", "end": "2027-12-31", "notice_months": "6",
    "parties": [{"party": "The Ministry", "role": "party"}, {"party": "Norland", "role": "party"}],
    "obligations": [{"owes": "Norland", "toward": "The Ministry", "duty": "logistics", "condition": "on <b>two</b> weeks' notice", "article": "3"}],
}  # fmt: skip


def _paper(made: World, which: str, login: str = "anna") -> Paper:
    with made.look(login) as look:
        return paper_of(look, which)


def _cells(made: Paper) -> str:
    return json.dumps(made.mapping(), ensure_ascii=False)


def _section(made: Paper, title: str) -> Any:
    return next(one for one in made.sections if one.title == title)


def words_of(form: str, data: bytes, place: Path) -> str:
    """Read a file as somebody else's program does, blanks left out: hyphens of a line's end and the breaks of cells matter not."""
    if form == "html":
        text = html.unescape(re.sub(r"<[^>]+>", " ", data.decode()))
    elif form == "docx":
        document = docx.Document(io.BytesIO(data))
        parts = [*document.paragraphs, *document.sections[0].header.paragraphs]
        parts += [
            one for table in document.tables for row in table.rows for cell in row.cells for one in cell.paragraphs
        ]
        text = " ".join(one.text for one in parts)
    else:
        text = data.decode("latin-1")
    return re.sub(r"[\s\u200b\u00ad]", "", text)


def _whole_programme(made: World) -> dict[str, str]:
    kept = keep_until(made, "activity")
    into_force(made, kept["objective"])
    note(made, kept["objective"], "measured", {"day": "2026-02-20", "value": "31", "source": "Logs"}, about="days")
    return kept


def test_the_fact_sheet_says_what_is_known_and_that_the_rest_is_not(office_world: World) -> None:
    which = keep(office_world, "agreement", AGREEMENT)
    made = _paper(office_world, which)
    assert made.label == "internal" and made.marking == "Internal. Stays in the office."
    days = {row[0]: row[1:] for row in _section(made, "Days").sheets[0].rows}
    assert days["Last day of notice"] == ("2027-06-30", "as planned") and days["Signature"] == ("not known", "")
    assert _section(made, "Obligations").sheets[0].rows == (
        ("Norland", "The Ministry", "logistic support", "on <b>two</b> weeks' notice", "3"),
    )
    assert (
        "never approved: it is draft" in _section(made, "Approvals").text[0] and not _section(made, "Approvals").sheets
    )
    into_force(office_world, which)
    made = _paper(office_world, which)
    assert "was approved and is in force" in _section(made, "Approvals").text[0]
    keys = {(row[2], row[3]) for row in _section(made, "Approvals").sheets[0].rows}
    assert keys == {("civilian key", "Ministry of Defence"), ("military key", "Joint Staff")}
    again(office_world, which, {**AGREEMENT, "subject": "Other."})
    made = _paper(office_world, which)
    assert (
        made.subtitle.endswith("Version 2: draft.")
        and "is not what was approved" in _section(made, "Approvals").text[0]
    )
    without = keep(office_world, "agreement", {name: value for name, value in AGREEMENT.items() if name not in ("obligations", "parties")} | {"title": "Bare"})  # fmt: skip
    assert "not known, not none" in _section(_paper(office_world, without), "Obligations").text[0]
    assert not re.search(r"Example|\bNone\b", _cells(made)), "no person's name, and nothing that Python says of nothing"


def test_a_programme_with_standing_money_and_what_is_withheld(office_world: World) -> None:
    kept = _whole_programme(office_world)
    made = _paper(office_world, kept["programme"])
    (_, indicators) = _section(made, "Objectives").sheets
    assert (
        indicators.rows[0][2:5] == ("20 (2026-01-01)", "31 (2026-02-20)", "120 (2028-01-01)")
        and indicators.rows[0][5] == "on track"
    )
    money = {row[:3]: row[3:] for row in _section(made, "Money").sheets[1].rows}
    assert money["1402-687", "2026", "EUR"] == (
        "400,000.00",
        "120,000.00",
        "none on record",
        "none on record",
        "none on record",
    )
    assert money["1402-687", "2027", "EUR"][0] == "350,000.50"
    again(office_world, kept["activity"], example("activity", label="restricted", title="ISLAND SECRET"))
    made = _paper(office_world, kept["programme"])
    assert "ISLAND" not in _cells(made) and "1 records" in _section(made, "Sources").text[0]
    assert _section(made, "Money").sheets[1].rows[0][4] == "none on record"
    # Whoever reads the closer record itself is given a paper with the closer label.
    assert _paper(office_world, kept["activity"]).label == "restricted"


def test_an_indicator_without_baseline_is_not_known_on_paper(office_world: World) -> None:
    keep_until(office_world, "programme")
    indicator = {**example("objective")["indicators"][0]}
    indicator.pop("baseline"), indicator.pop("baseline_day")
    keep(office_world, "objective", example("objective", indicators=[indicator]))
    with office_world.look("anna") as look:
        from comity.oversight.storage.working import item

        which = str(look.con.scalar(select(item.c.record).where(item.c.kind == "programme")))
    row = _section(_paper(office_world, which), "Objectives").sheets[1].rows[0]
    assert row[2] == "not known" and row[5] == "not known" and "no baseline" in row[6]


def test_an_after_action_report_puts_planned_beside_held(office_world: World) -> None:
    kept = _whole_programme(office_world)
    which = kept["activity"]
    before = _paper(office_world, which)
    assert _section(before, "Figures declared and observed").text == ("Nobody has noted what was observed.",)
    assert _section(before, "Report").text == ("No report has been noted.",)
    into_force(office_world, kept["programme"])
    into_force(office_world, which)
    note(
        office_world, which, "clearance", {"day": "2026-03-01", "result": "obtained", "reference": "P-7"}, about="port"
    )
    office_world.clock.on(days=185)
    note(office_world, which, "started", {"day": "2026-09-02"})
    note(office_world, which, "observed", {"day": "2026-09-03", "troops": "1450", "source": "Observers"})
    note(office_world, which, "held", {"day": "2026-09-03", "attended": "1430"})
    note(office_world, which, "hotwash", {"day": "2026-09-03", "text": "The landing was late."})
    note(office_world, which, "reported", {"day": "2026-09-03", "report": "It was held; the tide was misread."})
    made = _paper(office_world, which)
    held = {row[0]: row[1:] for row in _section(made, "Planned and held").sheets[0].rows}
    assert held["Start"] == ("2026-09-01", "2026-09-02") and held["Clearance: Harbour master of Norland"] == (
        "2026-08-01",
        "obtained (2026-03-01)",
    )
    assert held["People whom partners send, and who came in all"] == ("240", "1430")
    figures = {row[0]: row[1:] for row in _section(made, "Figures declared and observed").sheets[0].rows}
    assert figures["Troops, with support"] == ("1200", "1450") and figures["Troops landed or dropped"] == (
        "300",
        "not known",
    )
    assert _section(made, "Report").text == ("It was held; the tide was misread.",)


@pytest.mark.parametrize("form", FORMS)
def test_every_format_says_the_same_and_twice_the_same_bytes(office_world: World, form: str, tmp_path: Path) -> None:
    kept = _whole_programme(office_world)
    agreement = keep(
        office_world, "agreement", AGREEMENT | {"title": "Über<script>alert(1)</script> #let x = $1$ *und* Łódź"}
    )
    for which in (agreement, kept["programme"], kept["activity"]):
        made = _paper(office_world, which)
        write = FORMS[form][0]
        data = write(made)
        assert data == write(_paper(office_world, which))
        # Signs that no file has a place for come in by older records alone; they stop no paper.
        assert write(replace(made, title="a\x0b\ufffe\ud800b"))
        if form == "pdf":
            assert data.startswith(b"%PDF-") and b"/StructTreeRoot" in data
            continue
        found = words_of(form, data, tmp_path)
        for section in made.sections:
            for text in (section.title, *section.text, *(cell for sheet in section.sheets for row in sheet.rows for cell in row), *(one for fact in section.facts for one in fact)):  # fmt: skip
                assert re.sub(r"[\s\x0b]", "", text) in found, text
        assert re.sub(r"\s", "", made.marking) in found
        if form == "html":
            assert "<script" not in data.decode()


def test_a_paper_is_taken_away_as_an_act(office_world: World, clients: Callable[..., TestClient]) -> None:
    which = keep(office_world, "agreement", AGREEMENT)
    anna = clients("anna")
    page = anna.get(f"/register/agreement/{which}/paper")
    assert page.status_code == 200 and "Internal. Stays in the office." in page.text and "<b>two" not in page.text
    assert "register.exported" not in office_world.acts()
    for form in FORMS:
        answer = anna.post(f"/register/agreement/{which}/paper.{form}")
        assert answer.status_code == 200 and answer.headers["content-type"] == FORMS[form][1]
        assert answer.headers["content-disposition"].startswith("attachment")
    with office_world.office.database.read(SYSTEM) as con:
        leaves = [
            json.loads(one)
            for one in con.scalars(select(log_entry.c.leaf).where(log_entry.c.act == "register.exported"))
        ]
    assert [one["open"] for one in leaves] == [
        {"paper": "agreement", "form": form, "label": "internal"} for form in FORMS
    ]
    assert all(one["on"] == which for one in leaves)
    assert anna.post(f"/register/agreement/{which}/paper.exe").status_code == 404
    assert anna.post(f"/register/programme/{which}/paper.pdf").status_code == 404
    assert anna.get("/register/agreement/r_nothing/paper").status_code == 404
    office_world.add("nora", "staff", "author")
    assert clients("nora").post(f"/register/agreement/{which}/paper.pdf").status_code == 404
    assert clients("olga").post(f"/register/agreement/{which}/paper.pdf").status_code in (403, 404)


def test_there_are_papers_of_some_kinds_only(office_world: World) -> None:
    which = keep(office_world, "partner", example("partner"))
    with pytest.raises(UnknownName):
        _paper(office_world, which)
    assert set(PAPERS) == {"agreement", "programme", "activity"}


def test_a_sign_that_no_typeface_has_is_told_and_not_left_out(office_world: World) -> None:
    made = replace(_paper(office_world, keep(office_world, "agreement", AGREEMENT)), title="Pact \U0001f9ff \U000f0000")
    with pytest.raises(NotHere, match="DOCX or HTML"):
        FORMS["pdf"][0](made)
    assert FORMS["docx"][0](made) and "\U000f0000" in FORMS["html"][0](made).decode()
