"""What every page of the office keeps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from comity.web.contract import OFFICE, pages

EXAMPLES = [address for page in pages(OFFICE).values() for address in page.examples]
OPEN = ("/signin", "/first", "/join")


@pytest.mark.parametrize("address", EXAMPLES)
def test_nobody_sees_a_page_who_has_not_signed_in(clients: Callable[..., TestClient], address: str) -> None:
    if address.startswith(OPEN):
        return
    assert clients().get(address).headers["location"].startswith("/signin")
    assert clients().get(address, headers={"accept": "application/json"}).status_code == 401
    assert clients("carl", 1).get(address).headers["location"].startswith("/signin/")


@pytest.mark.parametrize("address", EXAMPLES)
def test_a_page_is_whole_in_both_languages_and_nothing_of_it_is_kept(
    clients: Callable[..., TestClient], address: str
) -> None:
    client = clients(None if address.startswith(OPEN) else "carl")
    for language in ("en", "fr"):
        answer = client.get(address, params={"lang": language})
        assert answer.status_code == 200, answer.text[:500]
        assert f'<html lang="{language}">' in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert "None" not in answer.text and "Undefined" not in answer.text


@pytest.mark.parametrize(("said", "status"), [("9" * 5000, 413), ("99999999999", 413), ("-1", 413)])
def test_too_much_is_refused_before_it_is_read(clients: Callable[..., TestClient], said: str, status: int) -> None:
    answer = clients("carl").post("/me/password", content=b"", headers={"content-length": said})
    assert answer.status_code == status
