"""The office: its database, its policy and its log together. One act is one transaction, and one leaf or more in the log.

::

    with office.act(who, factors=2) as act:
        decision = act.require("writeRecord", facts)
        …
        act.log("record.written", on=record, open={…}, decision=decision)

Nothing is acknowledged before the transaction is on disk; what fails leaves neither a row nor a leaf. What was refused by the policy
or by a rule of approvals is itself logged (``act.denied``), after the rest was taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from comity.model.errors import N_, BadRequest, NoRecord, NotAllowed, UnknownName, several
from comity.oversight.log.checkpoint import Checkpoint, make_checkpoint
from comity.oversight.log.leaf import Leaf, seal
from comity.oversight.log.merkle import Peaks, leaf_hash
from comity.oversight.people.seat import Seat, seat
from comity.oversight.policy.facts import OfficeFacts, PersonFacts, RecordFacts
from comity.oversight.storage.engine import Scope, open_database
from comity.oversight.storage.kinds import written
from comity.oversight.storage.tables import checkpoint, log_entry, log_head, log_node, setting

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from comity.oversight.officekey import OfficeKey
    from comity.oversight.policy.engine import Decision, Explanation, Policy
    from comity.oversight.policy.facts import Facts as Resource
    from comity.oversight.storage.engine import Database

#: Rooms above that bring their own rows up to date with every act: each is given the act, and the records that its leaves are about.
FOLLOWERS: list[Callable[[Act, Sequence[str]], None]] = []
#: A clock so much behind the last entry of the log was set back.
SLACK = timedelta(seconds=60)


def system_clock() -> datetime:
    """Tell the time, to the millisecond."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@dataclass
class Look:
    """A consistent look at the office, for whoever looks."""

    office: Office
    con: Connection
    now: datetime
    seat: Seat | None

    def facts(self) -> PersonFacts:
        """Tell the policy who acts; nobody has no role."""
        one = self.seat
        if one is None:
            return PersonFacts("nobody", "nobody", "partner", frozenset(), frozenset(), 0)
        return PersonFacts(
            one.person, one.organisation, one.side, one.roles, one.posts, one.factors, one.roles - one.own
        )

    def decide(self, action: str, resource: Resource | None = None, **context: Any) -> Decision:
        """Ask the policy."""
        return self.office.policy.decide(self.facts(), action, resource or OfficeFacts(self.office.name), context)

    def sees(self, resource: Resource | None) -> bool:
        """Say whether whoever looks may know that something is there at all."""
        if isinstance(resource, RecordFacts):
            return self.decide("readRecord", resource).allowed
        return not isinstance(resource, PersonFacts) or self.decide("readPeople", resource).allowed

    def require(
        self, action: str, resource: Resource | None = None, *, gone: UnknownName | None = None, **context: Any
    ) -> Decision:
        """Ask the policy, and refuse what it forbids.

        Parameters
        ----------
        gone
            What is said of a thing that is not there: it is said as well to whoever may not know that it is.

        Raises
        ------
        NotAllowed
            With the sentences of the policies that forbid it, or with what is missing for those that permit it.
        UnknownName
            Where even that it is there is hidden.
        """
        decision = self.decide(action, resource, **context)
        if not decision.allowed:
            if gone is not None and not self.sees(resource):
                raise Concealed(action, resource, decision, gone)
            raise Denied(action, resource, self.explain(action, resource, **context))
        return decision

    def explain(self, action: str, resource: Resource | None = None, **context: Any) -> Explanation:
        """Ask the policy why."""
        return self.office.policy.explain(self.facts(), action, resource or OfficeFacts(self.office.name), context)


class Denied(NotAllowed):
    """What the policy forbids, with its decision."""

    def __init__(self, action: str, resource: Resource | None, why: Explanation) -> None:
        said = why.sentences[1:]
        super().__init__(N_("The policy does not allow this."), remedy=several(said, " "), problems=said)
        self.action, self.resource, self.decision = action, resource, why.decision


class Concealed(UnknownName):
    """What the policy forbids even to know of: answered as what is not there, and noted as denied."""

    def __init__(self, action: str, resource: Resource | None, decision: Decision, gone: UnknownName) -> None:
        super().__init__(gone.what, remedy=gone.remedy)
        self.action, self.resource, self.decision = action, resource, decision


