"""The test vectors of Web Authentication Level 3 (W3C, section 16), as far as they are signatures.

All of them hold; none binds here: in four the user was not verified, in two the page was in a frame of another.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any, NamedTuple

import pytest

from comity.model.errors import NotAllowed
from comity.oversight.keys import passkey

RP, ORIGIN = "example.org", "https://example.org"
#: The modulus is the product of two Mersenne primes, so that anybody can write it down.
RSA = "a4010303390100205901b4" + (((1 << 1279) - 1) * ((1 << 2203) - 1)).to_bytes(436, "big").hex() + "2143010001"
EXTRA = "clientDataJSON may be extended with additional fields in the future, such as this: "


class Vector(NamedTuple):
    cose: str
    challenge: str
    flags: int
    said: dict[str, Any]
    signature: str
    wrong: str

    @property
    def parts(self) -> dict[str, bytes]:
        challenge = base64.urlsafe_b64encode(bytes.fromhex(self.challenge)).rstrip(b"=").decode()
        said = {"type": "webauthn.get", "challenge": challenge, "origin": ORIGIN, **self.said}
        return {
            "authenticator_data": hashlib.sha256(RP.encode()).digest() + bytes([self.flags]) + bytes(4),
            "client_data": json.dumps(said, separators=(",", ":")).encode(),
            "signature": bytes.fromhex(self.signature),
        }


VECTORS = {
    "none.ES256": Vector(
        "a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61225820930a56b87a"
        "2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220",
        "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408",
        0x19,
        {"crossOrigin": False},
        "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f5"
        "75bf11a1dd5d78c6e486013f937295ea13653e331e87",
        "verified its user",
    ),
    "packed-self.ES256": Vector(
        "a5010203262001215820eb151c8176b225cc651559fecf07af450fd85802046656b34c18f6cf193843c5225820927b8aa427"
        "a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fee484f2",
        "4478a10b1352348dd160c1353b0d469b5db19eb91c27f7dfa6fed39fe26af20b",
        0x09,
        {"crossOrigin": False, "extraData": EXTRA + "gTb53rz6EhSWomXGzimC1Q"},
        "304402203310b9431903c401f1be2bdc8d23a4007682dbbddcf846994947b7f465daf84002204e94dd00047b316061b3b997"
        "72b7efd95994a83ef584b3b6b825ea3550251b66",
        "verified its user",
    ),
    "none.ES256.crossOrigin": Vector(
        "a501020326200121582022200a473f90b11078851550d03b4e44a2279f8c4eca27b3153dedfe03e4e97d225820cbd0be95e7"
        "46ad6f5a8191be11756e4c0420e72f65b466d39bc56b8b123a9c6e",
        "876aa517ba83fdee65fcffdbca4c84eeae5d54f8041a1fc85c991e5bbb273137",
        0x05,
        {"crossOrigin": True, "extraData": EXTRA + "92pcTVD0Aby-q4dtmj6efg"},
        "3046022100eb12fcf23b12764c0f122e22371fab92e283879fd798f38ee1841c951b6e40e7022100c76237ff9db77b3c56f3"
        "0837cda6a09acfa2e915544e609c0733b1184036d1cf",
        "in a frame",
    ),
    "none.ES256.topOrigin": Vector(
        "a5010203262001215820a1c47c1d82da4ebe82cd72207102b380670701993bc35398ae2e5726427fe01d22582086c1080d82"
        "987028c7f54ecb1b01185de243b359294a0ed210cd47480f0adc88",
        "d54a5c8ca4b62a8e3bb321e3b2bc73856f85a10150db2939ac195739eb1ea066",
        0x05,
        {"crossOrigin": True, "topOrigin": "https://example.com", "extraData": EXTRA + "UiFoJMVRQHDAFWFi4vxUpQ"},
        "3045022100b5a70c81780d5fcc9a4f2ae9caae99058f8accaf58b91fb59329646c28ac6ffc022012e101c165db3c8e9957f0"
        "c54dd6ca9b56bc3bd2f280bd2faa6c1d02c6e5c171",
        "in a frame",
    ),
    "packed.EdDSA": Vector(
        "a401010327200621582044e06ddd331c36a8dc667bab52bcae63486c916aa5e339e6acebaa84934bf832",
        "895957e01c633a698348a2d8a31a54b7db27e8c1c43b2080d79ae2190267bfd2",
        0x01,
        {"crossOrigin": False},
        "f5c59c7e46c34f6f8cc197101ddf9934fa2595f68eb1913a637e8419eb9ba4cfdfc48f85393bc0d40b011f0d6fecb097d660"
        "7525713223a0dc0d453993dae00b",
        "verified its user",
    ),
    "packed.RS256": Vector(
        RSA,
        "295f59f5fa8fe62c5aca9e27626c78c8da376ae6d8cd2dd29aebad601e1bc4c5",
        0x19,
        {"crossOrigin": False},
        "01063d52d7c39b4d432fc7063c5d93e582bdcb16889cd71f888d67d880ea730a428498d3bc8e1ee11f2b1ecbe6c292b118c5"
        "5ffaaddefa8cad0a54dd137c51f1eec673f1bb6c4d1789d6826a222b22d0f585fc901fdc933212e579d199b89d672aa44891"
        "333e6a1355536025e82b25590256c3538229b55737083b2f6b9377e49e2472f11952f79fdd0da180b5ffd901b4049a8f081b"
        "b40711bef76c62aed943571f2d0575304cb549d68d8892f95086a30f93716aee818f8dc06e96c0d5e0ed4cfa9fd8773d9046"
        "4b68cf140f7986666ff9c9e3302acd0535d60d769f465e2ab57ef8aabc89fccfef7ba32a64154a8b3d26be2298f470b8cc53"
        "77dbe3dfd4b0b45f8f01e63bde6cfc76b62771f9b70aa27cf40152cad93aa5acd784fd4b90f676e2ea828d0bf2400aebbaae"
        "4153e5838f537f88b6228346782a93a899be66ec77de45b3efcf311da6321c92e6b0cd11bfe653bf3e98cee8e341f02d67db"
        "b6f9c98d9e8178090cfb5b70fbc6d541599ac794ae2f1d4de1286ec8de8c2daf7b1d15c8438e90d924df5c19045220a4c843"
        "8c1b979bbe016cf3d0eeec23c3999d4882cc645b776de930756612cdc6dd398160ff02a6",
        "verified its user",
    ),
}


@pytest.fixture(params=VECTORS)
def vector(request: pytest.FixtureRequest) -> Vector:
    return VECTORS[request.param]


def test_each_signature_holds_for_its_bytes_alone(vector: Vector) -> None:
    parts, key = vector.parts, passkey.read_public(bytes.fromhex(vector.cose))
    signed = parts["authenticator_data"] + hashlib.sha256(parts["client_data"]).digest()
    assert passkey.verifies(key, parts["signature"], signed)
    assert not passkey.verifies(key, parts["signature"], signed[:-1] + bytes([signed[-1] ^ 1]))


def test_none_of_them_binds(vector: Vector) -> None:
    with pytest.raises(NotAllowed, match=vector.wrong):
        passkey.check_assertion(
            bytes.fromhex(vector.cose), bytes.fromhex(vector.challenge), rp=RP, origins=[ORIGIN], **vector.parts
        )
