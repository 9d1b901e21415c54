"""The panel of ``bench_panel`` as one would make it without comity: by numpy, pandas and DuckDB."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

FIRST = 1816
NMC = ("milex", "milper", "irst", "pec", "tpop", "upop", "cinc")
SCORES = ("euds", "aeuds", "polity2", "v2x_polyarchy")
ATOP = ("atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul")
RADIUS = 6371.0088


def by_numpy(home: Path, last_year: int = 2020) -> dict[str, Any]:
    """Gather from arrays (state, year) and cubes (state, state, year), which are filled from comity's record."""
    found: dict[str, Any] = {}
    with duckdb.connect(str(home / "record.duckdb"), read_only=True) as con:
        spells = con.execute(
            f"""select state, cow, "start", coalesce("end", date '9999-12-31') as ended from state
            where cow is not null and "start" <= date '{last_year}-12-31' order by cow, "start" """
        ).fetchall()
        codes = np.array(sorted({code for _, code, _, _ in spells}))
        places = {code: place for place, code in enumerate(codes.tolist())}
        n, p = len(codes), last_year - FIRST + 1
        begin = np.full((n, p), 99999999, np.int32)
        end = np.full((n, p), -1, np.int32)
        for _, code, since, until in spells:
            at, first, last = places[code], max(since.year, FIRST) - FIRST, min(until.year, last_year) - FIRST
            years = np.arange(first, last + 1) + FIRST
            opened = years * 10000 + 101
            closed = years * 10000 + 1231
            opened[0] = max(opened[0], since.year * 10000 + since.month * 100 + since.day)
            closed[-1] = min(closed[-1], until.year * 10000 + until.month * 100 + until.day)
            begin[at, first : last + 1] = np.minimum(begin[at, first : last + 1], opened)
            end[at, first : last + 1] = np.maximum(end[at, first : last + 1], closed)
        con.execute(
            "create temp table bearer as select unnest($1) as key, unnest($2) as place, unnest($3) as since, unnest($4) as until",
            [[s[0] for s in spells], [places[s[1]] for s in spells], [s[2] for s in spells], [s[3] for s in spells]],
        )
        met = np.maximum(begin[:, None], begin) <= np.minimum(end[:, None], end)
        met[np.arange(n), np.arange(n)] = False
        one, other, period = np.nonzero(met)
        left, right = one * p + period, other * p + period
        found["ccode1"], found["ccode2"] = codes.astype(np.int16)[one], codes.astype(np.int16)[other]
        found["year"] = (period + FIRST).astype(np.int16)

        def ask(query: str) -> list[Any]:
            return list(con.execute(query).fetchnumpy().values())

        def cube(table: str, which: str, value: str, both: bool = False) -> Any:
            x, y, first, last, amount = ask(
                f"""select x.place, y.place, greatest(year(greatest(f."start", x.since, y.since)), {FIRST}) - {FIRST},
                least(year(least(coalesce(f."end", date '9999-12-31'), x.until, y.until)), {last_year}) - {FIRST}, {value}
                from {table} f
                join bearer x on x.key = f.a and f."start" <= x.until and (f."end" is null or f."end" >= x.since)
                join bearer y on y.key = f.b and f."start" <= y.until and (f."end" is null or f."end" >= y.since)
                where {which} and x.since <= y.until and y.since <= x.until and f."start" <= date '{last_year}-12-31'"""
            )
            length = np.maximum(last - first + 1, 0)
            when = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length - first, length)
            x, y, amount = np.repeat(x, length), np.repeat(y, length), np.repeat(amount, length)
            order = np.argsort(-amount, kind="stable")
            filled = np.zeros((n, n, p), np.int8)
            filled[x[order], y[order], when[order]] = amount[order]
            if both:
                filled[y[order], x[order], when[order]] = amount[order]
            return filled[met]

        found["atop_alliance"] = cube("pair_figure", "f.source = 'atop' and f.indicator = 'atop-defense'", "1")
        indicators = ("defense", "offense", "neutrality", "nonaggression", "consultation")
        for name, indicator in zip(ATOP, indicators, strict=True):
            found[name] = cube("pair_figure", f"f.indicator = 'atop-{indicator}' and f.value > 0", "f.value")
        found["conttype"] = cube("tie", "f.source = 'geography' and f.layer = 'contiguity'", "f.value", both=True)

        def grid(which: str, table: str = "figure", actor: str = "actor", value: str = "f.value") -> Any:
            x, first, last, amount = ask(
                f"""select x.place, greatest(year(greatest(coalesce(f."start", x.since), x.since)), {FIRST}) - {FIRST},
                least(year(least(coalesce(f."end", date '9999-12-31'), x.until)), {last_year}) - {FIRST}, {value}
                from {table} f join bearer x on x.key = f.{actor} and coalesce(f."start", x.since) <= x.until
                and (f."end" is null or f."end" >= x.since)
                where {which} and coalesce(f."start", x.since) <= date '{last_year}-12-31' order by coalesce(f."start", x.since)"""
            )
            length = np.maximum(last - first + 1, 0)
            when = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length - first, length)
            filled = np.full((n, p), np.nan)
            filled[np.repeat(x, length), when] = np.repeat(amount, length)
            return filled.ravel()

        powers = np.nan_to_num(grid("f.indicator = 'cow-major-power'")).astype(np.int8)
        found["cowmaj1"], found["cowmaj2"] = powers[left], powers[right]
        seats = "f.source = 'geography' and f.kind = 'capital'"
        angles = np.stack([np.radians(grid(seats, "place", "state", f"f.{angle}")) for angle in ("lat", "lon")], axis=1)
        every, seat = np.unique(np.nan_to_num(angles, nan=9.0), axis=0, return_inverse=True)  # 9: no seat is known
        every[every == 9.0] = np.nan
        lat, lon = every.T
        half = np.sin((lat[:, None] - lat) / 2) ** 2
        half += np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
        table = 2 * RADIUS * np.arcsin(np.sqrt(np.minimum(half, 1)))
        found["capdist"] = table.ravel()[seat.ravel()[left] * len(every) + seat.ravel()[right]]
        scaled = {
            "milex": "military-expenditure", "milper": "military-personnel", "irst": "iron-steel-production",
            "pec": "primary-energy-consumption", "tpop": "total-population", "upop": "urban-population",
        }  # fmt: skip
        for name in NMC:
            which = f"f.source = 'cow-nmc' and f.indicator = '{scaled.get(name, name)}'"
            values = grid(which) / (1 if name == "cinc" else 1000)
            if name == "milex":
                pounds = grid("f.source = 'cow-nmc' and f.indicator = 'military-expenditure-sterling'") / 1000
                values = np.where(np.isnan(values), pounds, values)
            found[f"{name}1"], found[f"{name}2"] = values[left], values[right]
        for name in SCORES:
            indicator = "polyarchy-v16" if name == "v2x_polyarchy" else name
            values = grid(f"f.source = 'democracy-isard' and f.indicator = '{indicator}'")
            found[f"{name}1"], found[f"{name}2"] = values[left], values[right]
    return found


