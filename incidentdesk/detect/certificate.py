"""Certificates: whom we believe, what is said of one that is not believed, and how long one is valid."""

import ssl
from datetime import UTC, datetime
from functools import lru_cache

from incidentdesk.detect.check import Failing
from incidentdesk.language import _, isolated


@lru_cache(maxsize=32)
def believing(authority: str = "", verify: bool = True) -> ssl.SSLContext:
    """TLS 1.2 or newer; `authority` are more certificates to believe, in PEM. Kept, as making one takes 20 ms.

    Raises Failing where those can't be read.
    """
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(cafile=certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if authority:
        try:
            context.load_verify_locations(cadata=authority)
        except ssl.SSLError as error:
            raise Failing(_("The certificates of your own authority can't be read.")) from error
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def disbelief(error: ssl.SSLError, host: str) -> str:
    """Why a connection to a host was given up."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _("The certificate of {host} is not to be trusted: {reason}.").format(
            host=isolated(host), reason=str(error.verify_message).rstrip(".")
        )
    return _("No encrypted connection to {host} came about: {reason}.").format(
        host=isolated(host), reason=(error.reason or type(error).__name__).replace("_", " ").lower()
    )


def days_left(certificate: bytes, now: datetime | None = None) -> float:
    """Days until a certificate in DER ends, negative after that. It is read here, as `ssl` tells nothing of one that
    was not verified.
    """
    from cryptography import x509

    ends = x509.load_der_x509_certificate(certificate).not_valid_after_utc
    return (ends - (now or datetime.now(UTC))).total_seconds() / 86_400
