"""What came of versions that were submitted, as pages tell it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.web.office.words import minutes


def outcome(one: Mapping[str, Any]) -> dict[str, Any]:
    """Write the moments of what came of a submission."""
    bound = one["authorised"]
    return {
        **one, "at": minutes(one["at"]), "expires": minutes(one["expires"]), "approvals": [{**given, "at": minutes(given["at"])} for given in one["approvals"]],
        "refusal": {**one["refusal"], "at": minutes(one["refusal"]["at"])} if one["refusal"] else None,
        "authorised": {**bound, "at": minutes(bound["at"]), "review_until": minutes(bound["review_until"]) or None, "reviewed": minutes(bound["reviewed"]) or None} if bound else None,
    }  # fmt: skip


__all__ = ["outcome"]
