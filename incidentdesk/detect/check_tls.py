"""How long the certificate of a server is still valid, and whether it is to be trusted.

Options: days (fewer are a failure, 14), verify (yes), authority (PEM).
"""

import ssl

from incidentdesk import clock
from incidentdesk.detect.address_guard import connected
from incidentdesk.detect.certificate import believing, days_left, disbelief
from incidentdesk.detect.check import Failing, Outcome, Wanted
from incidentdesk.detect.host_port import host_and_port
from incidentdesk.language import _, isolated, ngettext

_LEAST_DAYS = 14


def check(wanted: Wanted) -> Outcome:
    host, port = host_and_port(wanted.target, 443)
    days = _days(wanted, host, port)
    trust = _trust(wanted, host, port) if wanted.options.get("verify", True) else ""
    if days < 0:
        raise Failing(" ".join([_ended(host, -days), trust]).strip())
    if trust:
        raise Failing(trust)
    least = float(wanted.options.get("days", _LEAST_DAYS))
    said = ngettext(
        "The certificate of {host} is valid for {n} more day.",
        "The certificate of {host} is valid for {n} more days.",
        int(days),
    ).format(host=isolated(host), n=int(days))
    return Outcome(days >= least, said)


def _ended(host: str, days: float) -> str:
    return ngettext(
        "The certificate of {host} ended {n} day ago.", "The certificate of {host} ended {n} days ago.", int(days)
    ).format(host=isolated(host), n=int(days))


def _days(wanted: Wanted, host: str, port: int) -> float:
    with connected(wanted, host, port) as plain:
        plain.settimeout(wanted.left())
        try:
            with believing(verify=False).wrap_socket(plain, server_hostname=host) as secured:
                certificate = secured.getpeercert(binary_form=True)
        except ssl.SSLError as error:
            raise Failing(disbelief(error, host)) from None
    if not certificate:
        raise Failing(_("{host} shows no certificate.").format(host=isolated(host)))
    return days_left(certificate, clock.now())


def _trust(wanted: Wanted, host: str, port: int) -> str:
    """Why the certificate is not to be trusted, or an empty text."""
    context = believing(str(wanted.options.get("authority") or ""))
    with connected(wanted, host, port) as plain:
        plain.settimeout(wanted.left())
        try:
            with context.wrap_socket(plain, server_hostname=host):
                return ""
        except ssl.SSLError as error:
            return disbelief(error, host)
