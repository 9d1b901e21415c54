"""The one door to the network: fetch a file, go on where it broke off, and trust nothing but its digest.

Nothing is asked for but the address that is given: the mirror that the user named or a publisher's official one. A
mirror may not send on to another host; a publisher may (archives keep their files elsewhere), though never from https
to http.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import httpx2

from comity.catalogue.objects import hash_file
from comity.model.errors import BadFile, CannotWrite, FetchFailed, NotHere
from comity.store.home import writable

_CHUNK = 1 << 16
_REDIRECTS = 5
_COME_AGAIN = {408, 425, 429, 500, 502, 503, 504}
_GONE = {404, 410}
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient a transfer is; all in seconds but ``tries``.

    ``tries`` counts attempts that bring nothing new. The wait doubles from ``first_wait`` to ``longest_wait``, times a
    random factor of 0.5 to 1.5, so that many who wait for one server do not come back together. A server that asks for
    more than ``longest_asked`` is taken at its word and left alone.
    """

    tries: int = 6
    tries_to_connect: int = 3
    first_wait: float = 1.0
    longest_wait: float = 30.0
    longest_asked: float = 120.0
    connect: float = 15.0
    silence: float = 60.0


class _TryAgain(Exception):
    def __init__(self, why: str, wait: float = 0.0, *, unreachable: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.wait = wait
        self.unreachable = unreachable


class Web:
    """A connection to the outside, to be used in a ``with`` block."""

    def __init__(self, pace: Pace | None = None, sleep: Callable[[float], None] = time.sleep) -> None:
        self.pace = pace or Pace()
        self._sleep = sleep
        self._unreachable: set[str] = set()
        self._client = httpx2.Client(
            # The bytes as they are stored: a digest and a range are of those, not of a re-packed stream.
            headers={"User-Agent": f"comity/{version('comity')}", "Accept-Encoding": "identity"},
            timeout=httpx2.Timeout(self.pace.silence, connect=self.pace.connect),
            follow_redirects=False,
        )

    def __enter__(self) -> Web:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def fetch(
        self,
        url: str,
        part: Path,
        *,
        sha256: str | None = None,
        size: int | None = None,
        stay: bool = False,
        advance: Callable[[int], None] | None = None,
    ) -> str:
        """Fetch a file into ``part``, going on from what is there already, and give its sha256.

        Parameters
        ----------
        part
            Where to. It is kept when the connection fails, and removed when its content is wrong or the disk is full.
        sha256, size
            What is expected, as far as it is known. Without a digest nothing of an earlier run is gone on with.
        stay
            Refuse to be sent on to another host.
        advance
            Told how many bytes of the file are here.

        Raises
        ------
        NotHere
            When the server has no such file.
        FetchFailed
            When it cannot be reached, refuses, or breaks off time and again.
        BadFile
            When what came is not what was expected.
        CannotWrite
            When there is no room or no right to write.
        """
        if sha256 is None:
            part.unlink(missing_ok=True)
        elif _size(part) and hash_file(part) == sha256:
            return sha256
        download = _Download(self, url, part, sha256, size, stay, advance or (lambda done: None))
        try:
            for _ in range(2):
                self.patiently(url, download.go_on, lambda: _size(part))
                found = hash_file(part)
                if sha256 is None or found == sha256:
                    return found
                part.unlink()
                if download.in_one_piece:
                    break  # else what was pieced together may have been of two versions, or cut short without a sign
        except CannotWrite:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        raise BadFile(
            f"What came from {shown(url)} is not the file expected: its sha256 is {found}, not {sha256}.",
            remedy="Nothing of it was kept. Its publisher may have a new version; bring a mirror or a bundle of the one "
            "expected.",
        )

    def read(self, url: str, *, limit: int) -> bytes | None:
        """Read a small text, or give None when the server has none there.

        Raises
        ------
        FetchFailed
            When it cannot be reached, or sends more than ``limit`` bytes.
        """

        def once() -> bytes | None:
            response = self.send(url, {}, stay=True)
            try:
                if response.status_code in _GONE:
                    return None
                _expect(response, url, {200})
                data = bytearray()
                for chunk in _from_network(response.iter_bytes(_CHUNK)):
                    data += chunk
                    if len(data) > limit:
                        raise FetchFailed(
                            f"{shown(url)} sends more than {limit:,} bytes.", remedy="Is it the right address?"
                        )
                return bytes(data)
            finally:
                response.close()

        return self.patiently(url, once, lambda: 0)

    def patiently(self, url: str, once: Callable[[], Answer], reached: Callable[[], int]) -> Answer:
        """Try until it succeeds, or brings nothing new time and again; ``reached`` tells how far it is."""
        failures, furthest = 0, reached()
        while True:
            try:
                return once()
            except _TryAgain as again:
                if reached() > furthest:
                    failures, furthest = 0, reached()
                failures += 1
                tries = self.pace.tries_to_connect if again.unreachable else self.pace.tries
                too_long = again.wait > self.pace.longest_asked
                if failures >= tries or too_long:
                    if again.unreachable:
                        self._unreachable.add(httpx2.URL(url).host)
                    why = f"the server asks to come back in {again.wait / 60:.0f} minutes" if too_long else again.why
                    kept = "What came of it is kept. " if furthest else ""
                    raise FetchFailed(
                        f"{shown(url)} could not be fetched: {why}.",
                        remedy=f"{kept}Try again later, or name a mirror or load a bundle, which need no internet.",
                    ) from again
                wait = min(self.pace.first_wait * 2 ** (failures - 1), self.pace.longest_wait)
                self._sleep(max(again.wait, wait * random.uniform(0.5, 1.5)))

    def send(self, url: str, headers: Mapping[str, str], *, stay: bool) -> httpx2.Response:
        """Ask for an address, following where it sends on as far as that is allowed."""
        try:
            here = httpx2.URL(url)
            first = here
            if here.host in self._unreachable:
                raise FetchFailed(
                    f"{shown(url)} could not be fetched: {here.host} did not answer before.",
                    remedy="Try again later, or name a mirror or load a bundle, which need no internet.",
                )
            for _ in range(_REDIRECTS):
                request = self._client.build_request("GET", here, headers=headers)
                response = self._client.send(request, stream=True)
                if not response.has_redirect_location:
                    return response
                response.close()
                there = here.join(response.headers["location"])
                elsewhere = (there.scheme, there.host, there.port) != (first.scheme, first.host, first.port)
                if there.scheme not in ("http", "https") or (here.scheme, there.scheme) == ("https", "http"):
                    raise FetchFailed(
                        f"{shown(url)} sends on to an address that is not safe.", remedy="It was not followed."
                    )
                if stay and elsewhere:
                    raise FetchFailed(
                        f"The mirror sends on to another place, {there.scheme}://{there.netloc.decode()}.",
                        remedy="It was not followed. Name that address as the mirror yourself, if you trust it.",
                    )
                here = there
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, httpx2.LocalProtocolError) as error:
            raise FetchFailed(
                f"{shown(url)} is not an address that can be fetched ({error}).",
                remedy="Addresses begin with http(s)://.",
            ) from error
        except httpx2.TransportError as error:
            raise _tell(error) from error
        raise FetchFailed(f"{shown(url)} sends on and on.", remedy="Is it the right address?")


