"""Replay a log: every act in it is held against the rules by which the office would have had to refuse it.

The functions are those that the office asks (:mod:`comity.oversight.approvals.rules`, :mod:`comity.oversight.keys.check`), the
facts are those that the leaves before it tell. Whoever has the database and the log's own key can write a log that is well formed
and well signed; an approval by a key that is not theirs they cannot write, and what does not follow from approvals is told here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from comity.model.errors import N_, ComityError, told
from comity.oversight.approvals.rules import (
    APPOINTMENT,
    EMERGENCY,
    HOLDERS,
    PATHS,
    REVIEW,
    TWO,
    Submitted,
    Turned,
    binds,
    why_not_review,
    why_not_turn,
)
from comity.oversight.approvals.standing import Broken, Standing, must
from comity.oversight.keys.statement import RECORD, canonical, read_payload, review_payload
from comity.oversight.keys.statement import REVIEW as REVIEWED
from comity.oversight.log.leaf import Leaf, read_moment

#: The acts that the rules speak of, as the methods here are called that take them.
ACT = re.compile("(office|policy|organisation|person|key|role|delegation|record|approval|review)_[a-z]+").fullmatch


@dataclass
class Record:
    """A record: its latest version and state, and who wrote or submitted which version."""

    kind: str
    version: int = 0
    state: str = "draft"
    #: Of each version: who wrote it, whom it concerns, and the digest of its content where that is known.
    written: dict[int, tuple[str, dict[str, Any], str | None]] = field(default_factory=dict)
    submitted: list[tuple[int, str]] = field(default_factory=list)

    @property
    def concerned(self) -> dict[str, Any]:
        """Give the post and the partners of the latest version."""
        return self.written[self.version][1]

    def authors(self, version: int) -> frozenset[str]:
        """Give everyone who wrote or submitted a version up to one."""
        wrote = {who for number, (who, *_) in self.written.items() if number <= version}
        return frozenset(wrote | {who for number, who in self.submitted if number <= version})


@dataclass
class Sent:
    """What was submitted, the keys turned over it, and what came of it."""

    record: str
    version: int
    path: str
    expires: datetime
    payload: bytes | None
    turned: dict[str, tuple[str, Turned]] = field(default_factory=dict)
    authorised: bool = False
    refused: bool = False
    review_until: datetime | None = None
    reviewed: bool = False


class History:
    """The office as a log tells it."""

    def __init__(self, payloads: Mapping[str, bytes]) -> None:
        self.payloads = payloads
        self.standing = Standing()
        self.records: dict[str, Record] = {}
        self.sent: dict[str, Sent] = {}
        #: Emergency acts that wait for their review, in time or not; and the approvals that were given.
        self.unreviewed: dict[str, Sent] = {}
        self.approvals: set[str] = set()
        #: What binds and must be noted next.
        self._due: str | None = None
        self._handlers = {
            name.replace("_", "."): getattr(of, name) for of in (self.standing, self) for name in dir(of) if ACT(name)
        }

    def take(self, leaf: Leaf, sealed: str | None = None) -> Iterator[str]:
        """Take the next entry, and tell what the rules did not allow."""
        due, self._due = self._due, None
        if due is not None and (leaf.act, leaf.open.get("digest")) != ("record.authorised", due):
            yield self._told(leaf, N_("the entry before it turned the last key, and this is not what must follow"))
        standing = self.standing
        if leaf.open.get("digest") != standing.appointed or leaf.act not in ("role.granted", "key.vouched"):
            standing.appointed = standing.content = None
        handler = self._handlers.get(leaf.act)
        if handler is None:
            return
        try:
            standing.before(leaf)
            handler(leaf, sealed) if leaf.act in ("record.written", "review.given") else handler(leaf)
        except Broken as broken:
            yield self._told(leaf, broken.args[0])
        except (KeyError, TypeError, ValueError, AttributeError):
            yield self._told(leaf, N_("it does not tell what such an act tells"))

    @staticmethod
    def _told(leaf: Leaf, why: str) -> str:
        return told("Entry %(seq)s (%(act)s): %(why)s.", seq=leaf.seq, act=leaf.act, why=told(why))

    def _unreviewed(self, record: str) -> bool:
        return any(one.record == record for one in self.unreviewed.values())

    def _record(self, leaf: Leaf) -> Record:
        must(leaf.on in self.records, N_("there is no such record"))
        return self.records[str(leaf.on)]

    def _sent(self, leaf: Leaf) -> tuple[Sent, Record, Submitted]:
        sent = self.sent.get(leaf.open["digest"])
        must(sent is not None and sent.record == leaf.on, N_("nothing was submitted under this digest"))
        assert sent is not None
        must(leaf.open.get("version", sent.version) == sent.version, N_("another version was submitted"))
        record = self.records[sent.record]
        return sent, record, Submitted(leaf.open["digest"], sent.record, sent.version, record.authors(sent.version), sent.path, sent.expires)  # fmt: skip

    def record_written(self, leaf: Leaf, sealed: str | None) -> None:
        """Take a version: whatever waited of an earlier one is void."""
        said, who = leaf.open, str(leaf.by)
        must(leaf.by is not None and leaf.on is not None, N_("nobody of this office did it"))
        record = self.records.get(str(leaf.on)) or Record(said["kind"])
        must(said["version"] == record.version + 1 and said["kind"] == record.kind, N_("it is not the next version of this record"))  # fmt: skip
        must(said["organisation"] == self.standing.people[who].organisation, N_("it names another organisation than that of whoever did it"))  # fmt: skip
        must(not self._unreviewed(str(leaf.on)), N_("what one key put into force is not edited before it was reviewed"))
        self.records[str(leaf.on)] = record
        record.version, record.state = said["version"], "draft"
        concerned = {"post": said["post"], "partners": said["partners"]}
        record.written[record.version] = who, concerned, None if sealed is None else json.loads(sealed)["content"]

    def record_submitted(self, leaf: Leaf) -> None:
        """Take what is to be signed."""
        said, record = leaf.open, self._record(leaf)
        digest, expires = said["digest"], read_moment(said["expires"])
        must(leaf.by is not None, N_("nobody of this office did it"))
        must(said["version"] == record.version and digest not in self.sent, N_("it is not the latest version, or was submitted before"))  # fmt: skip
        must(
            record.state != "in force" and not self._unreviewed(str(leaf.on)),
            N_("it is in force or under review already"),
        )
        must(said["path"] in PATHS and leaf.at < expires, N_("there is no such path, or it has expired already"))
        must(said["path"] == TWO or record.kind != APPOINTMENT, N_("an appointment needs both keys"))
        if said["path"] == EMERGENCY:
            overdue = any(one.review_until is not None and one.review_until <= leaf.at for one in self.unreviewed.values())  # fmt: skip
            must(not overdue, N_("the review of an emergency act before it was overdue"))
        payload = self.payloads.get(digest)
        if payload is not None:
            self._holds(leaf, record, payload)
        record.submitted.append((record.version, str(leaf.by)))
        record.state = "submitted"
        self.sent[digest] = Sent(str(leaf.on), record.version, said["path"], expires, payload)

    def _holds(self, leaf: Leaf, record: Record, payload: bytes) -> None:
        """Check that the bytes are what the leaf says that they are."""
        said = leaf.open
        try:
            read = read_payload(RECORD, payload)
        except ComityError as error:
            raise Broken(error.what) from error
        must(hashlib.sha256(payload).hexdigest() == said["digest"], N_("the bytes have another digest"))
        author, concerned, content = record.written[record.version]
        emergency = said["path"] == EMERGENCY
        told_of: dict[str, Any] = {
            "office": self.standing.office, "record": leaf.on, "version": record.version, "kind": record.kind,
            "act": "emergency" if emergency else "approve", "author": author, "expires": said["expires"], **concerned,
        }  # fmt: skip
        must(all(read[name] == value for name, value in told_of.items()), N_("the bytes to be signed say something else than the log"))  # fmt: skip
        body = {name: value for name, value in read["content"].items() if not emergency or name != "emergency"}
        if content is not None:
            must(hashlib.sha256(canonical(body)).hexdigest() == content, N_("the bytes to be signed hold another content than what was written"))  # fmt: skip

    def approval_given(self, leaf: Leaf) -> None:
        """Take a key that was turned."""
        said, standing = leaf.open, self.standing
        sent, record, submitted = self._sent(leaf)
        side, key = said["side"], said["key"]
        must(side in HOLDERS, N_("there is no such key"))
        signer = standing.signer(leaf.by, key, leaf.at)
        why = why_not_turn(submitted, side, signer, [one for _, one in sent.turned.values()], leaf.at, current=record.version, state="refused" if sent.refused else record.state)  # fmt: skip
        must(why is None, why or "")
        must(said["organisation"] == signer.organisation, N_("it names another organisation than that of whoever did it"))  # fmt: skip
        lent = standing.lent(signer.person, leaf.at).get(said["delegation"])
        by_own = HOLDERS[side] in signer.holds and said["delegation"] is None
        must(by_own or (lent is not None and lent[0] == HOLDERS[side]), N_("it names another delegation than the one in force"))  # fmt: skip
        must(said["approval"] not in self.approvals, N_("this identity was given before"))
        if sent.payload is not None:
            standing.check(key, RECORD, sent.payload, said["signature"])
        self.approvals.add(said["approval"])
        sent.turned[side] = said["approval"], Turned(side, signer.person, signer.organisation)
        if binds(submitted, [one for _, one in sent.turned.values()]):
            self._due = said["digest"]

    def record_authorised(self, leaf: Leaf) -> None:
        """Have an act bind: it follows from its approvals, and from nothing else."""
        said = leaf.open
        sent, record, submitted = self._sent(leaf)
        must(not sent.authorised and binds(submitted, [one for _, one in sent.turned.values()]), N_("the keys that were turned do not make it bind"))  # fmt: skip
        given = {side: sent.turned[side][0] if side in sent.turned else None for side in HOLDERS}
        must(said["path"] == sent.path and all(said[side] == one for side, one in given.items()), N_("it names other approvals than were given"))  # fmt: skip
        until = leaf.at + REVIEW if sent.path == EMERGENCY else None
        must((None if said["review_until"] is None else read_moment(said["review_until"])) == until, N_("it names another time for the review"))  # fmt: skip
        must(record.version == sent.version and record.state == "submitted", N_("the record does not wait for approval"))  # fmt: skip
        sent.authorised, sent.review_until = True, until
        if until:
            self.unreviewed[said["digest"]] = sent
        record.state = "under review" if until else "in force"
        if record.kind == APPOINTMENT:
            self.standing.appointed, self.standing.due = said["digest"], {"role.granted", "key.vouched"}
            self.standing.content = None if sent.payload is None else json.loads(sent.payload)["content"]

    def approval_refused(self, leaf: Leaf) -> None:
        """Have what waited wait no more."""
        sent, record, _ = self._sent(leaf)
        must(
            record.state == "submitted" and record.version == sent.version and not sent.refused,
            N_("the record does not wait for approval"),
        )
        record.state, sent.refused = "refused", True

    def review_given(self, leaf: Leaf, sealed: str | None) -> None:
        """Take the review of an emergency act."""
        said = leaf.open
        sent, record, submitted = self._sent(leaf)
        signer = self.standing.signer(leaf.by, said["key"], leaf.at)
        why = why_not_review(submitted, signer, [one for _, one in sent.turned.values()], state=record.state)
        must(why is None, why or "")
        must(sent.authorised and not sent.reviewed, N_("it does not wait for a review"))
        must(said["verdict"] in ("confirmed", "revoked"), N_("a review confirms or revokes"))
        if sealed is not None:
            payload = review_payload(office=self.standing.office, record=sent.record, version=sent.version, digest=said["digest"], verdict=said["verdict"], reason=json.loads(sealed)["reason"])  # fmt: skip
            self.standing.check(said["key"], REVIEWED, payload, said["signature"])
        sent.reviewed = True
        del self.unreviewed[said["digest"]]
        in_time = sent.review_until is not None and leaf.at < sent.review_until
        if record.version == sent.version:
            confirmed = "in force" if in_time else "lapsed"
            record.state = confirmed if said["verdict"] == "confirmed" else "void"

    def record_lapsed(self, leaf: Leaf) -> None:
        """Have a submission expire, or an emergency act that nobody reviewed in time end."""
        sent, record, _ = self._sent(leaf)
        until = sent.review_until if record.state == "under review" and not sent.reviewed else sent.expires
        must(record.version == sent.version and record.state in ("submitted", "under review"), N_("it did not wait for anything"))  # fmt: skip
        must(until is not None and until <= leaf.at, N_("its time was not over"))
        record.state = "lapsed"


def replay(entries: Iterable[tuple[Leaf, str | None]], payloads: Mapping[str, bytes]) -> Iterator[str]:
    """Go through a log and tell every act that the rules did not allow at that time.

    Parameters
    ----------
    entries
        Each leaf, with its sealed words where they are there and hold.
    payloads
        What was submitted, by digest, as far as it is there: without it a signature is not checked.

    Returns
    -------
    Iterator of str
        A sentence for each, with the entry's number.
    """
    history = History(payloads)
    for leaf, sealed in entries:
        yield from history.take(leaf, sealed)
