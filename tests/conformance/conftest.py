"""The tests of one measure stand together, so that what was computed for it need not be kept for all the others'."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the tests of measures by measure, in the places that they have among all tests."""
    mine = [item for item in items if item.path.name == "test_measures.py"]
    ordered = iter(sorted(mine, key=_measure))
    items[:] = [next(ordered) if item.path.name == "test_measures.py" else item for item in items]


def _measure(item: pytest.Item) -> str:
    return str(item.callspec.params.get("name", "")) if hasattr(item, "callspec") else ""
