"""Payloads of hosted watchers: Datadog, Sentry, Pingdom, and events as PagerDuty takes them.

After Datadog's documentation of its webhook variables, Sentry's of its integration platform and of the older webhook
plugin, Pingdom's of its webhooks, and PagerDuty's of its Events API v2 and webhooks v3.
"""

from typing import Any

from incidentdesk.detect.alert_told import NoNews, Told, fingerprint_of
from incidentdesk.detect.payload_value import chosen, first_line, instant_in, items, labels_of, tags_of, text, value_at
from incidentdesk.language import _
from incidentdesk.refusal import Refused


def read_datadog(payload: Any) -> list[Told]:
    """The JSON of a Datadog webhook, by the names of its documentation's variables or those that are usual for them.

    Raises Refused where there is no title.
    """
    title = text(payload, "title", "event_title", "alert_title", "alertTitle", "EVENT_TITLE", "ALERT_TITLE")
    if not title:
        raise Refused(_("It has no “title”. Put $EVENT_TITLE into the payload of the webhook."))
    turn = text(payload, "alert_transition", "alertTransition", "transition", "ALERT_TRANSITION", "status")
    kind = text(payload, "alert_type", "alertType", "ALERT_TYPE", "event_type")
    tags = tags_of(value_at(payload, "tags") or value_at(payload, "TAGS"))
    scope = text(payload, "alert_scope", "alertScope", "scope", "scopes", "ALERT_SCOPE")
    cycle = text(payload, "alert_cycle_key", "alertCycleKey", "ALERT_CYCLE_KEY", "aggreg_key", "AGGREG_KEY")
    monitor = text(payload, "monitor_id", "alert_id", "alertId", "ALERT_ID")
    well = turn.lower() in ("recovered", "ok", "resolved") or (not turn and kind.lower() == "success")
    return [
        Told(
            fingerprint=fingerprint_of(cycle) if cycle else fingerprint_of("monitor", monitor or title, scope),
            firing=not well,
            title=first_line(title),
            detail=text(payload, "message", "body", "event_msg", "eventMsg", "alertStatus", "description", "EVENT_MSG"),
            severity=text(payload, "priority", "alert_priority", "alertPriority", "ALERT_PRIORITY", "severity") or kind,
            host=text(payload, "hostname", "host", "HOSTNAME") or tags.get("host", ""),
            service=tags.get("service", ""),
            labels={
                **tags,
                **labels_of({"query": text(payload, "query", "alert_query", "alertQuery"), "scope": scope}),
            },
            link=text(payload, "link", "url", "LINK"),
            started_at=None if well else instant_in(payload, "date", "DATE", "last_updated"),
            ended_at=instant_in(payload, "date", "DATE", "last_updated") if well else None,
        )
    ]


def read_sentry(payload: Any) -> list[Told]:
    """An issue, an event that a rule has found, a metric alert, or the older plugin's; raises Refused for others."""
    data = payload.get("data") if isinstance(payload, dict) else None
    if isinstance(data, dict) and isinstance(data.get("metric_alert"), dict):
        return [_sentry_metric(payload)]
    if isinstance(data, dict) and isinstance(data.get("issue"), dict):
        return [_sentry_issue(payload, "data.issue")]
    if isinstance(data, dict) and isinstance(data.get("event") or data.get("error"), dict):
        return [_sentry_event(payload, "data.event" if "event" in data else "data.error")]
    if text(payload, "message", "event.title", "culprit"):
        return [_sentry_plugin(payload)]
    raise Refused(_("It is neither an issue nor an event nor a metric alert of Sentry."))


def _sentry_plugin(payload: Any) -> Told:
    tags = value_at(payload, "event.tags")
    pairs = (
        {str(each[0]): each[1] for each in tags if isinstance(each, list) and len(each) == 2}
        if isinstance(tags, list)
        else {}
    )
    return Told(
        fingerprint=fingerprint_of("issue", text(payload, "id") or text(payload, "message")),
        firing=True,
        title=first_line(text(payload, "message", "event.title", "event.metadata.title", "culprit")),
        detail=text(payload, "culprit"),
        severity=text(payload, "level", "event.level"),
        host=text(payload, "event.contexts.server_name") or labels_of(pairs).get("server_name", ""),
        service=text(payload, "project_name", "project_slug", "project"),
        labels={**chosen(payload, ("project", "logger", "level", "culprit")), **labels_of(pairs)},
        link=text(payload, "url"),
        started_at=instant_in(payload, "event.timestamp", "event.datetime", "event.received"),
    )


def _sentry_event(payload: Any, path: str) -> Told:
    event = value_at(payload, path)
    tags = value_at(event, "tags")
    pairs = (
        {str(each[0]): each[1] for each in tags if isinstance(each, list) and len(each) == 2}
        if isinstance(tags, list)
        else {}
    )
    labels = labels_of(pairs)
    return Told(
        fingerprint=fingerprint_of("issue", text(event, "issue_id", "groupID") or text(event, "title", "message")),
        firing=True,
        title=first_line(text(event, "title", "metadata.title", "message", "culprit") or _("Event of Sentry")),
        detail="\n".join(
            part for part in (text(event, "culprit", "location"), text(payload, "data.triggered_rule")) if part
        ),
        severity=text(event, "level"),
        host=labels.get("server_name", ""),
        service=text(event, "project_slug", "project_name", "project"),
        labels={**chosen(event, ("platform", "environment", "release")), **labels},
        link=text(event, "web_url", "url"),
        started_at=instant_in(event, "datetime", "timestamp", "received"),
    )


