"""An invented record: twelve states of three regions, thirty years, and rows of every layer that any measure needs.

Values are drawn by chance, from a seed that depends on the layer alone, so that a new measure's layer changes nothing of
the others. Nothing here is anybody's data.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from comity.catalogue.build import _insert_model
from comity.measures.contract import Need
from comity.store.home import record_path
from comity.store.record import create_tables
from comity.store.schema import BY_NAME, TABLES

#: All of them existed throughout, in both lists; a permutation stays within its region.
REGIONS = (("FRA", "BEL", "NLD", "CHE"), ("ARG", "BRA", "CHL", "PER"), ("THA", "PHL", "MYS", "IDN"))
STATES = tuple(key for region in REGIONS for key in region)
#: Sources have looked from the first to the last of these years; measures are computed to two years later.
FIRST, LAST = 1985, 2012
YEARS = range(FIRST, LAST + 1)

#: Layer → how its values are drawn: (what, …). ``share`` 0 to 1; ``normal`` mean, deviation, with an interval; ``count``
#: mean; ``scale`` least, greatest; ``flag`` chance, in runs of years; ``log`` a lognormal about this size (the default, 1000).
RANGES: dict[str, tuple[Any, ...]] = {
    "figure.unga-ideal-point": ("normal", 0.0, 1.0),
    "figure.wgi-political-stability": ("normal", 0.0, 1.0),
    "figure.military-expenditure": ("log", 5e9),
    "figure.military-personnel": ("log", 2e5),
    "figure.total-population": ("log", 3e7),
    "figure.cinc": ("share",),
    "figure.nato-equipment-share": ("scale", 5, 45),
    "figure.rdmc-aircraft-aew": ("count", 1.0),
    "figure.rdmc-aircraft-tanker": ("count", 1.0),
    "figure.rdmc-submarines-ballistic": ("count", 0.3),
    "figure.wgi-political-stability-se": ("log", 0.25),
    "figure.gdp-current": ("log", 1e11),
    "figure.cow-imports": ("log", 4e4),
    "figure.cow-exports": ("log", 4e4),
    "figure.polyarchy-v16": ("share",),
    "figure.vdem10-ex-military": ("share",),
    "figure.polity5-xconst": ("scale", 1, 7),
    "figure.powell-thyne-coups": ("count", 0.1),
    "figure.powell-thyne-failed-coups": ("count", 0.2),
    "figure.national-elections": ("count", 0.4),
    "figure.battle-deaths-prio-ged": ("count", 30),
    "figure.battle-deaths-prio-ged-low": ("count", 20),
    "figure.battle-deaths-prio-ged-high": ("count", 60),
    "figure.felt-security": ("share",),
    "figure.un-peacekeeping-troops": ("count", 300),
    "pair_figure.cow-shared-igos": ("count", 40),
    "pair_figure.cow-diplomatic-representation": ("scale", 0, 3),
    "pair_figure.pew-favourable": ("scale", 10, 90),
    "pair_figure.atop-defense": ("flag", 0.3),
    "pair_figure.atop-offense": ("flag", 0.1),
    "pair_figure.atop-neutrality": ("flag", 0.1),
    "pair_figure.atop-nonaggression": ("flag", 0.3),
    "pair_figure.atop-consultation": ("flag", 0.3),
    "figure.nuclear-possession": ("flag", 0.5),
    "pair_figure.signals-vis": ("count", 0.3),
    "pair_figure.signals-nukes": ("count", 0.3),
    "pair_figure.icews-verbal-conflict": ("count", 30),
    "pair_figure.icews-material-conflict": ("count", 20),
    "pair_figure.icews-verbal-cooperation": ("count", 60),
    "pair_figure.icews-material-cooperation": ("count", 20),
    "pair_figure.pew-respondents": ("log", 1000),
    "agreement_figure.military-institutionalisation": ("scale", 0, 2),
    "agreement_figure.latent-depth": ("normal", 0.0, 0.6),
}


def make(home: Path, needs: Iterable[Need], *, shuffle: int = 0, rename: Mapping[str, str] | None = None) -> Path:
    """Make an invented record with rows of these layers.

    Parameters
    ----------
    shuffle
        Put the rows of every table in another order.
    rename
        Key → key: who is whom.
    """
    home.mkdir(parents=True, exist_ok=True)
    path = record_path(home)
    path.unlink(missing_ok=True)
    # Incidents come with their pairs, whichever of the two layers a measure names.
    wanted = sorted({(need.source, need.layer.replace("incident_pair.", "incident.")) for need in needs})
    with duckdb.connect(str(path)) as con:
        create_tables(con, "0")
        _insert_model(con)
        # What comity itself knows is in every record; here it counts as held only where a measure asks for it.
        con.execute("delete from source where source = 'comity-model'")
        for source in sorted({source for source, _ in wanted}):
            con.execute(
                "insert into source (source, title, publisher, version, licence, citation, digest, rows) "
                "values (?, 'Invented', 'Nobody', '1', 'none', '@misc{x}', 'x', 0)",
                [source],
            )
        for source, layer in wanted:
            rng = np.random.default_rng(zlib.crc32(f"{source} {layer}".encode()))
            for table, rows in _rows(source, layer, rng).items():
                _insert(con, table, source, rows)
            for looked_at in (layer, f"incident_pair.{layer.partition('.')[2]}")[: 1 + layer.startswith("incident.")]:
                con.execute(
                    "insert into coverage values (?, ?, ?, ?, 'all states')",
                    [source, looked_at, date(FIRST, 1, 1), date(LAST, 12, 31)],
                )
        if rename:
            _rename(con, rename)
        if shuffle:
            _shuffle(con, shuffle)
    return home


def _insert(con: duckdb.DuckDBPyConnection, table: str, source: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    names = [column.name for column in BY_NAME[table].columns if any(column.name in row for row in rows)]
    columns = {name: [row.get(name) for row in rows] for name in names}
    columns |= {
        "source": [source] * len(rows),
        "source_row": [f"{table}.csv:{place + 2}" for place in range(len(rows))],
    }
    listed = ", ".join(f'"{name}"' for name in columns)
    con.register("given", pa.table(columns))
    con.execute(f'insert into "{table}" ({listed}) select {listed} from given')
    con.unregister("given")


def _rename(con: duckdb.DuckDBPyConnection, rename: Mapping[str, str]) -> None:
    con.execute("create temp table renamed (was varchar, now varchar)")
    con.executemany("insert into renamed values (?, ?)", list(rename.items()))
    for table in TABLES:
        for column in table.columns:
            # Spells are renamed too: with a key go its capital and its memberships.
            if column.actor or (table.name, column.name) == ("state", "state"):
                con.execute(
                    f'update "{table.name}" set "{column.name}" = r.now from renamed r where "{table.name}"."{column.name}" = r.was'
                )


def _shuffle(con: duckdb.DuckDBPyConnection, seed: int) -> None:
    for table in TABLES:
        con.execute(f'create temp table held as from "{table.name}" order by hash(rowid, {seed})')
        con.execute(f'delete from "{table.name}"')
        con.execute(f'insert into "{table.name}" from held')
        con.execute("drop table held")


# -- rows of one layer


def _rows(source: str, layer: str, rng: np.random.Generator) -> dict[str, list[dict[str, Any]]]:
    table, _, kind = layer.partition(".")
    if source == "comity-model":
        return {}
    if table == "figure":
        return {
            "figure": [{"actor": state, "indicator": kind, **cell} for state in STATES for cell in _cells(layer, rng)]
        }
    pairs = [(a, b) for a in STATES for b in STATES if a != b]
    if table == "pair_figure":
        return {
            "pair_figure": [
                {"a": a, "b": b, "indicator": kind, **cell} for a, b in pairs for cell in _cells(layer, rng, 0.3)
            ]
        }
    if table == "tie":
        ties = []
        for a, b in pairs:
            if rng.random() < 0.3:
                start = int(rng.integers(FIRST, LAST))
                end = date(int(rng.integers(start, LAST)), 12, 31) if rng.random() < 0.5 else None
                value = float(np.round(rng.lognormal(4, 1)))
                if kind == "troops":
                    # Their number is told year by year.
                    ties += [{"layer": kind, "a": a, "b": b, "directed": True, "start": date(year, 1, 1), "end": date(year, 12, 31), "value": float(np.round(rng.lognormal(7, 1))), "unit": "persons"} for year in range(start, LAST + 1)]  # fmt: skip
                    continue
                ties.append({"layer": kind, "a": a, "b": b, "directed": True, "start": date(start, 1, 1), "end": end, "value": value, "unit": "things"})  # fmt: skip
        return {"tie": ties}
    if table == "resolution":
        return _votes(source, rng)
    if table == "agreement_figure":
        return {"agreement_figure": _of_agreements(source, layer, rng)}
    if table == "leader":
        return {"leader": _leaders(source, rng)}
    if table == "place":
        return {"place": [{"place": f"{source}:{state}", "kind": kind, "name": state, "state": state, "lat": float(rng.uniform(-50, 60)), "lon": float(rng.uniform(-90, 130))} for state in STATES]}  # fmt: skip
    return _things(source, table, kind, rng)


def _cells(layer: str, rng: np.random.Generator, lack: float = 0.05) -> list[dict[str, Any]]:
    """Give the cells of one state or pair, a year each; some years are lacking."""
    what, *how = RANGES.get(layer, ("log", 1000.0))
    found: list[dict[str, Any]] = []
    size = rng.lognormal(0, 1)
    ongoing = False
    for year in YEARS:
        if rng.random() < lack and what != "flag":
            continue
        cell: dict[str, Any] = {"start": date(year, 1, 1), "end": date(year, 12, 31), "unit": "invented"}
        if what == "share":
            cell["value"] = float(rng.beta(2, 3))
        elif what == "normal":
            cell["value"] = float(rng.normal(how[0], how[1]))
            cell["low"], cell["high"] = cell["value"] - 0.4 * how[1], cell["value"] + 0.4 * how[1]
        elif what == "count":
            cell["value"] = float(rng.poisson(how[0]))
        elif what == "scale":
            cell["value"] = float(rng.integers(how[0], how[1] + 1))
        elif what == "flag":
            ongoing = rng.random() < (0.9 if ongoing else how[0] / 5)
            if not ongoing:
                continue
            cell["value"] = 1.0
        else:
            size *= float(np.exp(rng.normal(0.02, 0.05)))
            cell["value"] = how[0] * size
        found.append(cell)
    return found


def _of_agreements(source: str, layer: str, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Give a figure of most of the agreements that :func:`_things` invents, for as long as each is in force."""
    found = []
    for kind in ("alliance", "neutrality-pact", "nonaggression-pact", "consultation-pact"):
        for number in range(40):
            (cell, *_) = _cells(layer, rng)
            cell = {**cell, "start": None, "end": None}
            if rng.random() < 0.95:
                found.append({"agreement": f"{source}:{kind}-{number}", "indicator": layer.partition(".")[2], **cell})
    return found


