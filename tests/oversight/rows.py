"""Invented rows for every table of an office: two keys turned, an emergency reviewed, a log of a few entries."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from comity.oversight.storage.tables import metadata

T = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
YEAR = T + timedelta(days=365)


def leaves(count: int) -> list[str]:
    """Give leaves of a log as text."""
    return [f'{{"act":"tried","seq":{seq}}}' for seq in range(count)]


def log(count: int) -> dict[str, list[dict[str, Any]]]:
    """Give the rows of a log of so many entries, computed from RFC 9162 alone."""
    nodes: list[dict[str, Any]] = []
    level, hashes = 0, [hashlib.sha256(b"\0" + leaf.encode()).digest() for leaf in leaves(count)]
    peaks = []
    while hashes:
        nodes += [{"level": level, "place": place, "hash": digest} for place, digest in enumerate(hashes)]
        if len(hashes) % 2:
            peaks.append(hashes[-1])
        hashes = [
            hashlib.sha256(b"\1" + hashes[at] + hashes[at + 1]).digest() for at in range(0, len(hashes) // 2 * 2, 2)
        ]
        level += 1
    return {
        "log_entry": [
            {"seq": seq, "at": T, "act": "tried", "by": "p_anna", "on": None, "leaf": leaf, "salt": bytes(32), "sealed": "{}"}
            for seq, leaf in enumerate(leaves(count))
        ],
        "log_node": nodes,
        "log_head": [{"id": 1, "size": count, "at": T, "peaks": b"".join(reversed(peaks))}],
        "checkpoint": [{"size": count, "at": T, "note": "comity/f_x\n"}],
    }  # fmt: skip


def _turned(side: str, person: str, organisation: str, approval: str) -> dict[str, Any]:
    return {side: approval, f"{side}_side": side, f"{side}_person": person, f"{side}_organisation": organisation}


def rows(entries: int = 5) -> dict[str, list[dict[str, Any]]]:
    """Give rows for every table."""
    people = {"anna": "o_mil", "bert": "o_mil", "cleo": "o_civ", "dora": "o_civ2", "emil": "o_jpn", "fred": "o_fra"}
    records = {
        "r_open": ("o_mil", None, "in force"),
        "r_tyo": ("o_mil", "TYO", "submitted"),
        "r_par": ("o_mil", "PAR", "submitted"),
        "r_draft": ("o_mil", None, "draft"),
        "r_jpn": ("o_jpn", None, "draft"),
    }
    given = {"at": T, "signature": {"keyid": "k", "sig": "c2ln"}, "delegation": None}
    empty = {
        f"{side}{part}": None for side in ("military", "civilian") for part in ("", "_side", "_person", "_organisation")
    }
    none = {"review_until": None, "reviewer": None, "reviewed": None, "verdict": None, "review": None}
    return {
        "setting": [{"name": "office", "value": "f_x"}],
        "organisation": [
            {"organisation": organisation, "name": f"Bureau « {organisation} » – 防衛", "side": side, "actor": actor, "added": T, "ended": None}
            for organisation, side, actor in (
                ("o_mil", "military", None), ("o_civ", "civilian", None), ("o_civ2", "civilian", None),
                ("o_jpn", "partner", "JPN"), ("o_fra", "partner", "FRA"),
            )
        ],
        "person": [
            {"person": f"p_{name}", "login": name, "name": name.title(), "organisation": organisation, "status": "active", "added": T}
            for name, organisation in people.items()
        ],
        # The first is vouched for by the one that sorts behind it.
        "key": [
            {"key": f"k_{name}", "person": f"p_{name}", "kind": "software", "public": bytes(range(32)), "wrapped": {"v": 1, "kdf": "argon2id"},
             "name": "mine", "enrolled": T, "vouched": T, "voucher": "k_dora" if name != "dora" else None}
            for name in people
        ],
        "role": [
            {"grant": f"g_{name}", "person": f"p_{name}", "role": "author", "post": None, "start": T, "end": YEAR, "giver": "p_anna"}
            for name in people
        ],
        "delegation": [
            {"delegation": "d_1", "giver": "p_anna", "receiver": "p_bert", "grant": "g_anna", "start": T, "end": YEAR, "reason": "leave"}
        ],
        "session": [
            {"session": "s", "name": "n", "person": "p_anna", "factors": "two", "form": "f", "started": T, "seen": T, "until": YEAR}
        ],
        "challenge": [{"challenge": "c", "purpose": "enrol", "person": "p_anna", "until": T, "facts": {"a": [1, None, "é"]}}],
        "throttle": [{"bucket": "b", "failures": 3, "since": T}],
        "record": [
            {"record": record, "kind": "agreement", "organisation": organisation, "author": "p_anna", "post": post, "state": state, "version": 1, "made": T}
            for record, (organisation, post, state) in records.items()
        ],
        "record_partner": [
            {"record": record, "organisation": organisation}
            for record, organisation in (("r_open", "o_jpn"), ("r_tyo", "o_jpn"), ("r_draft", "o_jpn"), ("r_par", "o_fra"))
        ],
        "version": [
            {"record": record, "version": 1, "author": "p_anna", "at": T, "content": {"text": f"of {record}"}} for record in records
        ],
        "submission": [
            {"digest": f"x_{record}", "record": record, "version": 1, "author": "p_anna", "by": "p_anna", "at": T, "expires": YEAR,
             "payload": b"\0\xff bytes", "path": path}
            for record, path in (("r_open", "two keys"), ("r_tyo", "emergency"), ("r_par", "two keys"), ("r_jpn", "two keys"))
        ],
        "approval": [
            {"approval": "a_1", "digest": "x_r_open", "side": "military", "person": "p_bert", "organisation": "o_mil", "key": "k_bert", **given},
            {"approval": "a_2", "digest": "x_r_open", "side": "civilian", "person": "p_cleo", "organisation": "o_civ", "key": "k_cleo", **given},
            {"approval": "a_3", "digest": "x_r_tyo", "side": "military", "person": "p_bert", "organisation": "o_mil", "key": "k_bert", **given},
        ],
        "refusal": [{"digest": "x_r_par", "person": "p_cleo", "at": T, "reason": "not now"}],
        "authorisation": [
            {"digest": "x_r_open", "author": "p_anna", "at": T, "path": "two keys", **empty, **none,
             **_turned("military", "p_bert", "o_mil", "a_1"), **_turned("civilian", "p_cleo", "o_civ", "a_2")},
            {"digest": "x_r_tyo", "author": "p_anna", "at": T, "path": "emergency", **empty, **none, "review_until": YEAR,
             **_turned("military", "p_bert", "o_mil", "a_3")},
        ],
        **log(entries),
        **_working(records),
    }  # fmt: skip


def _working(records: dict[str, tuple[str, str | None, str]]) -> dict[str, list[dict[str, Any]]]:
    """Give the rows of the rooms above: for each record of each one."""

    def whose(record: str) -> dict[str, Any]:
        organisation, post, state = records[record]
        return {"record": record, "number": 0, "organisation": organisation, "post": post, "state": state, "class": "k"}

    day = {"start": "2026-03-01", "end": None}
    return {
        "entry": [
            {"entry": f"e_{record}", "record": record, "kind": "spent", "about": None, "person": "p_anna", "at": T, "values": {"amount": "9.50"}}
            for record in records
        ],
        "attachment": [
            {"attachment": f"f_{record}", "record": record, "name": "Annex « A ».pdf", "media": "application/pdf", "digest": "d", "size": 3,
             "bytes": b"\0\xff%", "person": "p_anna", "at": T}
            for record in records
        ],
        "contact": [
            {"contact": f"c_{name}", "organisation": organisation, "owner": "p_anna", "post": post, "partner": "r_open", "name": "Kō Example",
             "function": "desk officer", "email": None, "phone": None, "purpose": "staff talks", "until": "2027-01-01", "added": T, "changed": T}
            for name, organisation, post in (("mil", "o_mil", None), ("tyo", "o_mil", "TYO"), ("civ", "o_civ", None), ("jpn", "o_jpn", None))
        ] + [
            {"contact": "c_gone", "organisation": "o_fra", "owner": "p_anna", "post": None, "partner": None, "name": None, "function": None, "email": None,
             "phone": None, "purpose": "staff talks", "until": "2026-01-01", "added": T, "changed": T}
        ],
        "feed": [{"feed": "h", "name": "n", "person": "p_anna", "programme": None, "made": T, "until": YEAR}],
        "typed": [{"person": "p_anna", "path": "/register/activity/new", "fields": {"title": ["Über"]}, "at": T}],
        "upload": [{"upload": "u", "person": "p_anna", "name": "a.xlsx", "bytes": b"PK\0", "at": T}],
        "item_class": [{"class": "k", "facts": {"kind": "agreement"}}],
        "item": [
            {key: value for key, value in whose(record).items() if key != "number"}
            | {"kind": "agreement", "version": 1, "title": f"of {record}", "words": record, "stage": None, "type": None, "owner": "p_anna",
               "programme": None, **day, "place": None, "label": "open", "changed": T, "complete": 50}
            for record in records
        ],
        "item_link": [whose(record) | {"role": "partner", "other": "JPN"} for record in records],
        "booking": [whose(record) | {"kind": "unit", "resource": "1st", "start": "2026-03-01", "end": "2026-03-02", "amount": None} for record in records],
        "money": [whose(record) | {"programme": None, "line": "A1", "year": 2026, "stage": "spent", "currency": "EUR", "cents": 2**53} for record in records],
        "due": [
            whose(record)
            | {"what": "expiry", "about": None, "title": "Überprüfung", "day": "2026-03-01", "until": None, "person": "p_anna", "done": 0, "fixed": 1}
            for record in records
        ],
    }  # fmt: skip


def fill(con: Connection, entries: int = 5, tables: Collection[str] | None = None) -> None:
    """Put a row into every table, or into some; the scope must be the system's."""
    given = rows(entries)
    assert set(given) == set(metadata.tables)
    for table in (one for one in metadata.sorted_tables if tables is None or one.name in tables):
        found = given[table.name]
        if table.name == "key":
            found = sorted(found, key=lambda row: row["voucher"] is not None)
        con.execute(table.insert(), found)


def everything(con: Connection, tables: Collection[str] | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """Give every row of every table, or of some, as the database holds it, in one order."""
    return {
        name: sorted((tuple(row) for row in con.exec_driver_sql(f'select {", ".join(chr(34) + c.name + chr(34) for c in table.columns)} from "{name}"')), key=repr)
        for name, table in metadata.tables.items()
        if tables is None or name in tables
    }  # fmt: skip
