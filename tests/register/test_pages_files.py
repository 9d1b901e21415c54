"""Files attached to records: what is taken, under which name, who is given them, and how."""

from __future__ import annotations

import hashlib
import io
import unicodedata
import zipfile
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from comity.model.errors import BadFile
from comity.register import attachments
from oversight.world import World
from register.test_pages_forms import partner

Clients = Callable[..., TestClient]
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def archive(members: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as held:
        for name, data in members.items():
            held.writestr(name, data)
    return made.getvalue()


WORD = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}
TAKEN = {
    "a.pdf": PDF, "a.docx": archive(WORD), "a.xlsx": archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"}),
    "a.odt": archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<o/>"}), "a.png": b"\x89PNG\r\n\x1a\n" + bytes(8),
    "a.jpg": b"\xff\xd8\xff\xe0" + bytes(8), "a.JPEG": b"\xff\xd8\xff\xe0" + bytes(8), "a.txt": "Wörter".encode(), "a.csv": b"a;b\r\n1;2\r\n", "b.csv": "Kosten;\x80".encode("latin-1"),
}  # fmt: skip
REFUSED = {
    "script.html": b"<script>alert(1)</script>", "image.svg": b"<svg/>", "a.pdf": b"<html>", "a.docx": archive({"[Content_Types].xml": b"", "xl/workbook.xml": b""}),
    "macro.docx": archive({**WORD, "word/vbaProject.bin": b"x"}), "a.docm": archive(WORD), "a.exe": b"MZ", "a.pdf.exe": PDF, "a.png": b"GIF89a", "a.txt": b"a\x00b", "b.txt": b"a\x1b[2J",
    "a.zip": archive(WORD), "none": PDF, ".pdf": PDF, "empty.pdf": b"", "a.odt": archive({"mimetype": b"application/zip", "content.xml": b""}), "b.docx": b"PK\x03\x04broken",
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_taken(name: str) -> None:
    assert attachments.checked(name, TAKEN[name])[0] == name


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_taken(name: str) -> None:
    with pytest.raises(BadFile):
        attachments.checked(name, REFUSED[name])


def test_a_bomb_is_not_opened_and_too_much_is_not_taken() -> None:
    bomb = archive(WORD | {"word/bomb.xml": b""})
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in WORD.items():
            made.writestr(name, data)
        made.writestr("word/bomb.xml", bytes(2**26))
    # Its members are counted, none is unpacked: it is given back as it came.
    assert attachments.checked("a.docx", held.getvalue()) and attachments.checked("a.docx", bomb)
    many = archive(WORD | {f"word/{number}": b"" for number in range(attachments.MEMBERS)})
    with pytest.raises(BadFile):
        attachments.checked("a.docx", many)
    with pytest.raises(BadFile):
        attachments.checked("a.pdf", PDF + bytes(attachments.LARGEST))


@given(st.text(max_size=200))
def test_a_name_never_leads_anywhere(said: str) -> None:
    try:
        name = attachments.safe_name(said)
    except BadFile:
        return
    assert name and len(name) <= attachments.LONGEST and not set(name) & set('/\\<>:"|?*') and name.strip(" .") == name
    assert all(unicodedata.category(sign)[0] != "C" for sign in name)
    assert attachments.safe_name(name) == name


def test_a_file_is_attached_and_given_back_to_be_kept(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    which = partner(office_world, anna)
    at = f"/register/partner/{which}"
    answer = anna.post(f"{at}/attach", files={"file": ("../../accord signé.pdf", PDF, "text/html")})
    assert answer.status_code == 303
    (file,) = anna.get(at, params={"format": "json"}).json()["tables"]["files"]["rows"]
    assert (
        file["name"] == "accord signé.pdf"
        and file["sha256"] == hashlib.sha256(PDF).hexdigest()
        and file["size"] == len(PDF)
    )
    given = anna.get(f"{at}/file/{file['attachment']}")
    assert given.content == PDF and given.headers["content-type"] == "application/pdf"
    assert (
        given.headers["content-disposition"].startswith("attachment;")
        and "accord%20sign%C3%A9.pdf" in given.headers["content-disposition"]
    )
    assert (
        given.headers["x-content-type-options"] == "nosniff" and "sandbox" in given.headers["content-security-policy"]
    )
    assert given.headers["cache-control"] == "no-store"
    assert office_world.acts()[-1] == "register.attached"
    wrong = anna.post(f"{at}/attach", files={"file": ("a.svg", b"<svg/>", "image/svg+xml")})
    assert wrong.status_code == 400 and "are not taken" in wrong.text and "pdf, docx" in wrong.text
    assert anna.post(f"{at}/attach", data={"x": "1"}).status_code == 400


def test_a_file_is_given_to_whoever_may_read_its_record_and_at_that_record_alone(
    office_world: World, clients: Clients
) -> None:
    office_world.add("pia", "japan", "partner")
    office_world.add("sven", "staff", "author")
    anna = clients("anna")
    which, other = partner(office_world, anna), partner(office_world, anna, title="Another")
    anna.post(f"/register/partner/{which}/attach", files={"file": ("a.pdf", PDF, "")})
    file = anna.get(f"/register/partner/{which}", params={"format": "json"}).json()["tables"]["files"]["rows"][0][
        "attachment"
    ]
    for client, at, status in (
        (anna, f"/register/partner/{other}/file/{file}", 404), (anna, f"/register/post/{which}/file/{file}", 404), (anna, f"/register/partner/{which}/file/f_x", 404),
        (clients("pia"), f"/register/partner/{which}/file/{file}", 404), (clients("olga"), f"/register/partner/{which}/file/{file}", 404), (clients("sven"), f"/register/partner/{which}/file/{file}", 200),
    ):  # fmt: skip
        assert client.get(at).status_code == status, at
    assert (
        clients("pia").post(f"/register/partner/{which}/attach", files={"file": ("b.pdf", PDF, "")}).status_code == 404
    )
    assert (
        clients("sven").post(f"/register/partner/{which}/attach", files={"file": ("b.pdf", PDF, "")}).status_code == 403
    )