def _some(rng: np.random.Generator, least: int, most: int) -> list[str]:
    return sorted(rng.choice(STATES, int(rng.integers(least, most + 1)), replace=False).tolist())


def _things(source: str, table: str, kind: str, rng: np.random.Generator) -> dict[str, list[dict[str, Any]]]:
    """Give agreements with obligations, activities or incidents, each with its parties."""
    found: dict[str, list[dict[str, Any]]] = {table: [], f"{table}_party": []}
    # Events are many: single acts, of which a dispute has several.
    size = 1500 if kind == "militarised-event" else {"agreement": 40, "activity": 150, "incident": 60}[table]
    for number in range(size):
        year = int(rng.integers(FIRST, LAST + 1))
        start = date(year, int(rng.integers(1, 10)), int(rng.integers(1, 28)))
        # Disputes are known by their numbers.
        key = f"{source}:{1000 * (len(kind) + 1) + number}" if table == "incident" else f"{source}:{kind}-{number}"
        thing: dict[str, Any] = {table: key, "kind": kind, "name": f"{kind} {number}", "start": start}
        # A few alliances are large: what is of groups of six is then known of some.
        parties = _some(rng, 6, 9) if table == "agreement" and number % 8 == 0 else _some(rng, 2, 4)
        if table == "agreement":
            thing |= {"signed": start, "end": date(min(year + 12, LAST), 12, 31) if rng.random() < 0.4 else None}
            found.setdefault("obligation", []).extend(
                {"agreement": key, "actor": a, "toward": b, "duty": str(rng.choice(["defense", "consultation", "nonaggression", "neutrality", "offense"])), "start": start, "end": thing["end"]}
                for a in parties for b in parties if a != b
            )  # fmt: skip
        else:
            thing["end"] = date(year, start.month + 2, 28)
        if table == "activity":
            domains = rng.choice(["land", "sea", "air", "land|sea", "sea|air"])
            thing |= {"domains": str(domains), "personnel": float(np.round(rng.lognormal(7, 1)))}
        if table == "incident":
            deaths = float(np.round(rng.lognormal(4, 2)))
            thing |= {"intensity": float(rng.integers(1, 6)), "scale": "cow-hostility", "deaths": deaths, "deaths_low": deaths * 0.8, "deaths_high": deaths * 1.5}  # fmt: skip
            found.setdefault("incident_pair", []).extend(
                {"incident": key, "a": a, "b": b, "start": start, "end": thing["end"], "onset": True, "side": "a" if a == parties[0] else "b", "initiator": a == parties[0], "level": thing["intensity"]}
                for a, b in [(parties[0], other) for other in parties[1:]] + [(other, parties[0]) for other in parties[1:]]
            )  # fmt: skip
        found[table].append(thing)
        for place, actor in enumerate(parties):
            party: dict[str, Any] = {table: key, "actor": actor, "start": start, "end": thing["end"]}
            if table == "incident":
                party |= {"side": "a" if place == 0 else "b", "role": "primary"}
            if table == "activity":
                party |= {
                    "role": "contributor" if kind != "exercise" else "participant",
                    "personnel": float(np.round(rng.lognormal(5, 1))),
                }
            found[f"{table}_party"].append(party)
    return found


