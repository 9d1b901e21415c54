"""Write the pages of ``docs/reference``, and what the README says of what is held, from the code and its facts.

::

    python docs/generate.py              the pages and the README's block
    python docs/generate.py --answers    also the answers in docs/how-to/questions-in-sql.md, from the record in
                                         COMITY_HOME, which is to hold all sources

``tests/unit/test_docs.py`` fails when a page is not what this would write.
"""

from __future__ import annotations

import csv
import dataclasses
import inspect
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import typer

DOCS = Path(__file__).parent
ROOT = DOCS.parent
NOTE = "<!-- Made by docs/generate.py: change that, or what it reads, and run it again. -->\n"
#: The README's block between these two is written here.
BEGIN, END = "<!-- holdings -->\n", "<!-- end of holdings -->"


def pages() -> dict[Path, str]:
    """Give the text of every page, by its path."""
    made = {
        "record": record(),
        "sources": sources(),
        "commands": commands(),
        "states": states(),
        "api": api(),
        "panels": panels(),
        "measures": measures(),
    }
    found = {DOCS / "reference" / f"{name}.md": text for name, text in made.items()}
    readme = ROOT / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    found[readme] = before + BEGIN + holdings() + END + rest.partition(END)[2]
    return found


def _page(title: str, *parts: str) -> str:
    return f"# {title}\n\n{NOTE}\n" + "\n".join(part.rstrip("\n") + "\n" for part in parts if part)


def _table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    return "" if value is None else re.sub(r"\s+", " ", str(value)).replace("|", "\\|")


def record() -> str:
    """Describe every table and column of the record."""
    from comity.catalogue.raw import Part
    from comity.store.contracts import JOINED
    from comity.store.schema import SCHEMA_VERSION, TABLES
    from comity.store.table import Column

    def holds(table: str, column: Column) -> str:
        said = [column.about]
        if column.actor:
            said.append("an actor's key")
        if column.among and (table, column.name) not in JOINED:
            said.append("one of " + ", ".join(f"`{word}`" for word in column.among))
        if column.low is not None or column.high is not None:
            low = "…" if column.low is None else f"{column.low:g}"
            high = "…" if column.high is None else f"{column.high:g}"
            said.append(f"from {low} to {high}")
        return "; ".join(said)

    parts = [
        f"The record is one DuckDB file, `record.duckdb`; its form is number {SCHEMA_VERSION}, which stands in its table "
        "`version` beside the version of comity that built it. Dates are days; `end` is inclusive, and as a word of SQL "
        'it is written `"end"`. Every row of a table that has `source` and `source_row` can be traced to a line of a '
        "publisher's file. No column is ever zero because something is not known: then it is null, or there is no row.\n",
        "## In a reader\n\n" + (inspect.getdoc(Part) or "") + "\n",
    ]
    for table in TABLES:
        facts = []
        if table.key:
            listed = ", ".join(f"`{name}`" for name in table.key)
            facts.append(f"Unique{' within a source' if table.lineage else ''}: {listed}.")
        if table.spell:
            listed = ", ".join(f"`{name}`" for name in table.spell)
            facts.append(f"Periods of the same {listed} do not overlap.")
        if table.apart:
            facts.append(f"`{table.apart[0]}` and `{table.apart[1]}` differ in every row.")
        facts += [f"`{column}` stands in `{target}`." for column, target in table.refers]
        columns = [
            (f"`{column.name}`", column.type, "no" if column.required else "yes", holds(table.name, column))
            for column in table.all_columns
        ]
        parts.append(
            f"## {table.name}\n\n{table.about[0].upper()}{table.about[1:]}. {' '.join(facts)}\n".replace(". \n", ".\n")
            + "\n"
            + _table(("column", "type", "may be null", "holds"), columns)
        )
    return _page("The record", *parts)


