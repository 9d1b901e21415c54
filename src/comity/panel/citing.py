"""What a panel rests on: its sources as the record has them, their citation, and the versions of all.

What is said of a source is what stands in the record that the panel is made from; its warnings are those of its
``source.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from comity.catalogue.facts import Source, discover
from comity.panel.group import find
from comity.panel.leaders import SOURCE as LEADERS
from comity.panel.plan import Panel
from comity.store.home import home as default_home
from comity.store.home import own_sources_dir, record_path
from comity.store.record import open_record
from comity.store.schema import SCHEMA_VERSION

#: The source whose citation names the makers of each list of states: it is cited with every panel, whose rows it makes.
LISTS = {"cow": "states-cow-gw", "gw": "states-isard"}


@dataclass(frozen=True)
class Held:
    """What the record has of a source."""

    title: str
    publisher: str
    version: str
    licence: str
    citation: str
    url: str | None
    digest: str
    coverage: Sequence[tuple[date | None, date, str, tuple[str, ...]]]
    #: Of its facts: none where the source is no longer in the catalogue.
    facts: Source | None


def sources_of(panel: Panel) -> list[str]:
    """Give the ids of the sources of a plan's rows and groups, in order of name."""
    found = {source for pick in panel.picks for source in find(pick.group).sources}
    return sorted(found | {LEADERS} if panel.unit == "leader-year" else found)


def held(panel: Panel) -> dict[str, Held]:
    """Read what the record says of the sources of a plan, by name; one that it does not have is left out.

    Raises
    ------
    NoRecord, WrongRecord
        When there is no record to read, or one of another version.
    """
    base = panel.home or default_home()
    facts = {source.name: source for source in discover(own_sources_dir(base), {})}
    found = {}
    with open_record(record_path(base)) as con:
        for name in sources_of(panel):
            rows = con.execute(
                "select title, publisher, version, licence, citation, url, digest from source where source = $1", [name]
            ).fetchall()
            for title, publisher, version, licence, citation, url, digest in rows:
                coverage = _coverage(con, name)
                found[name] = Held(title, publisher, version, licence, citation, url, digest, coverage, facts.get(name))
    return found


def _coverage(con: duckdb.DuckDBPyConnection, source: str) -> list[tuple[date | None, date, str, tuple[str, ...]]]:
    rows = con.execute(
        """select "start", "end", scope, list(layer order by layer) from coverage where source = $1
        group by all order by all""",
        [source],
    ).fetchall()
    return [(start, end, scope, tuple(layers)) for start, end, scope, layers in rows]


def cite(panel: Panel, found: Mapping[str, Held] | None = None) -> str:
    """Give BibTeX of comity, of the lists of states, and of every source that a plan's columns rest on."""
    found = held(panel) if found is None else found
    every = [entry.citation for _, entry in sorted(found.items())]
    lists = LISTS[panel.axis.system]
    if lists not in found:
        every += [source.citation for source in discover() if source.name == lists]
    return join_citations(every)


def join_citations(every: Iterable[str]) -> str:
    """Put BibTeX of comity before that of others, each entry once."""
    entries: dict[str, str] = {}
    for text in [_own_entry(), *every]:
        for entry in re.split(r"^(?=@)", text.strip(), flags=re.MULTILINE):
            # Two sources may name one article; twice it would be an error of BibTeX's.
            if key := re.match(r"@\w+\{([^,\s]+),", entry):
                entries.setdefault(key.group(1), entry.strip())
    return "\n\n".join(entries.values()) + "\n"


def _own_entry() -> str:
    return f"""@misc{{comity,
  author = {{{{The comity developers}}}},
  title = {{comity: see, measure, plan, run and learn from military diplomacy}},
  note = {{Version {own_version()}}}
}}"""


def is_digest(text: str) -> bool:
    """Say whether a text is a digest: what ships with comity has its version alone.

    >>> is_digest("comity 0.1.0"), is_digest("0" * 64)
    (False, True)
    """
    return re.fullmatch(r"[0-9a-f]{64}", text) is not None


def own_version() -> str:
    """Give the version of comity."""
    from importlib.metadata import version

    return version("comity")


def versions(panel: Panel, found: Mapping[str, Held] | None = None) -> dict[str, str]:
    """Give the version of comity, the form of the record, and version and digest of every source of a plan's columns."""
    found = held(panel) if found is None else found
    return {
        "comity": own_version(),
        "record": f"form {SCHEMA_VERSION}",
        **{
            name: f"{entry.version} (sha256 {entry.digest})" if is_digest(entry.digest) else entry.version
            for name, entry in found.items()
        },
    }
