"""A workbook with forty planted errors of many kinds: each is told with its sort and its cell, and none is taken."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from comity.model.errors import Busy, NotAllowed
from comity.oversight.storage.tables import log_entry, record, version
from comity.register import writing
from comity.register.listing import Asked
from comity.register.sheets.gathering import export
from comity.register.sheets.reading import File, read
from comity.register.sheets.report import CHANGED, NEW, PROBLEM, UNCHANGED, Report, report
from comity.register.sheets.taking import take
from comity.register.writing import Unfitted
from oversight.world import SYSTEM, World
from register.sheet_kinds import NOTE, with_notes


@pytest.fixture(autouse=True)
def notes() -> Iterator[None]:
    with with_notes():
        yield


class Sheet:
    """The office's workbook, edited as in Excel: by sheet, column and row."""

    def __init__(self, here: World, notes: int = 5, limit: str = "restricted") -> None:
        self.here = here
        with here.act("anna") as act:
            self.partner, _ = writing.save(act, "partner", {"title": "Norland", "type": "industry", "label": "restricted", "owner": "anna"})  # fmt: skip
        self.notes = []
        for number in range(notes):
            with here.act("anna") as act:
                self.notes.append(writing.save(act, "note", {
                    "title": f"Note {number}", "label": "internal", "owner": "anna", "start": "2027-03-01", "end": "2027-03-31", "whole": 20, "partner": self.partner,
                    "milestones": [{"what": "Initial", "day": "2027-01-02"}, {"what": "Main", "day": "2027-02-02"}],
                })[0])  # fmt: skip
        data, _ = export(here.office, here.people["anna"].person, Asked(), limit, "xlsx")
        self.book = openpyxl.load_workbook(io.BytesIO(data))

    def cell(self, column: str, row: int, sheet: str = "note") -> Any:
        place = next(cell.column_letter for cell in self.book[sheet][1] if cell.value == f"#{column}")
        return self.book[sheet][f"{place}{row}"]

    def row_of(self, which: str) -> int:
        return next(cell.row for cell in self.book["note"]["A"] if cell.value == which)

    def set(self, column: str, row: int, value: Any, sheet: str = "note") -> str:
        found = self.cell(column, row, sheet)
        found.value = value
        if isinstance(value, int | float):
            found.number_format = "General"
        return f"{sheet}!{found.coordinate}"

    def read(self) -> File:
        stream = io.BytesIO()
        self.book.save(stream)
        return read("notes.xlsx", stream.getvalue())

    def report(self) -> Report:
        with self.here.look("anna") as look:
            return report(look, self.read())

    def take(self, *chosen: str, **more: Any) -> Report:
        with self.here.act("anna") as act:
            return take(act, self.read(), chosen or None, **more)


def new(sheet: Sheet, row: int, **said: Any) -> int:
    for column, value in ({"title": f"New {row}", "label": "internal", "owner": "anna"} | said).items():
        if value is not None:
            sheet.set(column, row, value)
    return row


def forty(here: Sheet) -> list[tuple[str, str]]:
    """Plant forty errors, and give the sort and the cell of each."""
    planted = list[tuple[str, str]]()

    def plant(sort: str, place: str) -> None:
        planted.append((sort, place))

    row = 20
    for sort, column, value in [
        ("not a date", "start", "31.02.2027"), ("not a date", "start", "31/03/2027"), ("not a date", "end", 46477), ("not a date", "end", "next spring"),
        ("not a number", "whole", "about 20"), ("not a number", "whole", -3), ("not a number", "number", "1.2.3"), ("not a number", "money", "12.345"),
        ("unknown choice", "type", "exersize"), ("unknown choice", "domains", "land; moon"), ("unknown choice", "flag", "perhaps"), ("unknown choice", "label", "secret"), ("unknown choice", "currency", "XYZW"),
        ("unknown person", "owner", "Ana Example"), ("unknown person", "owner", "nobody"),
        ("unknown record", "partner", "Nordland"), ("unknown record", "partner", "Norland [r_zzzzzzzz]"), ("unknown record", "others", "No such note"),
        ("unknown state", "state", "Germny"), ("unknown state", "states", "JPN; Atlantis"),
        ("computed cell", "whole", "=1+1"), ("computed cell", "title", "=HYPERLINK(\"http://x.example\")"),
        ("too long", "text", "x" * 20_001), ("too long", "title", "y" * 501), ("not readable", "place", "somewhere"),
        ("rule", "whole", 13),
    ]:  # fmt: skip
        row = new(here, row + 1)
        plant(sort, here.set(column, row, value))
        if column == "title":
            here.cell("text", row).value = f"Text {row}"
    row = new(here, row + 1, start="2027-05-02", end="2027-05-01")
    plant("ends before it begins", f"note!{here.cell('end', row).coordinate}")
    for column in ("title", "label", "owner"):
        row = new(here, row + 1, **{column: None}, text=f"Without {row}")
        plant("missing", f"note!{here.cell(column, row).coordinate}")
    row = new(here, row + 1, title="Once")
    row = new(here, row + 1, title="Once")
    plant("twice", f"note!A{row}")
    row = new(here, row + 1)
    plant("twice", here.set("_record", row, here.notes[0]))
    row = new(here, row + 1)
    plant("unknown record", here.set("_record", row, "r_" + "z" * 26))
    row = new(here, row + 1)
    plant("unknown record", here.set("_record", row, here.partner))
    plant("label lowered", here.set("label", here.row_of(here.notes[1]), "public"))
    here.set("title", here.row_of(here.notes[1]), "Note one")
    plant("not a number", here.set("_version", here.row_of(here.notes[2]), "two"))
    here.set("title", here.row_of(here.notes[2]), "Note two")
    parts = here.book["note.milestones"]
    plant("not a date", here.set("day", 3, "30.02.2027", "note.milestones"))
    plant("missing", here.set("what", 6, None, "note.milestones"))
    parts["A20"], parts["C20"] = here.notes[3], "Final"
    parts["B20"] = "ffffff"
    plant("unknown record", "note.milestones!B20")
    parts["C21"] = "Whose?"
    plant("missing", "note.milestones!A21")
    parts["A22"], parts["C22"] = "new-7", "Nobody’s"
    plant("unknown record", "note.milestones!A22")
    here.book["note"].cell(2, 30).value, here.book["note"].cell(5, 30).value = "Budget code", "A1"
    plant("unknown column", "note!AD2")
    here.book.create_sheet("excercises").append(["title"])
    plant("unknown sheet", "excercises")
    return planted


