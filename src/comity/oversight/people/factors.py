"""Second factors and signing keys: passkeys and software keys; the codes of an app are in :mod:`comity.oversight.people.codes`.

A passkey signs in and signs; a software key only signs. A key signs nothing that binds until it is vouched for: while the office is
being founded by its owner, afterwards by an appointment that both keys approve. So nobody who runs the machine makes a key another's.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from comity.model.errors import BadRequest, NotAllowed, UnknownName
from comity.oversight.approvals.rules import founding
from comity.oversight.people.accounts import facts_of
from comity.oversight.people.seat import holders
from comity.oversight.storage.tables import challenge, key, person, session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from comity.oversight.desk import Act, Look, Office

#: So long a challenge waits for its answer.
ASKED = timedelta(minutes=5)
#: So long after a sign-in a factor or a key may be added.
FRESH = timedelta(minutes=15)
#: What a person calls a key is cut off here.
NAME_LENGTH = 60


def may_add(act: Act, who: str) -> None:
    """Refuse a further factor to whoever has not shown the one that is there: a password alone would replace it.

    Raises
    ------
    NotAllowed
        Also when the session's sign-in is too long ago: who finds a browser open makes no lasting way in.
    """
    one = act.seat
    act.con.execute(select(person.c.person).where(person.c.person == who).with_for_update())
    if one is None or (one.factors < 2 and has_second(act, who)):
        raise NotAllowed("A second factor is there already.", remedy="Show it; then another can be added.")
    if one.factors == 2:
        be_fresh(act)


def be_fresh(act: Act) -> None:
    """Refuse what asks for a sign-in of just now.

    Raises
    ------
    NotAllowed
        When it is longer ago.
    """
    one = act.seat
    if one is not None and one.session is not None:
        proved = act.con.scalar(select(session.c.proved).where(session.c.session == one.session))
        if proved is None or act.now - proved > FRESH:
            raise NotAllowed("For this you sign in anew: your sign-in is some time ago.", remedy="Sign out, sign in, and do it within a quarter of an hour.")  # fmt: skip


def has_second(look: Look, who: str) -> bool:
    """Say whether a person has a second factor."""
    return bool(seconds(look, who))


def seconds(look: Look, who: str) -> frozenset[str]:
    """Say of which kinds the second factors of a person are: totp, passkey."""
    totp = look.con.scalar(select(person.c.totp).where(person.c.person == who))
    one = look.con.scalar(select(key.c.key).where(key.c.person == who, key.c.kind == "passkey", key.c.revoked.is_(None)).limit(1))  # fmt: skip
    return frozenset(({"totp"} if totp else set()) | ({"passkey"} if one else set()))


def login_of(look: Look, who: str) -> str:
    """Give the name by which a person signs in."""
    return str(look.con.scalar(select(person.c.login).where(person.c.person == who)))


def keys_of(look: Look, who: str) -> list[dict[str, Any]]:
    """List the keys of a person."""
    rows = look.con.execute(select(key).where(key.c.person == who).order_by(key.c.enrolled))
    return [dict(row._mapping) for row in rows]


def ask(act: Act, purpose: str, who: str | None, of: str | None = None) -> bytes:
    """Make a challenge that is answered once."""
    import secrets

    made = secrets.token_bytes(32)
    act.con.execute(delete(challenge).where(challenge.c.until <= act.now))
    act.con.execute(insert(challenge).values(challenge=_b64(made), purpose=purpose, person=who, session=of, until=act.now + ASKED))  # fmt: skip
    return made


def answered(act: Act, purpose: str, said: bytes, who: str | None, of: str | None = None) -> None:
    """Take the answer to a challenge.

    Raises
    ------
    NotAllowed
        When it was not asked, was answered already, or too late.
    """
    taken = act.con.execute(
        delete(challenge).where(
            challenge.c.challenge == _b64(said), challenge.c.purpose == purpose, challenge.c.person.is_not_distinct_from(who),
            challenge.c.session.is_not_distinct_from(of), challenge.c.until > act.now,
        )
    )  # fmt: skip
    if not taken.rowcount:
        raise NotAllowed("This was not asked, or too long ago.", remedy="Begin again.")


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def origins(office: Office) -> list[str]:
    """Give the addresses under which the office was founded; on localhost any port is one besides (:func:`comity.oversight.keys.passkey.is_own`)."""
    return str(office.settings.get("origins", "")).split()


def passkey_options(act: Act, who: str, of: str | None) -> dict[str, Any]:
    """Give what a browser needs to make a passkey; its answer is taken of the same session alone."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.cose import COSEAlgorithmIdentifier
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    may_add(act, who)
    found = act.con.execute(select(person.c.login, person.c.name).where(person.c.person == who)).one()
    known = [base64.urlsafe_b64decode(one + "==") for one in act.con.scalars(select(key.c.credential).where(key.c.person == who, key.c.kind == "passkey"))]  # fmt: skip
    made = generate_registration_options(
        rp_id=act.office.settings["rp"],
        rp_name="comity",
        user_id=hashlib.sha256(who.encode()).digest(),
        user_name=found.login,
        user_display_name=found.name,
        challenge=ask(act, "enrol", who, of),
        authenticator_selection=AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        supported_pub_key_algs=[COSEAlgorithmIdentifier.EDDSA, COSEAlgorithmIdentifier.ECDSA_SHA_256, COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256],
    )  # fmt: skip
    return dict(json.loads(options_to_json(made)))


