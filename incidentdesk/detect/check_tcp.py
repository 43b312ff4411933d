"""Whether a port takes connections."""

from incidentdesk.detect.address_guard import connected
from incidentdesk.detect.check import Outcome, Wanted
from incidentdesk.detect.host_port import host_and_port
from incidentdesk.language import _, isolated


def check(wanted: Wanted) -> Outcome:
    host, port = host_and_port(wanted.target)
    with connected(wanted, host, port):
        return Outcome(True, _("{host} takes connections on port {port}.").format(host=isolated(host), port=port))