def by_pandas(files: Path, last_year: int = 2020) -> Any:
    """Merge the publishers' files, as one would with pandas."""
    import pandas as pd

    def years(frame: Any, first: Any, last: Any) -> Any:
        """Give each row once for each year from one to another."""
        frame = frame.assign(
            year=[range(max(a, FIRST), min(b, last_year) + 1) for a, b in zip(first, last, strict=True)]
        )
        return frame.explode("year").dropna(subset="year").astype({"year": int})

    def day(frame: Any, of: str) -> Any:
        return frame[f"{of}year"] * 10000 + frame[f"{of}month"] * 100 + frame[f"{of}day"]

    states = pd.read_csv(files / "states-cow-gw/cow_states.csv.gz")
    states["begin"], states["end"] = day(states, "st"), day(states, "end").replace(20161231, 99991231)
    there = years(states[["ccode", "begin", "end"]], states["styear"], states["end"] // 10000)
    there = there[there["year"] <= last_year]
    there["begin"] = there["begin"].clip(lower=there["year"] * 10000 + 101)
    there["end"] = there["end"].clip(upper=there["year"] * 10000 + 1231)
    there = there.groupby(["ccode", "year"], as_index=False).agg({"begin": "min", "end": "max"})
    panel = there.merge(there, on="year", suffixes=("1", "2"))
    panel = panel[
        (panel["ccode1"] != panel["ccode2"])
        & (panel[["begin1", "begin2"]].max(axis=1) <= panel[["end1", "end2"]].min(axis=1))
    ]
    panel = panel[["ccode1", "ccode2", "year"]].sort_values(["ccode1", "ccode2", "year"])

    atop = pd.read_parquet(files / "atop/atop_alliance.parquet").assign(atop_alliance=1)
    panel = panel.merge(atop, on=["ccode1", "ccode2", "year"], how="left")
    for name in ("atop_alliance", *ATOP):
        panel[name] = panel[name].fillna(0).where(panel["year"] <= 2018)

    powers = pd.read_csv(files / "states-cow-gw/cow_majors.csv.gz")
    powers = years(powers[["ccode"]], powers["styear"], powers["endyear"]).assign(cowmaj=1).drop_duplicates()
    borders = pd.read_csv(files / "geography/cow_contdir.csv.gz").query("conttype > 0")
    borders = years(borders[["ccode1", "ccode2", "conttype"]], borders["stdate"].str[:4].astype(int), borders["enddate"].str[:4].astype(int))  # fmt: skip
    borders = pd.concat([borders, borders.rename(columns={"ccode1": "ccode2", "ccode2": "ccode1"})])
    borders = borders.groupby(["ccode1", "ccode2", "year"], as_index=False)["conttype"].min()
    panel = panel.merge(borders, on=["ccode1", "ccode2", "year"], how="left")
    panel["conttype"] = panel["conttype"].fillna(0).where(panel["year"] <= 2016)

    seats = pd.read_csv(files / "geography/cow_capitals.csv.gz")
    seats = years(seats[["ccode", "lat", "lng"]], seats["stdate"].str[:4].astype(int), seats["enddate"].str[:4].astype(int))  # fmt: skip
    seats = seats.drop_duplicates(["ccode", "year"], keep="last")
    nmc = pd.read_csv(files / "cow-nmc/cow_nmc_v7.csv.gz")[["ccode", "year", *NMC]].replace(-9, np.nan)
    scores = pd.read_csv(files / "democracy-isard/cw_democracy.csv.gz")
    for frame in (powers, seats, nmc, scores):
        for side in ("1", "2"):
            own = frame.rename(columns={name: name + side for name in frame.columns if name != "year"})
            panel = panel.merge(own, on=[f"ccode{side}", "year"], how="left")
    for side in ("1", "2"):
        panel[f"cowmaj{side}"] = panel[f"cowmaj{side}"].fillna(0).where(panel["year"] <= 2016)
    lat1, lng1, lat2, lng2 = (np.radians(panel.pop(name)) for name in ("lat1", "lng1", "lat2", "lng2"))
    half = np.sin((lat1 - lat2) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lng1 - lng2) / 2) ** 2
    panel["capdist"] = 2 * RADIUS * np.arcsin(np.sqrt(half))
    return panel


