"""What one can search for: every thing of the record that has a page, with the names under which it is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log10
from pathlib import Path
from urllib.parse import quote, urlencode

import duckdb

from comity.catalogue.facts import discover
from comity.measures.contract import measures
from comity.measures.subject import APART
from comity.model import organisations, regions
from comity.model.errors import ComityError
from comity.model.listings import entities
from comity.model.names import names_elsewhere, normalise, read_table, state_names
from comity.model.resolving import resolve
from comity.store.home import own_sources_dir
from comity.web.languages import LANGUAGES, language

#: Kinds of things, those first that stand before others which fit what was typed as well.
KINDS = (
    "state", "pair", "organisation", "region", "measure", "series", "agreement", "mission", "exercise", "incident", "group", "source",
)  # fmt: skip

#: Kinds of activities that are neither exercises nor missions: they have no page.
VISIT = "visit"
#: So many parties at most are searched for by their names beside the name of the thing itself.
FEW = 4


@dataclass(frozen=True, slots=True)
class Findable:
    """One thing.

    Attributes
    ----------
    key
        Of a state and an organisation its key, of what the record holds its id.
    also
        Other names of it.
    beside
        Words by which it may be found, though they are no names of it: its parties.
    first, last
        Years of its beginning and its end.
    count
        Of a series: how many exercises; of a state: how often it is a party.
    """

    kind: str
    key: str
    title: str
    address: str
    also: tuple[str, ...] = ()
    beside: str = ""
    first: int | None = None
    last: int | None = None
    count: int | None = None

    @property
    def weight(self) -> float:
        """Give how much the record holds of it: between two that fit as well it decides."""
        return log10(1 + (self.count or 0))


def findables(con: duckdb.DuckDBPyConnection, home: Path) -> list[Findable]:
    """Give every thing that can be searched for.

    Parameters
    ----------
    con
        A connection on which each thing stands once.
    home
        Where comity's data lie.
    """
    names = dict(con.execute("select actor, min(name) from actor group by actor").fetchall())
    found = [*_states(con, names), *_organisations(con), *_regions(con)]
    found += [
        Findable(
            "measure",
            name,
            measure.title,
            f"/measures/{name}",
            (name.partition(".")[2], name, *(language(other).gettext(measure.title) for other in LANGUAGES)),
        )
        for name, measure in measures().items()
    ]
    found += [*_agreements(con, names), *_activities(con), *_incidents(con, names), *_groups(con)]
    here = {source for (source,) in con.execute("select source from source").fetchall()}
    found += [
        Findable("source", one.name, one.title, f"/sources/{one.name}", (one.name,))
        for one in discover(own_sources_dir(home))
        if one.name in here
    ]
    return found


def dossier(subject: str) -> str:
    """Give the address of the dossier on a subject."""
    return f"/dossier?{urlencode({'subject': subject})}"


def _states(con: duckdb.DuckDBPyConnection, names: Mapping[str, str]) -> Iterator[Findable]:
    also: dict[str, dict[str, None]] = defaultdict(dict)
    for row in state_names():
        also[row.state][row.name] = None
    known = entities()
    for key, entity in known.items():
        for code in filter(None, (entity.iso3, key, entity.iso2)):
            also[key][code] = None
        for other in LANGUAGES:
            territory = language(other).locale.territories.get(entity.iso2) if entity.iso2 else None
            if territory:
                also[key][territory] = None
            for name in list(also[key]):
                also[key] |= dict.fromkeys(names_elsewhere(name))
    often = dict(
        con.execute(
            "select actor, count(*) from (select actor from one_agreement_party union all select actor from one_activity_party "
            "union all select actor from one_incident_party) group by actor"
        ).fetchall()
    )
    spells = con.execute(
        'select state, year(min("start")), case when count(*) = count("end") then year(max("end")) end from state group by state order by state'
    ).fetchall()
    taken = _taken(con)
    for key, first, last in spells:
        name = names.get(key, key)
        found = tuple(one for one in also[key] if normalise(one) != normalise(name))
        yield Findable("state", key, name, dossier(_said(name, key, taken)), found, "", first, last, often.get(key, 0))


def _taken(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Give, in normal form, the names that a brief takes for an organisation, a region or a pact."""
    taken = {normalise(name) for name in regions.region_names()}
    for one in organisations.organisations():
        taken |= {normalise(name) for name in (one.key, one.name, one.short, *one.aliases) if name}
    return taken | {normalise(name) for (name,) in con.execute("select distinct name from one_agreement").fetchall()}


def _said(name: str, key: str, taken: set[str]) -> str:
    """Give by what a state is asked for: its name, or its key where the name alone means another or none."""
    halves = [name.split(mark, 1) for mark in APART if mark in name]
    own = normalise(name) not in taken and _means(name, key)
    # Austria-Hungary is asked for by its key: by its name it would be a pair.
    return name if own and not any(_means(one) and _means(other) for one, other in halves) else key


def _means(name: str, key: str | None = None) -> bool:
    """Say whether a name is that of a state, or of this one."""
    try:
        return resolve(name).key == (key or resolve(name).key)
    except ComityError:
        return False


def _organisations(con: duckdb.DuckDBPyConnection) -> Iterator[Findable]:
    members = dict(con.execute("select organisation, count(distinct actor) from membership group by 1").fetchall())
    for one in organisations.organisations():
        subject = one.short or one.name
        yield Findable(
            "organisation", one.key, f"{one.short} ({one.name})" if one.short and one.short != one.name else one.name,
            dossier(subject), tuple(dict.fromkeys(filter(None, (one.short, one.name, one.key, *one.aliases, *names_elsewhere(one.name), *names_elsewhere(one.short))))), "",
            one.founded.year if one.founded else None, one.ended.year if one.ended else None, members.get(one.key, 0),
        )  # fmt: skip


