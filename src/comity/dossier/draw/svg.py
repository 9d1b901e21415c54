"""Writing SVG: escaping, numbers, paths, and how wide a text will be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from html import escape as _escape

_NARROW = frozenset("ijlftr.,:;'|!()[]I-·’ ")
_WIDE = frozenset("mwMW@%—…")
Attributes = Mapping[str, str | float | None]


def escape(text: str) -> str:
    """Make a text safe between tags and inside quotes; characters that XML forbids are dropped."""
    plain = text if text.isprintable() else "".join(c for c in text if c >= " " or c in "\t\n")
    return _escape(plain, quote=True)


def number(value: float) -> str:
    """Write a number with one decimal at most."""
    rounded = round(value, 1)
    return str(int(rounded)) if rounded == int(rounded) else f"{rounded:.1f}"


def element(tag: str, attributes: Attributes, *content: str) -> str:
    """Write one element; content is trusted SVG, attributes are escaped, a None attribute is left out."""
    parts = []
    for name, value in attributes.items():
        if value is None:
            continue
        text = value if isinstance(value, str) else number(value)
        parts.append(f' {name}="{escape(text)}"')
    inside = "".join(content)
    return f"<{tag}{''.join(parts)}>{inside}</{tag}>" if inside else f"<{tag}{''.join(parts)}/>"


def words(x: float, y: float, text: str, css: str, anchor: str | None = None) -> str:
    """Write one line of text.

    A label amid a drawing has a stroke of paper around it, which a printer of pages draws as a second text: whoever copies it
    out has each letter twice. On paper a plain shape stands behind it instead.
    """
    halo, classes = "", set(css.split())
    if {"label", "middle"} <= classes:
        size = 10 if "dense" in classes else 11 if "small" in classes else 12
        width = round(text_width(text, size), 1)
        box = {
            "x": round(x - width / 2, 1),
            "y": round(y - 0.85 * size, 1),
            "width": width,
            "height": round(1.15 * size, 1),
        }
        halo = element("rect", {"class": "halo", **box, "rx": 2})
    return halo + element("text", {"x": x, "y": y, "class": css, "text-anchor": anchor}, escape(text))


def path(rings: Iterable[Sequence[tuple[float, float]]], *, closed: bool = True) -> str:
    """Return the ``d`` of a path in tenths of a pixel, written as differences, which is what makes a map small."""
    out: list[str] = []
    for ring in rings:
        last_x = last_y = 0
        moves: list[str] = []
        for i, (x, y) in enumerate(ring):
            at_x, at_y = round(x * 10), round(y * 10)
            if i == 0:
                head = f"M{_tenths(at_x)} {_tenths(at_y)}"
            elif at_x != last_x or at_y != last_y:
                dx, dy = _tenths(at_x - last_x), _tenths(at_y - last_y)
                moves.append(dx + dy if dy[0] == "-" else f"{dx} {dy}")
            else:
                continue
            last_x, last_y = at_x, at_y
        if len(moves) >= (2 if closed else 1):
            joined = moves[0] + "".join(m if m[0] == "-" else " " + m for m in moves[1:])
            out.append(f"{head}l{joined}{'z' if closed else ''}")
    return "".join(out)


def _tenths(value: int) -> str:
    whole, rest = divmod(abs(value), 10)
    sign = "-" if value < 0 else ""
    if rest == 0:
        return f"{sign}{whole}"
    return f"{sign}{whole or ''}.{rest}"


def text_width(text: str, size: float) -> float:
    """Estimate the width of a text in pixels, for the widest of the usual system fonts (DejaVu Sans)."""
    total = 0.0
    for c in text:
        if c in _NARROW:
            total += 0.4
        elif c in _WIDE:
            total += 0.98
        elif ord(c) >= 0x1100:
            total += 1.0
        elif c.isupper():
            total += 0.73
        else:
            total += 0.635
    return total * size


def wrap(text: str, size: float, width: float) -> list[str]:
    """Break a text into lines that fit a width."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def shorten(text: str, size: float, width: float) -> str:
    """Cut a text to a width, with an ellipsis where something is left out."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def shorten_apart(texts: Sequence[str], size: float, width: float) -> list[str]:
    """Cut texts to a width so that what differs still differs: in the middle or at the front where the end tells them apart."""
    out = [shorten(text, size, width) for text in texts]
    for cut in (_shorten_middle, _shorten_front):
        for i, text in enumerate(texts):
            if any(out[i] == other and text != texts[k] for k, other in enumerate(out)):
                # All that read the same are cut anew, in the one way.
                same = [k for k, other in enumerate(out) if other == out[i]]
                for k in same:
                    out[k] = cut(texts[k], size, width)
    seen: dict[str, str] = {}
    for i, text in enumerate(texts):
        short, tail = out[i], 2
        while seen.setdefault(short, text) != text:
            sign = f" ({tail})"
            short, tail = shorten(text, size, width - text_width(sign, size)) + sign, tail + 1
        out[i] = short
    return out


def _shorten_middle(text: str, size: float, width: float) -> str:
    if text_width(text, size) <= width:
        return text
    head, tail = text[: len(text) // 2], text[len(text) // 2 :]
    while head and text_width(f"{head}…{tail}", size) > width:
        # The head keeps a little less than the tail, which is what tells two names with one beginning apart.
        head, tail = (head[:-1], tail) if len(head) >= len(tail) - 4 else (head, tail[1:])
    return f"{head.rstrip()}…{tail.lstrip()}" if head else shorten(text, size, width)


def _shorten_front(text: str, size: float, width: float) -> str:
    if text_width(text, size) <= width:
        return text
    while text and text_width("…" + text, size) > width:
        text = text[1:]
    return "…" + text.lstrip()


def drawing(
    css: str, width: float, height: float, title: str, description: str, *content: str, links: bool = False
) -> str:
    """Return a whole ``<svg>`` that tells a screen reader what it shows; a title is needed even where none is printed.

    What is in a picture cannot be followed as a link: one with ``links`` is a group of things.
    """
    mark = mark_of(title, description, "".join(content))
    role = "group" if links else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="draw {escape(css)}" viewBox="0 0 {number(width)} {number(height)}" '
        f'role="{role}" aria-labelledby="{mark}-t {mark}-d">'
        f'<title id="{mark}-t">{escape(title)}</title><desc id="{mark}-d">{escape(description)}</desc>'
        f"{''.join(content)}</svg>"
    )


def mark_of(*texts: str) -> str:
    """Return a short name that differs between drawings, so that several can stand in one page."""
    return "d" + sha256("\x1f".join(texts).encode()).hexdigest()[:10]