def test_forty_errors_are_told_each_with_its_sort_and_cell(office_world: World) -> None:
    here = Sheet(office_world)
    planted = forty(here)
    made = here.report()
    assert sorted((one.sort, one.place) for one in made.troubles) == sorted(planted)
    assert len(planted) >= 40 and len({sort for sort, _ in planted}) >= 12
    assert all(one.remedy for one in made.troubles)
    remedies = {one.place: one.remedy for one in made.troubles}
    assert remedies[planted[1][1]] == "Did you mean 2027-03-31?"
    assert "2027-03-31" in remedies[planted[2][1]]
    assert "exercise" in remedies[planted[8][1]] and "Anna Example" in remedies[planted[13][1]] and "Norland" in remedies[planted[15][1]] and "Germany" in remedies[planted[18][1]]  # fmt: skip

    before = counts(office_world)
    with pytest.raises(Unfitted) as refused:
        here.take()
    assert {one.place for one in refused.value.found} == {place for _, place in planted} and counts(office_world) == before  # fmt: skip


def counts(here: World) -> tuple[int, ...]:
    with here.office.database.read(SYSTEM) as con:
        return tuple(con.scalar(select(func.count()).select_from(one)) or 0 for one in (record, version, log_entry))


def test_a_missing_column_is_told_where_new_records_need_it(office_world: World) -> None:
    with office_world.look("anna") as look:
        made = report(look, read("note.csv", "Title;Text\nOne;Two\n".encode("cp1252")))
    assert [(one.sort, one.place) for one in made.troubles] == [
        ("missing column", "note!1"),
        ("missing column", "note!1"),
    ]


def test_no_row_tells_whether_what_one_may_not_read_is_there(office_world: World) -> None:
    here = Sheet(office_world, 1)
    office_world.add("sam", "staff", "author")
    text = "_record,title,label,owner,partner\n%s,Note,internal,sam,\n,Other,internal,sam,%s\n"
    said = []
    for which in (here.notes[0], "r_" + "z" * len(here.notes[0][2:])):
        with office_world.look("sam") as look:
            found = report(look, read("note.csv", (text % (which, which)).encode())).troubles
        said.append([(one.sort, one.place, one.what.replace(which, "…"), one.remedy) for one in found])
    assert said[0] == said[1] and len(said[0]) == 2


def test_new_changed_and_unchanged_rows_are_taken_together_or_not_at_all(office_world: World) -> None:
    here = Sheet(office_world)
    here.set("text", here.row_of(here.notes[0]), "=not computed")
    here.cell("text", here.row_of(here.notes[0])).data_type = "s"
    here.set("whole", here.row_of(here.notes[1]), 25)
    row = new(here, 30, _record="talk", start="2027-06-01")
    parts = here.book["note.milestones"]
    parts["A30"], parts["C30"], parts["D30"] = "talk", "Kick-off", "2027-05-01"
    made = here.report()
    assert made.troubles == [] and made.counts == {NEW: 1, CHANGED: 2, UNCHANGED: 4, PROBLEM: 0} | {UNCHANGED: 4}
    before = counts(office_world)
    taken = here.take()
    assert tuple(now - was for now, was in zip(counts(office_world), before, strict=True)) == (1, 3, 4)
    fresh = next(line.record for line in taken.lines if line.status == NEW)
    with office_world.look("anna") as look:
        from comity.register.reading import opened

        assert opened(look, str(fresh)).content["milestones"][0]["day"] == "2027-05-01"
        first = opened(look, here.notes[0])
        assert first.content["text"] == "=not computed" and first.row["version"] == 2
        assert opened(look, here.notes[1]).content["whole"] == 25
    # The same file again: what was new is there now, what was changed is as the file says.
    again = here.report()
    assert {one.sort for one in again.troubles} == {"twice"} and [one.place for one in again.troubles] == [
        f"note!A{row}"
    ]