@dataclass(slots=True)
class _Download:
    """One file on its way.

    ``validator`` tells whether a file of unknown digest is still the same one; ``in_one_piece`` whether it surely came
    whole, in one answer.
    """

    web: Web
    url: str
    part: Path
    sha256: str | None
    size: int | None
    stay: bool
    tell: Callable[[int], None]
    validator: str = ""
    in_one_piece: bool = False

    def go_on(self) -> None:
        """Make one attempt at what is not here yet."""
        begun = _size(self.part) if self.sha256 is not None or self.validator else 0
        headers = {"Range": f"bytes={begun}-"} if begun else {}
        if begun and self.sha256 is None:
            headers["If-Range"] = self.validator
        response = self.web.send(self.url, headers, stay=self.stay)
        try:
            if response.status_code == 416:
                self.part.unlink(missing_ok=True)
                raise _TryAgain("the server has less of the file than is here already")
            _expect(response, self.url, {200, 206})
            if response.status_code == 206 and _range_start(response) == begun:
                total = _range_total(response)
            elif response.status_code == 206:
                self.part.unlink(missing_ok=True)
                raise _TryAgain("the server sent another part of the file than was asked for")
            else:
                begun, total = 0, _content_length(response)
            if self.size is not None and total is not None and total != self.size:
                self.part.unlink(missing_ok=True)
                raise BadFile(
                    f"{shown(self.url)} has {total:,} bytes where {self.size:,} are expected.",
                    remedy="Nothing of it was kept. The mirror's files and its index.json do not belong together.",
                )
            etag = response.headers.get("etag", "")
            self.validator = "" if etag.startswith("W/") else etag
            self.in_one_piece = not begun and total is not None
            self._take(response, begun)
        finally:
            response.close()
        done = _size(self.part)
        expected = self.size if self.size is not None else total
        if expected is not None and done < expected:
            raise _TryAgain(f"the connection broke off after {done:,} of {expected:,} bytes")

    def _take(self, response: httpx2.Response, begun: int) -> None:
        packed = response.headers.get("content-encoding", "identity") != "identity"
        # Some servers mark a .gz file as a packed stream; what is asked for is the file itself.
        # No chunk size: what is held back to fill one would be lost when the connection breaks off.
        chunks = response.iter_bytes() if packed and self.part.suffixes[:1] != [".gz"] else response.iter_raw()
        with writable(self.part):
            stream = self.part.open("ab" if begun else "wb")
        done = begun
        with stream:
            for chunk in _from_network(chunks):
                with writable(self.part):
                    stream.write(chunk)
                done += len(chunk)
                self.tell(done)
                if self.size is not None and done > self.size:
                    break
            with writable(self.part):
                stream.flush()
                os.fsync(stream.fileno())