def _said(office: Office, client_data: bytes) -> tuple[bytes, str]:
    """Give the challenge that a passkey answered and the page on which it did; one of elsewhere is refused."""
    from webauthn.helpers import parse_client_data_json

    from comity.oversight.keys.passkey import is_own

    said = parse_client_data_json(client_data)
    if not is_own(said.origin, office.settings["rp"], origins(office)):
        raise ValueError(said.origin)
    return said.challenge, said.origin


def enrol_passkey(act: Act, who: str, of: str | None, answer: Mapping[str, Any], name: str) -> str:
    """Take a passkey up that a browser made.

    Returns
    -------
    str
        The key.

    Raises
    ------
    NotAllowed
        When the answer does not fit what was asked.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers import parse_registration_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    may_add(act, who)
    try:
        made = parse_registration_credential_json(dict(answer))
        said, at = _said(act.office, made.response.client_data_json)
        answered(act, "enrol", said, who, of)
        checked = verify_registration_response(credential=made, expected_challenge=said, expected_rp_id=act.office.settings["rp"], expected_origin=at, require_user_verification=True)  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise NotAllowed("The passkey was not taken up: its answer does not fit what was asked.", remedy="Try again.") from error  # fmt: skip
    return _enrol(act, who, "passkey", checked.credential_public_key, name, credential=_b64(checked.credential_id), count=checked.sign_count)  # fmt: skip


def enrol_software(
    act: Act, who: str, public: bytes, wrapped: Mapping[str, Any], proof: Mapping[str, Any], name: str
) -> str:
    """Take a software key up: the public half, and the private one sealed by a passphrase that never came here.

    Parameters
    ----------
    proof
        A signature by it over :func:`comity.oversight.keys.statement.key_payload`: who enrols it holds it.
    """
    from comity.oversight.keys.check import Public, check
    from comity.oversight.keys.software import check_sealed
    from comity.oversight.keys.statement import KEY, key_payload

    may_add(act, who)
    check_sealed(wrapped)
    of = act.con.scalar(select(person.c.organisation).where(person.c.person == who))
    one = hashlib.sha256(public).hexdigest()
    payload = key_payload(office=act.office.name, person=who, key=one, organisation=str(of))
    check(Public("software", public), KEY, payload, proof, rp=act.office.settings["rp"], origins=origins(act.office))
    return _enrol(act, who, "software", public, name, wrapped=wrapped)


def _enrol(act: Act, who: str, kind: str, public: bytes, name: str, **more: Any) -> str:
    one = hashlib.sha256(public).hexdigest()
    if act.con.scalar(select(key.c.key).where((key.c.key == one) | (key.c.credential == more.get("credential", "")))):
        raise BadRequest("This key is somebody's already.", remedy="Make a new one.")
    act.con.execute(insert(key).values(key=one, person=who, kind=kind, public=public, name=name.strip()[:NAME_LENGTH] or kind, enrolled=act.now, **more))  # fmt: skip
    act.log("key.enrolled", on=who, open={"key": one, "kind": kind, "public": base64.b64encode(public).decode(), "credential": more.get("credential")})  # fmt: skip
    return one


def vouch(act: Act, one: str) -> None:
    """Vouch, as the founding owner, that a key is its person's.

    Raises
    ------
    NotAllowed
        When the office is founded: then an appointment does it, with both keys.
    """
    found = _key(act, one)
    at_founding = founding(holders(act.con, act.now))
    decision = act.require(
        "vouchKey", facts_of(act, found.person), gone=_no_key(), founding=at_founding, appointed=False
    )
    if not at_founding:
        raise NotAllowed("The office is founded: a key is vouched for by an appointment that both keys approve.", remedy="Write an appointment.")  # fmt: skip
    mark_vouched(act, one, None, decision)


def mark_vouched(act: Act, one: str, by: str | None, decision: Any = None) -> None:
    """Note that a key is vouched for: by the founding owner, or by the appointment of a digest."""
    found = _key(act, one)
    if found.vouched or found.revoked:
        raise NotAllowed("This key is vouched for already, or revoked.", remedy="Look at the page of people.")
    act.con.execute(update(key).where(key.c.key == one).values(vouched=act.now))
    act.log("key.vouched", on=found.person, open={"key": one, "digest": by, "founding": by is None}, decision=decision)


def revoke_key(act: Act, one: str) -> None:
    """Revoke a key: one's own, or another's where the policy lets. What it signed stays signed.

    Nobody is left with a password alone, by which whoever knows it would add a factor of theirs.

    Raises
    ------
    NotAllowed
        When it is one's own only second factor; of another whose only one it was the password goes too: they come in anew.
    """
    found = _key(act, one)
    decision = None
    if act.seat is None or found.person != act.seat.person:
        decision = act.require("managePeople", facts_of(act, found.person), gone=_no_key())
    if found.revoked:
        raise BadRequest("This key was revoked already.", remedy="Nothing is left to do.")
    act.con.execute(update(key).where(key.c.key == one).values(revoked=act.now))
    if found.kind == "passkey" and not has_second(act, found.person):
        if decision is None:
            raise NotAllowed("This is your only second factor.", remedy="Add another first.")
        act.con.execute(update(person).where(person.c.person == found.person).values(password=None))
        act.con.execute(update(session).where(session.c.person == found.person, session.c.ended.is_(None)).values(ended=act.now))  # fmt: skip
    act.log("key.revoked", on=found.person, open={"key": one}, decision=decision)


def _key(look: Look, one: str) -> Any:
    found = look.con.execute(select(key).where(key.c.key == one)).first()
    if found is None:
        raise _no_key()
    return found


def _no_key() -> UnknownName:
    return UnknownName("There is no such key.", remedy="The page of people lists all.")


def signin_options(act: Act, who: str | None = None) -> dict[str, Any]:
    """Give what a browser needs to sign in by any passkey it has for this office, or by one of a person who has shown a password."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

    of = (key.c.person == who, key.c.kind == "passkey", key.c.revoked.is_(None))
    known = list(act.con.scalars(select(key.c.credential).where(*of))) if who else []
    made = generate_authentication_options(
        rp_id=act.office.settings["rp"],
        challenge=ask(act, "signin", None),
        allow_credentials=[PublicKeyCredentialDescriptor(id=base64.urlsafe_b64decode(one + "==")) for one in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(json.loads(options_to_json(made)))


def by_passkey(act: Act, answer: Mapping[str, Any]) -> str:
    """Say whose passkey answered; it checked the person itself, so both factors are shown.

    Raises
    ------
    NotAllowed
        When the answer does not fit, or the key is nobody's here.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers import parse_authentication_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    refused = NotAllowed("This passkey does not sign in here.", remedy="Sign in by password and code, or ask whoever manages people.")  # fmt: skip
    try:
        made = parse_authentication_credential_json(dict(answer))
        said, at = _said(act.office, made.response.client_data_json)
        answered(act, "signin", said, None)
        found = act.con.execute(
            select(key.c.key, key.c.person, key.c.public, key.c.count)
            .join_from(key, person)
            .where(key.c.credential == _b64(made.raw_id), key.c.revoked.is_(None), person.c.status == "active")
        ).first()
        if found is None:
            raise refused
        checked = verify_authentication_response(
            credential=made, expected_challenge=said, expected_rp_id=act.office.settings["rp"], expected_origin=at,
            credential_public_key=found.public, credential_current_sign_count=found._mapping["count"], require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise refused from error
    act.con.execute(update(key).where(key.c.key == found.key).values(count=checked.new_sign_count))
    return str(found.person)
