"""What stands in a panel's codebook: its rows, its columns, and the groups and sources they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from comity.panel.axis import SYSTEMS
from comity.panel.citing import Held, held, is_digest, own_version
from comity.panel.command import command, default
from comity.panel.group import Group, find
from comity.panel.kads import Kads
from comity.panel.layout import Placed
from comity.panel.plan import Panel, Pick
from comity.panel.stata import stata_names
from comity.panel.units import key_columns
from comity.store.schema import SCHEMA_VERSION


@dataclass
class Tally:
    """What was counted while rows went by: how many there are, and how many cells of each column are known."""

    rows: int = 0
    known: dict[str, int] = field(default_factory=dict)

    def over(self, batches: Iterable[pa.Table]) -> Iterable[pa.Table]:
        """Count while passing on."""
        for batch in batches:
            self.rows += len(batch)
            for name in batch.column_names:
                self.known[name] = self.known.get(name, 0) + len(batch) - batch.column(name).null_count
            yield batch


# -- labels


def label(panel: Panel, entry: Placed) -> str:
    """Say what a column of a panel is, in at most 80 characters: its label, and of whom where there are several."""
    if not entry.group or panel.sides == 1:
        return entry.column.label
    if entry.column.of == "state":
        return f"{entry.column.label} (state {entry.sides[0] + 1})"
    one, other = (side + 1 for side in entry.sides)
    if entry.column.label.startswith("1 "):
        # A sentence of two states: it says which, and that it may be the other way round.
        said = re.sub(r"\b[12]\b", lambda side: str(one if side[0] == "1" else other), entry.column.label)
        return said if panel.directed or entry.column.sided else f"{said}, or the reverse"
    if entry.column.sided:
        return f"{entry.column.label} ({one} to {other})"
    return entry.column.label if panel.sides == 2 else f"{entry.column.label} ({one}, {other})"


# -- the codebook


def codebook(panel: Panel, tally: Tally | None = None, found: Mapping[str, Held] | None = None) -> str:
    """Describe a plan: unit, rows, choices, groups with their sources and warnings, and every column, as Markdown.

    Parameters
    ----------
    tally
        What was counted while the rows were written.
    found
        What `held` gave, where it was asked already.
    """
    axis = panel.axis
    found = held(panel) if found is None else found
    columns = panel.columns
    rows = tally.rows if tally else count_rows(panel)
    parts = [
        f"# Codebook: {panel.unit} panel, {axis.first_year} to {axis.last_year}",
        _facts(
            ("Unit", _unit(panel)),
            ("States", f"the {SYSTEMS[axis.system]} list ({axis.system})"),
            ("Years", f"{axis.first_year} to {axis.last_year}"),
            ("Rows", "" if rows is None else f"{rows:,}"),
            ("Columns", f"{len(columns):,}"),
            ("Made by", f"comity {own_version()}, from a record of form {SCHEMA_VERSION}"),
            ("Command", f"`{command(panel)}`"),
        ),
        "## How to read it",
        _reading(panel),
        "## Choices",
        _choices(panel),
        "## Columns",
        _columns(panel, columns, tally),
    ]
    for pick in panel.picks:
        parts.append(_group(panel, pick, found))
    if found:
        parts.append("## Sources")
        parts += [_source(name, entry) for name, entry in sorted(found.items())]
    return "\n\n".join(part for part in parts if part) + "\n"


def count_rows(panel: Panel) -> int | None:
    """Count a plan's rows without making them; None where only making them tells."""
    if panel.only or panel.unit == "leader-year":
        return None
    if panel.unit == "k-ad-year":
        return panel.sample or Kads(panel.axis, panel.k, panel.among).count
    there = panel.axis.present.sum(axis=0, dtype="int64")
    if panel.sides == 1:
        return int(there.sum())
    ordered = int((there * (there - 1)).sum()) - len(panel.axis.never_met)
    return ordered if panel.directed else ordered // 2


def _facts(*facts: tuple[str, str]) -> str:
    return "\n".join(f"- **{name}**: {text}" for name, text in facts if text)


def _unit(panel: Panel) -> str:
    step = "month" if panel.axis.step == "month" else "year"
    if panel.unit == "leader-year":
        return "a leader in office in a year"
    if panel.sides == 1:
        return f"a state in a {step} in which the list has it on any day"
    if panel.unit == "k-ad-year":
        among = f" among {', '.join(panel.among)}" if panel.among else ""
        drawn = f"; {panel.sample:,} drawn by chance, seed {panel.seed}" if panel.sample else ""
        return f"{panel.k} states in a {step}{among}{drawn}"
    order = "in both orders (directed)" if panel.directed else "once, the lower code first (not directed)"
    return f"two states in a {step} in which both existed on a common day, {order}"


