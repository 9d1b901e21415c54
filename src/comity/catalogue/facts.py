"""What a source is: the facts in its ``source.toml``, and where to find its reader.

A source is a folder: ``source.toml`` (facts), ``read.py`` (judgement) and ``sample/`` (a few invented rows in the
publisher's true shape). Built-in ones are the folders of ``comity.sources``; a user's own are those of
``COMITY_HOME/sources``. Nothing is registered anywhere else.
"""

from __future__ import annotations

import codecs
import importlib
import importlib.util
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from comity.catalogue.unverified import refusal, unverified
from comity.model.errors import BadSource, NotHere, UnknownName
from comity.store.schema import BY_NAME

if TYPE_CHECKING:
    from comity.catalogue.raw import Part, Raw

Reader = Callable[["Raw"], Iterator["Part"]]


@dataclass(frozen=True, slots=True)
class Licence:
    """Under which terms a source comes.

    ``redistribute`` says whether its files may be passed on, in a bundle for instance.
    """

    name: str
    redistribute: bool
    url: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """One file that a source consists of, as its publisher (or a mirror) has it.

    ``columns`` are all of its columns: a missing one and an unknown one are both refused. A column without a name is
    called ``_1``, ``_2`` … by its place. ``rows`` is checked where given. ``skip`` lines, or rows of a ``sheet`` (else the
    first one), stand before the header; ``line_end`` is what the publisher puts at the end of every line of text.
    """

    name: str
    columns: tuple[str, ...]
    sha256: str | None = None
    rows: int | None = None
    format: Literal["csv", "parquet", "xls", "xlsx", "geojson"] = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    na: tuple[str, ...] = ("",)
    url: str | None = None
    skip: int = 0
    line_end: str = ""
    sheet: str | None = None


