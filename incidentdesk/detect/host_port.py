"""A host with a port as a person types it: example.com:443, [2001:db8::1]:443, or a host alone."""

import re

from incidentdesk.detect.check import Failing
from incidentdesk.language import _, isolated

_FORM = re.compile(r"(?:\[(?P<inside>[0-9A-Fa-f:.%]+)\]|(?P<name>[^\s:/\[\]@?#]+))(?::(?P<port>\d{1,5}))?")
_ONLY_IPV6 = re.compile(r"[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")


def host_and_port(text: str, otherwise: int | None = None) -> tuple[str, int]:
    """Host and port; raises Failing where there is no host, or no port and none to take otherwise."""
    text = text.strip()
    if _ONLY_IPV6.fullmatch(text):
        text = f"[{text}]"
    found = _FORM.fullmatch(text)
    port = int(found["port"] or otherwise or 0) if found else 0
    if not found or not 0 < port < 65_536:
        raise Failing(_("“{target}” is no address with a port, such as example.com:443.").format(target=isolated(text)))
    return found["inside"] or found["name"], port