def by_duckdb(files: Path, last_year: int = 2020) -> pa.Table:
    """Join the publishers' files in one query."""
    nmc = ", ".join(f"n{side}.{name} as {name}{side}" for name in NMC for side in (1, 2))
    scores = ", ".join(f"d{side}.{name} as {name}{side}" for name in SCORES for side in (1, 2))
    atop = ", ".join(f"case when year <= 2018 then coalesce(a.{name}, 0) end as {name}" for name in ("atop_alliance", *ATOP))  # fmt: skip
    sides = "\n".join(
        f"""left join m m{side} on m{side}.ccode = ccode{side} and m{side}.year = p.year
        left join c c{side} on c{side}.ccode = ccode{side} and c{side}.year = p.year
        left join n n{side} on n{side}.ccode = ccode{side} and n{side}.year = p.year
        left join d d{side} on d{side}.ccode = ccode{side} and d{side}.year = p.year"""
        for side in (1, 2)
    )
    query = f"""
    with s as (
        select ccode, year, min(greatest(since, make_date(year, 1, 1))) as since, max(least(until, make_date(year, 12, 31))) as until
        from (
            select ccode, make_date(styear, stmonth, stday) as since,
                case when endyear = 2016 then date '9999-12-31' else make_date(endyear, endmonth, endday) end as until,
                unnest(range(greatest(styear, {FIRST}), least(year(until), {last_year}) + 1)) as year
            from '{files}/states-cow-gw/cow_states.csv.gz'
        ) group by ccode, year
    ), p as (
        select x.ccode as ccode1, y.ccode as ccode2, x.year::smallint as year from s x join s y on x.year = y.year
        and x.ccode <> y.ccode and greatest(x.since, y.since) <= least(x.until, y.until)
    ), a as (
        select *, 1 as atop_alliance from '{files}/atop/atop_alliance.parquet'
    ), m as (
        select distinct ccode, unnest(range(styear, endyear + 1)) as year from '{files}/states-cow-gw/cow_majors.csv.gz'
    ), b as (
        select ccode1, ccode2, unnest(range(year(stdate), year(enddate) + 1)) as year, conttype
        from '{files}/geography/cow_contdir.csv.gz' where conttype > 0
    ), t as (
        select ccode1, ccode2, year, min(conttype) as conttype
        from (from b union all select ccode2, ccode1, year, conttype from b) group by all
    ), c as (
        select ccode, year, arg_max(lat, stdate) as lat, arg_max(lng, stdate) as lng
        from (select *, unnest(range(year(stdate), year(enddate) + 1)) as year from '{files}/geography/cow_capitals.csv.gz')
        group by ccode, year
    ), n as (from read_csv('{files}/cow-nmc/cow_nmc_v7.csv.gz', nullstr = ['NA', '', '-9'])),
    d as (from read_csv('{files}/democracy-isard/cw_democracy.csv.gz', nullstr = ['NA', '']))
    select p.ccode1::smallint as ccode1, p.ccode2::smallint as ccode2, p.year, {atop.replace("year <=", "p.year <=")},
        case when p.year <= 2016 then (m1.ccode is not null)::tinyint end as cowmaj1,
        case when p.year <= 2016 then (m2.ccode is not null)::tinyint end as cowmaj2,
        case when p.year <= 2016 then coalesce(t.conttype, 0) end as conttype,
        2 * {RADIUS} * asin(sqrt(least(1, pow(sin(radians(c1.lat - c2.lat) / 2), 2) + cos(radians(c1.lat)) * cos(radians(c2.lat))
            * pow(sin(radians(c1.lng - c2.lng) / 2), 2)))) as capdist, {nmc}, {scores}
    from p left join a on a.ccode1 = p.ccode1 and a.ccode2 = p.ccode2 and a.year = p.year
    left join t on t.ccode1 = p.ccode1 and t.ccode2 = p.ccode2 and t.year = p.year
    {sides.replace("= ccode", "= p.ccode")}
    order by p.ccode1, p.ccode2, p.year"""
    with duckdb.connect() as con:
        return con.sql(query).to_arrow_table()


