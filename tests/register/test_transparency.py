"""The public yearly report: what is released is right, what is withheld is counted, and no secret is in any format of it."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import insert, select
from starlette.testclient import TestClient

from comity.model.errors import NotAllowed
from comity.oversight.storage.engine import Scope
from comity.oversight.storage.tables import log_entry
from comity.oversight.storage.working import contact
from comity.register.kinds import kinds
from comity.register.papers.paper import Paper
from comity.register.papers.yearly import yearly
from comity.register.transparency import Report, transparency
from comity.web.office.papers import FORMS
from comity.web.office.papers.as_data import as_csv, as_json
from oversight.world import SYSTEM, World
from register.filled import Filled
from register.registry import again, example, into_force, keep, keep_until, note

MARK = "qzsecret"
PUBLIC = {"label": "public"}


def _report(made: World, year: int = 2026, login: str = "anna") -> Report:
    with made.look(login) as look:
        return transparency(look, year)


def _secret_register(made: World) -> dict[str, str]:
    """Save of every kind a record that is not public, with a mark in every text that it takes."""
    filled = Filled(made, lambda place: f"{MARK} {place.replace('/', ' ').replace('_', ' ')}")
    label = {"partner": "partners", "activity": "restricted"}
    # What a kind's own rules ask for; an evaluation is written by somebody else than the owner.
    other = {"commitment": {"amount": "1200"}, "evaluation": {"evaluator": "vera"}}
    kept = {kind: filled.keep(kind, login="vera" if kind == "evaluation" else "anna", **other.get(kind, {})) for kind in kinds()}  # fmt: skip
    for kind, which in kept.items():
        if kind != "evaluation":
            again(made, which, filled.full(kind) | other.get(kind, {}) | {"label": label.get(kind, "internal")})
    return kept


def _public(made: World, secret: dict[str, str]) -> dict[str, str]:
    """Release a programme, an objective, an activity, a commitment and a lesson, which name secret ones, too."""
    partner = keep(made, "partner", example("partner", title="Navy of Westland", **PUBLIC))
    programme = keep(made, "programme", example("programme", title="Open coast", partners=[partner], **PUBLIC))
    into_force(made, programme)
    objective = keep(made, "objective", example("objective", title="Boats on show", programme=programme, **PUBLIC))
    into_force(made, objective)
    said = example(
        "activity",
        title="Open Bridge 2026",
        programme=programme,
        objectives=[objective],
        linked=[secret["activity"]],
        **PUBLIC,
    )
    said["partners"] = [{"partner": partner, "role": "participant", "unit": "Third squadron"}, {"partner": secret["partner"], "role": "observer"}]  # fmt: skip
    activity = keep(made, "activity", said)
    into_force(made, activity)
    commitment = keep(made, "commitment", example("commitment", title="Open charter", programme=programme, activity=activity, payee=f"{MARK} payee", **PUBLIC))  # fmt: skip
    into_force(made, commitment)
    lesson = keep(made, "lesson", example("lesson", title=f"{MARK} lesson", activity=activity, partners=[partner], observation=f"{MARK} seen", released_recommendation="Spare batteries go first.", **PUBLIC))  # fmt: skip
    into_force(made, lesson)
    return {"partner": partner, "programme": programme, "objective": objective, "activity": activity, "commitment": commitment, "lesson": lesson}  # fmt: skip


def _plant_people(made: World) -> None:
    made.add("vera", "ministry", "author")
    with made.office.database.write(Scope.SYSTEM) as con:
        con.execute(
            insert(contact).values(
                contact="c_1", organisation=made.organisations["ministry"], owner=made.people["anna"].person, name=f"Ilka {MARK}contact", function=f"{MARK}function",
                email=f"{MARK}@example.org", phone=f"{MARK}phone", purpose=f"{MARK}purpose", until="2027-01-01", added=made.clock.now, changed=made.clock.now,
            )
        )  # fmt: skip


def _formats(made: World, year: int = 2026) -> dict[str, bytes]:
    report = _report(made, year)
    paper = yearly(report)
    return {form: write(paper) for form, (write, _) in FORMS.items()} | {"json": as_json(report), "csv": as_csv(paper)}


def _opened(data: bytes) -> bytes:
    """Give all that a file holds: of a zip every member, of a PDF its streams unpacked."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"\n".join(re.sub(rb"<[^>]+>", b"", archive.read(name)) + archive.read(name) for name in archive.namelist())  # fmt: skip
    if data.startswith(b"%PDF"):
        import zlib

        found = [data]
        for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
            try:
                found.append(zlib.decompress(stream))
            except zlib.error:
                continue
        return b"\n".join(found)
    return data


