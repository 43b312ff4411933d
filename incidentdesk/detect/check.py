"""One check of a monitor: what was found, in a sentence, and how long it took.

Each kind has a file of its own, which is loaded when it is first needed.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from incidentdesk.detect.monitor import MonitorKind
from incidentdesk.language import _, isolated

_LONGEST_SAID = 500  # characters


@dataclass(frozen=True, slots=True)
class Outcome:
    """`said` tells a person what was found; `latency` in milliseconds; `place` is where a log was read to."""

    ok: bool
    said: str
    latency: float | None = None
    place: str = ""


class Failing(Exception):
    """What a check has found is not as it should be; the text says what, to a person."""


class TooLate(Failing):
    """The time of the check was up."""

    def __init__(self) -> None:
        super().__init__(_("There was no answer in time."))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be checked: a monitor with its options read and its end by the monotonic clock."""

    target: str
    options: Mapping[str, Any]
    until: float
    inside_allowed: bool = False
    secret: str | None = None
    facts: Mapping[str, Any] | None = None

    def left(self) -> float:
        """Seconds that are left; raises TooLate where there are none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TooLate
        return left


_FILES = {
    MonitorKind.PING: "check_ping",
    MonitorKind.TCP: "check_tcp",
    MonitorKind.HTTP: "check_http",
    MonitorKind.TLS: "check_tls",
    MonitorKind.DNS: "check_dns",
    MonitorKind.DISK: "check_disk",
    MonitorKind.CPU: "check_processor",
    MonitorKind.MEMORY: "check_memory",
    MonitorKind.PROCESS: "check_process",
    MonitorKind.FILE: "check_file",
    MonitorKind.LOG: "check_log",
    MonitorKind.SMTP: "check_smtp",
    MonitorKind.IMAP: "check_imap",
    MonitorKind.HEARTBEAT: "check_heartbeat",
}


def run_check(monitor: Mapping[str, Any], *, secret: str | None = None) -> Outcome:
    """Look once, within the monitor's timeout; what goes wrong is an outcome and raises nothing.

    `monitor` has the columns kind, target, options, timeout and inside_allowed; of a log `place`, and of a heartbeat
    `beat_at`, `watched_from`, `interval` and `now` too.
    """
    options = monitor.get("options") or {}
    wanted = Wanted(
        target=str(monitor.get("target") or ""),
        options=json.loads(options) if isinstance(options, str) else options,
        until=time.monotonic() + float(monitor.get("timeout") or 10),
        inside_allowed=bool(monitor.get("inside_allowed")),
        secret=secret,
        facts=monitor,
    )
    began = time.monotonic()
    try:
        outcome = _check_of(str(monitor["kind"]))(wanted)
    except Failing as failing:
        # A log that was matched is not matched once more by the next look.
        outcome = Outcome(False, str(failing), place=getattr(failing, "place", ""))
    except TimeoutError:
        outcome = Outcome(False, str(TooLate()))
    except OSError as error:
        outcome = Outcome(False, _("It can't be reached: {reason}.").format(reason=reason_of(error)))
    if outcome.ok and outcome.latency is None:
        outcome = replace(outcome, latency=(time.monotonic() - began) * 1_000)
    return _within_limit(wanted, replace(outcome, said=_short(outcome.said)))


def reason_of(error: OSError) -> str:
    """What the system says of an error, without numbers and full stop."""
    return isolated(str(error.strerror or error or type(error).__name__).rstrip("."))


def _check_of(kind: str) -> Callable[[Wanted], Outcome]:
    module = import_module(f"incidentdesk.detect.{_FILES[MonitorKind(kind)]}")
    check: Callable[[Wanted], Outcome] = module.check
    return check


def _within_limit(wanted: Wanted, outcome: Outcome) -> Outcome:
    most = wanted.options.get("latency")
    if not most or not outcome.ok or outcome.latency is None or outcome.latency <= float(most):
        return outcome
    said = _("It took {taken} ms; at most {most} ms are wanted.").format(taken=round(outcome.latency), most=most)
    return replace(outcome, ok=False, said=said)


def _short(said: str) -> str:
    return said if len(said) <= _LONGEST_SAID else said[: _LONGEST_SAID - 1] + "…"
