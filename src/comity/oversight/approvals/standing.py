"""Who stood how at each moment of a log: people, organisations, keys, roles and delegations, as its leaves tell.

A leaf that the rules did not allow has no effect here; whatever rests on it is told as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from comity.model.errors import N_, ComityError
from comity.oversight.approvals.rules import (
    BINDING_ROLES,
    HOLDERS,
    LENDABLE,
    LONGEST,
    ROLES,
    RUNNING,
    SIDES,
    Signer,
    founding,
)
from comity.oversight.keys.check import Public, check
from comity.oversight.log.leaf import Leaf, read_moment, unbase64

#: Of these acts somebody asked the policy, whose digest stands in the leaf.
DECIDED = frozenset({"record.written", "record.submitted", "approval.given", "approval.refused", "review.given", "delegation.given"})  # fmt: skip


class Broken(Exception):
    """A rule did not allow what a leaf tells; the reason is a sentence of the catalogue."""


def must(condition: bool, reason: str) -> None:
    """Refuse what a rule does not allow."""
    if not condition:
        raise Broken(reason)


@dataclass
class Person:
    """A person: of which organisation, and whether active; `before` is how they stood when they were suspended."""

    organisation: str
    status: str = "invited"
    before: str = "invited"


@dataclass
class Key:
    """A signing key, and since when it is vouched for and revoked."""

    person: str
    public: Public
    vouched: datetime | None = None
    revoked: datetime | None = None


@dataclass
class Grant:
    """A role of a person, from its start until before its end."""

    person: str
    role: str
    post: str | None
    start: datetime
    end: datetime
    ended: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Say whether it is in force."""
        return self.start <= at < self.end and self.ended is None


@dataclass
class Delegation:
    """A role that is lent."""

    giver: str
    receiver: str
    grant: str
    start: datetime
    end: datetime
    ended: bool = False


