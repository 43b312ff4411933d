"""Payloads of Prometheus Alertmanager and of Grafana, whose unified alerting sends the same and a little more.

After the documentation of Alertmanager's webhook_config (version 4) and of Grafana's webhook notifier; the form before
Grafana 8 is the one that is called legacy there.
"""

from collections.abc import Mapping
from typing import Any

from incidentdesk.detect.alert_told import Told, fingerprint_of, fingerprint_of_labels
from incidentdesk.detect.payload_value import first_line, instant_in, items, labels_of, text
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_HOST = ("labels.instance", "labels.host", "labels.hostname", "labels.node", "labels.nodename")
_SERVICE = ("labels.service", "labels.app", "labels.application", "labels.job")
_STILL_WELL = ("ok", "paused", "pending")


def read_alertmanager(payload: Any) -> list[Told]:
    """Every alert of the group by itself; raises Refused where there is no list of alerts."""
    if not isinstance(payload, dict) or not isinstance(payload.get("alerts"), list):
        raise Refused(_("It has no list “alerts”, as Alertmanager sends it."))
    told = [_alert(each, payload) for each in items(payload, "alerts")]
    if not told:
        raise Refused(_("Its list “alerts” is empty."))
    return told


def read_grafana(payload: Any) -> list[Told]:
    """Unified alerting (Grafana 9 and newer) or the legacy form; raises Refused for anything else."""
    if isinstance(payload, dict) and isinstance(payload.get("alerts"), list):
        return read_alertmanager(payload)
    state = text(payload, "state").lower()
    if not state or not text(payload, "ruleName", "title"):
        raise Refused(_("It has neither a list “alerts” nor “state” with “ruleName”, as Grafana sends it."))
    matches = items(payload, "evalMatches")
    labels = labels_of(*(each.get("tags") for each in matches), payload.get("tags"))
    title = text(payload, "title", "ruleName")
    return [
        Told(
            fingerprint=fingerprint_of("rule " + text(payload, "ruleId", "ruleName")),
            firing=state not in _STILL_WELL,
            title=first_line(title),
            detail=_legacy_detail(payload, matches),
            severity=labels.get("severity", ""),
            host=labels.get("instance", "") or labels.get("host", ""),
            service=labels.get("service", "") or labels.get("app", ""),
            labels={"rule": text(payload, "ruleName"), **labels},
            link=text(payload, "ruleUrl"),
        )
    ]


def _alert(alert: Mapping[str, Any], group: Mapping[str, Any]) -> Told:
    labels = labels_of(alert.get("labels"))
    name = labels.get("alertname", "")
    summary = text(alert, "annotations.summary", "annotations.title", "annotations.message")
    # Grafana gives values beside the labels.
    values = text(alert, "valueString")
    description = text(alert, "annotations.description", "annotations.message")
    runbook = text(alert, "annotations.runbook_url", "annotations.runbook")
    return Told(
        fingerprint=fingerprint_of(text(alert, "fingerprint") or fingerprint_of_labels(labels)),
        firing=text(alert, "status").lower() != "resolved" if text(alert, "status") else _firing(group),
        title=first_line(f"{name}: {summary}" if name and summary else name or summary or _("Alert without a name")),
        detail="\n\n".join(part for part in (description, values, runbook) if part),
        severity=labels.get("severity", "") or labels.get("priority", "") or text(alert, "annotations.severity"),
        host=text(alert, *_HOST),
        service=text(alert, *_SERVICE),
        labels=labels,
        link=text(alert, "panelURL", "dashboardURL", "generatorURL") or text(group, "externalURL"),
        started_at=instant_in(alert, "startsAt"),
        ended_at=instant_in(alert, "endsAt") if text(alert, "status").lower() == "resolved" else None,
    )


def _firing(group: Mapping[str, Any]) -> bool:
    return text(group, "status").lower() != "resolved"


def _legacy_detail(payload: Any, matches: list[dict[str, Any]]) -> str:
    values = [f"{text(each, 'metric')}: {text(each, 'value')}" for each in matches]
    return "\n".join([text(payload, "message"), *values]).strip()