#: The formats of a file, and which fields of a [[file]] mean something for one of them only.
FORMATS = ("csv", "parquet", "xls", "xlsx", "geojson")
_ONLY_FOR = {
    "encoding": ("csv",), "delimiter": ("csv",), "line_end": ("csv",), "sheet": ("xls", "xlsx"),
    "skip": ("csv", "xls", "xlsx"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Covers:
    """Where a source has looked: ``layer`` is ``table.kind``, ``scope`` as in the record's table ``coverage``."""

    layer: str
    end: date
    scope: str
    start: date | None = None


@dataclass(frozen=True, slots=True)
class KnownException:
    """Rows of a publisher's file that are known not to fit, and are set aside.

    ``where`` is an SQL condition over the file's columns; without one, the reader names the cells itself by ``id``.
    ``rows`` is how many there are in the file whose digest is known.
    """

    id: str
    reason: str
    file: str
    where: str | None = None
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class NamedWarning:
    """Something a user of the source has to know, under a name."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """The facts of one source.

    ``folder`` holds it; ``ships`` says that its files lie in that folder and need no fetching; ``own`` that it is the
    user's; ``brought`` that the user brings its one file (`comity bring`), of which every copy differs: it is never
    fetched and never bundled, and its version is what the pattern ``version_in_file`` finds near its beginning.
    """

    name: str
    title: str
    publisher: str
    version: str
    licence: Licence
    citation: str
    scheme: str
    good_for: str
    files: tuple[File, ...]
    coverage: tuple[Covers, ...]
    folder: Path
    url: str | None = None
    warnings: tuple[NamedWarning, ...] = ()
    exceptions: tuple[KnownException, ...] = ()
    ships: bool = False
    own: bool = False
    brought: bool = False
    version_in_file: str = ""

    @property
    def reader(self) -> Reader:
        """The source's ``read`` function."""
        if self.own:
            name = f"comity_own_source_{self.name.replace('-', '_')}"
            place = self.folder / "read.py"
            spec = importlib.util.spec_from_file_location(name, place)
            if spec is None or spec.loader is None or not place.exists():
                raise BadSource("has no reader.", where=str(place), remedy="Add read.py with a function read(raw).")
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            try:
                spec.loader.exec_module(module)
            except Exception as error:
                raise BadSource(
                    f"cannot be run: {type(error).__name__}: {error}.",
                    where=str(place),
                    remedy="Mend it and try again.",
                ) from error
        else:
            module = importlib.import_module(f"comity.sources.{self.name.replace('-', '_')}.read")
        reader: Reader | None = getattr(module, "read", None)
        if reader is None:
            raise BadSource("has no function read(raw).", where=f"source {self.name}, read.py")
        return reader


def discover(own: Path | None = None, broken: dict[str, BadSource] | None = None) -> list[Source]:
    """List every source, by name.

    Parameters
    ----------
    own
        A folder with the user's own sources (``COMITY_HOME/sources``); one that bears a built-in's name takes its
        place.
    broken
        Takes ``name → error`` of own sources whose facts are wrong, and which are left out then. Without it the first is
        raised, as BadSource.
    """
    found: dict[str, Source] = {}
    for folder in _built_in_folders():
        source = _built_in(folder, (folder / "source.toml").stat().st_mtime_ns)
        found[source.name] = source
    for folder in _own_folders(own):
        try:
            source = read_facts(folder, own=True)
        except BadSource as error:
            if broken is None:
                raise
            broken[_name_of(folder)] = error
            found.pop(_name_of(folder), None)  # the built-in one is not what the build would take
        else:
            found[source.name] = source
    return [found[name] for name in sorted(found)]


def find(names: list[str], own: Path | None = None, broken: dict[str, BadSource] | None = None) -> list[Source]:
    """Give the sources of these names, in this order; all of them for an empty list; ``broken`` as in `discover`.

    Raises
    ------
    NotHere
        When the user's own sources cannot be looked at.
        Or when one is known of, but has no loader (`comity.catalogue.unverified`).
    UnknownName
        For a name that no source bears, with what is close.
    """
    every = {source.name: source for source in discover(own, broken)}
    if not names:
        return list(every.values())
    chosen = []
    for name in names:
        key = name.lower().replace("_", "-")
        if broken and key in broken:
            raise broken[key]
        if key not in every:
            import difflib

            if key in unverified():
                raise refusal(unverified()[key])
            close = difflib.get_close_matches(key, [*every, *unverified()], 3)
            remedy = f"Did you mean {' or '.join(close)}?" if close else "`comity sources` lists them."
            raise UnknownName(f"There is no source “{name}”.", remedy=remedy)
        chosen.append(every[key])
    return chosen


def _built_in_folders() -> list[Path]:
    package = importlib.import_module("comity.sources")
    roots = [Path(place) for place in package.__path__]
    return sorted(toml.parent for root in roots for toml in root.glob("*/source.toml"))


@cache
def _built_in(folder: Path, changed: int) -> Source:
    return read_facts(folder)


def _name_of(folder: Path) -> str:
    return folder.name.replace("_", "-")


def _own_folders(own: Path | None) -> list[Path]:
    try:
        if own is None or not own.is_dir():
            return []
        return sorted(folder for folder in own.iterdir() if (folder / "source.toml").is_file())
    except OSError as error:
        raise NotHere(
            f"{own} cannot be looked at ({error.strerror}).", remedy="Set COMITY_HOME to a folder that you may read."
        ) from error


def read_facts(folder: Path, *, own: bool = False) -> Source:
    """Read a source's facts.

    Raises
    ------
    BadSource
        When they are incomplete or wrong; every problem is listed.
    """
    place = folder / "source.toml"
    try:
        facts = tomllib.loads(place.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSource(
            f"cannot be read: {error}.", where=str(place), remedy="See docs/how-to/own-source.md for its form."
        ) from error
    reading = _Reading(facts)
    source = Source(
        name=_name_of(folder),
        title=reading.text(facts, "title"),
        publisher=reading.text(facts, "publisher"),
        version=reading.text(facts, "version"),
        licence=reading.licence(),
        citation=reading.text(facts, "citation").strip(),
        scheme=reading.text(facts, "scheme"),
        good_for=reading.text(facts, "good_for"),
        files=tuple(reading.file(entry) for entry in reading.entries("file")),
        coverage=tuple(reading.covers(entry) for entry in reading.entries("coverage")),
        folder=folder,
        url=facts.get("url"),
        warnings=tuple(
            NamedWarning(reading.text(entry, "name"), reading.text(entry, "text"))
            for entry in reading.entries("warning")
        ),
        exceptions=tuple(reading.exception(entry) for entry in reading.entries("exception")),
        ships=bool(facts.get("ships", False)),
        own=own,
        brought=bool(facts.get("brought", False)),
        version_in_file=facts.get("version_in_file", ""),
    )
    reading.check(source)
    if reading.problems:
        raise BadSource(
            f"{len(reading.problems)} problem{'s' if len(reading.problems) > 1 else ''}: {reading.problems[0]}",
            where=str(place),
            remedy="See docs/how-to/own-source.md for its form.",
            problems=reading.problems,
        )
    return source


_KNOWN_KEYS = {
    "title", "publisher", "version", "licence", "citation", "scheme", "good_for", "file", "coverage", "url", "warning",
    "exception", "ships", "brought", "version_in_file",
}  # fmt: skip


class _Reading:
    """One pass over a source.toml that collects every problem instead of stopping at the first."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.facts = facts
        self.problems: list[str] = []
        for key in facts:
            if key not in _KNOWN_KEYS:
                self.problems.append(f"“{key}” is not a field of source.toml.")

    def text(self, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            self.problems.append(f"“{key}” is missing or empty.")
            return ""
        return value

    def entries(self, key: str) -> list[Mapping[str, Any]]:
        value = self.facts.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self.problems.append(f"“{key}” is to be written as [[{key}]].")
            return []
        return value

    def licence(self) -> Licence:
        table = self.facts.get("licence", {})
        if not isinstance(table, dict) or not isinstance(table.get("redistribute"), bool):
            self.problems.append("[licence] needs name and redistribute (true or false).")
            return Licence("", False)
        return Licence(self.text(table, "name"), table["redistribute"], table.get("url"), table.get("note", ""))

    def file(self, entry: Mapping[str, Any]) -> File:
        allowed = {"name", "columns", "sha256", "rows", "format", "na", "url", *_ONLY_FOR}
        for key in entry.keys() - allowed:
            self.problems.append(f"[[file]] {entry.get('name', '?')}: “{key}” is not a field of a file.")
        kind = entry.get("format", "csv")
        if kind not in FORMATS:
            self.problems.append(
                f"[[file]] {entry.get('name', '?')}: format is {', '.join(FORMATS[:-1])} or {FORMATS[-1]}."
            )
        for key, formats in _ONLY_FOR.items():
            if key in entry and kind in FORMATS and kind not in formats:
                self.problems.append(f"[[file]] {entry.get('name', '?')}: “{key}” is for {' and '.join(formats)} only.")
        for key in ("line_end", "sheet"):
            if not isinstance(entry.get(key, ""), str):
                self.problems.append(f"[[file]] {entry.get('name', '?')}: {key} is a text.")
        sha256 = entry.get("sha256")
        if sha256 is not None and not re.fullmatch(r"[0-9a-f]{64}", str(sha256)):
            self.problems.append(f"[[file]] {entry.get('name', '?')}: sha256 is 64 hexadecimal digits.")
        columns = self.words(entry, "columns")
        if not columns:
            self.problems.append(f"[[file]] {entry.get('name', '?')}: columns are missing.")
        seen = {"line", "source_row"}
        for column in columns:
            if column.lower() in seen:
                self.problems.append(
                    f"[[file]] {entry.get('name', '?')}: column “{column}” is taken; names are told apart without regard "
                    "to case, and line and source_row are the build's own."
                )
            seen.add(column.lower())
        encoding = entry.get("encoding", "utf-8")
        try:
            codecs.lookup(encoding)
        except (LookupError, TypeError):
            self.problems.append(f"[[file]] {entry.get('name', '?')}: “{encoding}” is no encoding that Python knows.")
        delimiter = entry.get("delimiter", ",")
        if not isinstance(delimiter, str) or len(delimiter) != 1:
            self.problems.append(f"[[file]] {entry.get('name', '?')}: delimiter is one character.")
        return File(
            name=self.text(entry, "name"),
            columns=columns,
            sha256=sha256,
            rows=self.count(entry, "rows"),
            format=kind,
            encoding=encoding,
            delimiter=delimiter,
            na=self.words(entry, "na") if "na" in entry else ("",),
            url=entry.get("url"),
            skip=self.count(entry, "skip") or 0,
            line_end=entry.get("line_end", ""),
            sheet=entry.get("sheet"),
        )

    def words(self, entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self.problems.append(f"{entry.get('name', '?')}: {key} is a list of texts.")
            return ()
        return tuple(value)

    def count(self, entry: Mapping[str, Any], key: str) -> int | None:
        value = entry.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value
        self.problems.append(f"{entry.get('name') or entry.get('id', '?')}: {key} is a whole number.")
        return None

    def covers(self, entry: Mapping[str, Any]) -> Covers:
        layer = self.text(entry, "layer")
        if layer and layer.partition(".")[0] not in BY_NAME:
            self.problems.append(f"[[coverage]] {layer}: “{layer.partition('.')[0]}” is not a table of the record.")
        start, end = entry.get("start"), entry.get("end")
        if not isinstance(end, date) or not (start is None or isinstance(start, date)):
            self.problems.append(f"[[coverage]] {layer}: start and end are dates, written 1990-12-31 without quotes.")
            start, end = None, date.min
        elif start is not None and start > end:
            self.problems.append(f"[[coverage]] {layer}: begins on {start}, after its end on {end}.")
        return Covers(layer=layer, start=start, end=end, scope=self.text(entry, "scope"))

    def exception(self, entry: Mapping[str, Any]) -> KnownException:
        return KnownException(
            id=self.text(entry, "id"),
            reason=self.text(entry, "reason"),
            file=self.text(entry, "file"),
            where=entry.get("where"),
            rows=self.count(entry, "rows"),
        )

    def check(self, source: Source) -> None:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,99}", source.name):
            self.problems.append(f"“{source.name}”: a source's folder has small letters, digits, - and _ in its name.")
        names = {file.name for file in source.files}
        if len(names) < len(source.files):
            self.problems.append("a [[file]] is named twice.")
        if not names:
            self.problems.append("no [[file]] is named.")
        if source.brought and (source.ships or len(source.files) != 1 or source.files[0].sha256 or source.files[0].url):
            self.problems.append("what is brought is one [[file]] without sha256 and url, and does not ship.")
        if not source.coverage:
            self.problems.append("no [[coverage]] is stated: say where the source has looked.")
        for exception in source.exceptions:
            if exception.file not in names:
                self.problems.append(f"[[exception]] {exception.id}: “{exception.file}” is none of the files.")
        if not source.citation.startswith("@"):
            self.problems.append("citation is BibTeX and begins with @.")
