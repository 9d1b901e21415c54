"""When an act binds: a state machine that reads and writes nothing.

The office asks it before it writes, the offline verifier asks it of every approval in a log, and the tables hold what of it a
database can hold (:mod:`comity.oversight.storage.tables`). Each function gives the reason why not, or None.

The rules, in words: an act that binds needs two keys turned over the same bytes, a military and a civilian one, by different people of
different organisations, neither of them the author nor acting for the author. Any edit voids both. Approvals end when the
submission expires. Where the policy lets one key suffice, either is enough. In an emergency one key suffices for a time: a civilian
of another organisation than the one who turned it must look at it before the time is over, else it lapses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from comity.model.errors import N_

SIDES = ("military", "civilian", "partner")
ROLES = ("owner", "system", "author", "military-key", "civilian-key", "attache", "partner", "overseer")
#: Those who run the office: they have no content, and whoever has content is none of them.
RUNNING = frozenset({"owner", "system"})
#: A grant of one of these is itself an act that binds, once the office is founded.
BINDING_ROLES = frozenset({"owner", "military-key", "civilian-key"})
#: What may be lent to a colleague for a time.
LENDABLE = frozenset({"author", "attache", "military-key", "civilian-key"})
#: A role is held for so long at most; then it is given anew, or not.
LONGEST = timedelta(days=3 * 366)
#: The kind of record that grants roles and vouches for keys once it binds. It always needs both keys.
APPOINTMENT = "appointment"

#: How an act may come to bind: with both keys; below a threshold of the policy with one; in an emergency with one, and a review.
PATHS = TWO, ONE, EMERGENCY = "two keys", "one key", "emergency"
#: So long a submission waits for its keys, where the policy says nothing else.
VALID = timedelta(days=30)
#: So long an emergency act stands without a civilian's review.
REVIEW = timedelta(hours=24)
#: The role that holds each key.
HOLDERS = {"military": "military-key", "civilian": "civilian-key"}


@dataclass(frozen=True, slots=True)
class Submitted:
    """What was submitted: the digest of its bytes, and whoever wrote any version of it."""

    digest: str
    record: str
    version: int
    authors: frozenset[str]
    path: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Signer:
    """Who would turn a key, as they stand at that moment.

    Attributes
    ----------
    side
        Of the organisation: military, civilian or partner.
    holds
        The roles that the person holds themselves.
    lent
        Role → those who have lent it to the person.
    vouched
        Whether the signing key is the person's, vouched for and not revoked.
    """

    person: str
    organisation: str
    side: str
    holds: frozenset[str]
    lent: dict[str, frozenset[str]]
    vouched: bool


@dataclass(frozen=True, slots=True)
class Turned:
    """A key that was turned."""

    side: str
    person: str
    organisation: str


def why_not_turn(
    submitted: Submitted, side: str, signer: Signer, turned: Iterable[Turned], at: datetime, *, current: int, state: str
) -> str | None:
    """Say why a person may not turn a key, if so.

    Parameters
    ----------
    submitted
        What they would sign.
    side
        Which key.
    signer
        Who.
    turned
        The keys turned over the same bytes before.
    at
        The moment.
    current
        The record's latest version.
    state
        The record's.
    """
    before = list(turned)
    role = HOLDERS[side]
    reasons = (
        (
            current != submitted.version,
            N_("the record was edited after it was submitted: what was to be signed is void"),
        ),
        (state != "submitted", N_("the record does not wait for approval")),
        (at >= submitted.expires, N_("the submission has expired; its author submits it again")),
        (signer.person in submitted.authors, N_("nobody approves what they wrote")),
        (signer.side != side, N_("the key belongs to the other side")),
        (not signer.vouched, N_("the signing key is not vouched for, or was revoked")),
        (role not in signer.holds and not signer.lent.get(role), N_("the role that holds this key is not held")),
        (
            role not in signer.holds and bool(submitted.authors & signer.lent.get(role, frozenset())),
            N_("whoever lent the key wrote the record: nobody approves what they wrote, and no one does for them"),
        ),
        (any(one.person == signer.person for one in before), N_("the same person has turned a key already")),
        (
            any(one.organisation == signer.organisation for one in before),
            N_("the same organisation has turned a key already"),
        ),
        (any(one.side == side for one in before), N_("this key is turned already")),
        (submitted.path != TWO and bool(before), N_("one key suffices here, and it is turned")),
    )
    return next((reason for fails, reason in reasons if fails), None)


def binds(submitted: Submitted, turned: Iterable[Turned]) -> bool:
    """Say whether the keys that were turned make an act bind.

    Examples
    --------
    >>> from datetime import UTC
    >>> waiting = Submitted("d", "r", 1, frozenset({"p_a"}), TWO, datetime(2026, 1, 1, tzinfo=UTC))
    >>> binds(waiting, [Turned("military", "p_b", "o_1")])
    False
    >>> binds(waiting, [Turned("military", "p_b", "o_1"), Turned("civilian", "p_c", "o_2")])
    True
    """
    found = list(turned)
    if submitted.path != TWO:
        return len(found) == 1
    return (
        {one.side for one in found} == {"military", "civilian"}
        and len({one.person for one in found}) == len({one.organisation for one in found}) == len(found) == 2
        and not submitted.authors & {one.person for one in found}
    )


def why_not_review(submitted: Submitted, reviewer: Signer, turned: Iterable[Turned], *, state: str) -> str | None:
    """Say why a person may not review an emergency act, if so."""
    before = list(turned)
    role = HOLDERS["civilian"]
    lenders = reviewer.lent.get(role, frozenset())
    reasons = (
        (submitted.path != EMERGENCY, N_("it did not go by the emergency path")),
        (state not in ("under review", "lapsed"), N_("it does not wait for a review")),
        (reviewer.side != "civilian", N_("a civilian reviews")),
        (not reviewer.vouched, N_("the signing key is not vouched for, or was revoked")),
        (role not in reviewer.holds and not lenders, N_("the role that holds this key is not held")),
        (reviewer.person in submitted.authors, N_("nobody reviews what they wrote")),
        (
            role not in reviewer.holds and bool(submitted.authors & lenders),
            N_("whoever lent the key wrote the record: nobody approves what they wrote, and no one does for them"),
        ),
        (any(one.person == reviewer.person for one in before), N_("nobody reviews what they approved")),
        (any(one.organisation == reviewer.organisation for one in before), N_("another organisation than the one that approved reviews")),
    )  # fmt: skip
    return next((reason for fails, reason in reasons if fails), None)


def founding(vouched: Iterable[tuple[str, str, frozenset[str]]]) -> bool:
    """Say whether the office is still being founded: as long as no two people of two organisations could turn both keys.

    Parameters
    ----------
    vouched
        Of every person who came to hold a role with a vouched key, as long as that role was to last: the side of their
        organisation, the organisation, and such roles. Whoever is suspended, or whose key is revoked, counts on: else an owner
        would suspend the key holders and found the office anew, alone.
    """
    holders = [(side, organisation) for side, organisation, roles in vouched for own, role in HOLDERS.items() if own == side and role in roles]  # fmt: skip
    return not any(
        one[0] == "military" and other[0] == "civilian" and one[1] != other[1] for one in holders for other in holders
    )
