"""Whose certificates are believed, and what is said of one that is not."""

import ssl

from incidentdesk.language import _, isolated


def trusted(authority: str = "") -> ssl.SSLContext:
    """TLS 1.2 or newer with names and certificates verified; `authority` are more certificates, in PEM.

    Raises ssl.SSLError where those can't be read.
    """
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(cafile=certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if authority:
        context.load_verify_locations(cadata=authority)
    return context


def distrust(error: ssl.SSLError, host: str) -> str:
    """Why a connection to a host was given up."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _("The certificate of {host} is not to be trusted: {reason}.").format(
            host=isolated(host), reason=str(error.verify_message).rstrip(".")
        )
    return _("No encrypted connection to {host} came about: {reason}.").format(
        host=isolated(host), reason=(error.reason or type(error).__name__).replace("_", " ").lower()
    )
