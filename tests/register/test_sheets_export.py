"""What goes out: only what may, as text that no spreadsheet computes, and never without its leaf in the log."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator

import openpyxl
import pytest
from sqlalchemy import select

from comity.model.errors import BadRequest, NotAllowed
from comity.oversight.storage.engine import Scope
from comity.oversight.storage.tables import log_entry
from comity.register import writing
from comity.register.listing import Asked
from comity.register.sheets.gathering import Gathered, export
from oversight.world import World
from register.sheet_kinds import with_notes


@pytest.fixture(autouse=True)
def notes() -> Iterator[None]:
    with with_notes():
        yield


def save(here: World, kind: str, **said: object) -> str:
    with here.act("anna") as act:
        return writing.save(act, kind, {"label": "internal", "owner": "anna"} | said)[0]


def out(here: World, form: str = "xlsx", limit: str = "restricted", login: str = "anna", **asked: object) -> tuple[bytes, Gathered]:  # fmt: skip
    return export(here.office, here.people[login].person, Asked(**asked), limit, form)  # type: ignore[arg-type]


def leaves(here: World, act: str) -> list[dict[str, object]]:
    with here.office.database.read(Scope.SYSTEM) as con:
        return [json.loads(one) for one in con.scalars(select(log_entry.c.leaf).where(log_entry.c.act == act))]


def test_a_workbook_opens_elsewhere_with_dates_amounts_lists_and_locked_identities(office_world: World) -> None:
    partner = save(office_world, "partner", title="Japan", type="state", state="JPN")
    note = save(office_world, "note", title="Seminar", start="2027-03-31", money="9999.50", type="exercise", partner=partner, states=["JPN", "DEU"],
                milestones=[{"what": "Main planning", "day": "2027-01-02"}])  # fmt: skip
    data, made = out(office_world)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["note"]
    names = [cell.value for cell in sheet[1]]
    row = dict(zip(names, sheet[3], strict=True))
    assert sheet.row_dimensions[1].hidden and book["choices"].sheet_state == "hidden"
    assert [cell.value for cell in sheet[2]][:5] == ["Record", "State", "Version", "Title", "Label"]
    assert row["#_record"].value == note and row["#_record"].protection.locked and not row["#title"].protection.locked
    assert sheet.protection.sheet
    assert row["#start"].is_date and row["#start"].value.date().isoformat() == "2027-03-31"
    assert row["#money"].value == 9999.5 and row["#money"].number_format == "#,##0.00"
    assert row["#partner"].value == f"Japan [{partner}]" and row["#states"].value == "JPN\nDEU"
    assert row["#owner"].value == f"Anna Example [{office_world.people['anna'].person}]"
    lists = {str(one.sqref).split("3")[0]: one.formula1 for one in sheet.data_validations.dataValidation}
    column = row["#type"].column_letter
    place = lists[column].split("!")[1].replace("$", "")
    assert [cell.value for (cell,) in book["choices"][place]] == ["exercise", "staff-talk"]
    part = book["note.milestones"]
    assert part["A3"].value == note and part["C3"].value == "Main planning"
    said = {row[0].value: row[2].value for row in book["Read me"].iter_rows() if row[0].value}
    assert (said["#limit"], said["#digest"], said["#by"]) == ("restricted", made.digest, "Anna Example")


def test_the_same_content_makes_the_same_bytes(office_world: World) -> None:
    save(office_world, "partner", title="Japan", type="state", state="JPN")
    for form in ("xlsx", "csv", "json"):
        assert out(office_world, form)[0] == out(office_world, form)[0]


NASTY = ["=1+1", "+1", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0", "'=1", "＝1+1"]


def test_no_text_is_a_formula(office_world: World) -> None:
    for nasty in NASTY:
        save(office_world, "note", title=nasty, text=nasty)
    sheet = openpyxl.load_workbook(io.BytesIO(out(office_world)[0]))["note"]
    cells = [*sheet["D"][2:], *sheet["G"][2:]]
    assert sorted(str(cell.value) for cell in cells) == sorted(2 * NASTY)
    assert all(cell.data_type in ("s", "inlineStr") and cell.quotePrefix for cell in cells)
    archive = zipfile.ZipFile(io.BytesIO(out(office_world, "csv")[0]))
    rows = csv.DictReader(io.StringIO(archive.read("note.csv").decode("utf-8-sig")))
    assert sorted(row["title"] for row in rows) == sorted(f"'{nasty}" for nasty in NASTY)


def test_only_what_is_within_the_label_goes_out(office_world: World) -> None:
    secret = save(office_world, "partner", title="Norland", type="industry", label="restricted")
    free = save(office_world, "partner", title="Japan", type="state", state="JPN", label="public")
    note = save(office_world, "note", title="Seminar", partner=secret, label="public", milestones=[{"what": "One", "with": secret}, {"what": "Two", "with": free}])  # fmt: skip
    other = save(office_world, "note", title="Talk", others=[note], label="public")
    data, made = out(office_world, "json", "public")
    assert {one["record"] for one in json.loads(data)["records"]} == {free, note, other}
    assert (made.withheld, made.references) == (1, 2)
    for form in ("json", "xlsx", "csv"):
        data, _ = out(office_world, form, "public")
        text = data if form == "json" else b"".join(zipfile.ZipFile(io.BytesIO(data)).read(name) for name in zipfile.ZipFile(io.BytesIO(data)).namelist())  # fmt: skip
        assert secret.encode() not in text and b"Norland" not in text and b"(withheld)" in text and b"Anna Example" not in text  # fmt: skip
    assert out(office_world, "json", "restricted")[1].references == 0


def test_a_label_once_given_is_not_taken_off_by_an_edit_before_an_export(office_world: World) -> None:
    which = save(office_world, "partner", title="Norland", type="industry", label="restricted")
    with office_world.act("anna") as act:
        writing.save(act, "partner", {"title": "Norland", "type": "industry", "owner": "anna", "label": "public"}, which=which, saw=1)  # fmt: skip
    assert out(office_world, "json", "public")[1].records == []


def test_what_goes_out_is_in_the_log_and_so_is_what_was_refused(office_world: World) -> None:
    save(office_world, "partner", title="Japan", type="state", state="JPN")
    _, made = out(office_world, "json", "internal")
    (leaf,) = leaves(office_world, "register.exported")
    assert leaf["open"] == {
        "form": "json",
        "limit": "internal",
        "records": {"partner": 1},
        "withheld": 0,
        "references": 0,
    }
    assert leaf["sealed"] and made.digest not in json.dumps(leaf)
    with pytest.raises(NotAllowed):
        out(office_world, login="olga")
    assert leaves(office_world, "act.denied")[-1]["open"]["action"] == "takeAway"  # type: ignore[index]
    assert len(leaves(office_world, "register.exported")) == 1


def test_nobody_takes_away_what_they_may_not_read(office_world: World) -> None:
    which = save(office_world, "note", title="A draft of the ministry", text="within")
    office_world.add("sam", "staff", "author")
    data, made = export(office_world.office, office_world.people["sam"].person, [which], "restricted", "json")
    assert made.records == [] and made.withheld == 0 and which.encode() not in data


def test_no_such_label_or_form(office_world: World) -> None:
    with pytest.raises(BadRequest, match="no label"):
        out(office_world, limit="secret")
    with pytest.raises(BadRequest, match="no form"):
        out(office_world, "xls")