DISPUTES = ("gmlmidonset", "gmlmidongoing", "sidea1", "sidea2", "orig1", "orig2")


def disputes_by_numpy(home: Path) -> dict[str, Any]:
    """The same to 2010 with disputes, scattered to their rows, and the years since the last one, by running maxima."""
    found = by_numpy(home, 2010)
    with duckdb.connect(str(home / "record.duckdb"), read_only=True) as con:
        one, other, year, onset, side, role = con.execute(
            """select x.cow, y.cow, year(p."start"), p.onset::tinyint, (p.side = 'a')::tinyint, (p.role = 'primary')::tinyint
            from incident_pair p join state x on x.state = p.a and p."start" + 180 between x."start" and coalesce(x."end", date '9999-12-31')
            join state y on y.state = p.b and p."start" + 180 between y."start" and coalesce(y."end", date '9999-12-31')
            where p.source = 'gml-mid' and x.cow is not null and y.cow is not null order by p.onset, p.incident"""
        ).fetchnumpy().values()  # fmt: skip
    code1, code2 = found["ccode1"].astype(np.int64), found["ccode2"].astype(np.int64)
    row = np.full((1000, 1000, 2011 - FIRST), -1, np.int32)
    row[code1, code2, found["year"] - FIRST] = np.arange(len(code1))
    at, turned = row[one, other, year - FIRST], row[other, one, year - FIRST]
    there, back = at >= 0, turned >= 0
    for name, value in (("gmlmidonset", onset), ("gmlmidongoing", np.ones_like(onset))):
        found[name] = np.zeros(len(code1), np.int8)
        found[name][at[there]] = value[there]
    for name, value in (("sidea", side), ("orig", role)):
        for which, place, good in (("1", at, there), ("2", turned, back)):
            found[name + which] = np.full(len(code1), -1, np.int8)
            found[name + which][place[good]] = value[good]
    for which in ("1", "2"):
        found["init" + which] = ((found["sidea" + which] == 1) & (found["orig" + which] == 1)).astype(np.int8)  # fmt: skip
    place = np.arange(len(code1))
    fresh = np.ones(len(code1), bool)
    fresh[1:] = (code1[1:] != code1[:-1]) | (code2[1:] != code2[:-1])
    begun = np.maximum.accumulate(np.where(fresh, place, 0))
    last = np.maximum.accumulate(np.where(found["gmlmidongoing"] == 1, place, -1))
    before = np.concatenate([[-1], last[:-1]])
    found["gmlmidspell"] = (place - np.maximum(before + 1, begun)).astype(np.int16)
    return found


