"""Files attached to records: of a few kinds, told by what is in them and not by their name alone, and given back as they came.

Whoever may read a record may read its files; a partner's people only those that the content names, and those of their own organisation.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from comity.model.errors import BadFile, NotAllowed, UnknownName, several
from comity.oversight import records
from comity.oversight.identity import new_id
from comity.oversight.storage.tables import person
from comity.oversight.storage.working import attachment
from comity.register.kinds import kind_of
from comity.register.shape import Content, Kind, Type

if TYPE_CHECKING:
    from datetime import datetime

    from comity.oversight.desk import Act, Look

#: So many bytes a file has at most, so many files a record, so many members an archive in which a document comes.
LARGEST, MOST, MEMBERS = 10 * 2**20, 200, 10_000
#: So long a name is at most.
LONGEST = 120
#: Names that some systems keep for devices.
DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(10))}
OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class File:
    """An attached file, without its bytes."""

    attachment: str
    name: str
    media: str
    size: int
    digest: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """A file to be kept by whoever asked for it."""

    name: str
    media: str
    data: bytes


def _members(data: bytes) -> set[str]:
    """Give the names in an archive; none is opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return set()
    return set(found) if len(found) <= MEMBERS else set()


def _word(data: bytes) -> bool:
    return _opened(data, "word/document.xml")


def _excel(data: bytes) -> bool:
    return _opened(data, "xl/workbook.xml")


def _opened(data: bytes, main: str) -> bool:
    names = _members(data)
    # A document with programs in it is none of these, whatever it calls itself.
    return {"[Content_Types].xml", main} <= names and not any(one.lower().endswith("vbaproject.bin") for one in names)


def _writer(data: bytes) -> bool:
    # The first member is the kind, stored as it is: its place is fixed by the format.
    return data[30:77] == b"mimetypeapplication/vnd.oasis.opendocument.text" and "content.xml" in _members(data)


def _text(data: bytes) -> bool:
    try:
        said = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            said = data.decode("cp1252")
        except UnicodeDecodeError:
            return False
    return not any(unicodedata.category(sign) == "Cc" and sign not in "\t\n\r\f" for sign in said)