@dataclass
class Act(Look):
    """One act: what it writes, and what of it the log keeps."""

    leaves: list[dict[str, Any]] = field(default_factory=list)

    def log(
        self,
        act: str,
        *,
        on: str | None = None,
        open: Mapping[str, Any] | None = None,  # noqa: A002
        sealed: Mapping[str, Any] | None = None,
        decision: Decision | None = None,
    ) -> None:
        """Have the log keep what was done.

        Parameters
        ----------
        act
            What was done, as ``approval.given``.
        on
            To whom or what: an identity.
        open
            What stays for ever; no content, and nothing that names a person.
        sealed
            What may be erased; the leaf has a salted commitment to it alone.
        decision
            The policy's, by which it was allowed.
        """
        who = self.seat.person if self.seat else None
        self.leaves.append({"act": act, "by": who, "on": on, "open": dict(open or {}), "sealed": sealed, "policy": decision.digest if decision else None})  # fmt: skip

    def settle(self) -> None:
        """Append the leaves: the log's head is held until the transaction ends, so that no two acts take one place."""
        if not self.leaves:
            return
        self._follow()
        head = self.con.execute(select(log_head.c.size, log_head.c.at, log_head.c.peaks)).first()
        peaks = Peaks.parse(head.size, head.peaks) if head else Peaks.parse(0, b"")
        at = max(self.now, head.at) if head else self.now
        entries, nodes = [], []
        for one in self.leaves:
            salt, commitment = seal(one["sealed"]) if one["sealed"] is not None else (None, None)
            leaf = Leaf(
                self.office.name,
                peaks.size,
                at,
                one["act"],
                one["by"],
                one["on"],
                one["policy"],
                one["open"],
                commitment,
            )
            text = leaf.text()
            entries.append({"seq": peaks.size, "at": at, "act": one["act"], "by": one["by"], "on": one["on"], "leaf": text, "salt": salt, "sealed": _text(one["sealed"])})  # fmt: skip
            peaks, made = peaks.append(leaf_hash(text.encode()))
            nodes += [{"level": level, "place": place, "hash": value} for level, place, value in made]
        self.con.execute(insert(log_entry), entries)
        self.con.execute(insert(log_node), nodes)
        values = {"size": peaks.size, "at": at, "peaks": peaks.serialise()}
        if head:
            self.con.execute(update(log_head).values(**values))
        else:
            self.con.execute(insert(log_head).values(id=1, **values))
        self.leaves.clear()

    def _follow(self) -> None:
        touched = list(dict.fromkeys(one["on"] for one in self.leaves if str(one["on"]).startswith("r_")))
        if not touched or not FOLLOWERS:
            return
        # What is looked up of a record is written by the office itself, whoever has touched it.
        self.office.database.set_scope(self.con, Scope.SYSTEM)
        for follow in FOLLOWERS:
            follow(self, touched)
        self.office.database.set_scope(self.con, _scope(self.seat))


def _text(body: Mapping[str, Any] | None) -> str | None:
    import rfc8785

    return None if body is None else rfc8785.dumps(body).decode()