def test_a_row_changed_meanwhile_refuses_all_with_both_values(office_world: World) -> None:
    here = Sheet(office_world, 2)
    for which in here.notes:
        here.set("whole", here.row_of(which), 25)
    with office_world.act("anna") as act:
        writing.save(act, "note", {"title": "Note 0", "label": "internal", "owner": "anna", "whole": 30}, which=here.notes[0], saw=1)  # fmt: skip
    before = counts(office_world)
    with pytest.raises(Busy) as busy:
        here.take()
    assert "here “30”" in busy.value.problems[0] and "in the file “25”" in busy.value.problems[0]
    assert counts(office_world) == before
    # What was not touched meanwhile can be chosen alone.
    place = next(line.place for line in here.report().lines if line.record == here.notes[1])
    here.take(place)
    assert counts(office_world)[1] == before[1] + 1


def test_what_is_in_force_says_which_approvals_it_voids_and_is_taken_only_so(office_world: World) -> None:
    here = Sheet(office_world, 1)
    digest = office_world.submit(here.notes[0])
    office_world.approve("carl", digest)
    office_world.approve("mike", digest)
    assert office_world.state(here.notes[0]) == "in force"
    here.set("whole", here.row_of(here.notes[0]), 25)
    (line,) = [line for line in here.report().lines if line.status == CHANGED]
    assert "in force" in line.voids and "Carl Example" in line.voids and "Mike Example" in line.voids
    with pytest.raises(NotAllowed, match="void"):
        here.take()
    assert office_world.state(here.notes[0]) == "in force"
    here.take(voiding=True)
    assert office_world.state(here.notes[0]) == "draft"


def test_who_may_not_write_takes_nothing(office_world: World) -> None:
    here = Sheet(office_world, 1)
    here.set("whole", here.row_of(here.notes[0]), 25)
    with office_world.look("carl") as look:
        made = report(look, here.read())
    assert made.counts[CHANGED] == 0 and {one.sort for one in made.troubles} <= {"not allowed", "unknown record"} and made.troubles  # fmt: skip
    with pytest.raises(Unfitted), office_world.act("carl") as act:
        take(act, here.read())


def test_rows_of_a_sorted_sheet_are_no_change_and_a_row_taken_out_is_one(office_world: World) -> None:
    here = Sheet(office_world, 1)
    sheet = here.book["note.milestones"]
    third, fourth = ([cell.value for cell in sheet[number]] for number in (3, 4))
    for number, values in ((3, fourth), (4, third)):
        for place, value in enumerate(values, 1):
            sheet.cell(number, place).value = value
    assert here.report().counts[UNCHANGED] == 2
    sheet.delete_rows(4)
    (line,) = [line for line in here.report().lines if line.status == CHANGED]
    assert [(one.field, one.before, one.after) for one in line.changes] == [("Milestones, Initial: What", "Initial", ""), ("Milestones, Initial: Day", "2027-01-02", "")]  # fmt: skip


odd = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.sampled_from(["(withheld)", "r_aaaaaaaa", "p_aaaa", "2027-13-01", "\x00", "²", "r_\x00"]), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6)  # fmt: skip


def test_whatever_stands_in_a_document_is_told_and_breaks_nothing(office_world: World) -> None:
    here = Sheet(office_world, 1)
    names = [one.name for one in NOTE.fields] + [one.name for one in NOTE.parts] + ["_record", "id", "author", "state"]
    content = st.dictionaries(st.sampled_from(names), odd | st.lists(st.dictionaries(st.sampled_from(["id", "what", "day", "with"]), odd, max_size=3), max_size=2), max_size=8)  # fmt: skip
    record_ = st.fixed_dictionaries({"kind": st.just("note"), "content": content}, optional={"record": st.just(here.notes[0]) | odd, "version": odd})  # fmt: skip
    document = st.fixed_dictionaries({"format": st.just("comity register"), "schema": st.just(1), "records": st.lists(record_, max_size=2)}, optional={"limit": st.sampled_from(["public", "moon"])})  # fmt: skip

    @settings(max_examples=60, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
    @given(document)
    def told_of(said: dict[str, Any]) -> None:
        with office_world.look("anna") as look:
            made = report(look, read("a.json", json.dumps(said).encode()))
        for line in made.lines:
            assert (line.status == PROBLEM) == bool(line.troubles)
            # Whoever writes a record is no matter of what they bring.
            assert line.writing is None or not {"author", "id", "_record"} & line.writing.content.keys()

    told_of()
