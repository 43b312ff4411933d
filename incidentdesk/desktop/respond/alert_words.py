"""How severities and states of alerts are shown: a shape, a colour and a word."""

from typing import Any

from incidentdesk.detect.alert import AlertState
from incidentdesk.language import N_, _

# What sources call it, by rank; the first name of each rank is the one that is shown.
_RANKS = (
    (N_("Critical"), ("critical", "crit", "fatal", "disaster", "emergency", "p1", "page", "alert", "down"), "danger"),
    (N_("High"), ("high", "error", "major", "severe", "p2", "average"), "danger"),
    (N_("Warning"), ("warning", "warn", "medium", "moderate", "minor", "p3"), "warning"),
    (N_("Low"), ("low", "p4"), "info"),
    (N_("Information"), ("info", "information", "informational", "notice", "debug", "ok", "p5"), "info"),
)
_SHAPES = ("square", "three", "half", "quarter", "ring")
_STATE_MARK = {
    AlertState.WAITING: ("ring", "warning"),
    AlertState.INCIDENT: ("half", "info"),
    AlertState.DISMISSED: ("cross", "hint"),
    AlertState.RESOLVED: ("check", "success"),
}


def severity_order(severity: str) -> int:
    """The worst is 0; what is not known comes last."""
    name = severity.casefold()
    return next((place for place, (shown, names, _role) in enumerate(_RANKS)
                 if name in names or name == shown.casefold()), len(_RANKS))  # fmt: skip


def severity_text(severity: str) -> str:
    """The word of its rank, or what the source called it."""
    place = severity_order(severity)
    return _(_RANKS[place][0]) if place < len(_RANKS) else severity


def severity_mark(severity: str) -> tuple[str, str]:
    place = severity_order(severity)
    return (_SHAPES[place], _RANKS[place][2]) if place < len(_RANKS) else ("dots", "text2")


def state_mark(row: Any) -> tuple[str, str]:
    return _STATE_MARK[AlertState(row.state)]
