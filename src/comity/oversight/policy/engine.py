"""Decide and explain by Cedar's policies. What is not permitted, not known or cannot be evaluated is denied.

Source: Cedar, https://docs.cedarpolicy.com/policies/syntax-policy.html; evaluated by `cedarpy`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cedarpy import PolicySet, Schema, is_authorized

from comity.model.errors import N_, Told, several, told
from comity.oversight.policy import reading
from comity.oversight.policy.facts import Facts, OfficeFacts, PersonFacts, RecordFacts, context, entities

UNDECIDED = N_("The policy could not answer this, and what it cannot answer is not allowed.")


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed: the policies that decided with what each says, and the digest of all that was in force.

    Of a denial these are the forbids; where there are none, nothing permitted it. `errors` are Cedar's own words on what it could
    not evaluate.
    """

    allowed: bool
    action: str
    policies: tuple[str, ...]
    says: tuple[str, ...]
    digest: str
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision told in plain sentences, the first of which says whether it is allowed."""

    decision: Decision
    sentences: tuple[Told, ...]

    def __str__(self) -> str:
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Policy:
    """All policies in force in an office, read once."""

    rules: Mapping[str, reading.Rule]
    digest: str
    schema: Schema
    policies: PolicySet
    clauses: PolicySet

    @classmethod
    def load(cls, folder: Path | None = None) -> Policy:
        """Read the policies that ship with comity and those of an office, and check them against the schema.

        Parameters
        ----------
        folder
            An office's own: each ``*.cedar`` in it is added, ``office.cedar`` replaces the one that ships with comity.

        Raises
        ------
        BadFile
            If anything in any file is wrong; every problem is listed.
        """
        read = reading.read(folder)
        return cls(
            rules={rule.name: rule for rule in read.rules},
            digest=read.digest,
            schema=Schema.from_str(read.schema),
            policies=reading.policy_set({rule.name: rule.policy for rule in read.rules}),
            clauses=reading.policy_set(
                {
                    f"{rule.name}#{number}": one
                    for rule in read.rules
                    if rule.permits
                    for number, one in enumerate(rule.clauses)
                }
            ),
        )

    def decide(
        self,
        principal: PersonFacts | OfficeFacts,
        action: str,
        resource: Facts,
        said: Mapping[str, object] | None = None,
    ) -> Decision:
        """Decide whether someone may do something.

        Parameters
        ----------
        principal
            Who asks.
        action
            A name of ``office.cedarschema``, as ``readRecord``.
        resource
            On what it is done.
        said
            The action's own circumstances, as ``{"role": "author"}``.
        """
        allowed, found, errors = self._ask(self.policies, principal, action, resource, said or {})
        if errors:
            return Decision(False, action, (), (UNDECIDED,), self.digest, errors)
        return Decision(allowed, action, found, tuple(self.rules[name].says for name in found), self.digest)

    def asked(self, action: str) -> frozenset[str]:
        """Give the attributes of a resource that policies ask for when they decide on an action.

        ``itself`` stands for the resource as a whole, as where it is compared with somebody.
        """
        found = frozenset[str]()
        groups = ("content", "approve") if action.startswith("approve") else ("content",)
        for rule in self.rules.values():
            if reading.concerns(rule.policy, (action, *groups)):
                found |= reading.of_resource(rule.policy["conditions"])
                found |= {"itself"} if reading.names_one(rule.policy["resource"]) else set()
        return found

    def one_key(self, office: OfficeFacts, record: RecordFacts) -> Decision:
        """Decide whether a record stays below the thresholds under which one key suffices, whoever turns it."""
        return self.decide(office, "approveAlone", record)

    def explain(
        self,
        principal: PersonFacts | OfficeFacts,
        action: str,
        resource: Facts,
        said: Mapping[str, object] | None = None,
        until: Mapping[str, str] | None = None,
    ) -> Explanation:
        """Tell why something is allowed or not.

        Of a denial: the forbids that hold; if there are none, each policy that permits such an action with what is missing for it.

        Parameters
        ----------
        principal, action, resource, said
            As for :meth:`decide`.
        until
            Until when the person holds each of their roles, as it is to be read.
        """
        decision = self.decide(principal, action, resource, said)
        if decision.allowed:
            return Explanation(decision, (told("Allowed."), *map(told, decision.says)))
        sentences = tuple(map(told, decision.says)) or self._missing(principal, action, resource, said or {})
        sentences += tuple(told("Cedar says: %(error)s.", error=error) for error in decision.errors)
        held = (_held(principal, until or {}),) if isinstance(principal, PersonFacts) else ()
        return Explanation(decision, (told("Not allowed."), *sentences, *held))

    def _missing(
        self, principal: PersonFacts | OfficeFacts, action: str, resource: Facts, said: Mapping[str, object]
    ) -> tuple[Told, ...]:
        _, found, _ = self._ask(self.clauses, principal, action, resource, said)
        told_of = []
        for rule in self.rules.values():
            # Clause 0 is the scope alone: whether the policy is about such a thing at all.
            if f"{rule.name}#0" in found:
                missing = [needs for number, needs in enumerate(rule.needs, 1) if f"{rule.name}#{number}" not in found]
                needs = several(map(told, missing), "; ")
                told_of.append(
                    (len(missing), told("%(says)s Missing here: %(needs)s.", says=told(rule.says), needs=needs))
                )
        told_of.sort(key=lambda one: one[0])
        return tuple(sentence for _, sentence in told_of) or (told("No policy permits this to anybody."),)

    def _ask(
        self,
        policies: PolicySet,
        principal: PersonFacts | OfficeFacts,
        action: str,
        resource: Facts,
        said: Mapping[str, object],
    ) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
        request = {
            "principal": principal.uid,
            "action": {"type": "Action", "id": action},
            "resource": resource.uid,
            "context": context(said),
        }
        try:
            result = is_authorized(request, policies, entities(principal, resource), self.schema)
        except UnicodeEncodeError as error:
            return False, (), (str(error),)
        diagnostics = result.diagnostics
        # Cedar quotes all that it was given before it says what was wrong.
        errors = tuple(error.rsplit("}]: ", 1)[-1] for error in diagnostics.errors)
        return result.allowed, tuple(sorted(diagnostics.reasons)), errors


def _held(person: PersonFacts, until: Mapping[str, str]) -> Told:
    roles = [
        told("%(role)s (until %(end)s)", role=role, end=until[role]) if role in until else role
        for role in sorted(person.roles)
    ]
    return told("Held: %(roles)s.", roles=several(roles)) if roles else told("No role is held.")
