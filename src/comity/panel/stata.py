"""Stata's own file, format 118 (Stata 14 and later), written batch by batch.

Written here and not through pandas, which wants all rows in memory, and makes of a whole number with gaps a float. The
form is StataCorp's, ``help dta``: a header, a map of where each part begins, descriptions, the rows, value labels.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from comity.model.errors import BadRequest, Count


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of Stata's: its number in the file, numpy's name, the least and greatest value, and what stands for missing."""

    code: int
    dtype: str
    low: float
    high: float
    missing: int | float
    form: str


BYTE = Kind(65530, "i1", -127, 100, 101, "%8.0g")
INT = Kind(65529, "<i2", -32767, 32740, 32741, "%8.0g")
LONG = Kind(65528, "<i4", -2147483647, 2147483620, 2147483621, "%12.0g")
DOUBLE = Kind(65526, "<f8", -(2.0**1023), 2.0**1023 * (1 - 2.0**-53), 2.0**1023, "%10.0g")

#: The longest text of a fixed width.
WIDEST = 2045
LONGEST_NAME = 32
LONGEST_LABEL = 80

#: Words that Stata keeps for itself.
RESERVED = frozenset(
    [
        "_all",
        "_b",
        "byte",
        "_coef",
        "_cons",
        "double",
        "float",
        "if",
        "in",
        "int",
        "long",
        "_n",
        "_N",
        "_pi",
        "_pred",
        "_rc",
        "_skip",
        "str",
        "strL",
        "using",
        "with",
    ]
)


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable: its name, its label, the labels of its codes, and its kind; without one it is a text."""

    name: str
    label: str
    values: Mapping[int, str]
    kind: Kind | None


def kind_of(type_: str, *, key: bool, binary: bool, values: Mapping[int, str]) -> Kind | None:
    """Choose a variable's kind by what a column is declared to hold; None for a text.

    Stata's whole numbers end before numpy's, as the greatest stand for missing: what is not known to be small, by being a
    key, yes or no, or a code, is given the next wider kind.
    """
    small = key or binary or bool(values)
    if type_ == "text":
        return None
    if type_ == "int8":
        return BYTE if small and all(BYTE.low <= code <= BYTE.high for code in values) else INT
    if type_ == "int16":
        return INT if small else LONG
    return LONG if type_ == "int32" else DOUBLE


def stata_names(names: Sequence[str]) -> dict[str, str]:
    """Give for each name one that Stata takes; the same, where it can be."""
    found: dict[str, str] = {}
    taken = {name for name in names if _fits(name)}
    for name in names:
        if _fits(name):
            found[name] = name
            continue
        stem = re.sub(r"\W", "_", name, flags=re.ASCII)
        stem = f"_{stem}" if not stem or stem[0].isdigit() or stem in RESERVED else stem
        made, number = stem[:LONGEST_NAME], 1
        while made in taken or not _fits(made):
            number += 1
            made = f"{stem[: LONGEST_NAME - len(str(number)) - 1]}_{number}"
        taken.add(made)
        found[name] = made
    return found


def _fits(name: str) -> bool:
    return (
        re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,31}", name) is not None
        and name not in RESERVED
        and not re.fullmatch(r"str\d+", name)
    )


def write_stata(stream: BinaryIO, variables: Sequence[Variable], batches: Iterable[pa.Table], label: str) -> None:
    """Write a file.

    Parameters
    ----------
    stream
        Open for writing, at its beginning; one can go back in it.
    variables
        In the order of the batches' columns.
    batches
        Their rows. With a text among the variables all are held in memory, as Stata must know the longest beforehand.
    label
        The data set's, at most 80 characters.

    Raises
    ------
    BadRequest
        When a value is beyond what Stata can tell from missing.
    """
    if any(variable.kind is None for variable in variables):
        batches = list(batches)
    widths = [_width(batches, place) if entry.kind is None else 0 for place, entry in enumerate(variables)]
    places: list[int] = [0]
    head = b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder>"
    stream.write(head + b"<K>" + struct.pack("<H", len(variables)) + b"</K><N>")
    count_at = stream.tell()
    said = _cut(label, LONGEST_LABEL)
    # No time of day: asked twice, it is the same file.
    stream.write(bytes(8) + b"</N><label>" + struct.pack("<H", len(said)) + said + b"</label><timestamp>\0</timestamp></header>")  # fmt: skip
    places.append(stream.tell())
    stream.write(b"<map>" + bytes(14 * 8) + b"</map>")
    names = stata_names([entry.name for entry in variables])
    codes = [entry.kind.code if entry.kind else width for entry, width in zip(variables, widths, strict=True)]
    forms = [entry.kind.form if entry.kind else f"%-{width}s" for entry, width in zip(variables, widths, strict=True)]
    for tag, data in (
        ("variable_types", np.array(codes, "<u2").tobytes()),
        ("varnames", b"".join(_pad(names[entry.name], 129) for entry in variables)),
        ("sortlist", bytes(2 * (len(variables) + 1))),
        ("formats", b"".join(_pad(form, 57) for form in forms)),
        ("value_label_names", b"".join(_pad(names[v.name] if _labelled(v) else "", 129) for v in variables)),
        ("variable_labels", b"".join(_pad(_cut(entry.label, LONGEST_LABEL), 321) for entry in variables)),
        ("characteristics", b""),
    ):
        places.append(stream.tell())
        stream.write(f"<{tag}>".encode() + data + f"</{tag}>".encode())
    places.append(stream.tell())
    stream.write(b"<data>")
    count = 0
    fields = [
        (f"f{place}", entry.kind.dtype if entry.kind else f"S{width}")
        for place, (entry, width) in enumerate(zip(variables, widths, strict=True))
    ]
    for batch in batches:
        count += len(batch)
        stream.write(_rows(batch, variables, np.dtype(fields)).data)
    stream.write(b"</data>")
    places.append(stream.tell())
    stream.write(b"<strls></strls>")
    places.append(stream.tell())
    stream.write(b"<value_labels>")
    for entry in variables:
        if _labelled(entry):
            stream.write(_value_label(names[entry.name], entry.values))
    stream.write(b"</value_labels>")
    places.append(stream.tell())
    stream.write(b"</stata_dta>")
    places.append(stream.tell())
    stream.seek(count_at)
    stream.write(struct.pack("<Q", count))
    stream.seek(places[1] + len(b"<map>"))
    stream.write(struct.pack("<14Q", *places))
    stream.seek(0, 2)


def _labelled(variable: Variable) -> bool:
    return bool(variable.values) and variable.kind is not None and variable.kind is not DOUBLE


def _cut(text: str, at: int) -> bytes:
    return (text if len(text) <= at else f"{text[: at - 1]}…").encode()


def _pad(text: str | bytes, width: int) -> bytes:
    data = text.encode() if isinstance(text, str) else text
    return data + bytes(width - len(data))


def _value_label(name: str, values: Mapping[int, str]) -> bytes:
    ordered = sorted(values.items())
    texts = [text.encode() + b"\0" for _, text in ordered]
    offsets = np.cumsum([0, *(len(text) for text in texts)]).astype("<i4")
    table = struct.pack("<ii", len(ordered), int(offsets[-1])) + offsets[:-1].tobytes()
    table += np.array([code for code, _ in ordered], "<i4").tobytes() + b"".join(texts)
    return b"<lbl>" + struct.pack("<i", len(table)) + _pad(name, 129) + bytes(3) + table + b"</lbl>"


def _width(batches: Iterable[pa.Table], place: int) -> int:
    import pyarrow.compute as pc

    longest = [pc.max(pc.binary_length(_text(batch.column(place)).cast(pa.binary()))).as_py() for batch in batches]
    found = max((length for length in longest if length is not None), default=1)
    if found > WIDEST:
        raise BadRequest(
            "A text of %(found)s bytes is longer than Stata's %(widest)s.",
            remedy="Write a .parquet or a .csv.",
            found=Count(found),
            widest=Count(WIDEST),
        )
    return max(found, 1)


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string())


def _rows(batch: pa.Table, variables: Sequence[Variable], dtype: np.dtype[Any]) -> npt.NDArray[np.uint8]:
    found = np.zeros(len(batch), dtype)
    for place, entry in enumerate(variables):
        column = batch.column(place)
        if entry.kind is None:
            texts = _text(column).fill_null("").to_pylist()
            found[f"f{place}"] = [text.encode() for text in texts]
        else:
            found[f"f{place}"] = _numbers(column, entry.name, entry.kind)
    return found.view(np.uint8)


def _numbers(column: pa.ChunkedArray, name: str, kind: Kind) -> npt.NDArray[Any]:
    gaps = column.null_count
    values: npt.NDArray[Any] = column.fill_null(0).to_numpy() if gaps else column.to_numpy()
    if kind is DOUBLE:
        bad = ~np.isfinite(values)
        if bad.any():  # Stata has no infinity, and what is not a number is missing there
            values = np.where(bad, kind.missing, values)
    elif len(values) and (values.min() < kind.low or values.max() > kind.high):
        raise BadRequest(
            "“%(name)s” has a value that Stata takes for missing (%(values)s).",
            remedy="Write a .parquet or a .csv.",
            name=name,
            values=Count(values.max()),
        )
    if gaps:
        values = values.astype(kind.dtype)
        values[column.is_null().to_numpy()] = kind.missing
    return values
