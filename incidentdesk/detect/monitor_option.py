"""What a monitor of each kind needs beside its name, and what that can't be."""

from collections.abc import Mapping
from typing import Any

from incidentdesk.detect.check import Failing
from incidentdesk.detect.check_dns import RECORDS
from incidentdesk.detect.check_http import host_of, statuses_of
from incidentdesk.detect.host_port import host_and_port
from incidentdesk.detect.monitor import MonitorKind
from incidentdesk.detect.pattern import compiled
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

# What is looked at on one machine, and on no other one.
HERE = frozenset(
    {
        MonitorKind.DISK, MonitorKind.CPU, MonitorKind.MEMORY, MonitorKind.PROCESS, MonitorKind.FILE, MonitorKind.LOG,
    }
)  # fmt: skip
# The kinds of which something may be secret.
WITH_SECRET = frozenset({MonitorKind.HTTP, MonitorKind.SMTP, MonitorKind.IMAP})
_TRUST = ("verify", "authority")
OPTIONS: dict[MonitorKind, tuple[str, ...]] = {
    MonitorKind.PING: ("latency",),
    MonitorKind.TCP: ("latency",),
    MonitorKind.HTTP: (
        "status", "contains", "regex", "method", "latency", "redirects", "hosts", "user", *_TRUST,
    ),
    MonitorKind.TLS: ("days", *_TRUST),
    MonitorKind.DNS: ("record", "expected", "server", "latency"),
    MonitorKind.DISK: ("percent", "machine"),
    MonitorKind.CPU: ("percent", "machine"),
    MonitorKind.MEMORY: ("percent", "machine"),
    MonitorKind.PROCESS: ("service", "least", "machine"),
    MonitorKind.FILE: ("minutes", "machine"),
    MonitorKind.LOG: ("regex", "machine"),
    MonitorKind.SMTP: ("security", "user", "latency", *_TRUST),
    MonitorKind.IMAP: ("security", "user", "latency", *_TRUST),
    MonitorKind.HEARTBEAT: ("grace",),
}  # fmt: skip
_PORTS = {MonitorKind.TLS: 443, MonitorKind.SMTP: 25, MonitorKind.IMAP: 993}
_NUMBERS = {
    "latency": (1, 120_000), "days": (0, 1_000), "percent": (1, 100), "least": (1, 10_000), "minutes": (1, 5_256_000),
    "grace": (0, 604_800),
}  # fmt: skip


def checked_options(kind: MonitorKind, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a kind; those of other kinds and empty ones fall away. Raises Refused for what one can't be."""
    kept = {name: options[name] for name in OPTIONS[kind] if options.get(name) not in (None, "", [], ())}
    for name in kept.keys() & _NUMBERS.keys():
        kept[name] = _number(name, kept[name])
    if "status" in kept:
        kept["status"] = _status(str(kept["status"]))
    if kept.get("method", "GET") not in ("GET", "HEAD"):
        raise Refused(_("A page is asked for by GET or HEAD."))
    if kept.get("record", "A") not in RECORDS:
        raise Refused(_("Records are: {known}.").format(known=", ".join(RECORDS)))
    if str(kept.get("security", "TLS")).upper() not in ("TLS", "STARTTLS", "NONE"):
        raise Refused(_("Choose STARTTLS, TLS, or a connection that is not encrypted."))
    if kept.get("user") and str(kept.get("security", "TLS" if kind != MonitorKind.SMTP else "none")).upper() == "NONE":
        raise Refused(_("A password is not sent over a connection that is not encrypted. Choose STARTTLS or TLS."))
    if kind == MonitorKind.LOG and "regex" not in kept:
        raise Refused(_("Which pattern is looked for in the log?"))
    _refuse_pattern(str(kept.get("regex", "")))
    return kept


def checked_target(kind: MonitorKind, target: str, options: Mapping[str, Any]) -> str:
    """The target as it is kept; raises Refused where its kind can't look at it."""
    target = target.strip()
    if kind in (MonitorKind.CPU, MonitorKind.MEMORY, MonitorKind.HEARTBEAT):
        return ""
    if kind == MonitorKind.DISK:
        return target or "/"
    if not target:
        raise Refused(_("What is to be watched? Give its target."))
    try:
        if kind == MonitorKind.HTTP:
            host_of(target)
        elif kind == MonitorKind.TCP:
            host_and_port(target)
        elif kind in _PORTS:
            host_and_port(target, _PORTS[kind])
    except Failing as failing:
        raise Refused(str(failing)) from None
    if kind in (MonitorKind.PING, MonitorKind.DNS) and (target.startswith("-") or len(target.split()) != 1):
        raise Refused(_("“{target}” is no name and no address.").format(target=isolated(target)))
    if "server" in options:
        _refuse_server(str(options["server"]))
    return target


def _refuse_server(server: str) -> None:
    try:
        host_and_port(server, 53)
    except Failing as failing:
        raise Refused(str(failing)) from None


def _number(name: str, value: Any) -> float:
    least, most = _NUMBERS[name]
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = least - 1.0
    if not least <= number <= most:
        raise Refused(_("“{option}” is a number from {least} to {most}.").format(option=name, least=least, most=most))
    return int(number) if number == int(number) else number


def _status(text: str) -> str:
    try:
        if all(100 <= first <= last <= 599 for first, last in statuses_of(text)):
            return text.strip()
    except ValueError:
        pass
    raise Refused(_("“{status}” is no status, such as 200 or 200-299, 401.").format(status=isolated(text)))


def _refuse_pattern(pattern: str) -> None:
    try:
        compiled(pattern)
    except Failing as failing:
        raise Refused(str(failing)) from None
