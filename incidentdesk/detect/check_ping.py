"""Whether a machine answers a ping: by a socket of our own, or by the system's program where none is allowed."""

import subprocess
import sys
import time

from incidentdesk.detect.address_guard import addresses_of
from incidentdesk.detect.check import Failing, Outcome, Wanted
from incidentdesk.language import _, isolated


def check(wanted: Wanted) -> Outcome:
    host = wanted.target.strip()
    if not host or host.startswith("-") or any(each.isspace() for each in host):
        raise Failing(_("Name the machine to ping, such as gateway.example.com."))
    address = addresses_of(wanted, host)[0]
    latency = _by_socket(wanted, address)
    if latency is None:
        raise Failing(_("{host} does not answer.").format(host=isolated(host)))
    return Outcome(True, _("{host} answers.").format(host=isolated(host)), latency)


def _by_socket(wanted: Wanted, address: str) -> float | None:
    """The way there and back in milliseconds, None where nobody answers."""
    import icmplib

    for privileged in (False, True):
        try:
            answer = icmplib.ping(address, count=1, timeout=wanted.left(), privileged=privileged)
        except icmplib.SocketPermissionError:
            continue
        except icmplib.ICMPLibError as error:
            raise Failing(_("No ping could be sent: {reason}.").format(reason=isolated(str(error)))) from None
        return float(answer.avg_rtt) if answer.is_alive else None
    return _by_program(wanted, address)


def _by_program(wanted: Wanted, address: str) -> float | None:
    left = wanted.left()
    often, wait = ("-n", "-w") if sys.platform == "win32" else ("-c", "-W")
    unit = 1_000 if sys.platform in ("win32", "darwin") else 1
    command = ["ping", often, "1", wait, str(max(1, round(left * unit))), address]
    began = time.monotonic()
    try:
        done = subprocess.run(command, capture_output=True, timeout=left, check=False, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        raise Failing(_("This account may not ping, and this machine has no program for it.")) from None
    except subprocess.TimeoutExpired:
        return None
    return None if done.returncode else (time.monotonic() - began) * 1_000