def disputes_by_pandas(files: Path) -> Any:
    """The same to 2010 with disputes merged, and the years since the last one, by groups."""
    import pandas as pd

    panel = by_pandas(files, 2010)
    disputes = pd.read_csv(files / "gml-mid/gml_mid_ddydisps.csv.gz")[["ccode1", "ccode2", "year", *DISPUTES]]
    panel = panel.merge(disputes, on=["ccode1", "ccode2", "year"], how="left")
    panel[["gmlmidonset", "gmlmidongoing"]] = panel[["gmlmidonset", "gmlmidongoing"]].fillna(0)
    for side in ("1", "2"):
        panel["init" + side] = ((panel["sidea" + side] == 1) & (panel["orig" + side] == 1)).astype(int)  # fmt: skip
    pair = panel.groupby(["ccode1", "ccode2"], sort=False)["gmlmidongoing"]
    before = pair.cumsum() - panel["gmlmidongoing"]
    panel["gmlmidspell"] = panel.groupby(["ccode1", "ccode2", before], sort=False).cumcount()
    return panel


def disputes_by_duckdb(files: Path) -> pa.Table:
    """The same to 2010 with disputes joined, and the years since the last one, by windows."""
    panel = by_duckdb(files, 2010)
    sides = ", ".join(f"case when sidea{side} = 1 and orig{side} = 1 then 1 else 0 end as init{side}" for side in (1, 2))  # fmt: skip
    with duckdb.connect() as con:
        con.register("panel", panel)
        return con.sql(
            f"""with d as (
                select p.*, coalesce(g.gmlmidonset, 0) as gmlmidonset, coalesce(g.gmlmidongoing, 0) as gmlmidongoing,
                    g.sidea1, g.sidea2, g.orig1, g.orig2
                from panel p left join read_csv('{files}/gml-mid/gml_mid_ddydisps.csv.gz') g using (ccode1, ccode2, year)
            ), w as (
                select *, {sides}, coalesce(sum(gmlmidongoing) over (
                    partition by ccode1, ccode2 order by year rows between unbounded preceding and 1 preceding), 0) as before
                from d
            )
            select * exclude (before), row_number() over (partition by ccode1, ccode2, before order by year) - 1 as gmlmidspell
            from w order by ccode1, ccode2, year"""
        ).to_arrow_table()
