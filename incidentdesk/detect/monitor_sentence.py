"""What a monitor does, as a sentence that can be read before it is saved."""

from collections.abc import Mapping
from typing import Any

from incidentdesk.detect.monitor import MonitorKind, OnRecovery
from incidentdesk.detect.monitor_entry import seconds_text
from incidentdesk.language import N_, _, isolated, ngettext

_LOOKS = {
    MonitorKind.PING: N_("Pings {target} every {interval}"),
    MonitorKind.TCP: N_("Connects to {target} every {interval}"),
    MonitorKind.HTTP: N_("Looks at {target} every {interval}"),
    MonitorKind.TLS: N_("Looks at the certificate of {target} every {interval}"),
    MonitorKind.DNS: N_("Asks for the name {target} every {interval}"),
    MonitorKind.DISK: N_("Looks every {interval} at how full {target} is"),
    MonitorKind.CPU: N_("Looks every {interval} at how busy the processors are"),
    MonitorKind.MEMORY: N_("Looks every {interval} at how much of the memory is in use"),
    MonitorKind.PROCESS: N_("Looks every {interval} whether {target} runs"),
    MonitorKind.FILE: N_("Looks every {interval} at how old {target} is"),
    MonitorKind.LOG: N_("Reads every {interval} what is new in {target}"),
    MonitorKind.SMTP: N_("Talks to {target} every {interval}"),
    MonitorKind.IMAP: N_("Talks to {target} every {interval}"),
    MonitorKind.HEARTBEAT: N_("Waits for a call every {interval}"),
}
_AFTERWARDS = {
    OnRecovery.NOTE: N_("When it is well again, that is noted on the incident."),
    OnRecovery.PROPOSE: N_("When it is well again, it is proposed to resolve the incident."),
    OnRecovery.RESOLVE: N_("When it is well again, the incident is resolved by itself."),
}


def monitor_sentence(facts: Mapping[str, Any]) -> str:
    """Of the facts kind, target, interval and failures (whole numbers, seconds), service, on_recovery, enabled."""
    if not facts.get("enabled", True):
        return _("It is switched off: nothing is looked at.")
    target = isolated(str(facts.get("target") or "").strip() or "…")
    looks = _(_LOOKS[MonitorKind(facts["kind"])]).format(target=target, interval=_every(int(facts["interval"])))
    failures = int(facts["failures"])
    service = str(facts.get("service") or "").strip()
    told = ngettext("{looks}; after {n} failure", "{looks}; after {n} failures in a row", failures)
    begins = told.format(looks=looks, n=failures)
    opened = (
        _("{begins} an incident for {service} is opened.").format(begins=begins, service=isolated(service))
        if service
        else _("{begins} an incident is opened.").format(begins=begins)
    )
    return f"{opened} {_(_AFTERWARDS[OnRecovery(facts.get('on_recovery') or OnRecovery.PROPOSE)])}"


def _every(seconds: int) -> str:
    return {60: _("minute"), 3600: _("hour"), 86_400: _("day")}.get(seconds) or seconds_text(seconds)