#: By the end of a name: the media type under which it is given, and what is held against its bytes.
KINDS: Mapping[str, tuple[str, Callable[[bytes], bool]]] = {
    "pdf": ("application/pdf", lambda data: data.startswith(b"%PDF-")),
    "docx": (f"{OFFICE}wordprocessingml.document", _word),
    "xlsx": (f"{OFFICE}spreadsheetml.sheet", _excel),
    "odt": ("application/vnd.oasis.opendocument.text", _writer),
    "png": ("image/png", lambda data: data.startswith(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", lambda data: data.startswith(b"\xff\xd8\xff")),
    "txt": ("text/plain; charset=utf-8", _text),
    "csv": ("text/csv; charset=utf-8", _text),
}


def safe_name(said: str) -> str:
    """Give the name of a file without folders, without signs that nobody sees, and short enough.

    Raises
    ------
    BadFile
        When nothing is left of it.

    Examples
    --------
    >>> safe_name("../../etc/annex A.pdf"), safe_name("C:\\\\temp\\\\con.txt"), safe_name("in\\u202efdp.exe.pdf")
    ('annex A.pdf', '_con.txt', 'infdp.exe.pdf')
    """
    base = unicodedata.normalize("NFC", said).replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in base if unicodedata.category(sign)[0] != "C" and sign not in '<>:"|?*').strip(" .")
    stem, dot, suffix = " ".join(kept.split()).rpartition(".")
    if not stem or not suffix:
        raise BadFile("“%(name)s” is no name of a file.", remedy="Give it a name with an ending, as annex.pdf.", name=base[:60])  # fmt: skip
    stem = f"_{stem}" if stem.partition(".")[0].casefold() in DEVICES else stem
    return f"{stem[: LONGEST - len(suffix) - 1]}{dot}{suffix[:20]}"


def checked(said: str, data: bytes) -> tuple[str, str]:
    """Hold a file against what may be attached.

    Returns
    -------
    str, str
        Its name, and the media type under which it is given.

    Raises
    ------
    BadFile
        When it is too large, empty, of no kind that is taken, or not what its name says.
    """
    name = safe_name(said)
    suffix = name.rpartition(".")[2].casefold()
    taken = several(KINDS)
    if not data or len(data) > LARGEST:
        raise BadFile("A file has one byte at least and %(most)s MiB at most.", remedy="Split it, or make it smaller.", most=LARGEST >> 20)  # fmt: skip
    media, fits = KINDS.get("jpg" if suffix == "jpeg" else suffix, ("", None))
    if fits is None:
        raise BadFile("Files that end in “.%(suffix)s” are not taken.", remedy="These are: %(taken)s.", suffix=suffix, taken=taken)  # fmt: skip
    if not fits(data):
        raise BadFile("What is in “%(name)s” is not what its ending says.", remedy="Save it anew as one of these: %(taken)s.", name=name, taken=taken)  # fmt: skip
    return name, media


def attach(act: Act, which: str, said: str, data: bytes) -> str:
    """Attach a file to a record: no new version, and no approval is voided; what names it in its content is signed with its digest.

    Raises
    ------
    BadFile
        When it may not be attached.
    NotAllowed
        When the policy does not let whoever acts.
    """
    if act.seat is None:
        raise NotAllowed("Nobody attaches nothing.", remedy="Sign in.")
    decision = act.require("noteRecord", records.facts_of(act, which), gone=records.gone())
    name, media = checked(said, data)
    if (act.con.scalar(select(func.count()).select_from(attachment).where(attachment.c.record == which)) or 0) >= MOST:
        raise BadFile("A record has %(most)s files at most.", remedy="Attach it to another record that names this one.", most=MOST)  # fmt: skip
    made, digest = new_id("f"), hashlib.sha256(data).hexdigest()
    act.con.execute(insert(attachment).values(attachment=made, record=which, name=name, media=media, digest=digest, size=len(data), bytes=data, person=act.seat.person, at=act.now))  # fmt: skip
    act.log(
        "register.attached", on=which, open={"attachment": made, "size": len(data), "digest": digest}, decision=decision
    )
    return made


def listed(look: Look, which: str) -> list[File]:
    """List the files of a record that whoever looks may read, the first first.

    Raises
    ------
    UnknownName
        When there is no such record that one may read.
    """
    row = records.read(look, which)
    columns = [attachment.c[name] for name in ("attachment", "name", "media", "size", "digest", "person", "at")]
    wanted = select(*columns, person.c.organisation).join_from(attachment, person).where(attachment.c.record == which).order_by(attachment.c.at, attachment.c.attachment)  # fmt: skip
    own = look.seat.organisation if look.seat else ""
    every = look.seat is not None and (look.seat.side != "partner" or own == row["organisation"])
    named = set() if every else files_in(kind_of(row["kind"]), row["content"])
    return [
        File(one.attachment, one.name, one.media, one.size, one.digest, one.person, one.at)
        for one in look.con.execute(wanted)
        if every or one.attachment in named or one.organisation == own
    ]


def read(look: Look, which: str, one: str) -> Given:
    """Give a file of a record.

    Raises
    ------
    UnknownName
        When there is no such file at that record, or none that one may read.
    """
    found = next((file for file in listed(look, which) if file.attachment == one), None)
    if found is None:
        raise UnknownName("There is no such file.", remedy="The page of the record lists its files.")
    data = look.con.scalar(select(attachment.c.bytes).where(attachment.c.attachment == one))
    return Given(found.name, found.media, bytes(data or b""))


def files_in(kind: Kind, content: Content) -> set[str]:
    """Give the files that a content names."""
    held: list[tuple[Any, Content]] = [(one, content) for one in kind.fields]
    held += [(one, row) for part in kind.parts for row in content.get(part.name) or () for one in part.fields]
    return {str(row[one.name]["attachment"]) for one, row in held if one.type == Type.FILE and one.name in row}


__all__ = ["KINDS", "LARGEST", "File", "Given", "attach", "checked", "files_in", "listed", "read", "safe_name"]