def _votes(source: str, rng: np.random.Generator) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {"resolution": [], "vote": []}
    place = {state: rng.normal() for state in STATES}
    for year in YEARS:
        for number in range(12):
            key = f"{source}:{year}-{number}"
            slope, middle = rng.normal(0, 1.5), rng.normal(0, 0.5)
            title = f"Question of {number % 6}"
            found["resolution"].append(
                {"resolution": key, "date": date(year, 11, 1 + number), "title": title, "important": number == 0}
            )
            for state in STATES:
                if rng.random() < 0.06:
                    continue
                lean = slope * (place[state] - middle) + rng.normal()
                vote = "yes" if lean > 0.4 else "no" if lean < -0.4 else "abstain"
                found["vote"].append({"resolution": key, "actor": state, "vote": vote})
    return found


def _leaders(source: str, rng: np.random.Generator) -> list[dict[str, Any]]:
    found = []
    for state in STATES:
        year = FIRST - int(rng.integers(0, 4))
        while year <= LAST:
            end = year + int(rng.integers(2, 7))
            found.append({"leader": f"{source}:{state}-{year}", "state": state, "name": f"Leader {year}", "start": date(year, 1, 1), "end": date(end, 12, 31) if end <= LAST else None})  # fmt: skip
            year = end + 1
    return found
