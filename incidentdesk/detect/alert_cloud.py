"""Payloads of the watchers of clouds: CloudWatch through SNS, Azure Monitor, Google Cloud Monitoring.

After Amazon's documentation of SNS over HTTP and of CloudWatch alarms, Microsoft's of the common alert schema and of
the schemas before it, Google's of webhook notification channels (versions 1.1 and 1.2).
"""

import json
from typing import Any

from incidentdesk.detect.alert_told import Told, fingerprint_of
from incidentdesk.detect.payload_value import chosen, first_line, instant_in, items, labels_of, text, value_at
from incidentdesk.language import _
from incidentdesk.refusal import Refused


def read_cloudwatch(payload: Any) -> list[Told]:
    """An alarm, inside a notification of SNS or bare (raw delivery), or any other text that SNS carries.

    Raises Refused for a confirmation of a subscription: nothing that comes in by itself makes the program open an
    address, so a person has to.
    """
    kind = text(payload, "Type")
    if kind in ("SubscriptionConfirmation", "UnsubscribeConfirmation"):
        raise Refused(_confirmation(payload, kind))
    if text(payload, "AlarmName"):
        return [_alarm(payload, payload)]
    if not text(payload, "Message"):
        raise Refused(_("It has neither “Message” nor “AlarmName”, as CloudWatch and SNS send them."))
    message = _json(value_at(payload, "Message"))
    return [_alarm(message, payload) if text(message, "AlarmName") else _plain_notification(payload)]


def _confirmation(payload: Any, kind: str) -> str:
    if kind == "UnsubscribeConfirmation":
        sentence = _(
            "Amazon tells that the subscription of {topic} was ended. Nothing was opened by itself. To subscribe "
            "again, open this address: {address}"
        )
    else:
        sentence = _(
            "Amazon asks whether {topic} may send here. Nothing was opened by itself. If you have asked for it, open "
            "this address: {address}"
        )
    return sentence.format(
        topic=text(payload, "TopicArn") or _("a topic without a name"), address=text(payload, "SubscribeURL") or "—"
    )