def _reading(panel: Panel) -> str:
    step = panel.axis.step
    said = [
        "A cell without a value is **not known**. 0 stands only where the source has looked at that state or pair in all "
        f"of that {step} and found nothing." + (" Exceptions are under “Choices”." if panel.assumed else ""),
        "Rows are ordered by code and time.",
        "Being in a list of states is that list's coding, not recognition.",
    ]
    if panel.sides > 1:
        if panel.sides == 2:
            said.append("A name that ends in a side's number is of that state; one without is of the pair.")
        else:
            said.append(
                "A name that ends in one side's number is of that state; one that ends in two, such as _13, is of that pair."
            )
        if any(entry.column.sided for entry in panel.columns):
            said.append(
                "“1 to 2” behind what a column is: of state 1 toward state 2; “it” is then state 1, “the other” 2."
            )
        if not panel.directed:
            said.append(
                "The pair is not directed: of a quantity of 1 toward 2 and of 2 toward 1 the greater stands, except where "
                "it is given twice."
            )
    annual = [pick.group for pick in panel.picks if find(pick.group).resolution == "year"]
    if step == "month" and annual:
        said.append(
            f"The sources of {', '.join(annual)} tell years, not months: **the year's value is repeated in each of its "
            "months**."
        )
    if _counted(panel):
        said.append(
            f"Spells count {step}s: from the first {step} on in which the state or pair existed and the column was known, "
            f"whatever the panel's first year. In that {step}, and in the first after a time in which the column was not "
            "known, they begin with 0, for nothing earlier is known. A time in which it did not exist is not counted."
        )
    return "\n".join(f"- {text}" for text in said)


def _counted(panel: Panel) -> set[str]:
    """Give the columns that are counted from others: they are of no group, and no keys."""
    keys = {entry.name for entry in key_columns(panel)}
    return {entry.name for entry in panel.columns if not entry.group and entry.name not in keys}


def _choices(panel: Panel) -> str:
    lines = []
    for pick in panel.picks:
        for name, value in sorted(pick.options.items()):
            usual = default(pick.group, name)
            if name == "keep" and value == usual:
                continue
            mark = " (as by default)" if value == usual else f" (by default {usual})"
            lines.append(f"`{pick.group}.{name}` = {value or 'none'}{mark}")
    for group in sorted(panel.assumed):
        names = [f"`{entry.name}`" for entry in panel.columns if entry.group == group and entry.column.zero]
        lines.append(
            f"**0 was assumed where nobody looked** (`assume_zero`) in {', '.join(names)} of {group}: there 0 and not known "
            "cannot be told apart any more."
        )
    if panel.only:
        lines.append(
            f"Only rows are kept in which {' and '.join(f'`{name}`' for name in panel.only)} is known to be 1."
        )
    return "\n".join(f"- {line}" for line in lines) or "None but the years, the list of states and the groups."


def _columns(panel: Panel, columns: Sequence[Placed], tally: Tally | None) -> str:
    stata = stata_names([entry.name for entry in columns])
    counted = _counted(panel)
    headings = ["column", "what it is", "type", "values", "group"]
    if tally:
        headings.append("known")
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    for entry in columns:
        column = entry.column
        name = f"`{entry.name}`"
        if stata[entry.name] != entry.name:
            name += f" (in Stata `{stata[entry.name]}`)"
        values = "; ".join(f"{code} {text}" for code, text in sorted(column.values.items()))
        cells = [
            name,
            label(panel, entry),
            column.type,
            values or ("0 no; 1 yes" if column.binary else ""),
            "spells" if entry.name in counted else entry.group,
        ]
        if tally:
            known = tally.known.get(entry.name, 0)
            cells.append("all" if known == tally.rows else f"{known:,}")
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


def _group(panel: Panel, pick: Pick, found: Mapping[str, Held]) -> str:
    group: Group = find(pick.group)
    said = [f"## Group {pick.group}: {group.title}"]
    if group.about:
        said.append(" ".join(group.about.split()))
    if panel.axis.step == "month":
        how = {
            "year": "The year's value is repeated in each of its months.",
            "month": "The source tells months.",
            "day": "The source tells days.",
        }
        said.append(how[group.resolution or "year"])
    lines = []
    for name in group.sources:
        if name in found:
            title, edition = found[name].title, f", version {found[name].version}"
            lines.append(f"- {name}: {title}{'' if title.endswith(edition) else edition}{_imputed(found[name])}")
        else:
            lines.append(f"- {name}: **not in the record**; the columns that rest on it alone are not known")
    said.append("Sources:\n\n" + "\n".join(lines))
    return "\n\n".join(said)


def _imputed(entry: Held) -> str:
    if entry.facts and any("imput" in warning.name for warning in entry.facts.warnings):
        return ". **Values of this source are imputed, not observed: see its warnings**"
    return ""


def _source(name: str, entry: Held) -> str:
    facts = [
        ("Publisher", entry.publisher),
        ("Version", entry.version),
        ("Licence", entry.licence),
        ("Address", f"<{entry.url}>" if entry.url else ""),
        *([("sha256", entry.digest)] if is_digest(entry.digest) else []),
    ]
    said = [f"### {name}: {entry.title}", _facts(*facts)]
    looked = [
        f"- {start or '…'} to {end}, {scope}: {', '.join(f'`{layer}`' for layer in layers)}"
        for start, end, scope, layers in entry.coverage
    ]
    said.append("It has looked at:\n\n" + "\n".join(looked) if looked else "")
    if entry.facts and entry.facts.warnings:
        warned = "\n".join(f"- **{warning.name}**: {warning.text}" for warning in entry.facts.warnings)
        said.append(f"Warnings:\n\n{warned}")
    return "\n\n".join(part for part in said if part)
