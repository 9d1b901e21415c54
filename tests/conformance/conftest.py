"""The tests of one measure stand together, so that what was computed for it need not be kept for all the others'."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the tests of measures by measure, in the places that they have among all tests."""
    ordered = iter(sorted(filter(_of_measures, items), key=_measure))
    items[:] = [next(ordered) if _of_measures(item) else item for item in items]


def _of_measures(item: pytest.Item) -> bool:
    return item.path == Path(__file__).with_name("test_measures.py")


def _measure(item: pytest.Item) -> str:
    return str(item.callspec.params.get("name", "")) if hasattr(item, "callspec") else ""