def _regions(con: duckdb.DuckDBPyConnection) -> Iterator[Findable]:
    english = {name: code for code, name in language("en").locale.territories.items()}
    for row in read_table("regions.csv"):
        name = row["name"]
        also = dict.fromkeys(filter(None, row["aliases"].split("|")))
        also |= dict.fromkeys(names_elsewhere(name))
        also |= {language(other).locale.territories[english[name]]: None for other in LANGUAGES if name in english}
        yield Findable("region", name, name, dossier(name), tuple(one for one in also if one != name))


def _agreements(con: duckdb.DuckDBPyConnection, names: Mapping[str, str]) -> Iterator[Findable]:
    parties = _few_parties(con, "agreement")
    other = _other_names(con, "agreement")
    rows = con.execute(
        'select agreement, name, kind, year(coalesce(signed, "start")), year("end") from one_agreement order by agreement'
    ).fetchall()
    for key, name, kind, first, last in rows:
        short, words = _short(key)
        beside = " ".join([kind, words, _year(first), *(names.get(actor, "") for actor in parties.get(key, ()))])
        yield Findable("agreement", key, name, f"/agreements/{quote(key, safe='')}", (*other.get(key, ()), *short), beside, first, last)  # fmt: skip


def _activities(con: duckdb.DuckDBPyConnection) -> Iterator[Findable]:
    series = con.execute(
        'select series, year(min("start")), year(max(coalesce("end", "start"))), count(*) from one_activity '
        "where series is not null and kind = 'exercise' group by series order by series"
    ).fetchall()
    for name, first, last, count in series:
        address = f"/exercises?{urlencode({'series': name})}"
        yield Findable("series", name, name, address, (), "", first, last, count)
    other = _other_names(con, "activity")
    rows = con.execute(
        'select activity, kind, name, place, year("start"), year(coalesce("end", case when kind = \'exercise\' then "start" end)), series '
        "from one_activity where kind <> $1 order by activity",
        [VISIT],
    ).fetchall()
    for key, kind, name, place, first, last, within in rows:
        page = "exercise" if kind == "exercise" else "mission"
        short, words = _short(key)
        beside = " ".join(
            filter(None, (place, within, words, _year(first), f"mission {kind}" if page == "mission" else ""))
        )
        yield Findable(page, key, name, f"/{page}s/{quote(key, safe='')}", (*other.get(key, ()), *short), beside, first, last)  # fmt: skip


def _incidents(con: duckdb.DuckDBPyConnection, names: Mapping[str, str]) -> Iterator[Findable]:
    parties = _few_parties(con, "incident")
    other = _other_names(con, "incident")
    rows = con.execute(
        'select incident, name, kind, year("start"), year("end") from one_incident order by incident'
    ).fetchall()
    for key, name, kind, first, last in rows:
        # By the names of today too: what is called after the Ottoman Empire concerns Türkiye.
        beside = " ".join([kind, _year(first), *(names.get(actor, "") for actor in parties.get(key, ()))])
        yield Findable("incident", key, name, f"/incidents/{quote(key, safe='')}", other.get(key, ()), beside, first, last)  # fmt: skip


def _groups(con: duckdb.DuckDBPyConnection) -> Iterator[Findable]:
    """Give the armed groups that are party to an incident that counts; what the record has of them is the list of these."""
    rows = con.execute(
        'select p.actor, min(a.name), year(min(i."start")), year(max(i."end")), count(distinct i.incident) '
        "from one_incident_party p join one_incident i using (incident) join actor a on a.actor = p.actor "
        "where a.kind = 'armed group' group by p.actor order by p.actor"
    ).fetchall()
    for key, name, first, last, count in rows:
        yield Findable("group", key, name, f"/incidents?{urlencode({'party': key})}", (), "", first, last, count)


def _year(first: int | None) -> str:
    """Give the word by which a thing is found that began in a year."""
    return "" if first is None else str(first)


def _short(key: str) -> tuple[tuple[str, ...], str]:
    """Give the short name that an id is, as of almanac:unifil, and the words of any other id that has words."""
    words = [word for word in key.partition(":")[2].split("-") if word.isalpha()]
    return ((words[0].upper(),), "") if len(words) == 1 and key.endswith(f":{words[0]}") else ((), " ".join(words))


def _few_parties(con: duckdb.DuckDBPyConnection, thing: str) -> dict[str, list[str]]:
    """Give the parties of things that have few."""
    rows = con.execute(
        f"select {thing}, list(distinct actor order by actor) from one_{thing}_party group by {thing} having count(distinct actor) <= $1",
        [FEW],
    ).fetchall()
    return dict(rows)


def _other_names(con: duckdb.DuckDBPyConnection, thing: str) -> dict[str, tuple[str, ...]]:
    """Give the names that other sources have for the same things."""
    rows = con.execute(
        f"select canonical, list(distinct t.name order by t.name) from same_as s join {thing} t on t.{thing} = s.id "
        f"join one_{thing} o on o.{thing} = s.canonical where s.kind = '{thing}' and t.name <> o.name group by canonical"
    ).fetchall()
    return {canonical: tuple(found) for canonical, found in rows}


__all__ = ["KINDS", "Findable", "dossier", "findables"]
