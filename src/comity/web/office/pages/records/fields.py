"""From a form to what a record holds, and back; what the form does not know of stays as it was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_UP, Decimal
from typing import Any

from comity.model.errors import BadRequest
from comity.oversight.approvals.rules import APPOINTMENT
from comity.oversight.storage.kinds import milliseconds, moment
from comity.web.office.words import KINDS, end_of

#: Fields of the form that stand in the content as they are.
PLAIN = ("title", "text", "label")
OF_KIND = {"commitment": ("amount", "currency"), APPOINTMENT: ("person", "role", "held_post", "end", "key")}
AMOUNT = re.compile(r"(\d{1,15})(?:[.,](\d+))?")
SPACES = re.compile(r"[\s\u00a0\u202f']")


def content_of(kind: str, said: Mapping[str, str], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Make what a record holds of what was typed.

    Money is whole units of its currency, rounded up, as thresholds count it; where there is a fraction, ``exact`` has it.

    Raises
    ------
    BadRequest
        When an amount, a currency or a day cannot be read.

    Examples
    --------
    >>> content_of("commitment", {"title": "Radars", "amount": "9 999.50", "currency": "eur"})
    {'title': 'Radars', 'amount': 10000, 'currency': 'EUR', 'exact': '9999.50'}
    """
    if kind not in KINDS:
        raise BadRequest("There is no such kind of record.", remedy="Choose one of the list.")
    known = {*PLAIN, "amount", "currency", "exact", "person", "role", "post", "end", "key"}
    made = {name: value for name, value in (before or {}).items() if name not in known}
    text = {name: said.get(name, "").strip().replace("\r\n", "\n") for name in PLAIN}
    made |= {name: value for name, value in text.items() if value}
    if kind == "commitment":
        made |= _money(said.get("amount", ""), said.get("currency", ""))
    if kind == APPOINTMENT:
        named = {"person": "person", "role": "role", "held_post": "post", "key": "key"}
        made |= {to: said[name].strip() for name, to in named.items() if said.get(name, "").strip()}
        if made.get("role"):
            made["end"] = milliseconds(end_of(said.get("end", "")))
    return made


def _money(amount: str, currency: str) -> dict[str, Any]:
    from babel.numbers import get_currency_precision, list_currencies

    currency, amount = currency.strip().upper(), SPACES.sub("", amount)
    if currency not in list_currencies():
        raise BadRequest("“%(currency)s” is no currency.", remedy="Three letters, as EUR.", currency=currency[:10])
    found = AMOUNT.fullmatch(amount)
    places = get_currency_precision(currency)
    if not found or not amount.isascii() or len(found[2] or "") > places:
        raise BadRequest("“%(amount)s” is no amount in %(currency)s.", remedy="Write it without marks between thousands, with %(places)s digits after the point at most.", amount=amount[:30], currency=currency, places=places)  # fmt: skip
    whole = Decimal(amount.replace(",", "."))
    said: dict[str, Any] = {"amount": int(whole.to_integral_value(ROUND_UP)), "currency": currency}
    return said | ({"exact": str(whole)} if whole != said["amount"] else {})


def said_of(content: Mapping[str, Any]) -> dict[str, str]:
    """Give what the form has of what a record holds."""
    said = {name: str(content[name]) for name in (*PLAIN, "currency", "person", "role", "key") if content.get(name) is not None}  # fmt: skip
    if content.get("amount") is not None:
        said["amount"] = str(content.get("exact") or content["amount"])
    if content.get("post"):
        said["held_post"] = str(content["post"])
    if isinstance(content.get("end"), int):
        said["end"] = moment(content["end"]).date().isoformat()
    return said


__all__ = ["OF_KIND", "content_of", "said_of"]