def sources() -> str:
    """Describe every source that comity knows, from its source.toml, and the data sets without a loader."""
    from comity.catalogue.facts import discover
    from comity.catalogue.unverified import UNVERIFIED, unverified

    parts = [
        "What comity can build the record from. `comity sources` says which of them are here, and how many rows of each "
        "are in the record.\n"
    ]
    found = discover()
    parts.append(
        _table(
            ("source", "title", "version", "may be passed on"),
            [
                (
                    f"[{source.name}](#{source.name})",
                    source.title,
                    source.version,
                    "yes" if source.licence.redistribute else "no",
                )
                for source in found
            ],
        )
    )
    parts.append(
        f"Beside these comity knows of {len(unverified())} data sets that are [{UNVERIFIED}](#without-a-loader).\n"
    )
    for source in found:
        text = [f"## {source.name}", f"{source.title}; version {source.version}. {source.publisher}.", ""]
        text.append(f"Good for: {source.good_for.rstrip('.')}.")
        text.append("")
        text.append(
            f"Licence: {source.licence.name.rstrip('.')}; {'may' if source.licence.redistribute else 'may not'} be passed on. "
            f"{source.licence.note}".rstrip()
        )
        text.append("")
        text.append(f"Official address: <{source.url}>" if source.url else "It ships with comity.")
        if source.brought:
            text.append(f"\nIts file is yours to bring: `comity bring {source.name} FILE`; every one differs.")
        text.append(f"\nIt names states by: `{source.scheme}`\n")
        text.append(
            _table(
                ("file", "rows", "columns", "sha256"),
                [
                    (
                        f"`{file.name}`",
                        _rows(source.folder / file.name) if source.ships else (f"{file.rows:,}" if file.rows else ""),
                        len(file.columns),
                        f"`{file.sha256[:16]}…`" if file.sha256 else "",
                    )
                    for file in source.files
                ],
            )
        )
        text.append(
            _table(
                ("has looked at", "from", "to", "in"),
                [(f"`{entry.layer}`", entry.start, entry.end, entry.scope) for entry in source.coverage],
            )
        )
        if source.warnings:
            text += ["Warnings:\n", *(f"- **{entry.name}**: {entry.text}" for entry in source.warnings), ""]
        if source.exceptions:
            text.append(
                _table(
                    ("set aside", "rows", "reason"),
                    [
                        (entry.id, f"{entry.rows:,}" if entry.rows is not None else "", entry.reason)
                        for entry in source.exceptions
                    ],
                )
            )
        parts.append("\n".join(text))
    parts.append(
        f"## Without a loader\n\nData sets that would add something, {UNVERIFIED}: a loader that was never run on a true "
        "file would be believed like one that was. [Bring a file](../how-to/bring-a-file.md) shows how one becomes a source "
        "of your own.\n"
    )
    parts.append(
        _table(
            ("name", "data set", "years", "licence, as far as known", "would add", "why not"),
            [
                (
                    f"`{entry.name}`",
                    f"[{entry.title}]({entry.url}), {entry.publisher}",
                    entry.years,
                    entry.licence,
                    entry.good_for,
                    entry.why,
                )
                for entry in unverified().values()
            ],
        )
    )
    return _page("Sources", *parts)


def _rows(path: Path) -> str:
    return f"{len(_read(path)):,}"


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def walk_commands() -> Iterator[tuple[str, Any]]:
    """Give every command with the words by which it is called."""
    from comity.cli import app

    top: Any = typer.main.get_command(app)
    for name, command in top.commands.items():
        if hasattr(command, "commands"):
            for inner, one in command.commands.items():
                yield f"{name} {inner}", one
        else:
            yield name, command


def commands() -> str:
    """Describe every command, its arguments and its options."""
    parts = [
        "Exit codes: 0 done, 1 a fault of ours, 2 something that you can mend, which one sentence names. `COMITY_HOME` "
        "says where data live (without it, your system's folder for user data), `COMITY_MIRROR` where `comity pull` "
        "takes files from.\n"
    ]
    for name, command in walk_commands():
        rows = []
        called = [f"comity {name}"]
        for option in command.params:
            if option.name == "help" or getattr(option, "hidden", False):
                continue
            if option.param_type_name == "argument":
                shown = (option.metavar or option.name.upper()).strip("[].")
                shown = f"{shown}…" if option.nargs == -1 else shown
                called.append(shown if option.required else f"[{shown}]")
            else:
                shown = ", ".join(option.opts)
                if not option.is_flag:
                    shown += f" {(option.metavar or option.name.upper())}"
            rows.append((f"`{shown}`", option.help))
        if any(option.param_type_name == "option" and option.name != "help" for option in command.params):
            called.append("[OPTIONS]")
        text = f"## comity {name}\n\n```\n{' '.join(called)}\n```\n\n{inspect.cleandoc(command.help or '')}\n"
        parts.append(text + ("\n" + _table(("", ""), rows) if rows else ""))
    return _page("Commands", *parts)