def _sentry_issue(payload: Any, path: str) -> Told:
    issue = value_at(payload, path)
    well = text(payload, "action").lower() in ("resolved", "ignored", "archived")
    return Told(
        fingerprint=fingerprint_of("issue", text(issue, "id") or text(issue, "title")),
        firing=not well,
        title=first_line(text(issue, "title", "metadata.title", "culprit") or _("Issue of Sentry")),
        detail=text(issue, "culprit", "metadata.value"),
        severity=text(issue, "level"),
        service=text(issue, "project.slug", "project.name"),
        labels=chosen(issue, ("shortId", "level", "platform", "status", "count", "userCount")),
        link=text(issue, "web_url", "permalink", "url"),
        started_at=None if well else instant_in(issue, "firstSeen"),
    )


def _sentry_metric(payload: Any) -> Told:
    action = text(payload, "action").lower()
    alert = value_at(payload, "data.metric_alert")
    return Told(
        fingerprint=fingerprint_of("metric", text(alert, "alert_rule.id", "identifier", "id") or text(alert, "title")),
        firing=action != "resolved",
        title=first_line(
            text(payload, "data.description_title") or text(alert, "title") or _("Metric alert of Sentry")
        ),
        detail=text(payload, "data.description_text"),
        severity=action if action in ("critical", "warning") else "",
        service=text(alert, "projects[0]"),
        labels=chosen(alert, ("identifier", "alert_rule.name", "alert_rule.aggregate", "alert_rule.query")),
        link=text(payload, "data.web_url"),
        started_at=instant_in(alert, "date_started", "date_detected", "date_created"),
        ended_at=instant_in(alert, "date_closed"),
    )


def read_pingdom(payload: Any) -> list[Told]:
    """A check that went down or up, transaction checks too; raises Refused where no check or state is named."""
    state = text(payload, "current_state").upper()
    name = text(payload, "check_name")
    if not state or not name:
        raise Refused(_("It has no “check_name” with “current_state”, as Pingdom sends it."))
    well = state in ("UP", "SUCCESS")
    at = instant_in(payload, "state_changed_timestamp", "state_changed_utc_time")
    description = text(payload, "description")
    return [
        Told(
            fingerprint=fingerprint_of("check " + (text(payload, "check_id") or name)),
            firing=not well,
            title=first_line(f"{name}: {description}" if description and not well else f"{name}: {state}"),
            detail=text(payload, "long_description", "description"),
            severity=text(payload, "importance_level"),
            host=text(payload, "check_params.hostname"),
            service=name,
            labels=labels_of(
                chosen(payload, ("check_type", "current_state", "previous_state")),
                {"url": text(payload, "check_params.full_url"), "from": text(payload, "first_probe.location")},
                {"tags": text(payload, "tags")},
            ),
            link=text(payload, "full_url", "check_params.full_url"),
            started_at=None if well else at,
            ended_at=at if well else None,
        )
    ]


def read_pagerduty(payload: Any) -> list[Told]:
    """An event for the Events API v2, as many programs can send it, or a webhook v3 that PagerDuty sends itself.

    Raises Refused where neither an event nor a summary is in it, and for what asks for no action.
    """
    if isinstance(value_at(payload, "event.data"), dict):
        return [_pagerduty_webhook(payload)]
    if items(payload, "messages"):
        raise Refused(_("It is a webhook of PagerDuty version 1 or 2, which PagerDuty has ended. Send version 3."))
    action = text(payload, "event_action", "event_type").lower()
    key = text(payload, "dedup_key", "incident_key")
    summary = text(payload, "payload.summary", "description")
    if action not in ("trigger", "acknowledge", "resolve"):
        raise Refused(_("Its “event_action” is none of trigger, acknowledge and resolve."))
    if action == "acknowledge":
        raise NoNews(_("It acknowledges an alert and tells nothing new of it."))
    if not key and not summary:
        raise Refused(_("It has neither “dedup_key” nor “payload.summary”, so nobody can tell what it is about."))
    source = text(payload, "payload.source", "client")
    well = action == "resolve"
    at = instant_in(payload, "payload.timestamp")
    return [
        Told(
            fingerprint=fingerprint_of(key) if key else fingerprint_of("", summary, source),
            firing=not well,
            title=first_line(summary or key),
            detail=text(payload, "payload.custom_details", "details"),
            severity=text(payload, "payload.severity"),
            host=source,
            service=text(payload, "payload.component", "payload.group"),
            labels=labels_of(
                chosen(payload.get("payload"), ("component", "group", "class")),
                value_at(payload, "payload.custom_details"),
            ),
            link=text(payload, "links[0].href", "client_url"),
            started_at=None if well else at,
            ended_at=at if well else None,
        )
    ]


def _pagerduty_webhook(payload: Any) -> Told:
    kind = text(payload, "event.event_type")
    if not kind.startswith("incident."):
        raise NoNews(_("It is about “{kind}” and not about an incident.").format(kind=first_line(kind, 80)))
    data = value_at(payload, "event.data")
    well = kind == "incident.resolved" or text(data, "status") == "resolved"
    return Told(
        fingerprint=fingerprint_of("incident " + (text(data, "id") or text(data, "title"))),
        firing=not well,
        title=first_line(text(data, "title", "summary") or kind),
        severity=text(data, "priority.summary", "urgency"),
        service=text(data, "service.summary"),
        labels=chosen(data, ("number", "urgency", "status")),
        link=text(data, "html_url"),
        started_at=instant_in(data, "created_at"),
        ended_at=instant_in(payload, "event.occurred_at") if well else None,
    )