def _expect(response: httpx2.Response, url: str, statuses: set[int]) -> None:
    status = response.status_code
    if status in statuses:
        return
    told = f"{status} {response.reason_phrase}".strip()
    if status in _COME_AGAIN:
        raise _TryAgain(f"the server answered {told}", _retry_after(response))
    if status in _GONE:
        raise NotHere(f"{shown(url)} is not there ({told}).", remedy="Name a mirror that has it, or load a bundle.")
    remedy = "The publisher or mirror may want a log-in: fetch the file by hand and use the folder as a mirror."
    raise FetchFailed(f"{shown(url)} refused: {told}.", remedy=remedy)


def shown(url: str) -> str:
    """Give an address without the name and password that may stand in it."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}"


def _from_network(chunks: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from chunks
    except (httpx2.TransportError, httpx2.DecodingError) as error:
        raise _tell(error) from error


def _tell(error: Exception) -> _TryAgain:
    if isinstance(error, httpx2.ConnectTimeout):
        return _TryAgain("no answer came", unreachable=True)
    if isinstance(error, httpx2.ConnectError | httpx2.ProxyError):
        return _TryAgain(f"it cannot be reached ({error})", unreachable=True)
    if isinstance(error, httpx2.TimeoutException):
        return _TryAgain("the server fell silent")
    return _TryAgain("the connection broke off")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _content_length(response: httpx2.Response) -> int | None:
    told = response.headers.get("content-length", "")
    packed = response.headers.get("content-encoding", "identity") != "identity"
    return int(told) if told.isascii() and told.isdigit() and not packed else None


_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)", re.ASCII)


def _range_start(response: httpx2.Response) -> int | None:
    found = _CONTENT_RANGE.fullmatch(response.headers.get("content-range", ""))
    return int(found[1]) if found else None


def _range_total(response: httpx2.Response) -> int | None:
    found = _CONTENT_RANGE.fullmatch(response.headers.get("content-range", ""))
    return int(found[2]) if found and found[2] != "*" else None


def _retry_after(response: httpx2.Response) -> float:
    told = response.headers.get("retry-after", "")
    if told.isascii() and told.isdigit():
        return float(told)
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):  # no date, or one without a zone
        return 0.0
