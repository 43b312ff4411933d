"""The programs whose alerts are understood without being told how: what each is called, and what to enter there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from incidentdesk.detect.alert_cloud import read_azure, read_cloudwatch, read_google
from incidentdesk.detect.alert_generic import read_generic
from incidentdesk.detect.alert_hosted import read_datadog, read_pagerduty, read_pingdom, read_sentry
from incidentdesk.detect.alert_onsite import read_nagios, read_uptime_kuma, read_zabbix
from incidentdesk.detect.alert_prometheus import read_alertmanager, read_grafana
from incidentdesk.detect.alert_told import Told
from incidentdesk.language import N_, _, isolated
from incidentdesk.refusal import Refused

MAPPING = "mapping"


@dataclass(frozen=True, slots=True)
class Preset:
    """`reads` makes alerts of a payload, or raises Refused; `help` says where its address is entered."""

    name: str
    title: str
    help: str
    reads: Callable[[Any], list[Told]]


_ALL = (
    Preset(
        "alertmanager", "Prometheus Alertmanager",
        N_("Add a receiver with webhook_configs and this address as url; leave send_resolved on."), read_alertmanager,
    ),
    Preset(
        "grafana", "Grafana", N_("Alerting, Contact points: add one of the kind Webhook with this address."),
        read_grafana,
    ),
    Preset(
        "zabbix", "Zabbix",
        N_("Add a media type of the kind Webhook that posts hostname, trigger, trigger_id, severity, status and link."),
        read_zabbix,
    ),
    Preset(
        "uptime-kuma", "Uptime Kuma",
        N_("Settings, Notifications: add Webhook with this address and the body Preset application/json."),
        read_uptime_kuma,
    ),
    Preset(
        "nagios", "Nagios / Icinga",
        N_("Let the notification command post a JSON object with HOSTNAME, SERVICEDESC, SERVICESTATE or HOSTSTATE, "
           "SERVICEOUTPUT and NOTIFICATIONTYPE."), read_nagios,
    ),
    Preset(
        "checkmk", "Checkmk",
        N_("Setup, Notifications: a script that posts the NOTIFY_ variables as JSON, or the plug-in of your site."),
        read_nagios,
    ),
    Preset(
        "datadog", "Datadog",
        N_("Integrations, Webhooks: this address, with title, alert_id, alert_transition, alert_cycle_key, message, "
           "priority, hostname, tags, link and date in the payload."), read_datadog,
    ),
    Preset(
        "sentry", "Sentry", N_("Settings, Integrations: an internal integration with this address and alert rules."),
        read_sentry,
    ),
    Preset(
        "cloudwatch", "Amazon CloudWatch",
        N_("Subscribe this address to the SNS topic of the alarm. Amazon then asks for a confirmation: it waits among "
           "what could not be taken, and you open its address yourself."), read_cloudwatch,
    ),
    Preset(
        "azure", "Azure Monitor", N_("Add an action of the kind Webhook to the action group; common alert schema on."),
        read_azure,
    ),
    Preset(
        "google", "Google Cloud Monitoring", N_("Alerting, Notification channels: add Webhooks with this address."),
        read_google,
    ),
    Preset("pingdom", "Pingdom", N_("Integrations: add a webhook with this address and choose it in the checks."),
           read_pingdom),
    Preset(
        "pagerduty", "PagerDuty events",
        N_("Enter this address wherever a program asks for that of the Events API v2, or add a webhook v3."),
        read_pagerduty,
    ),
    Preset(
        "generic", N_("Any program"),
        N_("Post a JSON object with title, status (firing or resolved), severity, host, service, key and detail."),
        read_generic,
    ),
)  # fmt: skip

PRESETS: dict[str, Preset] = {preset.name: preset for preset in _ALL}


def preset_named(name: str) -> str:
    """The name of a preset, or "mapping"; raises Refused for an unknown one, naming those that there are."""
    wanted = name.strip().casefold()
    for preset in _ALL:
        if wanted in (preset.name, preset.title.casefold(), _(preset.title).casefold()):
            return preset.name
    if wanted == MAPPING:
        return MAPPING
    known = ", ".join((*PRESETS, MAPPING))
    raise Refused(_("There is no preset “{name}”. There are: {known}.").format(name=isolated(name), known=known))
