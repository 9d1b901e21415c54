"""Signing in through a provider that an organisation has already: OpenID Connect, authorization code with PKCE, state and nonce.

Nobody comes in whom the office did not invite: a person links their account at the provider while signed in here, and only what was
linked signs in. The second factor is asked for here all the same, unless the office trusts what the provider says of it. No request
goes anywhere but to the provider's own host and those that the office named.

After OpenID Connect Core 1.0, RFC 7636 (PKCE) and RFC 9207 (which issuer answered).
"""

from __future__ import annotations

import base64
import hashlib
import os
import tomllib
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from sqlalchemy import delete, insert, select, update

from comity.model.errors import BadFile, NotAllowed, NotHere
from comity.oversight.identity import digest, new_token
from comity.oversight.people.factors import be_fresh
from comity.oversight.storage.tables import challenge, person

if TYPE_CHECKING:
    import httpx2

    from comity.oversight.desk import Act, Look, Office

FILE = "oidc.toml"
FIELDS = {"issuer": str, "client_id": str, "client_secret_file": str, "client_secret_env": str, "name": str, "trust_second_factor": bool, "amr": list, "hosts": list}  # fmt: skip
#: No algorithm with a shared secret, and never "none".
ALGORITHMS = ("RS256", "ES256", "EdDSA", "Ed25519")
#: What a provider says of a second factor (RFC 8176).
AMR = ("mfa", "hwk", "otp", "fpt", "face", "pop")
#: So long somebody takes at their provider; so many seconds its clock may be off.
AWAY, OFF = timedelta(minutes=10), 60
LARGEST = 2**20


