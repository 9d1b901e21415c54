"""The OpenAPI document: every address has words, parameters with words, and an example that answers."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError
from starlette.testclient import TestClient

from comity.web.app import create_app
from comity.web.described import EXAMPLES, _docstring


@pytest.fixture(scope="module")
def client(almanac_home: Path) -> TestClient:
    return TestClient(create_app(almanac_home, ["testserver"]))


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    told: dict[str, Any] = client.get("/openapi.json").json()
    return told


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(path, item["get"]) for path, item in document["paths"].items()]


def test_the_document_is_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert {"title", "version", "description"} <= set(document["info"])
    assert len(document["paths"]) > 20
    ids = [told["operationId"] for _, told in operations(document)]
    assert len(ids) == len(set(ids))


def test_the_document_keeps_to_the_specification(document: dict[str, Any]) -> None:
    validate(document)
    broken = {**document, "paths": {"/measures": {"get": {"responses": "some"}}}}
    with pytest.raises(OpenAPIValidationError):
        validate(broken)


def test_nothing_in_the_document_points_nowhere(document: dict[str, Any]) -> None:
    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [held for name, held in value.items() if name == "$ref"] + [
                one for held in value.values() for one in references(held)
            ]
        return [one for held in value for one in references(held)] if isinstance(value, list) else []

    for reference in references(document):
        held: Any = document
        for part in reference.removeprefix("#/").split("/"):
            held = held[part]
        assert held


def test_every_path_is_read_only_and_has_a_summary(document: dict[str, Any]) -> None:
    for path, item in document["paths"].items():
        assert set(item) == {"get"}, path
        summary = item["get"]["summary"]
        assert len(summary.split()) >= 2 and not summary.endswith("."), (path, summary)
        assert len(item["get"]["tags"]) == 1


def test_every_parameter_is_described(document: dict[str, Any]) -> None:
    bare = [f"{path}: {one['name']}" for path, told in operations(document) for one in told["parameters"] if len(one.get("description", "")) < 5]  # fmt: skip
    assert bare == []
    for path, told in operations(document):
        in_path = {one["name"] for one in told["parameters"] if one["in"] == "path"}
        assert all(f"{{{name}}}" in path for name in in_path) and path.count("{") == len(in_path)
        names = [one["name"] for one in told["parameters"]]
        assert len(names) == len(set(names)), path


def test_every_answer_has_its_forms_and_its_errors(document: dict[str, Any]) -> None:
    for path, told in operations(document):
        answers = told["responses"]
        assert {"200", "400", "404", "503"} <= set(answers), path
        content = answers["200"]["content"]
        assert set(content) in ({"application/json", "text/csv", "text/html"}, {"*/*"}), path
        assert "422" not in answers


def test_every_example_of_a_form_is_answered_in_it(client: TestClient, document: dict[str, Any]) -> None:
    some = 0
    for _, told in operations(document):
        for kind, content in told["responses"]["200"]["content"].items():
            for example in list(content["examples"].values())[:1]:
                # Files take their time, and their pages' own tests open them; what only some records have is not here.
                if kind not in ("application/json", "text/csv") or example["summary"] in EXAMPLES.values():
                    continue
                answer = client.get(example["externalValue"])
                assert answer.status_code == 200, example
                assert answer.headers["content-type"].startswith(kind)
                some += 1
                if kind == "application/json":
                    found = answer.json()
                    assert found["title"] and isinstance(found["tables"], dict)
                    for table in found["tables"].values():
                        assert set(table) == {"columns", "rows"}
                        assert all(set(row) == set(table["columns"]) for row in table["rows"])
                else:
                    assert next(csv.reader(io.StringIO(answer.text))) is not None
    assert some > 20


def test_every_path_has_an_example(document: dict[str, Any]) -> None:
    bare = [path for path, told in operations(document) for content in told["responses"]["200"]["content"].values() if not content["examples"]]  # fmt: skip
    assert bare == []


def test_an_error_is_what_the_document_says(client: TestClient, document: dict[str, Any]) -> None:
    schema = document["components"]["schemas"]["Error"]
    told = client.get("/sources/almanak", headers={"accept": "application/json"})
    assert told.status_code == 404
    assert set(schema["required"]) <= set(told.json())
    assert set(schema["required"]) <= set(schema["example"])


def test_the_page_lists_what_the_document_lists(client: TestClient, document: dict[str, Any]) -> None:
    told = client.get("/api?format=json").json()
    assert [row["path"] for row in told["tables"]["addresses"]["rows"]] == list(document["paths"])
    page = client.get("/api", headers={"accept": "text/html"}).text
    assert all(f"<code>{path}</code>" in page for path in document["paths"])
    assert "swagger" not in page.lower()


def test_how_often_an_answer_was_at_hand_is_counted(almanac_home: Path) -> None:
    client = TestClient(create_app(almanac_home, ["testserver"]))
    for _ in range(4):
        client.get("/sources")
    page = client.get("/api", headers={"accept": "text/html"}).text
    assert "Of 5 answers since the start, 60% were at hand." in page


def test_a_docstring_is_read_as_it_is_written() -> None:
    def endpoint() -> None:
        """Do this.

        And that
        too.

        Parameters
        ----------
        q
            What is wanted,
            in words.
        """

    assert _docstring(endpoint) == ("Do this", "And that too.", {"q": "What is wanted, in words."})