def _json(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _alarm(alarm: Any, envelope: Any) -> Told:
    state = text(alarm, "NewStateValue").upper()
    at = instant_in(alarm, "StateChangeTime") or instant_in(envelope, "Timestamp")
    name = text(alarm, "AlarmName")
    description = text(alarm, "AlarmDescription")
    dimensions = {text(each, "name", "Name"): text(each, "value", "Value") for each in _dimensions(alarm)}
    return Told(
        fingerprint=fingerprint_of(text(alarm, "AlarmArn") or f"{text(alarm, 'AWSAccountId')} {name}".strip()),
        firing=state != "OK",
        title=first_line(f"{name}: {description}" if description else name),
        detail=text(alarm, "NewStateReason"),
        host=dimensions.get("InstanceId", "") or dimensions.get("DBInstanceIdentifier", ""),
        service=text(alarm, "Trigger.Namespace"),
        labels=labels_of(
            chosen(alarm, ("NewStateValue", "OldStateValue", "Region", "AWSAccountId")),
            {"Metric": text(alarm, "Trigger.MetricName"), "Topic": text(envelope, "TopicArn")},
            dimensions,
        ),
        started_at=at if state != "OK" else None,
        ended_at=at if state == "OK" else None,
    )


def _dimensions(alarm: Any) -> list[dict[str, Any]]:
    return items(alarm, "Trigger.Dimensions") or items(alarm, "Trigger.Metrics[0].MetricStat.Metric.Dimensions")


def _plain_notification(payload: Any) -> Told:
    subject = text(payload, "Subject")
    message = text(payload, "Message")
    return Told(
        fingerprint=fingerprint_of("", text(payload, "TopicArn"), subject or message),
        firing=True,
        title=first_line(subject or message),
        detail=message,
        labels=chosen(payload, ("TopicArn",)),
        started_at=instant_in(payload, "Timestamp"),
    )


def read_azure(payload: Any) -> list[Told]:
    """The common alert schema, the metric alert before it, or a log or activity alert; raises Refused for others."""
    if isinstance(value_at(payload, "data.essentials"), dict):
        return [_azure_common(payload)]
    if isinstance(value_at(payload, "data.context"), dict) or isinstance(value_at(payload, "context"), dict):
        data = payload["data"] if isinstance(value_at(payload, "data.context"), dict) else payload
        return [_azure_older(data)]
    raise Refused(_("It has neither “data.essentials” nor “data.context”, as Azure Monitor sends them."))


def _azure_common(payload: Any) -> Told:
    essentials = value_at(payload, "data.essentials")
    well = text(essentials, "monitorCondition").lower() == "resolved"
    rule = text(essentials, "alertRule")
    target = text(essentials, "configurationItems[0]") or _last_part(text(essentials, "alertTargetIDs[0]"))
    return Told(
        fingerprint=fingerprint_of(text(essentials, "originAlertId", "alertId") or fingerprint_of("", rule, target)),
        firing=not well,
        title=first_line(" · ".join(part for part in (rule, target) if part) or _("Alert of Azure Monitor")),
        detail=text(essentials, "description"),
        severity=text(essentials, "severity"),
        host=target,
        service=text(essentials, "targetResourceType", "monitoringService"),
        labels=labels_of(
            chosen(
                essentials, ("alertRule", "signalType", "monitoringService", "targetResourceGroup", "alertTargetIDs")
            ),
            value_at(payload, "data.customProperties"),
        ),
        link=text(essentials, "investigationLink"),
        started_at=instant_in(essentials, "firedDateTime"),
        ended_at=instant_in(essentials, "resolvedDateTime") if well else None,
    )


def _azure_older(data: Any) -> Told:
    context = value_at(data, "context")
    well = text(data, "status").lower() in ("deactivated", "resolved")
    at = instant_in(context, "timestamp", "activityLog.eventTimestamp")
    name = text(context, "name", "activityLog.operationName") or _("Alert of Azure Monitor")
    target = text(context, "resourceName") or _last_part(text(context, "resourceId", "activityLog.resourceId"))
    return Told(
        fingerprint=fingerprint_of("", text(context, "id", "activityLog.resourceId") or name, target),
        firing=not well,
        title=first_line(" · ".join(part for part in (name, target) if part)),
        detail=text(context, "description", "activityLog.description") or _azure_condition(context),
        severity=text(context, "severity"),
        host=target,
        service=text(context, "resourceType"),
        labels=labels_of(
            chosen(context, ("resourceGroupName", "resourceType", "subscriptionId", "conditionType")),
            value_at(data, "properties"),
        ),
        link=text(context, "portalLink"),
        started_at=None if well else at,
        ended_at=at if well else None,
    )


def _azure_condition(context: Any) -> str:
    lines = [
        f"{text(each, 'metricName')} {text(each, 'operator')} {text(each, 'threshold')}: {text(each, 'metricValue')}"
        for each in items(context, "condition.allOf")
    ]
    return "\n".join(lines)


def _last_part(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def read_google(payload: Any) -> list[Told]:
    """An incident of Google Cloud Monitoring, once Stackdriver; raises Refused where there is none."""
    incident = value_at(payload, "incident")
    if not isinstance(incident, dict) or not incident:
        raise Refused(_("It has no “incident”, as Google Cloud Monitoring sends it."))
    policy = text(incident, "policy_name")
    condition = text(incident, "condition_name", "condition.displayName")
    well = text(incident, "state").lower() == "closed"
    title = text(incident, "documentation.subject", "summary") or " · ".join(filter(None, (policy, condition)))
    return [
        Told(
            fingerprint=fingerprint_of(text(incident, "incident_id") or fingerprint_of("", policy, condition)),
            firing=not well,
            title=first_line(title or _("Alert of Google Cloud Monitoring")),
            detail="\n\n".join(part for part in (text(incident, "summary"), _google_words(incident)) if part),
            severity=text(incident, "severity", "metadata.system_labels.severity", "policy_user_labels.severity"),
            host=text(incident, "resource_display_name", "resource.labels.instance_id", "resource_name", "resource_id"),
            service=text(incident, "policy_user_labels.service"),
            labels=labels_of(
                value_at(incident, "resource.labels"),
                value_at(incident, "metadata.user_labels"),
                value_at(incident, "policy_user_labels"),
                {"policy": policy, "condition": condition, "value": text(incident, "observed_value")},
            ),
            link=text(incident, "url"),
            started_at=instant_in(incident, "started_at"),
            ended_at=instant_in(incident, "ended_at") if well else None,
        )
    ]


def _google_words(incident: Any) -> str:
    words = value_at(incident, "documentation")
    return text(words, "content") if isinstance(words, dict) else text(incident, "documentation")