@dataclass
class Provider:
    """A provider, as the office's `oidc.toml` has it.

    Attributes
    ----------
    hosts
        Where its endpoints are, beside the issuer's own host.
    """

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    name: str
    trust_second_factor: bool = False
    amr: tuple[str, ...] = AMR
    hosts: tuple[str, ...] = ()
    client: httpx2.Client | None = field(default=None, repr=False)

    def _ask(self, method: str, url: str, **more: Any) -> dict[str, Any]:
        """Ask one of the provider's own addresses for JSON.

        Raises
        ------
        NotHere
            When it does not answer, or not with that.
        """
        import httpx2

        if not self._own(url):
            raise NotHere("%(provider)s names an address that is not its own.", remedy="Whoever runs the office can name the host in oidc.toml.", provider=self.name)  # fmt: skip
        if self.client is None:
            self.client = httpx2.Client(timeout=10, trust_env=False)
        try:
            found = self.client.request(method, url, follow_redirects=False, **more)
            if found.status_code == 200 and len(found.content) <= LARGEST and isinstance(said := found.json(), dict):
                return said
        except (httpx2.HTTPError, ValueError):
            pass
        raise NotHere("%(provider)s does not answer.", remedy="Try again, or sign in by password.", provider=self.name)

    def _own(self, url: str) -> bool:
        one, issuer = urlsplit(url), urlsplit(self.issuer)
        return one.scheme == issuer.scheme and one.netloc in (issuer.netloc, *self.hosts)

    def metadata(self) -> dict[str, Any]:
        """Ask what the provider says of itself.

        Raises
        ------
        NotHere
            When it says that it is another.
        """
        said = self._ask("GET", self.issuer.rstrip("/") + "/.well-known/openid-configuration")
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if said.get("issuer") != self.issuer or not all(
            isinstance(said.get(name), str) and self._own(said[name]) for name in names
        ):
            raise NotHere("%(provider)s does not answer.", remedy="Try again, or sign in by password.", provider=self.name)  # fmt: skip
        return said

    def redeem(self, code: str, verifier: str, back: str, nonce: str, iss: str, now: int) -> dict[str, Any]:
        """Give what the provider says of who came back with a code.

        Raises
        ------
        NotAllowed
            When it is not the provider who says so, or not of this sign-in.
        """
        about = self.metadata()
        if iss != self.issuer and (iss or about.get("authorization_response_iss_parameter_supported")):
            raise self._refused()
        basic = base64.b64encode(f"{quote(self.client_id, safe='')}:{quote(self.secret, safe='')}".encode()).decode()
        given = self._ask(
            "POST", about["token_endpoint"],
            data={"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier},
            headers={"Authorization": f"Basic {basic}", "Accept": "application/json"},
        )  # fmt: skip
        return self.claims(str(given.get("id_token", "")), self._ask("GET", about["jwks_uri"]), nonce, now)

    def claims(self, token: str, jwks: dict[str, Any], nonce: str, now: int) -> dict[str, Any]:
        """Check an ID token: its signature by one of the provider's keys, and that it is of this provider, for us, of this sign-in, and of now.

        Raises
        ------
        NotAllowed
            When it is not.
        """
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        try:
            found = jwt.decode(token, KeySet.import_key_set(jwks), algorithms=list(ALGORITHMS))  # type: ignore[arg-type]
            jwt.JWTClaimsRegistry(
                now=now, leeway=OFF,
                iss={"essential": True, "value": self.issuer}, aud={"essential": True, "value": self.client_id},
                nonce={"essential": True, "value": nonce}, sub={"essential": True}, exp={"essential": True}, iat={"essential": True},
            ).validate(found.claims)  # fmt: skip
        except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._refused() from error
        said = found.claims
        several = isinstance(said["aud"], list) and len(said["aud"]) > 1
        if (several or "azp" in said) and said.get("azp") != self.client_id:
            raise self._refused()
        if not isinstance(said["sub"], str) or not 0 < len(said["sub"]) <= 255:
            raise self._refused()
        return dict(said)

    def factors(self, claims: dict[str, Any]) -> int:
        """Say how many factors were shown: the provider's word counts for two only where the office trusts it."""
        said = claims.get("amr")
        return 2 if self.trust_second_factor and isinstance(said, list) and set(map(str, said)) & set(self.amr) else 1

    def _refused(self) -> NotAllowed:
        return NotAllowed("What came back from %(provider)s does not fit what was asked.", remedy="Begin again.", provider=self.name)  # fmt: skip


def load(home: Path) -> Provider | None:
    """Read the provider of an office; none without a file.

    Raises
    ------
    BadFile
        When the file does not say all that is needed; every problem is listed.
    """
    place = home / FILE
    try:
        said = tomllib.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise BadFile("%(place)s is no TOML.", remedy="Mend it.", problems=[str(error)], place=place) from error
    problems = [f"{name}: unknown" for name in sorted(said.keys() - FIELDS.keys())]
    problems += [f"{name}: not a {FIELDS[name].__name__}" for name in said.keys() & FIELDS.keys() if type(said[name]) is not FIELDS[name]]  # fmt: skip
    problems += [f"{name}: missing" for name in ("issuer", "client_id", "name") if not said.get(name)]
    problems += [f"{name}: not all are texts" for name in ("amr", "hosts") if not all(isinstance(one, str) for one in said.get(name) or ())]  # fmt: skip
    issuer = urlsplit(str(said.get("issuer", "")))
    if issuer.scheme != "https" and not (issuer.scheme == "http" and issuer.hostname == "localhost"):
        problems.append("issuer: not https")
    if issuer.query or issuer.fragment or issuer.username or not issuer.hostname:
        problems.append("issuer: no address of a provider")
    if ("client_secret_file" in said) == ("client_secret_env" in said):
        problems.append("client_secret_file, client_secret_env: one of the two is wanted")
    secret = _secret(home, said) if not problems else ""
    if not secret and not problems:
        problems.append("client_secret: empty, or not to be read")
    if problems:
        raise BadFile("%(place)s does not describe a provider.", remedy="Mend what is listed.", problems=problems, place=place)  # fmt: skip
    return Provider(said["issuer"], said["client_id"], secret, said["name"], said.get("trust_second_factor", False), tuple(said.get("amr", AMR)), tuple(said.get("hosts", ())))  # fmt: skip


def _secret(home: Path, said: dict[str, Any]) -> str:
    if "client_secret_env" in said:
        return os.environ.get(str(said["client_secret_env"]), "")
    try:
        return str((home / said["client_secret_file"]).read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return ""


def begin(act: Act, provider: Provider, at: str, back: str, *, link: bool, to: str) -> tuple[str, str]:
    """Begin: what is to come back is kept here, bound to this browser by a token of its own.

    Parameters
    ----------
    at
        The provider's authorization endpoint, asked for before: no transaction waits for another machine.
    back
        The address to which the provider sends the browser back.
    link
        Whether a person who is signed in links their account, instead of signing in by it.

    Returns
    -------
    str, str
        Where the browser goes, and the token that it keeps.
    """
    who = None
    if link:
        be_fresh(act)
        who = act.seat.person if act.seat else None
    state, nonce, verifier, bound = (new_token() for _ in range(4))
    act.con.execute(delete(challenge).where(challenge.c.until <= act.now))
    act.con.execute(insert(challenge).values(challenge=digest(state), purpose="oidc", person=who, session=digest(bound), until=act.now + AWAY, facts={"nonce": nonce, "verifier": verifier, "back": back, "to": to, "issuer": provider.issuer}))  # fmt: skip
    asked = {
        "response_type": "code", "scope": "openid", "client_id": provider.client_id, "redirect_uri": back, "state": state, "nonce": nonce,
        "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("="), "code_challenge_method": "S256",
    }  # fmt: skip
    return f"{at}{'&' if '?' in at else '?'}{urlencode(asked)}", bound


@dataclass(frozen=True)
class Back:
    """Who came back: as whom the provider knows them, with how many factors, and where they were going."""

    subject: str
    factors: int
    linking: str | None
    to: str


def come_back(office: Office, provider: Provider, *, state: str, code: str, iss: str, bound: str) -> Back:
    """Take what came back from the provider, once.

    Raises
    ------
    NotAllowed
        When it was not asked by this browser, was answered already or too late, or is not the provider's.
    """
    mine = (challenge.c.challenge == digest(state)) & (challenge.c.purpose == "oidc")
    with office.act() as act:
        asked = act.con.execute(select(challenge.c.person, challenge.c.facts).where(mine, challenge.c.session == digest(bound), challenge.c.until > act.now)).first()  # fmt: skip
        # What somebody tried is spent, whoever it was and whatever comes of it.
        spent = act.con.execute(delete(challenge).where(mine)).rowcount
        now = int(act.now.timestamp())
    if asked is None or not spent or asked.facts["issuer"] != provider.issuer:
        raise NotAllowed("This was not asked, or too long ago.", remedy="Begin again.")
    facts = asked.facts
    claims = provider.redeem(code, facts["verifier"], facts["back"], facts["nonce"], iss, now)
    return Back(claims["sub"], provider.factors(claims), asked.person, facts["to"])


def linked(look: Look, provider: Provider, subject: str) -> str:
    """Say who has linked an account.

    Raises
    ------
    NotAllowed
        When nobody has who may sign in.
    """
    who = look.con.scalar(select(person.c.person).where(person.c.issuer == provider.issuer, person.c.subject == subject, person.c.status == "active"))  # fmt: skip
    if who is None:
        raise NotAllowed("This account at %(provider)s is not linked to anybody here.", remedy="Sign in by password, and link it on the page of your account.", provider=provider.name)  # fmt: skip
    return str(who)


def link(act: Act, provider: Provider, back: Back) -> None:
    """Link the account at the provider to whoever is signed in, who asked for it.

    Raises
    ------
    NotAllowed
        When somebody else asked, or the account is another's.
    """
    if act.seat is None or act.seat.factors < 2 or back.linking != act.seat.person:
        raise NotAllowed("This was not asked, or too long ago.", remedy="Begin again.")
    who = act.seat.person
    same = (person.c.issuer == provider.issuer) & (person.c.subject == back.subject)
    if act.con.scalar(select(person.c.person).where(same, person.c.person != who)):
        raise NotAllowed("This account at %(provider)s is linked to somebody else.", remedy="Use your own.", provider=provider.name)  # fmt: skip
    act.con.execute(update(person).where(person.c.person == who).values(issuer=provider.issuer, subject=back.subject))
    act.log("provider.linked", on=who)


def unlink(act: Act) -> None:
    """Unlink one's own account at the provider.

    Raises
    ------
    NotAllowed
        When one has no password: nothing would be left to sign in by.
    """
    who = act.seat.person if act.seat else ""
    left = (person.c.person == who) & person.c.password.is_not(None) & person.c.issuer.is_not(None)
    if not act.con.execute(update(person).where(left).values(issuer=None, subject=None)).rowcount:
        raise NotAllowed("There is nothing to unlink.", remedy="Look at the page of your account.")
    act.log("provider.unlinked", on=who)


def is_linked(look: Look) -> bool:
    """Say whether whoever looks has linked an account."""
    return look.seat is not None and look.con.scalar(select(person.c.issuer).where(person.c.person == look.seat.person)) is not None  # fmt: skip


__all__ = ["Back", "Provider", "begin", "come_back", "is_linked", "link", "linked", "load", "unlink"]