def states() -> str:
    """Describe the keys of states that are not their ISO code, the codes that collide, regions and organisations."""
    from comity.model import listings, organisations, regions
    from comity.model import states as door
    from comity.model.codes import SCHEMES
    from comity.model.names import read_table

    names = door.key_names()
    named = [
        (
            f"`{entity.key}`",
            entity.name,
            ", ".join(dict.fromkeys(f"{x.system.upper()} {x.code} {x.abbreviation}" for x in entity.listings)),
            entity.iso3166_3,
        )
        for entity in listings.entities().values()
        if entity.key != entity.iso3
    ]
    listed = [
        (
            f"`{row['code']}`",
            names.get(row["read_as"], row["read_as"]),
            " and ".join(f"`{scheme}`" for scheme in row["schemes"].split()),
            names[row["other"]],
        )
        for row in read_table("collisions.csv")
    ]
    places = [regions.region(name) for name in regions.region_names()]
    return _page(
        "States, regions and organisations",
        f"comity knows {len(names)} states by key. Being in a list is that list's coding, not recognition.\n",
        "## Keys\n\n" + _section(inspect.getdoc(listings) or "", "A key is") + "\n\n"
        "Keys that are not the state's ISO 3166-1 code:\n\n"
        + _table(("key", "name of today, or last", "in the lists", "ISO 3166-3"), named),
        "## Codes that collide\n\n"
        "Three letters that are one state's or territory's code in ISO 3166-1 and another state's abbreviation in a list. "
        "`resolve` reads them as ISO has them, unless `scheme=` says otherwise.\n\n"
        + _table(("code", "read as", "in", "is"), listed),
        "## Schemes\n\n`resolve(…, scheme=…)` takes "
        + ", ".join(f"`{name}`" for name in SCHEMES)
        + ". A source names an actor as `scheme:code` by the same, or as `state:KEY`, `org:key`, `group:name`.\n",
        "## Regions\n\nWords without one definition in common use, such as “Middle East”, are no region here. Of regions "
        "and subregions the states that are gone count too.\n\n"
        + _table(
            ("region", "kind", "by", "states"),
            [(place.name, place.kind, place.definition, len(place.members)) for place in places],
        ),
        "## Organisations\n\nWhose memberships, dated, are in the record's table `membership`.\n\n"
        + _table(
            ("key", "name", "kind", "founded", "ended"),
            [
                (f"`{entry.key}`", entry.name, entry.kind, entry.founded, entry.ended)
                for entry in organisations.organisations()
            ],
        ),
    )


