"""Which addresses a check may connect to: none inside, unless that is allowed for its monitor (promise sec-9).

Names are resolved here and the connection is made to the address that was judged, so that a name which answers
differently the next time (DNS rebinding) leads nowhere else. The lists are those of the IANA registries of special
addresses (RFC 6890), as `ipaddress` knows them, with what it lets pass: 100.64.0.0/10 is neither private nor global,
224.0.0.0/4 is global, and addresses of IPv4 hide in some of IPv6.
"""

import ipaddress
import socket
import threading

from incidentdesk.detect.check import Failing, TooLate, Wanted
from incidentdesk.language import _, isolated

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Where machines of a cloud are told their secrets; nothing is ever looked at there.
_METADATA = {
    ipaddress.ip_address(each)
    for each in ("169.254.169.254", "169.254.170.2", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192")
}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SHARED = ipaddress.IPv4Network("100.64.0.0/10")


def denied(text: str, inside_allowed: bool) -> bool:
    """Whether no check may connect to an address; raises ValueError where it is none."""
    found = ipaddress.ip_address(text.partition("%")[0])
    return any(_denied(each, inside_allowed) for each in (found, *_hidden(found)))


def _denied(address: Address, inside_allowed: bool) -> bool:
    if address in _METADATA or address.is_multicast or address.is_unspecified:
        return True
    if address == ipaddress.ip_address("255.255.255.255"):
        return True
    inside = not address.is_global or address.is_private or address.is_link_local or address.is_loopback
    shared = isinstance(address, ipaddress.IPv4Address) and address in _SHARED
    return (inside or shared or address.is_reserved) and not (inside_allowed or _translated(address))


def _translated(address: Address) -> bool:
    """Judged by the address of IPv4 that it hides."""
    return isinstance(address, ipaddress.IPv6Address) and bool(_hidden(address))


def _hidden(address: Address) -> list[ipaddress.IPv4Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or (int(address) >> 32 == 0 and int(address) > 1):
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in found if each is not None]


def addresses_of(wanted: Wanted, host: str) -> list[str]:
    """The addresses of a host to which a check may connect; raises Failing where there are none, or one is denied."""
    found = [host] if _is_address(host) else _resolved(wanted, host)
    for each in found:
        if denied(each, wanted.inside_allowed):
            raise Failing(
                _("{host} is at {address}, an address inside. Allow addresses inside for this monitor.").format(
                    host=isolated(host), address=each
                )
            )
    return found


def connected(wanted: Wanted, host: str, port: int) -> socket.socket:
    """A connection to one of the addresses of a host; raises Failing and OSError."""
    last: OSError | None = None
    found = addresses_of(wanted, host)
    for number, each in enumerate(found):
        try:
            # An address that does not answer leaves time for the others.
            return socket.create_connection((each, port), timeout=wanted.left() / (len(found) - number))
        except OSError as error:
            last = error
    assert last is not None
    raise last


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _resolved(wanted: Wanted, host: str) -> list[str]:
    """The system's resolver knows no end, so it is asked on a thread that may be left behind."""
    found: list[str] = []
    troubles: list[str] = []

    def resolve() -> None:
        try:
            for answer in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM):
                found.append(str(answer[4][0]))
        except (OSError, UnicodeError) as error:
            troubles.append(str(getattr(error, "strerror", None) or error))

    thread = threading.Thread(target=resolve, name="resolver", daemon=True)
    thread.start()
    thread.join(wanted.left())
    if thread.is_alive():
        raise TooLate
    if troubles or not found:
        raise Failing(
            _("The name {host} has no address: {reason}.").format(
                host=isolated(host), reason=isolated("".join(troubles).rstrip(".") or "-")
            )
        )
    return list(dict.fromkeys(found))