class Office:
    """An office: where its people, records, approvals and log are.

    Parameters
    ----------
    database
        Open.
    policy
        Validated.
    key
        Which signs checkpoints.
    clock
        Tells the time.
    home
        Where its policy and the log's key are; None of an office that was made without one.
    """

    def __init__(
        self, database: Database, policy: Policy, key: OfficeKey, *, clock: Callable[[], datetime] = system_clock, home: Path | None = None
    ) -> None:  # fmt: skip
        self.database, self.policy, self.key, self.clock, self.home = database, policy, key, clock, home
        with database.read(Scope.SYSTEM) as con:
            self.settings = dict(con.execute(select(setting.c.name, setting.c.value)).all())
        if "office" not in self.settings:
            raise NoRecord("There is no office here yet.", remedy="comity office init makes one.")
        self.name = self.settings["office"]

    @classmethod
    def open(cls, url: str, home: Path, *, clock: Callable[[], datetime] = system_clock) -> Office:
        """Open the office of a database, with the policy and the log's key of a home.

        Raises
        ------
        NoRecord
            When none was made there.
        BadFile
            When the home's policy is not valid.
        """
        from comity.oversight.founding import note_policy, office_key
        from comity.oversight.policy.engine import Policy

        office = cls(open_database(url), Policy.load(home / "policy"), office_key(home), clock=clock, home=home)
        note_policy(office)
        return office

    def _now(self, con: Connection) -> datetime:
        """Tell the office's time, which never runs back.

        Raises
        ------
        BadRequest
            When the machine's clock was set back: what has expired would come to life again.
        """
        last: datetime | None = con.scalar(select(log_head.c.at))
        now = self.clock()
        if last is None or now >= last:
            return now
        if last - now > SLACK:
            raise BadRequest(
                "This machine's clock shows %(now)s, but the log's last entry is of %(last)s.",
                remedy="Set the clock right; until then the office does nothing.",
                now=written(now),
                last=written(last),
            )
        return last

    @contextmanager
    def look(self, who: str | None = None, *, factors: int = 0, session: str | None = None) -> Iterator[Look]:
        """Look at the office as a person, or as nobody."""
        with self.database.read() as con:
            now = self._now(con)
            taken = seat(con, who, now, factors, session) if who else None
            self.database.set_scope(con, _scope(taken))
            yield Look(self, con, now, taken)

    @contextmanager
    def act(self, who: str | None = None, *, factors: int = 0, session: str | None = None) -> Iterator[Act]:
        """Act as a person, or as nobody, in one transaction."""
        denied: Denied | Concealed | None = None
        with self.database.write() as con:
            # Held from the beginning: what an act is allowed by is still so when its leaf stands in the log.
            self.database.lock_log(con)
            now = self._now(con)
            taken = seat(con, who, now, factors, session) if who else None
            self.database.set_scope(con, _scope(taken))
            act = Act(self, con, now, taken)
            try:
                yield act
                act.settle()
            except (Denied, Concealed) as error:
                denied = error
                con.rollback()
        if denied is not None:
            self._deny(who, denied)
            raise denied

    @contextmanager
    def system(self) -> Iterator[Act]:
        """Act as the office itself: what no person does, as to note that a review is overdue."""
        with self.database.write(Scope.SYSTEM) as con:
            self.database.lock_log(con)
            act = Act(self, con, self._now(con), None)
            yield act
            act.settle()

    def _deny(self, who: str | None, denied: Denied | Concealed) -> None:
        with self.system() as act:
            act.seat = seat(act.con, who, act.now) if who else None
            on = getattr(denied.resource, "record", None) or getattr(denied.resource, "person", None)
            act.log("act.denied", on=on, open={"action": denied.action, "why": list(denied.decision.policies)}, decision=denied.decision)  # fmt: skip

    def note(self) -> str:
        """Sign the log as it stands, and keep the checkpoint.

        Returns
        -------
        str
            The signed note, for an overseer to keep.
        """
        with self.database.write(Scope.SYSTEM) as con:
            self.database.lock_log(con)
            head = con.execute(select(log_head.c.size, log_head.c.at, log_head.c.peaks)).one()
            kept = con.scalar(select(checkpoint.c.note).where(checkpoint.c.size == head.size))
            if kept is not None:
                return str(kept)
            made = make_checkpoint(self.stand(head), self.key.log_key())
            con.execute(insert(checkpoint).values(size=head.size, at=self._now(con), note=made))
            return made

    @property
    def origin(self) -> str:
        """Give the name under which the log's key signs."""
        return f"comity/{self.name}"

    def stand(self, head: Any) -> Checkpoint:
        """Give the state of the log, as it is to be signed."""
        return Checkpoint(self.origin, head.size, Peaks.parse(head.size, bytes(head.peaks)).root(), head.at)

    def close(self) -> None:
        """Let the database go."""
        self.database.close()


def _scope(taken: Seat | None) -> Scope:
    if taken is None:
        return Scope()
    return Scope(taken.person, taken.organisation, taken.side, tuple(sorted(taken.roles)), tuple(sorted(taken.posts)))
