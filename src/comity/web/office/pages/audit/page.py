"""Audit: the log searched, any entry proved, checkpoints held against each other, and files verified."""

from __future__ import annotations

import base64
import json
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from fastapi import File, Form, Query, UploadFile
from fastapi import Path as Whole
from sqlalchemy import select
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from comity.model.errors import BadFile, ComityError
from comity.oversight import reading
from comity.oversight.desk import Look
from comity.oversight.log import checkpoint as notes
from comity.oversight.log.merkle import leaf_hash, verify_consistency
from comity.oversight.shown import names_of
from comity.oversight.storage.tables import organisation, person
from comity.web.contract import N_, Page, Table, View
from comity.web.office.asked import Ask
from comity.web.office.contract import router as office_router
from comity.web.office.words import minutes, start_of, status_of, wrong

PAGE = Page("audit", N_("Audit"), "/audit", 70, ("/audit", "/audit?act=key&since=2020-01-01", "/audit/0", "/audit/checkpoint", "/audit/verify"), "readLog")  # fmt: skip
router = office_router()

ROWS, ALL = 50, 500
Said = Annotated[str, Query(max_length=200)]
Text = Annotated[str, Form(max_length=100_000)]
Place = Annotated[int, Whole(ge=0, lt=2**53)]
Sent = Annotated[UploadFile, File()]
#: What is done, by the first word of an act's name.
ACTS = {
    "office": N_("the office"), "policy": N_("policy"), "organisation": N_("organisations"), "person": N_("people"), "key": N_("keys"),
    "role": N_("roles"), "delegation": N_("delegations"), "session": N_("sessions"), "signin": N_("sign-ins refused"), "factor": N_("second factors"),
    "record": N_("records"), "approval": N_("approvals"), "review": N_("reviews"), "act": N_("acts denied"), "personal": N_("erasures"),
}  # fmt: skip


@router.get("/audit")
def search(ask: Ask, act: Said = "", by: Said = "", on: Said = "", since: Said = "", until: Said = "", before: Annotated[int | None, Query(ge=0, lt=2**53)] = None) -> View:  # fmt: skip
    """Search the log, the latest entries first."""
    _ = ask.language.gettext
    whole = ask.form != "html"
    error, lines = None, []
    with ask.look() as look:
        look.require("readLog")
        try:
            end = start_of(until)
            lines = reading.entries(
                look, act=act.strip(), by=_whom(look, by), on=_whom(look, on), since=start_of(since), until=end and end + timedelta(days=1),
                before=before, count=ALL if whole else ROWS,
            )  # fmt: skip
        except ComityError as found:
            if whole:
                raise
            error = found
        rows = _rows(look, lines)
        may = look.decide("exportLog").allowed
    heads = {"seq": _("entry"), "at": _("at (UTC)"), "act": _("act"), "by": _("by"), "by_name": _("by"), "on": _("on"), "on_name": _("on"), "words": _("sealed words"), "address": _("address")}  # fmt: skip
    last = lines[-1].leaf.seq if len(lines) == (ALL if whole else ROWS) and lines[-1].leaf.seq else None
    facts = {"act": act, "by": by, "on": on, "since": since, "until": until, "before": last}
    context = {"acts": ACTS, "minutes": minutes, "may": may, "error": wrong(ask, error) if error else None, "further": ask.address(before=last) if last else None}  # fmt: skip
    return View(_("Audit"), "audit/page.html", [Table("entries", heads, rows)], facts, context, status=status_of(error) if error else 200, keep=False)  # fmt: skip


@router.get("/audit/checkpoint")
def checkpoint(ask: Ask) -> View:
    """Show the latest signed checkpoint, which an overseer keeps."""
    return _checkpoint(ask)


@router.get("/audit/checkpoint.txt")
def checkpoint_file(ask: Ask) -> Response:
    """Give the latest signed checkpoint as the file that an overseer keeps."""
    with ask.look() as look:
        look.require("readLog")
    note, size = reading.latest(ask.office)
    return Response(note, media_type="text/plain; charset=utf-8", headers=_named(f"checkpoint-{size}.txt"))


