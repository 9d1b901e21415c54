"""Diplomatic missions as Wikidata had them on one day.

Judgements
----------
- *Two layers.* ``embassy``: a mission that stands in the state to which it is accredited. ``accreditation``: a mission that
  represents its state there from elsewhere (Afghanistan's embassy in Canberra, for New Zealand). The unit tells the type.
- *Which missions.* Embassies, high commissions, nunciatures and de facto embassies; consulates, honorary ones above all,
  offices of provinces and the like are set aside by type.
- *The Holy See* has no room for embassies: the mission to it stands in Rome, apart from the one to Italy, and is resident.
- *Where a mission stands.* Australia's, and a few more, are said to stand in the sending state. The host is then the state
  in which all missions of others in that city stand; where none tells, the row is set aside.
- *Outside all of its jurisdictions* (the missions to Libya that sit in Tunis): accredited only, no embassy in the host.
- *One tie a pair and layer.* A second mission of the same state adds nothing to the tie and is set aside, as is an
  accreditation where there is an embassy.
- *Start and end are the day of the snapshot.* Wikidata's ``creation`` is that of the house or of the first envoy as often
  as that of the mission (1300, 1474, 1508 are given for Bratislava and Warsaw), so it dates nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from comity.catalogue.raw import Part, Raw

_FILE = "database_of_embassies.csv.gz"
_TAKEN = date(2022, 11, 16)
_COLUMNS = ("operator", "jurisdictions", "country", "cityQID", "type", "QID")
_TYPES = {
    "embassy": "embassy",
    "Embassy of the United States": "embassy",
    "high commission": "high commission",
    "British High Commission": "high commission",
    "Australian High Commission": "high commission",
    "apostolic nunciature": "nunciature",
    "de facto embassy": "de facto embassy",
}
#: The file's two names for one state.
_SAME = {
    "Kingdom of Denmark": "Denmark",
    "Vatican": "Holy See",
    "Vatican City": "Holy See",
    "State of Palestine": "Palestine",
    "Republic of Abkhazia": "Abkhazia",
}
#: Named as a jurisdiction beside states, and no state of either list.
_NO_STATES = frozenset({
    "Sovereign Military Order of Malta", "Cook Islands", "Niue", "Sahrawi Arab Democratic Republic", "Western Sahara",
    "Turkish Republic of Northern Cyprus", "European Union", "African Union", "UNESCO", "United Nations",
    "World Trade Organization", "Nordic countries", "Republic of Florence", "North India", "Anguilla",
    "Turks and Caicos Islands", "Aruba", "Curaçao", "Cayman Islands", "Greenland", "Faroe Islands", "Puerto Rico", "Guam",
    "American Samoa", "Beijing", "Chongqing", "Tianjin", "Heilongjiang", "Guangdong", "Hebei", "Guangxi", "Sichuan",
    "Fujian", "Xinjiang", "Inner Mongolia", "Gansu", "Shanxi", "Hainan", "Qinghai", "Jilin", "Yunnan", "Hunan", "Hubei",
    "Ningxia", "Shandong", "Guizhou", "Henan", "Shaanxi", "Liaoning",
})  # fmt: skip


def read(raw: Raw) -> Iterator[Part]:
    """Yield the embassies, then the accreditations."""
    resident: dict[tuple[str, str], dict[str, object]] = {}
    accredited: list[tuple[str, str, str, str]] = []
    seen: set[str] = set()
    rows = list(raw.rows(_FILE, _COLUMNS))
    hosts = _hosts_of_cities(rows)
    for row in rows:
        place = row["source_row"]
        if row["QID"] in seen:
            raw.leave_out("mission-twice", place)
            continue
        seen.add(row["QID"])
        sender = _name(row["operator"])
        named = [_name(part) for part in (row["jurisdictions"] or "").split("|") if part]
        for name in named:
            if name in _NO_STATES:
                raw.leave_out("jurisdiction-is-no-state", place)
        to = [name for name in dict.fromkeys(named) if name not in _NO_STATES and name != sender]
        host: str | None = _name(row["country"])
        if host == sender:
            host = hosts.get(row["cityQID"] or "")
        if "Holy See" in to and host == "Italy" and "Italy" not in to:
            host = "Holy See"
        if host is None or (host == sender and not to):
            raw.leave_out("no-host", place)
            continue
        kind = _TYPES[row["type"]]
        if host != sender and (host in to or not named or named == [sender]):
            if (sender, host) in resident:
                raw.leave_out("second-mission", place)
            else:
                resident[sender, host] = _tie("embassy", sender, host, kind, place)
        accredited += [(sender, name, kind, place) for name in to if name != host]
    yield Part("tie", rows=list(resident.values()))
    yield Part("tie", rows=list(_accreditations(raw, accredited, set(resident))))


def _accreditations(
    raw: Raw, accredited: Sequence[tuple[str, str, str, str]], known: set[tuple[str, str]]
) -> Iterator[dict[str, object]]:
    for sender, host, kind, place in accredited:
        if (sender, host) in known:
            raw.leave_out("second-mission", place)
            continue
        known.add((sender, host))
        yield _tie("accreditation", sender, host, kind, place)


def _tie(layer: str, sender: str, host: str, kind: str, place: str) -> dict[str, object]:
    return {
        "layer": layer,
        "a": f"name:{sender}",
        "b": f"name:{host}",
        "directed": True,
        "start": _TAKEN,
        "end": _TAKEN,
        "value": 1,
        "unit": kind,
        "source_row": place,
    }


def _name(said: str) -> str:
    return _SAME.get(said, said)


def _hosts_of_cities(rows: Sequence[dict[str, str | None]]) -> dict[str, str]:
    """Say for every city in which state it lies, where all missions of other states there agree."""
    said: dict[str, set[str]] = {}
    for row in rows:
        city, country, sender = row["cityQID"], _name(row["country"] or ""), _name(row["operator"] or "")
        if city and country != sender:
            said.setdefault(city, set()).add(country)
    return {city: names.pop() for city, names in said.items() if len(names) == 1}
