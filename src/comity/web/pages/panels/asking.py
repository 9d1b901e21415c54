"""From an address to the plan of a panel, and back to the words that make the same one elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Query

from comity import panel as panels
from comity.model.errors import BadRequest
from comity.panel import Panel
from comity.panel.axis import FIRST_YEAR, LAST_YEAR
from comity.panel.choice import units_of
from comity.panel.command import command, default
from comity.panel.group import find
from comity.panel.layout import UNITS

#: What an address that does not say means.
FIRST, LAST = 1990, 2020


@dataclass(frozen=True)
class Asking:
    """What an address asks for, read but not yet checked against what there is."""

    unit: str
    first: int
    last: int
    system: str
    directed: bool = False
    given: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    k: int = 3
    among: tuple[str, ...] = ()
    sample: int | None = None
    seed: int = 1
    #: Whether the address says anything at all.
    said: bool = field(default=True, compare=False)


def _read(
    unit: Annotated[
        str, Query(description="state-year, dyad-year, leader-year, state-month, dyad-month or k-ad-year.")
    ] = "",
    first: Annotated[
        str, Query(alias="from", description=f"The first year, from {FIRST_YEAR} on; {FIRST} by default.")
    ] = "",
    last: Annotated[
        str, Query(alias="to", description=f"The last year, inclusive, up to {LAST_YEAR}; {LAST} by default.")
    ] = "",
    system: Annotated[str, Query(description="The list of states: cow or gw; cow by default, for leaders gw.")] = "",
    directed: Annotated[bool, Query(description="Whether every dyad stands in both orders.")] = False,
    given: Annotated[
        list[str] | None, Query(alias="with", description="A column group, again for more; also spells, spells:COLUMN.")
    ] = None,
    chosen: Annotated[
        list[str] | None, Query(alias="set", description="An option of a group, GROUP.OPTION=VALUE; again for more.")
    ] = None,
    assumed: Annotated[
        list[str] | None,
        Query(alias="assume-zero", description="A group in which what no source has looked at is taken for 0."),
    ] = None,
    only: Annotated[
        list[str] | None, Query(alias="where", description="A yes-or-no column: only rows in which it is 1.")
    ] = None,
    k: Annotated[str, Query(description="Of k-ads: how many states, 3 to 5; 3 by default.")] = "",
    among: Annotated[list[str] | None, Query(description="Of k-ads: the states of which sets are formed.")] = None,
    sample: Annotated[str, Query(description="Of k-ads: so many, drawn by chance.")] = "",
    seed: Annotated[str, Query(description="With the same seed the sample is the same; 1 by default.")] = "",
) -> Asking:
    name = (unit or "state-year").lower().replace("_", "-").removesuffix("s")
    if name not in UNITS:
        raise BadRequest(
            "There is no unit “%(unit)s”.", remedy="There are: %(units)s.", unit=unit, units=", ".join(UNITS)
        )
    return Asking(
        name,
        _whole("from", first, FIRST),
        _whole("to", last, LAST),
        (system or ("gw" if name == "leader-year" else "cow")).lower(),
        directed and name.startswith("dyad"),
        _words(given),
        _words(chosen, apart=False),
        _words(assumed),
        _words(only),
        _whole("k", k, 3),
        _words(among),
        _whole("sample", sample, 0) or None,
        _whole("seed", seed, 1),
        bool(unit or first or last or system or given),
    )


#: The parameter of what answers such an address.
Asked_ = Annotated[Any, Depends(_read)]


def _whole(name: str, text: str, otherwise: int) -> int:
    said = text.strip()
    if not said:
        return otherwise
    if not said.isdecimal() or len(said) > 9:
        raise BadRequest(
            "%(name)s: “%(said)s” is no whole number.",
            remedy="Write digits only, such as 1990.",
            name=name,
            said=said[:40],
        )
    return int(said)


def _words(given: Sequence[str] | None, apart: bool = True) -> tuple[str, ...]:
    """Take what was given again and again, or with commas; each once, in order."""
    texts = [part for text in given or () for part in (text.split(",") if apart else [text])]
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))


# -- to a plan


def plan(asking: Asking, home: Path) -> tuple[Panel, list[str]]:
    """Make the plan, and name the groups that are left out, as they are not given for this unit.

    Raises
    ------
    BadRequest, UnknownName, AmbiguousName
        When what is asked for is unknown, or makes no sense.
    """
    made = _begin(asking, home)
    options = _options(asking.chosen)
    picked: list[str] = []
    left: list[str] = []
    for name in asking.given:
        group = name.partition(":")[0]
        fits = not asking.unit.startswith(("leader", "k-ad")) if group == "spells" else name in units_if_any(name, asking.unit)  # fmt: skip
        (picked if fits else left).append(name)
    for name in picked:
        rest = options.get(name, {})
        made = made.add(name, assume_zero=name in asking.assumed and _can_assume(name), **rest)
    return (made.where(*asking.only) if asking.only else made), left


def units_if_any(name: str, unit: str) -> tuple[str, ...]:
    """Give the name if it is given for the unit; an unknown one is an error.

    Raises
    ------
    BadRequest
        When there is no such group.
    """
    find(name)
    return (name,) if unit in units_of(name) else ()


def _can_assume(name: str) -> bool:
    return name.partition(":")[0] != "spells" and any(column.zero for column in find(name).columns)


def _options(chosen: Sequence[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for said in chosen:
        place, sign, value = said.partition("=")
        group, dot, option = place.strip().partition(".")
        if not (sign and dot and group and option):
            raise BadRequest(
                "“%(said)s” is not how an option is set.", remedy="Write set=GROUP.OPTION=VALUE.", said=said[:80]
            )
        found.setdefault(group, {})[option] = value.strip()
    return found


def _begin(asking: Asking, home: Path) -> Panel:
    kind, _, step = asking.unit.rpartition("-")
    first, last, system = asking.first, asking.last, asking.system
    if kind == "leader":
        return panels.leaderyears(first, last, system, home=home)  # type: ignore[arg-type]
    if kind == "k-ad":
        return panels.kads(
            first, last, asking.k, system, among=asking.among, sample=asking.sample, seed=asking.seed, home=home  # type: ignore[arg-type]
        )  # fmt: skip
    if kind == "state":
        return panels.stateyears(first, last, system, by=step, home=home)  # type: ignore[arg-type]
    return panels.dyads(first, last, system, directed=asking.directed, by=step, home=home)  # type: ignore[arg-type]


# -- to words elsewhere


def in_shell(made: Panel, name: str) -> str:
    """Give the line of the command line that makes a panel into a file of this name."""
    return f"{command(made)} -o {name}"


def in_python(made: Panel, name: str) -> str:
    """Give the Python that does the same."""
    kind, _, step = made.unit.rpartition("-")
    function = {"state": "stateyears", "dyad": "dyads", "leader": "leaderyears", "k-ad": "kads"}[kind]
    said = [str(made.axis.first_year), str(made.axis.last_year)]
    said += [f"k={made.k}"] if kind == "k-ad" else []
    said.append(f'system="{made.axis.system}"')
    said += ["directed=True"] if made.directed else []
    said += ['by="month"'] if step == "month" else []
    if made.among:
        said.append(f"among=({', '.join(map(_text, made.among))},)")
    if made.sample:
        said += [f"sample={made.sample}", f"seed={made.seed}"]
    lines = ["import comity", "", f"panel = comity.{function}({', '.join(said)})"]
    for pick in made.picks:
        rest = ["assume_zero=True"] if pick.group in made.assumed else []
        rest += [f"{option}={_text(value)}" for option, value in pick.options.items() if value != default(pick.group, option)]  # fmt: skip
        lines.append(f"panel = panel.add({', '.join([_text(pick.group), *rest])})")
    for entry in made.spells:
        words = ["spells", entry.column, "" if entry.kind == "since" else entry.kind]
        lines.append(f"panel = panel.add({_text(':'.join(word for word in words if word))})")
    if made.only:
        lines.append(f"panel = panel.where({', '.join(map(_text, made.only))})")
    return "\n".join([*lines, f"panel.write({_text(name)})"]) + "\n"


def in_r(made: Panel, name: str) -> str:
    """Give the R that does the same and reads it."""
    line = in_shell(made, name).replace("\\", "\\\\").replace('"', '\\"')
    return f'system("{line}")\npanel <- arrow::read_parquet("{name}")\n'


def in_address(made: Panel) -> list[tuple[str, str]]:
    """Give the choices of an address that makes this very plan."""
    axis = made.axis
    said = [("unit", made.unit), ("from", str(axis.first_year)), ("to", str(axis.last_year)), ("system", axis.system)]
    said += [("directed", "true")] if made.directed else []
    said += [("with", pick.group) for pick in made.picks]
    for entry in made.spells:
        parts = ["spells", entry.column, "" if entry.kind == "since" else entry.kind]
        said.append(("with", ":".join(part for part in parts if part)))
    for pick in made.picks:
        changed = {name: value for name, value in pick.options.items() if value != default(pick.group, name)}
        said += [("set", f"{pick.group}.{name}={value}") for name, value in changed.items()]
    said += [("assume-zero", group) for group in sorted(made.assumed)] + [("where", name) for name in made.only]
    if made.unit == "k-ad-year":
        said += [("k", str(made.k)), *(("among", key) for key in made.among)]
        said += [("sample", str(made.sample)), ("seed", str(made.seed))] if made.sample else []
    return said


def _text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


__all__ = ["Asked_", "Asking", "in_address", "in_python", "in_r", "in_shell", "plan"]