def panels() -> str:
    """Describe the units of panels, and every column group with its columns and options."""
    from comity.panel import axis, layout
    from comity.panel.choice import units_of
    from comity.panel.group import groups
    from comity.panel.look import OWN

    about = {
        "state-year": "a state, in a year in which the list has it on any day",
        "state-month": "the same by month",
        "leader-year": "a leader of a state in a year in which he or she was in office on any day",
        "dyad-year": "two states, in a year in which both existed on a common day; once, or in both orders (directed)",
        "dyad-month": "the same by month",
        "k-ad-year": "three to five states, in a year in which every two of them existed on a common day",
    }
    parts = [
        "`comity panel UNIT --from YEAR --to YEAR --with GROUP,… -o FILE` and, in Python, `comity.stateyears`, "
        "`comity.dyads`, `comity.kads` and `comity.leaderyears` with `.add(GROUP, …)` make panels of these units, in the "
        f"states of the {axis.SYSTEMS['cow']} (`cow`) or the {axis.SYSTEMS['gw']} (`gw`) list, {axis.FIRST_YEAR} to "
        f"{axis.LAST_YEAR}. A cell is 0 only where the source has looked and found nothing; elsewhere it is null.\n",
        _table(("unit", "a row is"), [(f"`{unit}`", about[unit]) for unit in layout.UNITS]),
        "In dyads a column of states stands twice, with the side's number behind its name (`cinc1`, `cinc2`); one of the "
        "pair stands once, or, where it is given each way, twice too (of 1 toward 2, of 2 toward 1). In dyads that are not "
        "directed, what is not given each way is the greater of the two directions. In k-ads a pair's column bears both "
        "numbers (`conttype_13`).\n",
    ]
    found = groups()
    rows = []
    for name, group in found.items():
        units = units_of(name)
        months = {"year": "the year's value, repeated", "month": "yes", "day": "yes", None: "no"}[group.resolution]
        of = [
            word for word, unit in (("states, leaders", "state-year"), ("dyads, k-ads", "dyad-year")) if unit in units
        ]
        # What comity itself knows of states is in no catalogue.
        sources = ", ".join(source if source == OWN else f"[{source}](sources.md#{source})" for source in group.sources)
        rows.append((f"[{name}](#{name})", group.title, ", ".join(of), sources, months))
    parts.append(_table(("group", "what it is", "given for", "sources", "in months"), rows))
    of = {"state": "each state", "alone": "the state, in its own panels", "pair": "the pair"}
    for name, group in found.items():
        text = [f"## {name}\n", f"{group.title}. {' '.join(group.about.split())}".rstrip() + "\n"]
        if group.options:
            lines = [
                (
                    f"`{name}.{option}`",
                    "any of these, in any order: " + ", ".join(f"`{word}`" for word in choices[0].split(",")),
                )
                if "," in choices[0]
                else (f"`{name}.{option}`", ", ".join(f"`{choice}`" for choice in choices) + "; the first by default")
                for option, choices in group.options.items()
            ]
            text.append(_table(("option", "choices"), lines))
        columns = []
        for column in group.columns:
            said = [column.label]
            said += ["; ".join(f"{code} {label}" for code, label in column.values.items())] if column.values else []
            said += [] if column.keep else [f"only with `{name}.keep=all`"]
            whose = of[column.of] + (", each way" if column.sided else "")
            columns.append((f"`{column.name}`", whose, column.type, ". ".join(said)))
        text.append(_table(("column", "of", "type", "what it is"), columns))
        parts.append("\n".join(text))
    return _page("Panels", *parts)


def measures() -> str:
    """Describe every measure, from its declaration and its file's docstring."""
    from comity.measures.contract import measures as every
    from comity.measures.outputs import LABELS

    found = every()
    parts = [
        "`comity measure NAME --subject … --year …` and, in Python, `comity.measure(NAME, subject=, year=)` give estimates of "
        "these. Each has its interval only where there is a published error, a sample, or named choices to draw from; its "
        "coverage; its method and version. `comity explain SUBJECT NAME` shows what an estimate is made of. What the "
        "sources have not looked at is null.\n",
        _table(("column", "what it is"), [(f"`{name}`", text) for name, text in LABELS.items()]),
        _table(
            ("measure", "what it is", "of", "unit", "interval"),
            [
                (f"[{name}](#{name.replace('.', '')})", entry.title, _of(entry), entry.unit, entry.interval)
                for name, entry in found.items()
            ],
        ),
    ]
    for name, entry in found.items():
        needs = [
            (f"`{need.layer}`", need.source, "optional" if need.optional else "", need.bring) for need in entry.needs
        ]
        least, greatest = entry.bounds
        facts = (
            f"{entry.title}. Of {_of(entry)}, in {entry.unit}, from {least:g} to {greatest:g}. More means {entry.direction}. "
            f"Method: {entry.method}, version {entry.version} ({entry.reference}). Interval: {entry.interval}."
        )
        told = inspect.cleandoc(import_module(f"comity.measures.{name}").__doc__ or "")
        parts.append(
            f"## {name}\n\n{facts}\n\n```text\n{told}\n```\n\n" + _table(("needs", "of", "", "how to bring it"), needs)
        )
    return _page("Measures", *parts)