def test_no_secret_is_in_any_format(office_world: World, clients: Callable[..., TestClient]) -> None:
    _plant_people(office_world)
    secret = _secret_register(office_world)
    public = _public(office_world, secret)
    office_world.clock.on(days=200)
    for what, values in (("started", {"day": "2026-09-02", "remark": f"{MARK} remark"}), ("observed", {"day": "2026-09-03", "troops": "1450", "source": f"{MARK} source"})):  # fmt: skip
        if what == "started":
            note(
                office_world, public["activity"], "clearance", {"day": "2026-07-01", "result": "obtained"}, about="port"
            )
        note(office_world, public["activity"], what, values)
    note(
        office_world,
        public["commitment"],
        "obligated",
        {"day": "2026-09-01", "amount": "40000", "document": f"{MARK}-document"},
    )
    # Public in a draft, public under an older closer label, and public with a later version that nobody approved.
    keep(office_world, "activity", example("activity", title=f"{MARK} draft", programme=public["programme"], objectives=[public["objective"]], partners=[{"partner": public["partner"], "role": "participant"}], **PUBLIC))  # fmt: skip
    again(
        office_world,
        secret["activity"],
        {"title": f"{MARK} lowered", "type": "visit", "owner": "anna", "start": "2026-04-01", "label": "public"},
    )
    other = keep(office_world, "activity", example("activity", title="Was open", programme=public["programme"], objectives=[public["objective"]], partners=[{"partner": public["partner"], "role": "participant"}], vetting=None, trains_unit="no", **PUBLIC))  # fmt: skip
    into_force(office_world, other)
    again(office_world, other, example("activity", title=f"{MARK} later", programme=public["programme"], objectives=[public["objective"]], partners=[{"partner": public["partner"], "role": "participant"}], **PUBLIC))  # fmt: skip
    files = _formats(office_world)
    anna = clients("anna")
    files |= {f"page {form}": anna.get("/transparency", params={"year": 2026, "format": form}).content for form in ("html", "json", "csv")}  # fmt: skip
    hidden = [which for which in (*secret.values(), other) if which]
    for form, data in files.items():
        seen = _opened(data)
        assert MARK.encode() not in seen.lower(), form
        for name in (
            "Navy of Norland",
            "Coast guard of Norland",
            "Radios fail by night",
            "Anna Example",
            "Carl Example",
            *hidden,
        ):
            assert name.encode() not in seen, (form, name)
        if form != "pdf":
            assert b"Open Bridge 2026" in seen and b"Radios in the cold" in seen and b"Navy of Westland" in seen
    # A PDF writes glyphs, not letters: what it sets is the very paper of which the others are made.
    assert files["pdf"] == FORMS["pdf"][0](paper := yearly(_report(office_world)))
    assert MARK not in json.dumps(paper.mapping()).lower() and "Open Bridge 2026" in json.dumps(paper.mapping())


def test_what_is_released_and_what_is_counted_as_withheld(office_world: World) -> None:
    secret = keep_until(office_world, "lesson")
    public = _public(office_world, secret)
    office_world.clock.on(days=200)
    note(
        office_world, public["commitment"], "obligated", {"day": "2026-09-01", "amount": "30000.25", "document": "O-1"}
    )
    made = _report(office_world)
    (activity,) = made.activities
    assert (
        activity["days"] == 14 and activity["partners"] == ["Navy of Westland"] and activity["partners_withheld"] == 1
    )
    assert made.by_type == (("exercise", 1, 14),) and made.by_partner == (("Navy of Westland", 1, 14),)
    assert {(one["programme"], one["stage"], one["currency"]): one["cents"] for one in made.money} == {
        ("Open coast", "planned", "EUR"): 12_000_000, ("Open coast", "committed", "EUR"): 4_000_000, ("Open coast", "obligated", "EUR"): 3_000_025,
    }  # fmt: skip
    assert made.withheld == {"activity": 1, "objective": 1, "commitment": 1, "lesson": 1} and made.money_withheld == 2
    assert {(one["side"], one["organisation"]) for one in made.approvals} == {
        ("civilian", "Ministry of Defence"),
        ("military", "Joint Staff"),
    }
    assert [one["released_title"] for one in made.lessons] == ["Radios in the cold"]
    assert [one["result"] for one in made.objectives] == ["not-known"]
    note(office_world, public["objective"], "concluded", {"day": "2026-09-10", "result": "met", "account": "Logs."})
    assert [one["result"] for one in _report(office_world).objectives] == ["met"]
    assert _report(office_world, 2025).activities == () and _report(office_world, 2025).money == ()
    # 2027 has the commitment's second year alone.
    assert [(one["stage"], one["cents"]) for one in _report(office_world, 2027).money] == [("committed", 2_000_050)]


