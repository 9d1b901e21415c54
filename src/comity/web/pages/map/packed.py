"""All years of a map in one small answer, so that a slider needs no other."""

from __future__ import annotations

from typing import Any

from comity.dossier.draw.scale import Scale
from comity.web.pages.map.choice import BARE, PARTNERS, Choice
from comity.web.pages.map.picture import MANY, THIN, WIDTHS, widths
from comity.web.pages.map.values import capitals, members


def packed(choice: Choice) -> dict[str, Any]:
    """Give figures, lines, names and what is to be said, each with the years through which it holds.

    Of a figure that is not known there is null; a year in which the list does not have the state has none.
    """
    first, last = choice.span
    scale = Scale.of({str(place): value for place, value in enumerate(choice.values.all())})
    runs = choice.lines.runs if choice.lines else {}
    amounts = [amount or 0 for of in runs.values() for *_, amount in of]
    return {
        "address": {"measure": choice.measure, "layer": choice.layer, "region": choice.place},
        "measure": choice.measure if choice.shown not in (PARTNERS, BARE) else None,
        "first": first,
        "last": last,
        "title": choice.title,
        "unit": choice.read_unit,
        "scale": choice.written.scale if choice.written else 1,
        "steps": [[_short(high), scale.css(high)] for _, high in scale.steps],
        "figures": _figures(choice, "value"),
        "low": _figures(choice, "low") if choice.values.bands else {},
        "high": _figures(choice, "high") if choice.values.bands else {},
        "gone": _gone(choice),
        "limits": widths(max(amounts, default=0)),
        "many": MANY,
        "thin": THIN,
        "widths": WIDTHS,
        "directed": bool(choice.lines and choice.lines.layer.directed),
        "pairs": [[a, b, [entry for run in runs[a, b] for entry in run]] for a, b in choice.pairs],
        "names": {
            key: [[first, last, choice.ask.language.name(name)] for first, last, name in of]
            for key, of in choice.spelled.items()
        },
        "said": _said(choice),
        "borders": _borders(choice),
    }


def _figures(choice: Choice, part: str) -> dict[str, list[list[Any]]]:
    """Give for each state its runs of years: the first, and then one figure a year."""
    found: dict[str, list[list[Any]]] = {}
    for year in range(choice.span[0], choice.span[1] + 1):
        for key, one in choice.values.of(year).items():
            value = getattr(one, part)
            runs = found.setdefault(key, [])
            if not runs or runs[-1][0] + len(runs[-1]) - 1 != year:
                runs.append([year])
            runs[-1].append(None if value is None else _short(value))
    return found


def _short(value: float) -> float:
    """Round to six digits that count; a greater figure never becomes the lesser."""
    return float(f"{value:.6g}")


def _gone(choice: Choice) -> dict[str, list[int]]:
    """Give of each state without a shape of today the years in which the list has it."""
    found: dict[str, list[int]] = {}
    # In the borders of another year, any state may be without a shape.
    seats = capitals(choice.ask, (lambda _key: False) if choice.borders else None)
    for year in range(choice.span[0], choice.span[1] + 1):
        for key in members("cow")[year]:
            if key in seats:
                found.setdefault(key, []).append(year)
    return found


def _borders(choice: Choice) -> list[list[int]]:
    """Give the years in which the land becomes another, each with a number for the land; 0 is that of today."""
    if choice.borders is None:
        return []
    numbers: dict[tuple[int, ...], int] = {(): 0}
    found: list[list[int]] = []
    for year in range(choice.span[0], choice.span[1] + 1):
        held = choice.borders.edition(year)
        number = numbers.setdefault(held, len(numbers))
        if not found or found[-1][1] != number:
            found.append([year, number])
    return found


def _said(choice: Choice) -> list[list[Any]]:
    """Give the sentences of every year: a first year, and what is said until the next."""
    found: list[list[Any]] = []
    for year in range(choice.span[0], choice.span[1] + 1):
        told = choice.said(year)
        if not found or found[-1][1] != told:
            found.append([year, told])
    return found


__all__ = ["packed"]
