"""What each kind of monitor has to be told, in words for a person: its target and its options.

The options are those of monitor_option.py, where what they can't be is refused; here is how a person enters them.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from incidentdesk.detect.monitor import MonitorKind
from incidentdesk.detect.monitor_option import HERE
from incidentdesk.language import N_, _, isolated
from incidentdesk.refusal import Refused


class Entry(StrEnum):
    """How an option is entered."""

    TEXT = "text"
    NUMBER = "number"
    SECONDS = "seconds"
    MINUTES = "minutes"
    CHOICE = "choice"
    SWITCH = "switch"
    NAMES = "names"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Option:
    """Texts are marked for translation. `usual` holds where nothing was entered; `choices` are (value, text)."""

    name: str
    label: str
    entry: Entry
    usual: Any = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """`label` is empty where nothing is to be named; `inside` says that addresses inside are a question here."""

    label: str
    example: str
    meaning: str
    inside: bool = False


_LATENCY = Option("latency", N_("Answer within (ms)"), Entry.NUMBER, hint=N_("A slower answer is a failure"))
_VERIFY = Option(
    "verify", N_("Certificate"), Entry.SWITCH, True, choices=(("yes", N_("must be trusted")), ("no", N_("any will do")))
)
_AUTHORITY = Option(
    "authority", N_("Certificates of your own authority (PEM)"), Entry.LINES, hint=N_("Trusted besides the usual ones")
)
_USER = Option("user", N_("User"), Entry.TEXT, hint=N_("Signs in with a password; may stay empty"))
_TLS, _STARTTLS, _NONE = ("TLS", "TLS"), ("STARTTLS", "STARTTLS"), ("none", N_("not encrypted"))


def _percent(usual: int) -> Option:
    return Option("percent", N_("In use, at most (%)"), Entry.NUMBER, usual, N_("More is a failure"))


def _security(usual: str) -> Option:
    return Option("security", N_("Encryption"), Entry.CHOICE, usual, choices=(_TLS, _STARTTLS, _NONE))


ENTRIES: dict[str, tuple[Option, ...]] = {
    MonitorKind.PING: (_LATENCY,),
    MonitorKind.TCP: (_LATENCY,),
    MonitorKind.HTTP: (
        Option("status", N_("Status"), Entry.TEXT, "200-299", N_("Numbers and ranges, such as 200-299, 401")),
        Option("contains", N_("Must have on it"), Entry.TEXT, hint=N_("Words that have to be on the page")),
        _LATENCY,
        Option("regex", N_("Must match the pattern"), Entry.TEXT, hint=N_("A regular expression")),
        Option(
            "method",
            N_("Method"),
            Entry.CHOICE,
            "GET",
            choices=(("GET", "GET"), ("HEAD", "HEAD")),
        ),
        _VERIFY,
        Option(
            "redirects",
            N_("Redirects"),
            Entry.SWITCH,
            True,
            choices=(("yes", N_("are followed")), ("no", N_("are not"))),
        ),
        Option("hosts", N_("May redirect to"), Entry.NAMES, hint=N_("Other hosts, with commas between them")),
        _USER,
        _AUTHORITY,
    ),
    MonitorKind.TLS: (
        Option("days", N_("Valid for at least (days)"), Entry.NUMBER, 14, N_("Fewer days are a failure")),
        _VERIFY,
        _AUTHORITY,
    ),
    MonitorKind.DNS: (
        Option(
            "record",
            N_("Record"),
            Entry.CHOICE,
            "A",
            choices=tuple(
                (each, each) for each in ("A", "AAAA", "CNAME", "MX", "NS", "TXT", "SRV", "SOA", "CAA", "PTR")
            ),
        ),
        Option(
            "expected",
            N_("Answers that must be there"),
            Entry.NAMES,
            hint=N_("With commas between them; may stay empty"),
        ),
        Option("server", N_("Ask this server"), Entry.TEXT, hint=N_("The one of this machine, if empty")),
        _LATENCY,
    ),
    MonitorKind.DISK: (_percent(90),),
    MonitorKind.CPU: (_percent(95),),
    MonitorKind.MEMORY: (_percent(95),),
    MonitorKind.PROCESS: (
        Option(
            "service",
            N_("It is"),
            Entry.SWITCH,
            False,
            choices=(("no", N_("a process")), ("yes", N_("a service of the system"))),
        ),
        Option("least", N_("Running at least"), Entry.NUMBER, 1, N_("Fewer processes of that name are a failure")),
    ),
    MonitorKind.FILE: (
        Option(
            "minutes",
            N_("Written within the last"),
            Entry.MINUTES,
            1440,
            N_("An older file is a failure; such as 1 d or 90 min"),
        ),
    ),
    MonitorKind.LOG: (
        Option(
            "regex",
            N_("Fails when a new line matches"),
            Entry.TEXT,
            hint=N_("A regular expression, such as ERROR|FATAL"),
        ),
    ),
    MonitorKind.SMTP: (_security("none"), _USER, _VERIFY, _LATENCY, _AUTHORITY),
    MonitorKind.IMAP: (_security("TLS"), _USER, _VERIFY, _LATENCY, _AUTHORITY),
    MonitorKind.HEARTBEAT: (Option("grace", N_("May be late by"), Entry.SECONDS, 60, N_("Such as 60 s or 5 min")),),
}

TARGETS: dict[str, Target] = {
    MonitorKind.PING: Target(N_("Machine"), "gateway.example.com", N_("Does the machine answer a ping?"), True),
    MonitorKind.TCP: Target(N_("Host and port"), "db.example.com:5432", N_("Does the port take connections?"), True),
    MonitorKind.HTTP: Target(
        N_("Address"), "https://erp.example.com/login", N_("Does the page answer as it should, and in time?"), True
    ),
    MonitorKind.TLS: Target(
        N_("Host"), "www.example.com", N_("Is the certificate trusted, and still valid for long enough?"), True
    ),
    MonitorKind.DNS: Target(
        N_("Name"), "www.example.com", N_("Is the name answered, and with what it should be?"), True
    ),
    MonitorKind.DISK: Target(N_("Path"), "/var", N_("Is there room left on a disk of the machine that watches?")),
    MonitorKind.CPU: Target("", "", N_("Are the processors of the machine that watches too busy?")),
    MonitorKind.MEMORY: Target("", "", N_("Is the memory of the machine that watches nearly used up?")),
    MonitorKind.PROCESS: Target(
        N_("Name"), "nginx", N_("Does a process or a service run on the machine that watches?")
    ),
    MonitorKind.FILE: Target(
        N_("Path"), "/srv/backup/latest.dump", N_("Was a file written lately, as that of a backup should be?")
    ),
    MonitorKind.LOG: Target(N_("Path"), "/var/log/erp.log", N_("Has a line come into a log that means trouble?")),
    MonitorKind.SMTP: Target(
        N_("Mail server"), "mail.example.com:587", N_("Does the mail server greet and let us in?"), True
    ),
    MonitorKind.IMAP: Target(
        N_("Mail server"), "mail.example.com", N_("Does the mailbox server greet and let us in?"), True
    ),
    MonitorKind.HEARTBEAT: Target(
        "",
        "",
        N_("Does a job call regularly? It fails when the call stays away; other monitors are watched like that too."),
    ),
}
# Seconds; of what changes slowly, a look each minute would say nothing new.
USUAL_INTERVAL = {MonitorKind.TLS: 6 * 3600, MonitorKind.FILE: 600, MonitorKind.DISK: 300, MonitorKind.HEARTBEAT: 3600}
_UNITS = {"s": 1, "min": 60, "m": 60, "h": 3600, "d": 86_400}
_PART = re.compile(r"(\d{1,7}) *(s|min|m|h|d)", re.IGNORECASE)


def seconds_of(text: str) -> int:
    """Seconds of "30 s", "5 min", "1 h 30 min"; a bare number is seconds. Raises Refused for anything else."""
    text = " ".join(text.split())
    if text.isascii() and text.isdecimal() and len(text) < 8:
        return int(text)
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text).strip():
        raise Refused(_("“{text}” is no length of time. Write it as 30 s, 5 min or 1 h.").format(text=isolated(text)))
    return sum(int(count) * _UNITS[unit.lower()] for count, unit in parts)


def seconds_text(seconds: int) -> str:
    """The way in which `seconds_of` reads it: "20 s", "5 min", "1 h 30 min", "1 d"."""
    parts = []
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts) or "0 s"


def option_value(option: Option, text: str) -> Any:
    """What is kept of what was entered; raises Refused for what makes no sense, naming the option."""
    text = text.strip()
    if not text:
        return option.usual
    if option.entry == Entry.NUMBER:
        return _number(option, text)
    if option.entry in (Entry.SECONDS, Entry.MINUTES):
        seconds = seconds_of(text)
        return seconds if option.entry == Entry.SECONDS else max(1, seconds // 60)
    if option.entry in (Entry.CHOICE, Entry.SWITCH):
        return _chosen(option, text)
    if option.entry == Entry.NAMES:
        return [each.strip() for each in text.split(",") if each.strip()]
    return text


def option_text(option: Option, value: Any) -> str:
    """What a person enters for a value; "" for the usual one of a line."""
    if option.entry == Entry.SWITCH:
        return "yes" if value else "no"
    if option.entry == Entry.CHOICE:
        return str(value)
    if value in ("", None, [], ()) or value == option.usual:
        return ""
    if option.entry == Entry.SECONDS:
        return seconds_text(int(value))
    if option.entry == Entry.MINUTES:
        return seconds_text(int(value) * 60)
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)


def usual_text(option: Option) -> str:
    """What a line shows where nothing was entered."""
    if option.entry == Entry.SECONDS:
        return seconds_text(int(option.usual))
    if option.entry == Entry.MINUTES:
        return seconds_text(int(option.usual) * 60)
    return str(option.usual)


def kept_options(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a kind without those that are as usual, and the machine on which it looks."""
    usual = {option.name: option.usual for option in ENTRIES[MonitorKind(kind)]}
    usual |= {"machine": ""} if kind in HERE else {}
    return {
        name: value
        for name, value in sorted(given.items())
        if name in usual and value not in ("", None, []) and value != usual[name]
    }


