"""Two who edit at once: who saves second sees both and chooses, who saved first is told, and nothing of either is lost."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from comity.register.shape import Field, Kind, Part, Type
from comity.web.office.record.merging import clashes, merged, places, take
from oversight.world import World
from register.forms import form_in
from register.test_pages_forms import partner

Clients = Callable[..., TestClient]


def test_who_saves_second_chooses_field_by_field_and_the_first_is_told(office_world: World, clients: Clients) -> None:
    office_world.add("berta", "ministry", "author")
    anna, berta = clients("anna"), clients("berta")
    which = partner(office_world, anna, body="Staff", aims="Peace")
    path = f"/register/partner/{which}/edit"
    mine, theirs = form_in(anna.get(path).text), form_in(berta.get(path).text)
    office_world.clock.on(minutes=1)
    other = theirs.set("f.title", "Ministry of Rivers").set("f.body", "Naval staff").press("save")
    assert berta.post(path, data=other).status_code == 303
    answer = anna.post(
        path, data=mine.set("f.title", "Ministry of Lakes").set("f.aims", "Peace and fish").press("look")
    )
    assert answer.status_code == 409 and "Berta Example has changed since version 1" in answer.text
    form = form_in(answer.text)
    # What she alone has changed is hers; what Berta alone has, stands in the form; where both have, she chooses.
    assert form.values("f.title") == ["Ministry of Lakes"] and form.values("f.aims") == ["Peace and fish"] and form.values("f.body") == ["Naval staff"]  # fmt: skip
    assert (
        form.values("choose.f.title") == []
        and form.values("choose.title") == ["mine"]
        and form.values("choose.body") == []
    )
    assert form.values("saw") == ["2"] and "Ministry of Rivers" in answer.text
    chosen = anna.post(path, data=form.set("choose.title", "theirs").press("look"))
    assert chosen.status_code == 200 and form_in(chosen.text).values("f.title") == ["Ministry of Rivers"]
    assert "<ins>Peace and fish</ins>" in chosen.text and "Ministry of Lakes" not in chosen.text
    assert anna.post(path, data=form_in(chosen.text).press("save")).status_code == 303
    found = anna.get(f"/register/partner/{which}", params={"format": "json"}).json()
    assert (found["version"], found["content"]["title"], found["content"]["aims"], found["content"]["body"]) == (3, "Ministry of Rivers", "Peace and fish", "Naval staff")  # fmt: skip
    told = berta.get(f"/register/partner/{which}").text
    assert "Since your version 2 Anna Example saved version 3" in told and "<ins>Peace and fish</ins>" in told
    assert "Since your version" not in anna.get(f"/register/partner/{which}").text


KIND = Kind("note", "Note", "Notes", (Field("title", "Title"), Field("aims", "Aims", Type.PROSE), Field("states", "States", Type.STATES)), (Part("rows", "Rows", (Field("what", "What"), Field("who", "Who")), "what"),))  # fmt: skip
TEXT = st.sampled_from(["", "a", "b", "c"])
ROWS = st.dictionaries(st.sampled_from(["r1", "r2", "r3"]), st.tuples(TEXT, TEXT), max_size=3).map(
    lambda rows: [{"id": which, "what": what, "who": who} for which, (what, who) in rows.items()]
)
SAID = st.builds(lambda title, aims, states, rows: {"title": title, "aims": aims, "states": states, "rows": rows}, TEXT, TEXT, st.lists(st.sampled_from(["JPN", "FRA"]), unique=True), ROWS)  # fmt: skip


@given(SAID, SAID, SAID)
def test_of_three_contents_nothing_is_lost_and_every_place_is_one_of_them(base: dict, theirs: dict, mine: dict) -> None:  # type: ignore[type-arg]
    found = clashes(KIND, base, theirs, mine)
    was, there, here = (places(KIND, one) for one in (base, theirs, mine))
    told = {one.place: one for one in found}
    now = places(KIND, merged(KIND, theirs, mine, found))
    for place in {*was, *there, *here}:
        if "/" in place:
            continue
        # By definition of a merge of three: who alone has changed it has it; where both have, it is told and mine stands.
        if was.get(place) == there.get(place) or there.get(place) == here.get(place):
            assert place not in told and now.get(place) == here.get(place)
        elif was.get(place) == here.get(place):
            assert not told[place].both and now.get(place) == there.get(place)
        else:
            assert told[place].both and now.get(place) == here.get(place)
    for row in {one["id"] for held in (base, theirs, mine) for one in held["rows"]}:
        at = f"rows/{row}"
        if at in there and at not in was:
            assert at in now, "a row that they have added is lost"
        if at in here and at not in was:
            assert at in now, "a row that I have added is lost"
        if at in was and at in there and at in here:
            for name in ("what", "who"):
                assert now.get(f"{at}/{name}") in (there.get(f"{at}/{name}"), here.get(f"{at}/{name}"))
    # Whoever takes all of theirs where both have changed loses nothing of theirs.
    taken = merged(KIND, theirs, mine, found)
    for one in found:
        taken = take(KIND, theirs, taken, one.place)
    after = places(KIND, taken)
    for place, value in there.items():
        if value != was.get(place):
            assert after.get(place) == value or (place.count("/") == 2 and was.get(place.rpartition("/")[0]) is None)
