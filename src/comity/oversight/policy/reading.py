"""Read policies and check them: each has a name and says what it means; every problem of every file is told with its place."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from cedarpy import PolicySet, Schema, policies_to_json_str, validate_policies

from comity.model.errors import BadFile, Told, told

OURS = files("comity.oversight.policy")
#: A policy's text up to its semicolon: strings and comments may hold one too.
POLICY = re.compile(r'(?:"(?:\\.|[^"\\])*"|//[^\n]*|[^;"/]|/(?!/)|")*;?', re.DOTALL)
BLANK = re.compile(r"(?:\s|//[^\n]*)*")
#: A policy as Cedar's JSON has it.
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """One policy: what it says, what each of its clauses needs, the policy with its scope and one clause alone, and its text."""

    name: str
    says: str
    permits: bool
    needs: tuple[str, ...]
    policy: Json
    clauses: tuple[Json, ...]
    text: str
    file: str


@dataclass(frozen=True, slots=True)
class Read:
    """All that was read, and the SHA-256 over every byte of it."""

    rules: tuple[Rule, ...]
    schema: str
    digest: str


@dataclass(frozen=True, slots=True)
class _Piece:
    file: str
    text: str
    start: int
    end: int

    def at(self, place: int) -> str:
        line = self.text.count("\n", 0, place) + 1
        return f"{self.file}:{line}:{place - self.text.rfind(chr(10), 0, place)}"

    def problem(self, what: str) -> Told:
        """Tell what Cedar says at the first word that it quotes, or where the policy begins."""
        quoted = (self.text.find(word, self.start, self.end) for word in re.findall("`([^`]+)`", what))
        place = next((found for found in quoted if found >= 0), self.start)
        return told("%(where)s: %(what)s", where=self.at(place), what=what)


def read(folder: Path | None) -> Read:
    """Read the schema, the office's policies and their additions, in the order of their names.

    Raises
    ------
    BadFile
        With every problem of every file.
    """
    schema = (OURS / "office.cedarschema").read_text(encoding="utf-8")
    problems: list[str] = []
    texts = _texts(folder, problems)
    digest = hashlib.sha256()
    for text in (schema, *texts.values()):
        # With its length, so that nothing moves from one file to the next unseen.
        digest.update(len(text.encode()).to_bytes(8) + text.encode())
    parsed = Schema.from_str(schema)
    rules: dict[str, Rule] = {}
    for piece in (piece for file, text in texts.items() for piece in _pieces(file, text)):
        found, wrong = _rule(piece, parsed)
        problems += wrong
        if found and found.name in rules:
            problems.append(piece.problem(told("Another policy is called “%(name)s”.", name=found.name)))
        elif found:
            rules[found.name] = found
    if problems:
        raise BadFile(
            "The policies are not valid.",
            where=str(folder or ""),
            remedy="Mend every one; nothing starts without its policies.",
            problems=problems,
        )
    return Read(tuple(rules.values()), schema, digest.hexdigest())


def policy_set(policies: Mapping[str, Json]) -> PolicySet:
    """Make a set of policies under our own names."""
    return PolicySet.from_json_str(json.dumps({"staticPolicies": dict(policies), "templates": {}, "templateLinks": []}))


def concerns(policy: Json, actions: Container[str]) -> bool:
    """Say whether a policy's scope may hold for one of some actions, named with their groups."""
    scope = policy["action"]
    if scope["op"] == "All":
        return True
    return any(one["id"] in actions for one in scope.get("entities") or [scope["entity"]])


def names_one(scope: Json) -> bool:
    """Say whether a policy's scope is of one thing by its name, not of all of a type."""
    return scope["op"] != "All" and (scope["op"] != "is" or "in" in scope)


def of_resource(part: Any) -> frozenset[str]:
    """Give the attributes of the resource that a part of a policy asks for; ``itself`` where it asks for the whole."""
    if isinstance(part, list):
        return frozenset[str]().union(*map(of_resource, part))
    if not isinstance(part, dict):
        return frozenset()
    if part.get("Var") == "resource":
        return frozenset({"itself"})
    if "attr" in part and part.get("left") == {"Var": "resource"}:
        return frozenset({part["attr"]})
    return frozenset[str]().union(*map(of_resource, part.values()))


def _texts(folder: Path | None, problems: list[str]) -> dict[str, str]:
    texts = {"office.cedar": (OURS / "office.cedar").read_text(encoding="utf-8")}
    try:
        own = sorted(folder.iterdir(), key=lambda path: path.name) if folder and folder.exists() else []
    except OSError as error:
        problems.append(told("%(file)s cannot be read: %(error)s", file=folder, error=error))
        return texts
    for path in own:
        if path.suffix == ".cedarschema":
            problems.append(told("%(file)s: the schema is comity’s own and is not replaced.", file=path.name))
        elif path.suffix == ".cedar":
            try:
                texts[path.name] = path.read_bytes().decode("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                problems.append(told("%(file)s cannot be read: %(error)s", file=path.name, error=error))
    return texts


def _pieces(file: str, text: str) -> Iterator[_Piece]:
    place = 0
    while True:
        start = BLANK.match(text, place).end()  # type: ignore[union-attr]
        if start == len(text):
            return
        place = POLICY.match(text, start).end()  # type: ignore[union-attr]
        yield _Piece(file, text, start, place)


def _rule(piece: _Piece, schema: Schema) -> tuple[Rule | None, list[str]]:
    text = piece.text[piece.start : piece.end]
    try:
        parsed = json.loads(policies_to_json_str(text))
    except ValueError as error:
        return None, [piece.problem(str(error))]
    if len(parsed["staticPolicies"]) != 1:
        return None, [piece.problem(told("A policy with slots is of no use here."))]
    (policy,) = parsed["staticPolicies"].values()
    # Cedar names the policy by its place in the text, which here is always the first.
    wrong: list[str] = [
        piece.problem(error.error.removeprefix("for policy `policy0`").lstrip(",: "))
        for error in validate_policies(text, schema).errors
    ]
    notes = policy.get("annotations") or {}
    wrong += [
        piece.problem(told('A policy needs @%(note)s("…").', note=note))
        for note in ("id", "says")
        if not notes.get(note)
    ]
    if not re.fullmatch(r"[\w.-]*", notes.get("id") or ""):
        wrong.append(piece.problem(told('@id("…") is of letters, digits, “-”, “_” and “.” alone.')))
    # A sentence is told as a template of errors is, though nothing stands in it.
    wrong += [
        piece.problem(told('@%(note)s("…") holds “%%”, which no sentence may.', note=note))
        for note, text in notes.items()
        if "%" in (text or "")
    ]
    if wrong:
        return None, wrong
    conditions = policy["conditions"]
    needs = tuple(notes.get(f"needs{number}") or notes["says"] for number in range(1, len(conditions) + 1))
    clauses = tuple(policy | {"conditions": kept} for kept in ([], *([one] for one in conditions)))
    return Rule(notes["id"], notes["says"], policy["effect"] == "permit", needs, policy, clauses, text, piece.file), []
