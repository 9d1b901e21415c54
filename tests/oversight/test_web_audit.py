"""Audit as pages: the log searched, entries proved, checkpoints held against each other, files verified."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from starlette.testclient import TestClient

from comity.oversight.log.proof import verify_proof
from comity.oversight.log.verify import verify
from oversight.browsing import Served, whole
from oversight.world import World

Clients = Callable[..., TestClient]
JSON = {"accept": "application/json"}


@pytest.fixture
def overseen(office_world: World, clients: Clients) -> TestClient:
    office_world.add("ove", "japan", "overseer")
    digest = office_world.submit(office_world.write())
    office_world.approve("mike", digest)
    with office_world.act("carl") as act:
        from comity.oversight import approving

        approving.refuse(act, digest, "Article 1 names no court.")
    return clients("ove")


def vkey(world: World) -> str:
    return world.office.key.vkey(world.office.origin)


def test_the_log_is_searched(office_world: World, overseen: TestClient) -> None:
    rows = overseen.get("/audit", headers=JSON).json()["tables"]["entries"]["rows"]
    assert [row["act"] for row in rows] == office_world.acts()[::-1] and [row["seq"] for row in rows][-1] == 0
    for query, acts in (("act=approval", {"approval.given", "approval.refused"}), ("act=approval.given", {"approval.given"})):  # fmt: skip
        found = overseen.get(f"/audit?{query}", headers=JSON).json()["tables"]["entries"]["rows"]
        assert {row["act"] for row in found} == acts
    by = overseen.get("/audit?by=mike", headers=JSON).json()["tables"]["entries"]["rows"]
    assert by and {row["by"] for row in by} == {office_world.people["mike"].person} == {row["by"] for row in overseen.get("/audit?by=Mike Example", headers=JSON).json()["tables"]["entries"]["rows"]}  # fmt: skip
    assert overseen.get("/audit?since=2026-03-03", headers=JSON).json()["tables"]["entries"]["rows"] == []
    assert len(overseen.get("/audit?since=2026-03-02&until=2026-03-02", headers=JSON).json()["tables"]["entries"]["rows"]) == len(rows)  # fmt: skip
    text = overseen.get("/audit").text
    assert "Mike Example" in text and "approval.refused" in text
    assert overseen.get("/audit?format=csv").text.startswith("\ufeffseq,at,act")
    assert overseen.get("/audit?since=yesterday").status_code == 400
    for strange in ("before=99999999999999999999", "by=%00", "on=%F0%9F%8C%8D", "act=%25_"):
        assert overseen.get(f"/audit?{strange}").status_code in (200, 400)
    for strange in ("999999", "99999999999999999999", "-1", "x"):
        assert overseen.get(f"/audit/{strange}").status_code in (400, 404)


def test_pages_of_the_list_leave_nothing_out(office_world: World, clients: Clients) -> None:
    for _ in range(60):
        office_world.write()
    client, seen, address = clients("carl"), list[int](), "/audit"
    for _ in range(9):
        text = client.get(address).text
        import re

        seen += [int(found) for found in re.findall(r'<a href="/audit/(\d+)">', text)]
        further = re.search(r'rel="next" href="([^"]+)"', text)
        if not further:
            break
        address = further[1].replace("&amp;", "&")
    assert seen == list(range(len(office_world.acts())))[::-1]


def test_who_may_not_read_the_log_does_not(office_world: World, clients: Clients) -> None:
    for address in ("/audit", "/audit/0", "/audit/0/proof.json", "/audit/checkpoint", "/audit/checkpoint.txt"):
        assert clients("anna").get(address).status_code == 403, address
    for login in ("anna", "carl"):
        assert clients(login).post("/audit/export").status_code == 403
    assert 'href="/audit"' not in clients("anna").get("/").text and 'href="/audit"' in clients("carl").get("/").text


def test_sealed_words_are_for_overseers(office_world: World, overseen: TestClient, clients: Clients) -> None:
    seq = office_world.acts().index("approval.refused")
    assert "Article 1 names no court." in overseen.get(f"/audit/{seq}").text
    carl = clients("carl").get(f"/audit/{seq}").text
    assert "Article 1 names no court." not in carl and "you may not read them" in carl
    assert json.loads(clients("carl").get(f"/audit/{seq}/proof.json").text)["sealed"] is None
    invited = office_world.acts().index("person.invited")
    assert "anna" not in overseen.get(f"/audit/{invited}/proof.json").text


def test_any_entry_is_proved_offline(office_world: World, overseen: TestClient, tmp_path: Path) -> None:
    for seq in range(len(office_world.acts())):
        answer = overseen.get(f"/audit/{seq}/proof.json")
        assert f"proof-{seq}.json" in answer.headers["content-disposition"]
        (tmp_path / "proof.json").write_bytes(answer.content)
        proof = verify_proof(tmp_path / "proof.json", vkey(office_world))
        assert proof.holds and proof.leaf.seq == seq
        shown = overseen.get(f"/audit/{seq}", headers=JSON).json()
        assert shown["leaf"] == json.loads(answer.text)["leaf"]


def test_a_file_is_verified(office_world: World, overseen: TestClient, tmp_path: Path) -> None:
    proof = overseen.get("/audit/3/proof.json").content
    good = overseen.post("/audit/verify", files={"file": ("proof.json", proof)})
    assert good.status_code == 200 and "Nothing is wrong." in good.text and 'role="status"' in good.text
    forged = json.loads(proof)
    forged["leaf"] = forged["leaf"].replace(office_world.people["olga"].person, office_world.people["mike"].person)
    bad = overseen.post("/audit/verify", files={"file": ("proof.json", json.dumps(forged, sort_keys=True, separators=(",", ":")).encode())})  # fmt: skip
    assert "Nothing is wrong." not in bad.text and ("does not hold" in bad.text or bad.status_code == 400)
    exported = overseen.post("/audit/export").content
    assert office_world.acts()[-1] == "log.exported"
    (tmp_path / "log.zip").write_bytes(exported)
    assert verify(tmp_path / "log.zip", log_key=vkey(office_world)).holds
    kept = overseen.get("/audit/checkpoint.txt").text
    answer = overseen.post("/audit/verify", files={"file": ("log.zip", exported)}, data={"kept": kept.replace("\n", "\r\n"), "key": vkey(office_world)}, headers=JSON).json()  # fmt: skip
    assert answer["verdict"]["holds"] and answer["verdict"]["kept"] == 1, answer
    broken = bytearray(exported)
    broken[len(broken) // 2] ^= 1
    for sent in (bytes(broken), exported[:-50], b"PK", b"{}", b"\0" * 100, b"{" * 5000):
        answer = overseen.post("/audit/verify", files={"file": ("f", sent)})
        assert (answer.status_code in (200, 400) and "Nothing is wrong." not in answer.text and "alert" in answer.text) or "does not hold" in answer.text  # fmt: skip
    assert overseen.post("/audit/verify").status_code == 400


def test_an_older_checkpoint_is_held_against_the_log(office_world: World, overseen: TestClient) -> None:
    kept = overseen.get("/audit/checkpoint.txt").text
    for _ in range(5):
        office_world.write()
    answer = overseen.post("/audit/checkpoint", data={"kept": kept.replace("\n", "\r\n")}, headers=JSON).json()
    assert answer["held"]["holds"] and answer["held"]["second"] > answer["held"]["first"]
    assert "It holds" in overseen.post("/audit/checkpoint", files={"file": ("c.txt", io.BytesIO(kept.encode()))}).text
    for wrong in ("", "nothing", kept.replace("time", "mite"), kept[:-9] + kept[-8:]):
        answer = overseen.post("/audit/checkpoint", data={"kept": wrong})
        assert answer.status_code == 400 and 'role="alert"' in answer.text, wrong


def test_a_log_that_was_rewritten_is_found_by_whoever_kept_a_checkpoint(office_world: World, overseen: TestClient) -> None:  # fmt: skip
    """The machine's owner has database and key: they sign another history. An earlier checkpoint shows it."""
    from comity.oversight.log.checkpoint import Checkpoint, make_checkpoint, peek

    kept = peek(overseen.get("/audit/checkpoint.txt").text)
    other = make_checkpoint(Checkpoint(kept.origin, kept.size - 1, b"\1" * 32, kept.at), office_world.office.key.log_key())  # fmt: skip
    answer = overseen.post("/audit/checkpoint", data={"kept": other}, headers=JSON).json()
    assert not answer["held"]["holds"]
    longer = make_checkpoint(Checkpoint(kept.origin, kept.size + 9, b"\1" * 32, kept.at), office_world.office.key.log_key())  # fmt: skip
    assert "raise the alarm" in overseen.post("/audit/checkpoint", data={"kept": longer}).text


def test_the_pages_are_whole(served: Served) -> None:
    served.world.add("ove", "japan", "overseer")
    page = served.page("ove")
    for address in ("/audit", "/audit/3", "/audit/checkpoint", "/audit/verify"):
        page.goto(served.address + address)
        whole(page)
    with page.expect_download() as proof:
        page.goto(served.address + "/audit/3")
        page.get_by_role("link", name="Download the proof").click()
    page.goto(served.address + "/audit/verify")
    page.get_by_label("File", exact=True).set_input_files(str(proof.value.path()))
    page.get_by_role("button", name="Verify").click()
    expect(page.locator("#verdict")).to_contain_text("Nothing is wrong.")
    whole(page)
