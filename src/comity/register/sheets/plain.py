"""Write what was gathered as CSV (RFC 4180) and as JSON."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from comity.register.kinds import kind_of
from comity.register.shape import Type
from comity.register.sheets.gathering import Gathered
from comity.register.sheets.layout import NUMBERS, Table, cell, guarded
from comity.register.sheets.workbook import about, records_in, version_here

#: Of the JSON document: another number when what it means changes.
SCHEMA = 1
ABOUT = "about.json"
#: By it Excel knows UTF-8.
BOM = "\ufeff"


def as_csv(made: Gathered) -> bytes:
    """Write a zip of one CSV for each sheet: UTF-8 with a byte-order mark, commas, names of columns in the first line.

    Texts that a spreadsheet would take for a formula have an apostrophe before them, and lose it when they come back.
    """
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        said = {name: value for name, _, value in about(made)}
        archive.writestr(_member(ABOUT), json.dumps(said, ensure_ascii=False, indent=1))
        for name in made.kinds:
            for part in (None, *kind_of(name).parts):
                table = Table(kind_of(name), part)
                archive.writestr(_member(f"{table.name}.csv"), BOM + _csv(made, table))
    return stream.getvalue()


def _member(name: str) -> ZipInfo:
    made = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    made.compress_type, made.external_attr, made.create_system = ZIP_DEFLATED, 0o600 << 16, 3
    return made


def _csv(made: Gathered, table: Table) -> str:
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(table.columns)
    for held, own in records_in(made, table):
        values = [cell(one, held.get(one.name), made.names) for one in table.fields]
        writer.writerow([*own, *(_plain(one.type, value) for one, value in zip(table.fields, values, strict=True))])
    return stream.getvalue()


def _plain(kind: Type, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if kind in NUMBERS else guarded(str(value))


def as_json(made: Gathered) -> bytes:
    """Write one document: what it is, and the records with their identities, versions and content.

    A record above the label stands as ``(withheld)`` where another refers to it.
    """
    document = {
        "format": "comity register", "schema": SCHEMA, "comity": version_here(), "office": made.office, "at": made.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "by": made.by, "limit": made.limit, "references": made.references, "digest": made.digest,
        "records": [{"record": one.record, "kind": one.kind.name, "version": one.version, "state": one.state, "content": one.content} for one in made.records],
    }  # fmt: skip
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