def _of(entry: Any) -> str:
    whom = {
        "state": "states",
        "pair": "pairs of states",
        "member": "members of a group",
        "pact": "groups",
        "region": "regions",
    }
    return ("ordered " if entry.directed else "") + whom[entry.subject]


def _section(text: str, begins: str) -> str:
    """Give the paragraph that begins so, and fail when there is none any more."""
    found = [part for part in text.split("\n\n") if part.startswith(begins)]
    if not found:
        raise ValueError(f"No paragraph begins with “{begins}”.")
    return found[0].replace("``", "`")


#: What the functions give, beside themselves.
GIVEN = (
    ("comity.model.spells", "State"),
    ("comity.dossier.contents", "Brief"),
    ("comity.measures.subject", "Subject"),
    ("comity.dossier.contents", "Section"),
    ("comity.dossier.contents", "Figure"),
    ("comity.dossier.evidence", "Row"),
    ("comity.dossier.contents", "Gap"),
    ("comity.panel.plan", "Panel"),
    ("comity.measures.explaining", "Explanation"),
    ("comity.measures.estimates", "Contribution"),
    ("comity.catalogue.build", "Build"),
    ("comity.catalogue.fetch", "Pulled"),
)


def api() -> str:
    """Describe the public functions, what they give, and the tree of errors."""
    import comity
    from comity.model import errors

    parts = ["`import comity` loads nothing; each function is loaded when it is first used.\n"]
    for name in comity.__all__:
        function = getattr(comity, name)
        parts.append(
            f"## comity.{name}\n\n```python\n{_signature(name, function)}\n```\n\n```text\n{inspect.getdoc(function)}\n```\n"
        )
    parts.append("## What they give\n")
    for place, name in GIVEN:
        kind: Any = getattr(import_module(place), name)
        fields = ", ".join(f"`{field.name}`" for field in dataclasses.fields(kind))
        about = (inspect.getdoc(kind) or "").split("\n\n")[0].replace("\n", " ").replace("``", "`")
        extra = ", ".join(
            f"`{key}`" for key, value in vars(kind).items() if isinstance(value, property) and not key.startswith("_")
        )
        parts.append(f"**{name}**: {about} Fields: {fields}{f'; and {extra}' if extra else ''}.\n")
    from comity.panel.plan import Panel

    parts.append("## What a Panel does\n")
    for name, method in vars(Panel).items():
        if inspect.isfunction(method) and not name.startswith("_"):
            parts.append(f"```python\n{_signature(name, method)}\n```\n\n```text\n{inspect.getdoc(method)}\n```\n")
    tree = (inspect.getdoc(errors) or "").partition("::\n\n")[2].partition("\n\nEach")[0]
    parts.append(
        "## Errors\n\nAll are in `comity.model.errors`. Each has `what`, `where`, `remedy` and `problems`.\n\n"
        f"```text\n{inspect.cleandoc(tree)}\n```\n"
    )
    return _page("Python", *parts)


def _signature(name: str, function: Any) -> str:
    shown, starred = [], False
    for entry in inspect.signature(function).parameters.values():
        if entry.name == "self":
            continue
        if entry.kind is entry.KEYWORD_ONLY and not starred:
            shown.append("*")
            starred = True
        star = {entry.VAR_POSITIONAL: "*", entry.VAR_KEYWORD: "**"}.get(entry.kind, "")
        starred = starred or star == "*"
        text = f"{star}{entry.name}: {entry.annotation}"
        shown.append(text if entry.default is entry.empty else f"{text} = {entry.default!r}")
    return f"{name}({', '.join(shown)}) -> {inspect.signature(function).return_annotation}"


