"""Signed alerts: that they are from whom they say, whole, new, and not sent twice (promise sec-1).

As the Standard Webhooks specification 1.0.0 has it: the sender's HMAC-SHA-256 over "id.timestamp.body" in base64 as
webhook-signature "v1,…", with webhook-id and webhook-timestamp (seconds since 1970). The secret is base64 after
"whsec_", or any other text as its UTF-8 bytes.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping, MutableMapping

from incidentdesk.language import _
from incidentdesk.refusal import Refused

OLDEST = 300  # seconds that clocks and networks may take
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
_PREFIX = "whsec_"
_MOST_SIGNATURES = 10
_LONGEST_ID = 200  # characters


def new_signing_secret() -> str:
    """256 random bits in the form that senders ask for."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signed_headers(secret: str, message_id: str, at: int, body: bytes) -> dict[str, str]:
    """What a sender adds to a request; `at` is in seconds since 1970."""
    digest = _digest(secret, message_id, str(at), body)
    return {ID: message_id, TIMESTAMP: str(at), SIGNATURE: f"v1,{base64.b64encode(digest).decode()}"}


def verify_signature(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> str:
    """The id of a request that was signed with this secret within the last five minutes; `now` in seconds since 1970.

    Upper and lower case of header names are the same. Raises Refused with what is missing or wrong, and says no more
    than that. Whether the id was there before, `seen_before` tells.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id, at, signatures = (given.get(name, "").strip() for name in (ID, TIMESTAMP, SIGNATURE))
    if not (message_id and at and signatures):
        raise Refused(_("The signature is missing: {names}.").format(names=", ".join((ID, TIMESTAMP, SIGNATURE))))
    if len(message_id) > _LONGEST_ID or not (at.isascii() and at.isdecimal() and len(at) <= 12):
        raise Refused(_("The headers of the signature can't be read."))
    if abs(now - int(at)) > OLDEST:
        raise Refused(_("The signature is older than five minutes, or the clocks differ. Send it anew."))
    expected = _digest(secret, message_id, at, body)
    # All are compared, so that the time tells nothing about which of them is near.
    right = [hmac.compare_digest(expected, each) for each in _digests(signatures)]
    if not any(right):
        raise Refused(_("The signature is wrong."))
    return message_id


def seen_before(seen: MutableMapping[str, float], message_id: str, now: float) -> bool:
    """Whether an id was there within the last ten minutes, in which its signature could pass again; it is noted.

    `seen` are ids with their times, which the caller keeps for each source; what is too old is forgotten.
    """
    for old in [each for each, at in seen.items() if now - at > 2 * OLDEST]:
        del seen[old]
    if message_id in seen:
        return True
    seen[message_id] = now
    return False


def _digest(secret: str, message_id: str, at: str, body: bytes) -> bytes:
    signed = b".".join((message_id.encode("utf-8", "replace"), at.encode(), body))
    return hmac.new(_key(secret), signed, hashlib.sha256).digest()


def _key(secret: str) -> bytes:
    if secret.startswith(_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except (binascii.Error, ValueError):
            pass
    return secret.encode("utf-8", "replace")


def _digests(signatures: str) -> list[bytes]:
    """The bytes of each "v1,…"; what is no base64 is none, whatever its characters."""
    found = []
    for word in signatures.split()[:_MOST_SIGNATURES]:
        version, _comma, written = word.partition(",")
        if version != "v1":
            continue
        try:
            found.append(base64.b64decode(written.encode("ascii"), validate=True))
        except (UnicodeEncodeError, binascii.Error, ValueError):
            continue
    return found
