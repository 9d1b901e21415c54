"""What a policy is told of people, organisations, records and the office; what is not known is left out, never 0.

Names are those of ``office.cedarschema``. A role, a side, a kind or a state that the schema does not know denies whatever is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: An entity as Cedar's JSON has it, or a part of one.
Json = dict[str, object]


def _uid(kind: str, name: str) -> Json:
    return {"type": kind, "id": name}


def _of(kind: str, name: str) -> Json:
    return {"__entity": _uid(kind, name)}


def _all_of(kind: str, names: Iterable[str]) -> list[Json]:
    return [_of(kind, name) for name in sorted(names)]


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """The office itself."""

    office: str

    @property
    def uid(self) -> Json:
        """Its name in Cedar."""
        return _uid("Office", self.office)

    @property
    def attributes(self) -> Json:
        """What policies may ask of it: nothing."""
        return {}


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """An organisation and its side: military, civilian or partner."""

    organisation: str
    side: str

    @property
    def uid(self) -> Json:
        """Its name in Cedar."""
        return _uid("Organisation", self.organisation)

    @property
    def attributes(self) -> Json:
        """What policies may ask of it."""
        return {"side": _of("Side", self.side)}


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person as of now: `roles` are those in force, held by grant or by delegation; `delegated` those by delegation alone."""

    person: str
    organisation: str
    side: str
    roles: frozenset[str]
    posts: frozenset[str]
    factors: int
    delegated: frozenset[str] = frozenset()

    @property
    def uid(self) -> Json:
        """Their name in Cedar."""
        return _uid("Person", self.person)

    @property
    def attributes(self) -> Json:
        """What policies may ask of them."""
        return {
            "organisation": _of("Organisation", self.organisation),
            "side": _of("Side", self.side),
            "roles": _all_of("Role", self.roles),
            "delegated": _all_of("Role", self.delegated),
            "posts": sorted(self.posts),
            "factors": self.factors,
        }


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """A record as of now.

    `type` is what it is within its kind. `writers` are all who wrote or submitted any of its versions, `amount` is in whole units of its currency; `unreviewed` says that an
    emergency act of it waits for its review, in time or not.
    """

    record: str
    kind: str
    state: str
    organisation: str
    author: str
    post: str | None = None
    partners: frozenset[str] = frozenset()
    amount: int | None = None
    currency: str | None = None
    label: str | None = None
    writers: frozenset[str] = frozenset()
    unreviewed: bool = False
    type: str | None = None

    @property
    def uid(self) -> Json:
        """Its name in Cedar."""
        return _uid("Record", self.record)

    @property
    def attributes(self) -> Json:
        """What policies may ask of it."""
        known: Json = {
            "kind": _of("Kind", self.kind),
            "state": _of("State", self.state),
            "organisation": _of("Organisation", self.organisation),
            "author": _of("Person", self.author),
            "writers": _all_of("Person", self.writers | {self.author}),
            "unreviewed": self.unreviewed,
            "partners": _all_of("Organisation", self.partners),
        }
        maybe = {
            "post": self.post,
            "amount": self.amount,
            "currency": self.currency,
            "label": self.label,
            "type": self.type,
        }
        return known | {name: value for name, value in maybe.items() if value is not None}


Facts = OfficeFacts | OrganisationFacts | PersonFacts | RecordFacts


def entities(*known: Facts) -> list[Json]:
    """Give facts as Cedar's entities, each once.

    Of what stands twice the first counts: who asks is known better than who is asked about.
    """
    found: dict[str, Json] = {}
    for one in known:
        found.setdefault(str(one.uid), {"uid": one.uid, "attrs": one.attributes, "parents": []})
    return list(found.values())


#: Which words of a context are names of entities, and of what.
NAMED = {"role": "Role", "onBehalfOf": "Person"}


def context(said: Mapping[str, object]) -> Json:
    """Give the circumstances of a request as Cedar has them: names become entities, what is None is left out.

    Examples
    --------
    >>> context({"role": "author", "founding": True, "onBehalfOf": None})
    {'role': {'__entity': {'type': 'Role', 'id': 'author'}}, 'founding': True}
    """
    return {
        name: _of(NAMED[name], str(value)) if name in NAMED else value
        for name, value in said.items()
        if value is not None
    }