@dataclass
class Standing:
    """All of it, as of the last leaf."""

    office: str = ""
    rp: str = ""
    origins: tuple[str, ...] = ()
    policies: set[str] = field(default_factory=set)
    sides: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    people: dict[str, Person] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    delegations: dict[str, Delegation] = field(default_factory=dict)
    #: The same by the person who has them.
    grants_of: dict[str, list[Grant]] = field(default_factory=dict)
    lent_to: dict[str, dict[str, Delegation]] = field(default_factory=dict)
    #: The appointment that is being carried out, what of it is still to do, and what it says where that is known.
    appointed: str | None = None
    due: set[str] = field(default_factory=set)
    content: Mapping[str, Any] | None = None

    # --- asked ---

    def active(self, who: str | None) -> bool:
        """Say whether a person can act at all."""
        one = self.people.get(who or "")
        return one is not None and one.status == "active" and one.organisation not in self.gone

    def own(self, who: str, at: datetime) -> frozenset[str]:
        """Give the roles that a person holds in person."""
        if not self.active(who):
            return frozenset()
        return frozenset(one.role for one in self.grants_of.get(who, ()) if one.holds(at))

    def lent(self, who: str, at: datetime) -> dict[str, tuple[str, str]]:
        """Give the delegations in force to a person: the role, and who lent it."""
        if not self.active(who):
            return {}
        of = self.people[who].organisation
        return {
            name: (self.grants[one.grant].role, one.giver)
            for name, one in self.lent_to.get(who, {}).items()
            if not one.ended
            and one.start <= at < one.end
            and self.grants[one.grant].holds(at)
            and self.active(one.giver)
            and self.people[one.giver].organisation == of
        }

    def signer(self, who: str | None, key: str, at: datetime) -> Signer:
        """Tell the rules who signed, as they stood at that moment."""
        if who is None or who not in self.people:
            raise Broken(N_("nobody of this office did it"))
        lent: dict[str, frozenset[str]] = {}
        for role, giver in self.lent(who, at).values():
            lent[role] = lent.get(role, frozenset()) | {giver}
        held, of = self.keys.get(key), self.people[who].organisation
        vouched = held is not None and held.person == who and held.vouched is not None and held.revoked is None
        return Signer(who, of, self.sides[of], self.own(who, at), lent, vouched)

    def founding(self, at: datetime) -> bool:
        """Say whether the office is being founded, as the office itself says it."""
        found: dict[str, set[str]] = {}
        for grant in self.grants.values():
            if grant.start <= at < grant.end and any(
                key.person == grant.person
                and key.vouched is not None
                and max(key.vouched, grant.start) <= min(grant.ended or at, key.revoked or at)
                for key in self.keys.values()
            ):
                found.setdefault(grant.person, set()).add(grant.role)
        return founding(
            (self.sides[self.people[who].organisation], self.people[who].organisation, frozenset(roles))
            for who, roles in found.items()
        )

    def check(self, key: str, kind: str, payload: bytes, signature: Any) -> None:
        """Check a signature as the office does."""
        try:
            check(self.keys[key].public, kind, payload, signature, rp=self.rp, origins=self.origins)
        except ComityError as error:
            raise Broken(error.what) from error

    def person(self, leaf: Leaf) -> Person:
        """Give the person whom a leaf is about."""
        must(leaf.on in self.people, N_("nobody of this office is called so"))
        return self.people[str(leaf.on)]

    # --- told by leaves ---

    def before(self, leaf: Leaf) -> None:
        """Check what holds for every act."""
        must(leaf.policy is None or leaf.policy in self.policies, N_("no entry announced the policy that decided it"))
        must(leaf.act not in DECIDED or leaf.policy is not None, N_("no policy decided it"))
        must(leaf.by is None or self.active(leaf.by), N_("whoever did it was not active then"))

    def office_founded(self, leaf: Leaf) -> None:
        """Take the office's name, its addresses and its first policy."""
        must(leaf.seq == 0 and not self.office, N_("the office was founded already"))
        self.office, self.rp = leaf.office, leaf.open["rp"]
        self.origins = tuple(leaf.open["origins"])
        self.policies.add(leaf.open["policy"])

    def policy_changed(self, leaf: Leaf) -> None:
        """Take a policy that is announced."""
        self.policies.add(leaf.open["policy"])

    def organisation_added(self, leaf: Leaf) -> None:
        """Take an organisation."""
        must(leaf.open["side"] in SIDES, N_("there is no such side"))
        must(leaf.on not in self.sides, N_("this identity was given before"))
        self.sides[str(leaf.on)] = leaf.open["side"]

    def organisation_ended(self, leaf: Leaf) -> None:
        """End an organisation."""
        self.gone.add(str(leaf.on))

    def person_invited(self, leaf: Leaf) -> None:
        """Take a person."""
        of = leaf.open["organisation"]
        must(leaf.on not in self.people, N_("this identity was given before"))
        must(of in self.sides and of not in self.gone, N_("there is no such organisation"))
        self.people[str(leaf.on)] = Person(of)

    def person_joined(self, leaf: Leaf) -> None:
        """Have a person come in."""
        one = self.person(leaf)
        must(one.status == "invited", N_("nobody had invited them"))
        one.status = "active"

    def person_reissued(self, leaf: Leaf) -> None:
        """Have a person come in anew."""
        one = self.person(leaf)
        must(one.status in ("active", "invited"), N_("they are suspended or erased"))
        one.status = "invited"

    def person_suspended(self, leaf: Leaf) -> None:
        """Suspend a person."""
        one = self.person(leaf)
        must(one.status in ("active", "invited"), N_("they are suspended or erased"))
        one.before, one.status = one.status, "suspended"

    def person_restored(self, leaf: Leaf) -> None:
        """Restore a person."""
        one = self.person(leaf)
        must(one.status == "suspended", N_("they were not suspended"))
        one.status = one.before

    def person_erased(self, leaf: Leaf) -> None:
        """Erase a person: their roles end."""
        self.person(leaf).status = "erased"
        for grant in self.grants_of.get(str(leaf.on), ()):
            if grant.ended is None:
                grant.ended = leaf.at

    def key_enrolled(self, leaf: Leaf) -> None:
        """Take a key; it signs nothing that binds yet."""
        said = leaf.open
        self.person(leaf)
        try:
            public = Public(said["kind"], unbase64(said["public"]))
        except ComityError as error:
            raise Broken(error.what) from error
        must(public.keyid == said["key"] and said["key"] not in self.keys, N_("the key has another name, or was enrolled before"))  # fmt: skip
        self.keys[said["key"]] = Key(str(leaf.on), public)

    def key_vouched(self, leaf: Leaf) -> None:
        """Vouch for a key: at the founding, or by an appointment."""
        key = self.keys.get(leaf.open["key"])
        must(key is not None and key.person == leaf.on, N_("the key is not theirs"))
        assert key is not None
        must(key.vouched is None and key.revoked is None, N_("the key was vouched for before, or is revoked"))
        content = self.content or {}
        self._binds(leaf, (leaf.on, leaf.open["key"]) == (content.get("person"), content.get("key")))
        key.vouched = leaf.at

    def key_revoked(self, leaf: Leaf) -> None:
        """Revoke a key."""
        key = self.keys.get(leaf.open["key"])
        must(key is not None and key.person == leaf.on and key.revoked is None, N_("there is no such key, or it was revoked before"))  # fmt: skip
        assert key is not None
        key.revoked = leaf.at

    def role_granted(self, leaf: Leaf) -> None:
        """Grant a role: one that binds at the founding or by an appointment."""
        said, one = leaf.open, self.person(leaf)
        role, post, start, end = said["role"], said["post"], read_moment(said["start"]), read_moment(said["end"])
        must(role in ROLES and said["grant"] not in self.grants, N_("there is no such role, or its grant was made before"))  # fmt: skip
        must(start < end and leaf.at < end and end - start <= LONGEST, N_("a role ends after it begins, after three years at the latest"))  # fmt: skip
        must((role == "attache") == bool(post), N_("an attaché has a post, and nobody else has"))
        must(one.status in ("active", "invited"), N_("they are suspended or erased"))
        sides = {role: side for side, role in HOLDERS.items()} | {"partner": "partner"}
        side = self.sides[one.organisation]
        must(role not in sides or sides[role] == side, N_("this role belongs to another side"))
        mixed = RUNNING if role not in RUNNING else frozenset(ROLES) - RUNNING - {"overseer"}
        must(
            role == "overseer" or not any(
                held.role in mixed and held.ended is None and held.end > start and held.start < end
                for held in self.grants_of.get(str(leaf.on), ())
            ),
            N_("whoever runs the office has no part in its content"),
        )  # fmt: skip
        content = self.content or {}
        if role in BINDING_ROLES or said["digest"] is not None:
            self._binds(leaf, (leaf.on, role, post) == (content.get("person"), content.get("role"), content.get("post")) and _milliseconds(end) == content.get("end"))  # fmt: skip
        else:
            must(leaf.policy is not None, N_("no policy decided it"))
        grant = self.grants[said["grant"]] = Grant(str(leaf.on), role, post, start, end)
        self.grants_of.setdefault(grant.person, []).append(grant)

    def _binds(self, leaf: Leaf, just_this: bool) -> None:
        """Check that an act that makes a key somebody's came of both keys, or of the owner while the office was founded."""
        digest = leaf.open["digest"]
        if digest is not None:
            must(
                digest == self.appointed and leaf.act in self.due,
                N_("no appointment that both keys approved makes it so"),
            )
            must(self.content is None or just_this, N_("the appointment that both keys approved says something else"))
            self.due.discard(leaf.act)
            return
        must(leaf.open["founding"] is True and self.founding(leaf.at), N_("the office was founded: it needs an appointment that both keys approve"))  # fmt: skip
        first = leaf.by is None and leaf.open.get("role") == "owner" and not self.grants
        must(first or "owner" in self.own(str(leaf.by), leaf.at), N_("only an owner founds the office"))

    def role_ended(self, leaf: Leaf) -> None:
        """End a role."""
        grant = self.grants.get(leaf.open["grant"])
        must(
            grant is not None and grant.person == leaf.on and grant.ended is None, N_("there is no such role in force")
        )
        assert grant is not None
        grant.ended = leaf.at

    def delegation_given(self, leaf: Leaf) -> None:
        """Lend a role: within it, within one organisation, and once."""
        said = leaf.open
        grant, start, end = self.grants.get(said["grant"]), read_moment(said["start"]), read_moment(said["end"])
        must(grant is not None and grant.person == leaf.on == leaf.by and grant.ended is None, N_("one lends only what one holds in person"))  # fmt: skip
        assert grant is not None
        must(grant.role in LENDABLE, N_("this role is not lent"))
        receiver = self.people.get(said["receiver"])
        must(self.active(said["receiver"]) and said["receiver"] != leaf.by, N_("whoever it is lent to was not active then"))  # fmt: skip
        assert receiver is not None
        must(receiver.organisation == self.person(leaf).organisation, N_("a role is lent within one organisation"))
        must(not self.own(said["receiver"], leaf.at) & RUNNING, N_("whoever runs the office has no part in its content"))  # fmt: skip
        must(grant.start <= start < end <= grant.end and leaf.at < end, N_("a delegation lies within the role that is lent"))  # fmt: skip
        must(said["delegation"] not in self.delegations, N_("this identity was given before"))
        made = self.delegations[said["delegation"]] = Delegation(
            str(leaf.by), said["receiver"], said["grant"], start, end
        )
        self.lent_to.setdefault(made.receiver, {})[said["delegation"]] = made

    def delegation_ended(self, leaf: Leaf) -> None:
        """End a delegation."""
        one = self.delegations.get(leaf.open["delegation"])
        must(one is not None and not one.ended, N_("there is no such delegation in force"))
        assert one is not None
        one.ended = True


def _milliseconds(value: datetime) -> int:
    return round(value.timestamp() * 1000)