def test_an_objective_without_baseline_is_not_known_to_be_met(office_world: World) -> None:
    secret = keep_until(office_world, "lesson")
    public = _public(office_world, secret)
    indicator = {
        name: value for name, value in example("objective")["indicators"][0].items() if not name.startswith("baseline")
    }
    which = keep(office_world, "objective", example("objective", title="No baseline", programme=public["programme"], indicators=[indicator], **PUBLIC))  # fmt: skip
    into_force(office_world, which)
    note(office_world, which, "concluded", {"day": "2026-03-01", "result": "met", "account": "They say so."})
    found = {one["title"]: one for one in _report(office_world).objectives}["No baseline"]
    assert found["result"] == "not-known" and found["without_baseline"] == 1


def test_words_with_a_known_name_are_held_back_and_counted(office_world: World) -> None:
    secret = keep_until(office_world, "lesson")
    public = _public(office_world, secret)
    _plant_people(office_world)
    which = keep(office_world, "objective", example("objective", title="Visit of Vera  EXAMPLE, attaché", programme=public["programme"], **PUBLIC))  # fmt: skip
    into_force(office_world, which)
    made = _report(office_world)
    assert made.named == 1 and "Vera" not in as_json(made).decode() and made.withheld["objective"] == 2


def test_it_goes_out_as_an_act_and_only_by_whoever_may(office_world: World, clients: Callable[..., TestClient]) -> None:
    secret = keep_until(office_world, "lesson")
    _public(office_world, secret)
    anna = clients("anna")
    for form in ("docx", "pdf", "html", "json", "csv"):
        answer = anna.post(f"/transparency.{form}?year=2026")
        assert answer.status_code == 200 and answer.content, answer.text[:200]
        assert f"transparency-2026.{form}" in answer.headers["content-disposition"]
        again_ = anna.post(f"/transparency.{form}?year=2026")
        assert again_.content == answer.content, "the same bytes for the same content"
    with office_world.office.database.read(SYSTEM) as con:
        leaves = [json.loads(one)["open"] for one in con.scalars(select(log_entry.c.leaf).where(log_entry.c.act == "register.exported"))]  # fmt: skip
    assert len(leaves) == 10 and all(one["paper"] == "transparency" and one["label"] == "public" for one in leaves)
    assert anna.post("/transparency.exe?year=2026").status_code == 404
    assert clients("olga").get("/transparency").status_code == 403
    assert clients("olga").post("/transparency.json").status_code == 403
    with pytest.raises(NotAllowed):
        _report(office_world, login="olga")


def test_no_cell_of_the_csv_is_a_formula() -> None:
    bare = Report(2026, "2026-03-02", ({"title": "=cmd|' /C calc'!A1", "type": "visit", "start": None, "end": None, "days": None, "partners": ["+1"], "partners_withheld": 0, "states": [], "stage": "planned"},), (), (), (), (), {"activity": 0}, 0, 0)  # fmt: skip
    paper: Paper = yearly(bare)
    cells = [one for line in csv.reader(io.StringIO(as_csv(paper).decode("utf-8-sig"))) for one in line]
    assert "'=cmd|' /C calc'!A1" in cells and not any(one.startswith(("=", "+", "@", "\t")) for one in cells)
    assert "not known" in cells and replace(bare, year=2027).year == 2027