def holdings() -> str:
    """Say what comity holds without any download."""
    from comity.catalogue.facts import discover
    from comity.measures.contract import ids
    from comity.model import organisations
    from comity.model import states as door
    from comity.panel.group import groups
    from comity.store.schema import TABLES

    found = [topic.replace("_", " ") for topic in dict.fromkeys(name.partition(".")[0] for name in ids())]
    topics = f"{', '.join(found[:-1])} and {found[-1]}"
    every = discover()
    almanac = next(source.folder for source in every if source.name == "almanac")
    spells = door.state_spells()
    kinds = Counter(row["kind"] for row in _read(almanac / "activities.csv"))
    incidents = Counter(row["kind"] for row in _read(almanac / "incidents.csv"))
    marks = Counter(
        row["checked"] for path in sorted(almanac.glob("*.csv")) for row in _read(path) if row.get("checked")
    )
    agreements = _read(almanac / "agreements.csv")
    alliances = sum(row["kind"] == "alliance" for row in agreements)
    fetched = [source for source in every if not source.ships and not source.brought]
    free = sum(source.licence.redistribute for source in fetched)
    others = sum(kinds.values()) - kinds["exercise"]
    return (
        f"- **States through time**: {len({spell.state for spell in spells})} states since 1816 by name, Correlates of War, "
        f"Gleditsch–Ward and ISO codes; {len(organisations.organisations())} organisations with "
        f"{len(organisations.memberships()):,} dated memberships.\n"
        f"- **The almanac**, which needs no download: {len(agreements)} agreements ({alliances} of them alliances), "
        f"{kinds['exercise']} exercises, {others} operations and coalitions, {sum(incidents.values())} wars, crises and disputes, "
        f"1945–2025. It is a selection. Every row says how far it was checked: {marks['mirror']:,} agree with a row of a "
        f"published data set, {marks['opened']:,} with a text that was opened, {marks['from knowledge']:,} are written from "
        "knowledge.\n"
        f"- **{len(fetched)} published data sets** that you fetch (`comity pull`), on alliances and defence agreements, exercises, "
        "visits, embassies, troops and bases, peace operations, arms, aid and trade, votes and opinion, disputes, wars and "
        "battle deaths, rivalries, capabilities and equipment, regimes, leaders and coups "
        f"([all of them](docs/reference/sources.md)). The publishers of {free} of them let you pass their files on.\n"
        f"- **Panels**: states, leaders, pairs, and k states together, by year or month, with {len(groups())} groups of columns "
        "([which](docs/reference/panels.md)) in either list of states.\n"
        f"- **Measures**: {len(ids())} of them, on {topics}; each estimate with its interval where one can be given, its "
        "coverage, its method, and contributions that add up ([all](docs/reference/measures.md)).\n"
        f"- **The record**: all of it in one DuckDB file of {len(TABLES)} tables, each row with its source, file and line; "
        "where a source has looked, and what was set aside and why, stand in tables of their own.\n"
        "- **The brief** on a state, a pair, a pact or organisation, or a region: for the terminal, as one HTML file, as JSON, as PDF and as DOCX.\n"
    )


QUESTIONS = DOCS / "how-to" / "questions-in-sql.md"
#: A question and its answer: two blocks that follow each other.
QUESTION = re.compile(r"```sql\n(?P<sql>.*?)```\n\n```text\n(?P<answer>.*?)```", re.DOTALL)


def answer(con: duckdb.DuckDBPyConnection, sql: str) -> str:
    """Give a query's rows as the page shows them."""
    cursor = con.execute(sql)
    rows = [[entry[0] for entry in cursor.description or ()]]
    rows += [["null" if cell is None else str(cell) for cell in row] for row in cursor.fetchall()]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows
    )


def answered(con: duckdb.DuckDBPyConnection, text: str) -> str:
    """Give the page of questions with the answers that this record gives."""
    return QUESTION.sub(lambda found: f"```sql\n{found['sql']}```\n\n```text\n{answer(con, found['sql'])}```", text)


def main() -> None:
    """Write what is not as it should be, and say what was written."""
    made = pages()
    if "--answers" in sys.argv[1:]:
        import comity

        made[QUESTIONS] = answered(comity.record(), QUESTIONS.read_text(encoding="utf-8"))
    for path, text in made.items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
