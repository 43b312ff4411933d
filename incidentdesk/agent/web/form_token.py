"""What an opened form carries: a number of its sending, signed, so that only forms that we gave out are taken.

The number has 128 bits from the system's random source (OWASP ASVS 11.5.1); sending it twice is known by it.
"""

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

LONGEST_OPEN = 24 * 3600  # seconds
_LONGEST = 200  # characters


@dataclass(frozen=True, slots=True)
class Opened:
    """`ours` says that the form was given out by this server, `fresh` that this was not too long ago."""

    submission: str
    ours: bool = False
    fresh: bool = False


def form_token(key: bytes, submission: str = "") -> str:
    """For a form that is opened now, or for one that is shown again."""
    said = f"{int(time.time())}.{submission or secrets.token_hex(16)}"
    return f"{said}.{_signature(key, said)}"


def opened(key: bytes, token: str) -> Opened:
    """What a token says; one that is not ours gets a new number."""
    said, _dot, signature = token[:_LONGEST].rpartition(".")
    at, _dot, submission = said.partition(".")
    if not hmac.compare_digest(_signature(key, said).encode(), signature.encode("utf-8", "surrogatepass")):
        return Opened(secrets.token_hex(16))
    return Opened(submission, ours=True, fresh=time.time() - int(at) < LONGEST_OPEN)


def _signature(key: bytes, said: str) -> str:
    return hmac.new(key, said.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
