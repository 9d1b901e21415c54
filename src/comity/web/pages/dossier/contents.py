"""A brief as tables and as what the page writes: figures with the way to their evidence, listings, gaps, sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from comity.dossier.contents import Brief, Figure, Listing
from comity.dossier.words import number, quantity, read_unit
from comity.web.asked import Asked
from comity.web.contract import Table


@dataclass(frozen=True)
class Told:
    """A brief, and how its parts are written and where they lead."""

    ask: Asked
    brief: Brief

    @property
    def query(self) -> dict[str, str]:
        """Give the choices that lead to this brief and stay true: the day is written out."""
        return {"subject": self.said, "on": self.brief.subject.on.isoformat()}

    @property
    def said(self) -> str:
        """Give the subject as it was asked for."""
        return str(self.ask.request.query_params.get("subject", "")).strip()

    def value(self, figure: Figure) -> str:
        """Write a figure's value."""
        if figure.value is None:
            return self.ask.language.gettext("not known")
        if isinstance(figure.value, str):
            return figure.value
        return quantity(figure.value, "share") if figure.unit == "share" else number(figure.value)

    def unit(self, figure: Figure) -> str:
        """Write a figure's unit."""
        return "" if figure.unit == "share" or figure.value is None else read_unit(figure.unit)

    def evidence(self, figure: Figure) -> str:
        """Give the address of the rows behind a figure; empty where it has none."""
        if not figure.rows:
            return ""
        return f"/evidence/figure?{urlencode({**self.query, 'figure': figure.id})}"

    def cell(self, value: Any) -> str:
        """Write a cell of a listing: empty where the brief has nothing to say."""
        if value is None:
            return ""
        if isinstance(value, bool):
            gettext = self.ask.language.gettext
            return gettext("yes") if value else gettext("no")
        if isinstance(value, int | float):
            return number(value)
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)

    def lead(self, listing: Listing, line: int, place: int) -> str:
        """Give the page of what a cell of a listing tells of; empty where it tells of nothing that has one."""
        sort, name = listing.leads[line].get(place, ("", "")) if listing.leads else ("", "")
        if sort == "subject":
            return f"/dossier?{urlencode(self.query | {'subject': name})}"
        return f"/{sort}s/{quote(name, safe='')}" if sort else ""

    def numeric(self, listing: Listing, place: int) -> bool:
        """Say whether a column of a listing has numbers."""
        return any(isinstance(line[place], int | float) for line in listing.lines)

    def links(self) -> list[tuple[str, str]]:
        """Give what else there is to see of the subject: text, address."""
        _, subject = self.ask.language.gettext, self.brief.subject
        keys = subject.states
        if subject.kind == "pair":
            a, b = keys
            found = [
                (_("How the two are connected"), f"/network/path?{urlencode({'a': a, 'b': b})}"),
                (_("Compare the two"), f"/compare?{urlencode([('subject', a), ('subject', b)])}"),
            ]
        elif subject.kind == "state":
            found = [
                (_("Its network"), f"/network?{urlencode({'ego': keys[0]})}"),
                (_("Compare it with others"), f"/compare?{urlencode({'subject': keys[0]})}"),
            ]
        else:
            found = [(_("Compare it with others"), f"/compare?{urlencode({'subject': self.said})}")]
        region = {"region": subject.name} if subject.kind == "region" else {}
        return [*found, (_("On the map"), f"/map?{urlencode(region)}" if region else "/map")]

    def halves(self) -> list[tuple[str, str]]:
        """Give the dossier of each of a pair: name, address."""
        subject = self.brief.subject
        if subject.kind != "pair":
            return []
        names = self.ask.evidence.names
        return [(names.get(key, key), f"/dossier?{urlencode({'subject': key, 'on': subject.on.isoformat()})}") for key in subject.states]  # fmt: skip


def tables(told: Told) -> list[Table]:
    """Give a brief as tables: its figures first, then its listings, what is not known, and its sources."""
    _ = told.ask.language.gettext
    figures = Table(
        "figures",
        {
            "section": _("section"), "figure": _("figure"), "label": _("what it is"), "value": _("value"), "unit": _("unit"),
            "period": _("for which time"), "rule": _("how it is made"), "rows": _("rows"), "gap": _("why it is not known"), "evidence": _("evidence"),
        },
        [
            {
                "section": section.id, "figure": one.id, "label": one.label, "value": one.value, "unit": one.unit or None,
                "period": one.period, "rule": one.rule, "rows": len(one.rows), "gap": one.gap or None, "evidence": told.evidence(one) or None,
            }
            for section in told.brief.sections
            for one in section.figures
        ],
    )  # fmt: skip
    listings = [
        Table(listing.id, dict(zip(listing.columns, listing.heads, strict=True)), [dict(zip(listing.columns, line, strict=True)) for line in listing.lines])
        for section in told.brief.sections
        for listing in section.listings
    ]  # fmt: skip
    gaps = Table(
        "not-known",
        {"what": _("what"), "why": _("why"), "bring": _("what would tell")},
        [{"what": gap.what, "why": gap.why, "bring": gap.bring or None} for gap in told.brief.gaps],
    )
    names = ("source", "title", "publisher", "version", "licence", "url", "citation", "taken", "warnings")
    sources = Table("sources", {name: _(name) for name in names}, list(told.brief.sources))
    return [figures, *listings, gaps, sources]


__all__ = ["Told", "tables"]
