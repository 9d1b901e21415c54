"""The public yearly report: what of the register may be published, and how much was left out.

Only what bears the effective label ``public`` and is in force, as both keys approved it, is named or summed. Of the rest the report says
how many there are, and that no sum has them: a total never hides what it lacks. Of a record only chosen fields go in: no contact, no
person, no reference to a record that is not itself released. What somebody typed into a title could still name a person; items whose
published words have the name of a person or contact that is known here are held back, too, and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from comity.model.errors import N_, BadRequest
from comity.model.names import normalise
from comity.oversight.storage.tables import person, record, version
from comity.oversight.storage.working import contact, item, money
from comity.register.kinds import kind_of, kinds
from comity.register.listing import readable
from comity.register.papers.drafting import Approved, approvals, state_name
from comity.register.reading import noted
from comity.register.shape import Known, stage_of

if TYPE_CHECKING:
    from comity.oversight.desk import Look

PUBLIC, IN_FORCE = "public", "in force"
#: Kinds that the report is about; partners are named where their own record is public.
ABOUT = ("activity", "objective", "commitment", "lesson")
STAGES = ("planned", "committed", "obligated", "spent")
#: Words that a lesson has for those who may not know of whom it speaks.
RELEASED = ("released_title", "released_observation", "released_recommendation")
#: Shorter names stand in too many words that are none.
LEAST = 4
MET = {"met": N_("met"), "partly": N_("partly met"), "not-met": N_("not met"), "not-known": N_("not known")}


@dataclass(frozen=True, slots=True)
class Report:
    """A year's report, in plain values: rows by table, and by kind how many were left out.

    Attributes
    ----------
    activities
        `title`, `type`, `start`, `end`, `days` (in the year, None where its end is not known), `partners`, `partners_withheld`, `states`, `stage`.
    money
        `programme` (None where it is not released), `currency`, `stage`, `cents`.
    objectives
        `title`, `programme`, `end`, `result`, `without_baseline`.
    approvals
        `title`, `kind`, `side`, `organisation`, `day`, `path`.
    lessons
        As :data:`RELEASED` has them.
    withheld
        By kind how many of the year are not in the report.
    money_withheld
        How many records with money of the year are in no sum.
    named
        How many were held back because a known name of a person stands in their words.
    """

    year: int
    day: str
    activities: tuple[Mapping[str, Any], ...]
    money: tuple[Mapping[str, Any], ...]
    objectives: tuple[Mapping[str, Any], ...]
    approvals: tuple[Mapping[str, Any], ...]
    lessons: tuple[Mapping[str, Any], ...]
    withheld: Mapping[str, int]
    money_withheld: int
    named: int
    partners_withheld: int = 0
    by_type: tuple[tuple[str, int, int | None], ...] = ()
    by_partner: tuple[tuple[str, int, int | None], ...] = field(default=())


def transparency(look: Look, year: int) -> Report:
    """Make the report of a year from what is releasable.

    Raises
    ------
    NotAllowed
        When the policy does not let whoever looks take away what they read.
    BadRequest
        When it is no year that a register has.
    """
    look.require("takeAway")
    if not 1900 <= year <= 2200:
        raise BadRequest("“%(year)s” is no year of a register.", remedy="Write it as 2026.", year=year)
    return _Making(look, year).report()


class _Making:
    def __init__(self, look: Look, year: int) -> None:
        self.look, self.year = look, year
        self.first, self.last = f"{year}-01-01", f"{year}-12-31"
        self.names = _names(look)
        self.of_year = {kind: self._of_year(kind) for kind in ABOUT if kind in kinds()}
        rows = self._money_rows()
        self.with_money = {row.record for row in rows}
        wanted = {one for of in self.of_year.values() for one in of} | self.with_money
        self.released = self._released(wanted)
        self.named = {one.record for one in self.released.values() if self._names_somebody(one)}
        for one in self.named:
            del self.released[one]
        linked = {str(one.content[name]) for one in self.released.values() for name in ("programme",) if one.content.get(name)}  # fmt: skip
        partners = {str(row["partner"]) for one in self._kind("activity") for row in one.content.get("partners") or () if row.get("partner")}  # fmt: skip
        self.others = {which: one for which, one in (self._released(linked) | self._released(partners, binding=False)).items() if not self._names_somebody(one)}  # fmt: skip
        self.money_rows = rows

    # -- what is releasable -------------------------------------------------------------------------------------------------

    def _of_year(self, kind: str) -> set[str]:
        """Find all of a kind that belong to the year, whatever their label: what is withheld is counted among these."""
        if kind == "lesson":
            current = (version.c.record == item.c.record) & (version.c.version == item.c.version)
            rows = self.look.con.execute(select(item.c.record, version.c.content).join_from(item, version, current).where(item.c.kind == kind))  # fmt: skip
            return {row.record for row in rows if str(row.content.get("day") or self.first)[:4] == str(self.year)}
        if kind == "commitment":
            return set(self.look.con.scalars(select(money.c.record).join(item, item.c.record == money.c.record).where(item.c.kind == kind, money.c.year == self.year)))  # fmt: skip
        # What has no days yet is of every year: nobody knows that it is not of this one.
        start, end = item.c.start, item.c.end
        begun = start.is_(None) | (start <= self.last)
        ends = end.is_(None) & (start.is_(None) | (start >= self.first)) | (end >= self.first)
        return set(self.look.con.scalars(select(item.c.record).where(item.c.kind == kind, begun, ends)))

    def _released(self, which: Iterable[str], *, binding: bool = True) -> dict[str, Known]:
        """Read those of some records that may be published: public in effect, in force, and readable by whoever makes the report.

        Parameters
        ----------
        binding
            Ask for approval of every kind; else what binds nobody, as a partner, is released by its label.
        """
        found: dict[str, Known] = {}
        wanted = sorted(set(which))
        for begin in range(0, len(wanted), 400):
            some = wanted[begin : begin + 400]
            current = (version.c.record == record.c.record) & (version.c.version == record.c.version)
            rows = self.look.con.execute(
                select(record.c.record, record.c.kind, record.c.state, version.c.content)
                .join_from(record, version, current)
                .join(item, item.c.record == record.c.record)
                .where(record.c.record.in_(some), item.c.label == PUBLIC, version.c.version == item.c.version)
            ).all()
            may = set(readable(self.look, [row.record for row in rows]))
            entries = noted(self.look.con, sorted(may))
            for row in rows:
                approved = row.state == IN_FORCE or (not binding and not kind_of(row.kind).binds)
                # The label in the version itself is held against, too: whatever stands in a table, this is what was signed.
                if row.record in may and approved and row.content.get("label") == PUBLIC:
                    found[row.record] = Known(row.record, row.kind, row.state, str(row.content.get("title", "")), row.content, entries.get(row.record, ()))  # fmt: skip
        return found

    def _kind(self, kind: str) -> list[Known]:
        found = [one for one in self.released.values() if one.kind == kind and one.record in self.of_year.get(kind, ())]
        return sorted(found, key=lambda one: (str(one.content.get("start") or "9999"), one.title, one.record))

    def _names_somebody(self, one: Known) -> bool:
        said = [one.content.get(name) for name in RELEASED] if one.kind == "lesson" else [one.title]
        words = " ".join(f" {normalise(str(text))} " for text in said if text)
        return any(f" {name} " in words for name in self.names)

    # -- tables -------------------------------------------------------------------------------------------------------------

    def report(self) -> Report:
        """Put everything together."""
        activities = [self._activity(one) for one in self._kind("activity")]
        lessons = [one for one in self._kind("lesson") if self._released_lesson(one)]
        shown = {one.record for kind in ("activity", "objective", "commitment") for one in self._kind(kind)} | {one.record for one in lessons}  # fmt: skip
        withheld = {kind: len(of - shown) for kind, of in self.of_year.items()}
        money_rows = [row for row in self.money_rows if row.record in self.released]
        return Report(
            self.year, self.look.now.date().isoformat(), tuple(activities), tuple(self._money(money_rows)),
            tuple(self._objective(one) for one in self._kind("objective")),
            tuple(self._approvals([one for one in self.released.values() if one.record in shown])),
            tuple({name: str(one.content[name]) for name in RELEASED} for one in lessons),
            withheld, len(self.with_money - {row.record for row in money_rows}), len(self.named),
            sum(one["partners_withheld"] for one in activities), _sums(activities, "type"), _sums(activities, "partners"),
        )  # fmt: skip

    def _activity(self, one: Known) -> dict[str, Any]:
        content = one.content
        named = [str(row["partner"]) for row in content.get("partners") or () if row.get("partner")]
        start, end = content.get("start"), content.get("end")
        days = None
        if start and end:
            days = (min(date.fromisoformat(end), date(self.year, 12, 31)) - max(date.fromisoformat(start), date(self.year, 1, 1))).days + 1  # fmt: skip
        types = kind_of("activity").field("type")
        return {
            "title": one.title, "type": types.choices.get(content.get("type", ""), "") if types else "", "start": start, "end": end, "days": days,
            "partners": sorted({self.others[which].title for which in named if which in self.others}),
            "partners_withheld": len({which for which in named if which not in self.others}),
            "states": [state_name(key) for key in content.get("states") or ()] or ([content["location"]] if content.get("location") else []), "stage": self._stage(one),
        }  # fmt: skip

    def _stage(self, one: Known) -> str:
        kind = kind_of(one.kind)
        return kind.stages.get(stage_of(kind, one.entries), "")

    def _programme(self, which: object) -> str | None:
        found = self.others.get(str(which))
        return found.title if found else None

    def _objective(self, one: Known) -> dict[str, Any]:
        """Tell what was reached; where an indicator has no baseline, nobody can know that it was."""
        concluded = [noted.values["result"] for noted in one.entries if noted.kind == "concluded"]
        rows = list(one.content.get("indicators") or ())
        without = sum(row.get("baseline") is None for row in rows)
        result = concluded[-1] if concluded else "not-known"
        if result in ("met", "partly") and (without or not rows):
            result = "not-known"
        return {"title": one.title, "programme": self._programme(one.content.get("programme")), "end": one.content.get("end"), "result": result, "without_baseline": without}  # fmt: skip

    def _money_rows(self) -> list[Any]:
        wanted = select(money.c.record, money.c.programme, money.c.stage, money.c.currency, money.c.cents).where(money.c.year == self.year, money.c.stage.in_(STAGES))  # fmt: skip
        return list(self.look.con.execute(wanted))

    def _money(self, rows: Iterable[Any]) -> list[dict[str, Any]]:
        sums: Counter[tuple[str, str, str]] = Counter()
        for row in rows:
            sums[self._programme(row.programme) or "", row.currency, row.stage] += row.cents
        ordered = sorted(sums, key=lambda key: (key[0] == "", key[0], key[1], STAGES.index(key[2])))
        return [{"programme": programme or None, "currency": currency, "stage": stage, "cents": sums[programme, currency, stage]} for programme, currency, stage in ordered]  # fmt: skip

    def _approvals(self, shown: list[Known]) -> list[dict[str, Any]]:
        latest: dict[str, Approved] = {}
        for begin in range(0, len(shown), 400):
            for given in approvals(self.look.con, [known.record for known in shown[begin : begin + 400]]):
                latest.setdefault(given.record, given)
        found = []
        for known in sorted(shown, key=lambda held: (held.kind, held.title, held.record)):
            if known.record not in latest:
                continue
            one = latest[known.record]
            title = str(known.content.get("released_title", "")) if known.kind == "lesson" else known.title
            found += [{"title": title, "kind": kind_of(known.kind).title, "side": side, "organisation": of, "day": day, "path": one.path} for side, of, day in one.keys]  # fmt: skip
        return found

    def _released_lesson(self, one: Known) -> bool:
        whole = all(one.content.get(name) for name in RELEASED)
        return whole and stage_of(kind_of("lesson"), one.entries) != "rejected"


def _sums(activities: Iterable[Mapping[str, Any]], by: str) -> tuple[tuple[str, int, int | None], ...]:
    """Count activities and their days by a type or a partner; days are not known where those of one are not."""
    counted: dict[str, list[int | None]] = {}
    for one in activities:
        for name in one[by] if isinstance(one[by], list) else [one[by]]:
            counted.setdefault(name, []).append(one["days"])
    return tuple((name, len(days), None if None in days else sum(day or 0 for day in days)) for name, days in sorted(counted.items()))  # fmt: skip


def _names(look: Look) -> set[str]:
    """Give the names of people of the office, and of contacts as far as whoever makes the report may know them, as they are sought."""
    said = [*look.con.scalars(select(person.c.name)), *look.con.scalars(select(contact.c.name))]
    return {name for one in said if one and len(name := normalise(one)) >= LEAST}


__all__ = ["ABOUT", "MET", "PUBLIC", "RELEASED", "STAGES", "Report", "transparency"]
