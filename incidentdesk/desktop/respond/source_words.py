"""What a source of alerts does, as a sentence."""

from collections.abc import Mapping
from typing import Any

from incidentdesk.detect.monitor import OnRecovery
from incidentdesk.language import N_, _, isolated, ngettext

_RECOVERY = {
    OnRecovery.NOTE: N_("When it recovers, that is noted on the incident."),
    OnRecovery.PROPOSE: N_("When it recovers, it is proposed to resolve the incident."),
    OnRecovery.RESOLVE: N_("When it recovers, the incident is resolved."),
}


def source_sentence(facts: Mapping[str, Any]) -> str:
    """Of the facts as a form has them; a number that is none yet leaves its sentence out."""
    parts = (_opening(facts), _joining(facts), _recovering(facts), _getting(facts))
    return " ".join(part for part in parts if part)


def _whole(value: Any) -> int | None:
    text = str(value).strip()
    return int(text) if text.isdecimal() and len(text) < 7 else None


def _opening(facts: Mapping[str, Any]) -> str:
    threshold, within = _whole(facts["threshold"]), _whole(facts["within"])
    if threshold is None:
        return ""
    if threshold == 0:
        return _("No alert becomes an incident by itself; each waits in the intake.")
    if threshold == 1:
        return _("An alert becomes an incident at once.")
    if within is None:
        return ""
    minutes = ngettext("{count} minute", "{count} minutes", within).format(count=within)
    return _("An alert becomes an incident when it has come {times} times within {minutes}.").format(
        times=threshold, minutes=minutes
    )


def _joining(facts: Mapping[str, Any]) -> str:
    correlate = _whole(facts["correlate"])
    if not correlate:
        return ""
    return ngettext(
        "Another alert of the same service or host within {count} minute joins the open incident.",
        "Another alert of the same service or host within {count} minutes joins the open incident.",
        correlate,
    ).format(count=correlate)


def _recovering(facts: Mapping[str, Any]) -> str:
    said = _(_RECOVERY[OnRecovery(facts["on_recovery"])]) if facts["on_recovery"] in set(OnRecovery) else ""
    again = _whole(facts["reopen_within"])
    if again is None or not said:
        return said
    if again == 0:
        return _("{recovery} If it comes again, a new incident is linked to it.").format(recovery=said)
    return ngettext(
        "{recovery} If it comes again within {count} minute, its incident is reopened; later a new one is linked.",
        "{recovery} If it comes again within {count} minutes, its incident is reopened; later a new one is linked.",
        again,
    ).format(recovery=said, count=again)


def _getting(facts: Mapping[str, Any]) -> str:
    got = [isolated(str(facts[name]).strip()) for name in ("service", "team", "category") if str(facts[name]).strip()]
    return _("Its incidents get {names}.").format(names=", ".join(got)) if got else ""