@router.post("/audit/checkpoint")
def hold(ask: Ask, kept: Text = "", file: Sent | None = None) -> View | Response:
    """Hold an older checkpoint against the log as it stands, with a proof that the log only grew."""
    try:
        text = file.file.read(1 << 20).decode() if file is not None and file.size else kept.replace("\r\n", "\n")
        return _checkpoint(ask, held=_consistent(ask, text if text.endswith("\n") else text + "\n"))
    except UnicodeDecodeError:
        return _checkpoint(ask, error=BadFile("It is no checkpoint."), kept=kept)
    except ComityError as error:
        return _checkpoint(ask, error=error, kept=kept)


@router.get("/audit/verify")
def verify(ask: Ask) -> View:
    """Offer to verify a file."""
    return _verdict(ask)


@router.post("/audit/verify")
def verified(ask: Ask, file: Sent | None = None, key: Text = "", kept: Text = "") -> View:
    """Verify a file: the proof of an entry, or an export."""
    if file is None or not file.size:
        return _verdict(ask, error=BadFile("No file was sent."), key=key, kept=kept)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "file"
        with place.open("wb") as stream:
            while block := file.file.read(1 << 20):
                stream.write(block)
        try:
            found = _verified(ask, place, key.strip(), notes.several(kept.replace("\r\n", "\n").strip() + "\n") if kept.strip() else [])  # fmt: skip
        except ComityError as error:
            return _verdict(ask, error=error, key=key, kept=kept)
    return _verdict(ask, verdict=found | {"file": (file.filename or "")[:100]}, key=key, kept=kept)


@router.post("/audit/export")
def export(ask: Ask) -> Response:
    """Give the whole log as the file that `comity office verify` reads, which the log notes; content is not in it."""
    with ask.act() as act:
        decision = act.require("exportLog")
        act.log("log.exported", open={"content": False}, decision=decision)
    folder = tempfile.TemporaryDirectory()
    place = Path(folder.name) / "export.zip"
    size = reading.export(ask.office, place, content=False)
    return FileResponse(place, media_type="application/zip", headers=_named(f"log-{size}.zip"), background=BackgroundTask(folder.cleanup))  # fmt: skip


@router.get("/audit/{seq}")
def entry(ask: Ask, seq: Place) -> View:
    """Show one entry: its leaf, its hash, its words as far as one may see them, and the proof that it stands in the log."""
    _ = ask.language.gettext
    with ask.look() as look:
        line = reading.entry(look, seq)
        row = _rows(look, [line])[0]
    proof = json.loads(reading.proof(ask.office, seq))
    text = proof["leaf"]
    facts = row | {
        "leaf": text, "hash": leaf_hash(text.encode()).hex(), "open": line.leaf.open, "policy": line.leaf.policy, "sealed": line.leaf.sealed is not None,
        "erased": line.erased, "size": proof["size"], "path": [base64.b64decode(one).hex() for one in proof["proof"]], "checkpoint": proof["checkpoint"],
    }  # fmt: skip
    tables = [Table("open", {"name": _("name"), "value": _("value")}, [{"name": name, "value": value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)} for name, value in line.leaf.open.items()])]  # fmt: skip
    return View(_("Entry %(seq)s") % {"seq": seq}, "audit/entry.html", tables, facts, {"minutes": minutes}, keep=False)


@router.get("/audit/{seq}/proof.json")
def proof(ask: Ask, seq: Place) -> Response:
    """Give the proof of an entry, which is verified offline with the log's key; with its words for whoever may see them."""
    with ask.look() as look:
        words = reading.entry(look, seq).words is not None
    return Response(reading.proof(ask.office, seq, words=words), media_type="application/json", headers=_named(f"proof-{seq}.json"))  # fmt: skip


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _whom(look: Look, said: str) -> str:
    """Give the identity of whoever is called so: a login, a name; an identity stays what it is."""
    said = said.strip()
    known = select(person.c.person).where((person.c.login == said) | (person.c.name == said)).limit(1)
    of = select(organisation.c.organisation).where(organisation.c.name == said)
    return str(look.con.scalar(known) or look.con.scalar(of) or said) if said else ""