def typed_options(kind: str, pairs: Mapping[str, str]) -> dict[str, Any]:
    """The options of texts by their names; raises Refused for one that this kind does not have."""
    known = {option.name: option for option in ENTRIES[MonitorKind(kind)]}
    for name in pairs:
        if name not in known:
            raise Refused(
                _("“{kind}” has no option “{name}”. It has: {names}.").format(
                    kind=_(kind), name=isolated(name), names=", ".join(known)
                )
            )
    return kept_options(kind, {name: option_value(known[name], text) for name, text in pairs.items()})


def options_text(options: Mapping[str, Any]) -> str:
    """The one way in which options are written, so that two of them can be compared."""
    return json.dumps(dict(options), ensure_ascii=False, sort_keys=True)


def _number(option: Option, text: str) -> int | float:
    try:
        number = float(text.rstrip("%").strip().replace(",", "."))
    except ValueError:
        number = -1
    if not 0 < number < 1e9:
        raise Refused(_("{label}: write a number above 0.").format(label=_(option.label)))
    return int(number) if number == int(number) else number


def _chosen(option: Option, text: str) -> Any:
    found = [value for value, _text in option.choices if value.casefold() == text.casefold()]
    if not found:
        names = ", ".join(value for value, _text in option.choices)
        raise Refused(_("{label}: choose one of {names}.").format(label=_(option.label), names=names))
    return found[0] == "yes" if option.entry == Entry.SWITCH else found[0]
