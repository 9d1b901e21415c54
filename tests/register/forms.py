"""A form of a page as a browser has it: its fields in their order, what one types, and the button one presses."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Sent:
    """What a form sends."""

    fields: list[tuple[str, str]] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        return [value for one, value in self.fields if one == name]

    def set(self, name: str, *values: str) -> Sent:
        kept = [pair for pair in self.fields if pair[0] != name]
        return Sent([*kept, *((name, value) for value in values)])

    def press(self, do: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in [*self.fields, ("do", do)]:
            found.setdefault(name, []).append(value)
        return found


class _Reader(HTMLParser):
    def __init__(self, which: str) -> None:
        super().__init__()
        self.which, self.sent = which, Sent()
        self._in = self._template = 0
        self._area: str | None = None
        self._text = ""
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._in += got.get("id") == self.which
        elif tag == "template":
            self._template += 1
        if not self._in or self._template:
            return
        if tag == "input" and got.get("name"):
            if got.get("type") not in ("checkbox", "radio") or "checked" in got:
                self.sent.fields.append((got["name"], got.get("value", "on" if got.get("type") == "checkbox" else "")))
        elif tag == "textarea":
            self._area, self._text = got["name"], ""
        elif tag == "select":
            self._select, self._options = got["name"], []
        elif tag == "option" and self._select is not None:
            self._options.append((got.get("value", ""), "selected" in got))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in = 0
        elif tag == "template":
            self._template -= 1
        elif tag == "textarea" and self._area is not None:
            # A browser leaves out the first end of a line, and sends each as two signs.
            self.sent.fields.append((self._area, self._text.removeprefix("\n").replace("\n", "\r\n")))
            self._area = None
        elif tag == "select" and self._select is not None:
            chosen = [value for value, selected in self._options if selected] or [
                value for value, _ in self._options[:1]
            ]
            self.sent.fields += [(self._select, value) for value in chosen]
            self._select = None


def form_in(page: str, which: str = "record-form") -> Sent:
    """Read a form of a page."""
    reader = _Reader(which)
    reader.feed(page)
    assert reader.sent.fields, "the page has no such form"
    # What a browser reads of a text of several lines has single ends.
    reader.sent.fields = [(name, value.replace("\r\n", "\n")) for name, value in reader.sent.fields]
    return reader.sent