def _rows(look: Look, lines: list[reading.Line]) -> list[dict[str, Any]]:
    who = names_of(look, {one for line in lines for one in (line.leaf.by, line.leaf.on) if one})
    of = {
        row.organisation: row.name for row in look.con.execute(select(organisation.c.organisation, organisation.c.name))
    }
    return [
        {
            "seq": line.leaf.seq, "at": line.leaf.at, "act": line.leaf.act, "by": line.leaf.by, "on": line.leaf.on, "words": line.words,
            "by_name": _named_as(line.leaf.by, who, of), "on_name": _named_as(line.leaf.on, who, of), "address": f"/audit/{line.leaf.seq}",
        }
        for line in lines
    ]  # fmt: skip


def _named_as(one: str | None, who: dict[str, dict[str, Any]], of: dict[str, str]) -> str | None:
    return (who[one]["name"] if one in who else of.get(one)) if one else None


def _consistent(ask: Ask, text: str) -> dict[str, Any]:
    """Hold a kept checkpoint against the log, and prove it by what anybody can compute.

    Raises
    ------
    BadFile
        It is none, or this log's key has not signed it.
    """
    with ask.look() as look:
        look.require("readLog")
    key = notes.read_vkey(ask.office.key.vkey(ask.office.origin))
    old = notes.read_checkpoint(text, key)
    note, size = reading.latest(ask.office)
    new = notes.read_checkpoint(note, key)
    if old.size > size:
        return {"holds": False, "first": old.size, "second": size, "proof": []}
    path = reading.consistency(ask.office, old.size, size)
    return {"holds": verify_consistency(old.size, size, old.root, new.root, path), "first": old.size, "second": size, "proof": [one.hex() for one in path]}  # fmt: skip


def _checkpoint(ask: Ask, held: dict[str, Any] | None = None, error: ComityError | None = None, kept: str = "") -> View:
    _ = ask.language.gettext
    with ask.look() as look:
        look.require("readLog")
        may = look.decide("exportLog").allowed
    if error is not None and ask.form != "html":
        raise error
    note, size = reading.latest(ask.office)
    facts = {"size": size, "note": note, "log_key": ask.office.key.vkey(ask.office.origin), "held": held}
    context = {"error": wrong(ask, error) if error else None, "kept": kept, "may": may}
    return View(_("Checkpoint"), "audit/checkpoint.html", [], facts, context, status=status_of(error) if error else 200, keep=False)  # fmt: skip


def _verified(ask: Ask, place: Path, key: str, kept: list[str]) -> dict[str, Any]:
    from comity.oversight.approvals.replay import replay
    from comity.oversight.log.proof import verify_proof
    from comity.oversight.log.verify import verify as verify_export

    tell = ask.language.tell
    with place.open("rb") as stream:
        is_proof = stream.read(1) == b"{"
    if is_proof:
        proof = verify_proof(place, key or ask.office.key.vkey(ask.office.origin), kept=kept)
        leaf = proof.leaf
        said = {"seq": leaf.seq, "office": leaf.office, "act": leaf.act, "at": leaf.at, "by": leaf.by, "on": leaf.on, "size": proof.checkpoint.size, "words": proof.words}  # fmt: skip
        return {"kind": "proof", "holds": proof.holds, "problems": [tell(one) for one in proof.problems], "more": 0, "remarks": []} | said  # fmt: skip
    found = verify_export(place, kept=kept, log_key=key or None, replay=replay)
    said = {"office": found.office, "size": found.size, "root": found.root.hex(), "first": found.first, "last": found.last, "checkpoints": found.checkpoints, "kept": found.kept, "log_key": found.log_key}  # fmt: skip
    return {"kind": "export", "holds": found.holds, "problems": [tell(one) for one in found.problems], "more": found.more, "remarks": [tell(one) for one in found.remarks]} | said  # fmt: skip


def _verdict(ask: Ask, verdict: dict[str, Any] | None = None, error: ComityError | None = None, key: str = "", kept: str = "") -> View:  # fmt: skip
    _ = ask.language.gettext
    if error is not None and ask.form != "html":
        raise error
    facts = {"verdict": verdict, "largest": 64}
    context = {"error": wrong(ask, error) if error else None, "key": key, "kept": kept, "minutes": minutes}
    return View(_("Verify a file"), "audit/verify.html", [], facts, context, status=status_of(error) if error else 200, keep=False)  # fmt: skip


__all__ = ["PAGE", "router"]
