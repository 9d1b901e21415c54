"""Import and export on pages: a report before anything is written, what is chosen taken, and the file one's own for a day."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
from sqlalchemy import func, select
from starlette.testclient import TestClient

from comity.oversight.storage.tables import log_entry, version
from comity.oversight.storage.working import upload
from comity.register import writing
from oversight.world import SYSTEM, World
from register.examples import EXAMPLES
from register.registry import into_force, keep_until

Clients = Callable[..., TestClient]


def sent(client: TestClient, name: str, data: bytes) -> Any:
    return client.post("/import", files={"file": (name, data)})


def exported(client: TestClient, **said: Any) -> bytes:
    answer = client.post("/export", data={"label": "restricted", "file": "xlsx"} | said)
    assert answer.status_code == 200, answer.text
    return answer.content


def edited(data: bytes, sheet: str, row: int, **cells: Any) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for column, value in cells.items():
        place = next(cell.column_letter for cell in book[sheet][1] if cell.value == f"#{column}")
        book[sheet][f"{place}{row}"] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def written(world: World) -> tuple[int, int]:
    with world.office.database.read(SYSTEM) as con:
        return con.scalar(select(func.count()).select_from(version)) or 0, con.scalar(
            select(func.count()).select_from(log_entry).where(log_entry.c.act == "register.imported")
        ) or 0


def test_a_workbook_is_taken_away_edited_and_its_differences_shown_before_they_are_taken(
    office_world: World, clients: Clients
) -> None:
    anna = clients("anna")
    kept = keep_until(office_world, "objective")
    data = exported(anna)
    assert data[:2] == b"PK" and "register.exported" in office_world.acts()
    changed = edited(data, "programme", 3, purpose="Norland watches its coast by 2029.")
    before = written(office_world)
    to = sent(anna, "programme.xlsx", changed).headers["location"]
    page = anna.get(to)
    assert (
        page.status_code == 200
        and "<del>Norland watches its own coast by 2028.</del> → <ins>Norland watches its coast by 2029.</ins>"
        in page.text
    )
    said = anna.get(to, params={"format": "json"}).json()
    assert said["counts"] == {"new": 0, "changed": 1, "problem": 0, "unchanged": 2} and [
        row["field"] for row in said["tables"]["differences"]["rows"]
    ] == ["Purpose"]
    assert written(office_world) == before
    assert anna.post(to + "/take", data={"which": "ticked"}).status_code == 400
    place = next(row["place"] for row in said["tables"]["rows"]["rows"] if row["status"] == "changed")
    done = anna.post(to + "/take", data={"which": "ticked", "row": [place]})
    assert done.status_code == 200 and "1 record was written" in done.text
    assert (
        anna.get(f"/register/programme/{kept['programme']}", params={"format": "json"}).json()["content"]["purpose"]
        == "Norland watches its coast by 2029."
    )
    assert written(office_world) == (before[0] + 1, before[1] + 1)
    assert anna.get(to).status_code == 404


def test_problems_are_told_with_cell_and_remedy_and_come_back_as_comments(
    office_world: World, clients: Clients
) -> None:
    anna = clients("anna")
    keep_until(office_world, "programme")
    data = edited(exported(anna), "partner", 3, owner="Ana Example", type="organization")
    to = sent(anna, "partners.xlsx", data).headers["location"]
    page = anna.get(to).text
    assert "Did you mean “Anna Example”?" in page and "unknown person" in page and "2 problems" in page
    one = anna.get(to, params={"sort": "unknown person"}).text
    assert "1 row." in one
    assert "0 rows." in anna.get(to, params={"sort": "twice"}).text
    back = openpyxl.load_workbook(io.BytesIO(anna.get(to + "/comments.xlsx").content))
    notes = [cell.comment.text for row in back["partner"] for cell in row if cell.comment]
    assert len(notes) == 2 and any("Anna Example" in text for text in notes)
    csv = anna.get(to, params={"format": "csv"}).text
    assert "partner!" in csv and "unknown choice" in csv
    # Refused, and the file is still there.
    refused = anna.post(to + "/take", data={"which": "all"})
    assert refused.status_code == 400 and "the file is still here" in refused.text
    assert anna.get(to).status_code == 200


def test_a_row_that_voids_an_approval_is_taken_only_when_that_is_said(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    kept = keep_until(office_world, "programme")
    into_force(office_world, kept["programme"])
    to = sent(anna, "p.xlsx", edited(exported(anna), "programme", 3, purpose="Another.")).headers["location"]
    page = anna.get(to).text
    assert "these approvals are void" in page and "also the 1 row that voids approvals" in page
    assert anna.post(to + "/take", data={"which": "all"}).status_code == 400
    assert office_world.state(kept["programme"]) == "in force"
    assert anna.post(to + "/take", data={"which": "all", "voiding": "1"}).status_code == 200
    assert office_world.state(kept["programme"]) == "draft"


def test_a_file_is_ones_own_for_a_day_and_what_cannot_be_read_is_told(office_world: World, clients: Clients) -> None:
    anna, carl = clients("anna"), clients("carl")
    to = sent(anna, "../../etc/notes.xlsx", b"PK\x03\x04 nothing").headers["location"]
    page = anna.get(to)
    assert page.status_code == 400 and "notes.xlsx" in page.text and 'role="alert"' in page.text
    assert to.rpartition("/")[2] in anna.get("/import").text and "etc" not in anna.get("/import").text
    for address in (to, to + "/comments.xlsx"):
        assert carl.get(address).status_code == 404
    assert carl.post(to + "/take", data={"which": "all"}).status_code == 404
    assert carl.post(to + "/drop").status_code == 404 and anna.get(to).status_code == 400
    for name, data in (("a.xlsx", b""), ("a.exe", b"MZ"), ("a.json", b"{"), ("a.csv", b"\xff\xfe\x00")):
        answer = sent(anna, name, data)
        assert answer.status_code == 400 or anna.get(answer.headers["location"]).status_code == 400, name
    assert anna.post("/import").status_code == 400
    office_world.clock.on(hours=25)
    again = clients("anna")
    assert again.get(to).status_code == 404
    sent(again, "b.json", b"{}")
    with office_world.office.database.read(SYSTEM) as con:
        assert con.scalar(select(func.count()).select_from(upload)) == 1


def test_an_export_goes_up_to_its_label_and_asks_for_one(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    with office_world.act("anna") as act:
        writing.save(act, "partner", EXAMPLES["partner"] | {"title": "Kept Back", "label": "restricted"})
    assert b"Kept Back" not in exported(anna, label="internal", file="json") and b"Kept Back" in exported(
        anna, file="json"
    )
    assert anna.post("/export", data={"label": "none"}).status_code == 400
    assert anna.post("/export", data={"label": "internal", "file": "pdf"}).status_code == 400
    assert anna.post("/export", data={"label": "internal", "kind": "nothing"}).status_code == 404
    assert exported(anna, kind=["partner"], file="csv")[:2] == b"PK"
