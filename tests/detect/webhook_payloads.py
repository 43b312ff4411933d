"""Small payloads of every preset, written after the documentation of what sends them."""

import json
from typing import Any

ALERTMANAGER: dict[str, Any] = {
    "version": "4",
    "groupKey": '{}:{alertname="DiskFull"}',
    "status": "firing",
    "receiver": "desk",
    "externalURL": "http://alerts.example:9093",
    "groupLabels": {"alertname": "DiskFull"},
    "commonLabels": {"alertname": "DiskFull"},
    "alerts": [
        {
            "status": "firing",
            "labels": {"alertname": "DiskFull", "instance": "db1:9100", "job": "erp", "severity": "critical"},
            "annotations": {"summary": "/var is full", "description": "98 % of /var are used."},
            "startsAt": "2026-03-02T11:40:00.123456789Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "http://prometheus.example/graph",
            "fingerprint": "c0ffee00c0ffee00",
        },
        {
            "status": "resolved",
            "labels": {"alertname": "DiskFull", "instance": "db2:9100", "severity": "warning"},
            "annotations": {},
            "startsAt": "2026-03-02T11:00:00+01:00",
            "endsAt": "2026-03-02T11:30:00+01:00",
        },
    ],
}
GRAFANA: dict[str, Any] = {
    "receiver": "desk", "status": "firing", "orgId": 1, "title": "[FIRING:1] High load", "state": "alerting",
    "message": "**Firing**",
    "alerts": [
        {
            "status": "firing", "labels": {"alertname": "High load", "host": "web3"},
            "annotations": {"summary": "Load over 20"}, "startsAt": "2026-03-02T11:40:00Z",
            "endsAt": "0001-01-01T00:00:00Z", "fingerprint": "ab12", "values": {"B": 22},
            "valueString": "[ var='B' labels={host=web3} value=22 ]", "panelURL": "https://grafana.example/d/1?viewPanel=2",
        }
    ],
}  # fmt: skip
GRAFANA_LEGACY: dict[str, Any] = {
    "title": "[Alerting] Panel Title alert", "ruleId": 1, "ruleName": "Panel Title alert", "state": "alerting",
    "ruleUrl": "http://grafana.example/d/h", "message": "Load is high",
    "evalMatches": [{"value": 100, "metric": "High value", "tags": {"host": "web3"}}], "tags": {"severity": "warning"},
}  # fmt: skip
ZABBIX: dict[str, Any] = {
    "event_id": "5512", "trigger_id": "14032", "event_name": "Free space below 5 %", "hostname": "db1",
    "event_severity": "Disaster", "event_status": "PROBLEM", "event_date": "2026.03.02", "event_time": "11:45:00",
    "link": "https://zabbix.example/tr_events.php?triggerid=14032&eventid=5512",
}  # fmt: skip
UPTIME_KUMA: dict[str, Any] = {
    "heartbeat": {"monitorID": 4, "status": 0, "time": "2026-03-02 11:50:00.500", "msg": "connect ECONNREFUSED"},
    "monitor": {"id": 4, "name": "Intranet", "pathName": "Web / Intranet", "url": "https://intra.example",
                "hostname": None, "type": "http", "tags": [{"name": "team", "value": "web"}]},
    "msg": "[Intranet] [🔴 Down] connect ECONNREFUSED",
}  # fmt: skip
NAGIOS: dict[str, Any] = {
    "NOTIFICATIONTYPE": "PROBLEM", "HOSTNAME": "db1", "SERVICEDESC": "HTTP", "SERVICESTATE": "CRITICAL",
    "HOSTSTATE": "UP", "SERVICEOUTPUT": "Connection refused", "HOSTADDRESS": "10.0.0.4", "TIMET": "1772451900",
}  # fmt: skip
ICINGA: dict[str, Any] = {
    "notification.type": "RECOVERY", "host.name": "db1", "service.name": "HTTP", "service.state": "OK",
    "service.output": "HTTP OK",
}  # fmt: skip
CHECKMK: dict[str, Any] = {
    "NOTIFY_WHAT": "HOST", "NOTIFY_NOTIFICATIONTYPE": "PROBLEM", "NOTIFY_HOSTNAME": "sw1", "NOTIFY_HOSTSTATE": "DOWN",
    "NOTIFY_HOSTOUTPUT": "No answer", "NOTIFY_OMD_SITE": "main",
}  # fmt: skip
DATADOG: dict[str, Any] = {
    "id": "771", "title": "[Triggered on {host:web3}] CPU is high", "alert_transition": "Triggered", "alert_id": "88",
    "alert_cycle_key": "2f9c", "priority": "P2", "hostname": "web3", "tags": "env:prod, service:shop", "message": "CPU",
    "link": "https://app.datadoghq.example/monitors/88", "date": "1772451900000",
}  # fmt: skip
SENTRY: dict[str, Any] = {
    "action": "triggered",
    "data": {
        "event": {
            "issue_id": "1170820242", "title": "ReferenceError: heck is not defined", "level": "error",
            "culprit": "?(app)", "web_url": "https://sentry.example/issues/1170820242/", "project": 1,
            "datetime": "2026-03-02T11:45:00Z", "tags": [["browser", "Chrome"], ["server_name", "web3"]],
        },
        "triggered_rule": "Very important rule",
    },
}  # fmt: skip
SENTRY_METRIC: dict[str, Any] = {
    "action": "resolved",
    "data": {
        "metric_alert": {"id": "4", "title": "Too many errors", "alert_rule": {"id": "7", "name": "Too many errors"},
                         "date_started": "2026-03-02T11:00:00Z", "date_closed": "2026-03-02T11:30:00Z",
                         "projects": ["shop"]},
        "description_title": "Resolved: Too many errors", "description_text": "1000 events in the last 10 minutes",
        "web_url": "https://sentry.example/alerts/4/",
    },
}  # fmt: skip
_ALARM: dict[str, Any] = {
    "AlarmName": "erp-cpu", "AlarmDescription": "CPU of the ERP", "AWSAccountId": "123", "NewStateValue": "ALARM",
    "NewStateReason": "Threshold crossed", "StateChangeTime": "2026-03-02T11:45:00.000+0000", "Region": "EU (Ireland)",
    "AlarmArn": "arn:aws:cloudwatch:eu-west-1:123:alarm:erp-cpu", "OldStateValue": "OK",
    "Trigger": {"MetricName": "CPUUtilization", "Namespace": "AWS/EC2",
                "Dimensions": [{"name": "InstanceId", "value": "i-0abc"}]},
}  # fmt: skip
CLOUDWATCH: dict[str, Any] = {
    "Type": "Notification", "MessageId": "m1", "TopicArn": "arn:aws:sns:eu-west-1:123:alarms",
    "Subject": 'ALARM: "erp-cpu"', "Message": json.dumps(_ALARM), "Timestamp": "2026-03-02T11:45:01.000Z",
    "SigningCertURL": "https://sns.example/cert.pem",
}  # fmt: skip
CONFIRMATION: dict[str, Any] = {
    "Type": "SubscriptionConfirmation", "TopicArn": "arn:aws:sns:eu-west-1:123:alarms", "Token": "2336412f37",
    "Message": "You have chosen to subscribe", "SubscribeURL": "http://127.0.0.1:9/?Action=ConfirmSubscription",
}  # fmt: skip
AZURE: dict[str, Any] = {
    "schemaId": "azureMonitorCommonAlertSchema",
    "data": {
        "essentials": {
            "alertId": "/subscriptions/1/providers/Microsoft.AlertsManagement/alerts/b9", "alertRule": "High CPU",
            "severity": "Sev1", "signalType": "Metric", "monitorCondition": "Fired", "monitoringService": "Platform",
            "configurationItems": ["vm-erp"], "originAlertId": "3f2d_High-CPU_-117",
            "firedDateTime": "2026-03-02T11:45:00.3713213Z", "description": "CPU over 90 %",
        },
        "alertContext": {},
    },
}  # fmt: skip
GOOGLE: dict[str, Any] = {
    "version": "1.2",
    "incident": {
        "incident_id": "0.abc", "state": "closed", "started_at": 1772451000, "ended_at": 1772451900,
        "severity": "Error", "policy_name": "Web health", "condition_name": "Latency",
        "resource_display_name": "web-1",
        "summary": "Latency is high", "url": "https://console.example/1", "documentation": {"content": "See the wiki"},
        "resource": {"type": "gce_instance", "labels": {"zone": "a"}},
    },
}  # fmt: skip
PINGDOM: dict[str, Any] = {
    "check_id": 12345, "check_name": "Shop", "check_type": "HTTP", "check_params": {"hostname": "shop.example"},
    "previous_state": "UP", "current_state": "DOWN", "importance_level": "HIGH", "description": "HTTP Error 500",
    "state_changed_timestamp": 1772451900, "long_description": "HTTP Server Error 500",
}  # fmt: skip
PAGERDUTY: dict[str, Any] = {
    "routing_key": "R0", "event_action": "trigger", "dedup_key": "disk/db1", "client_url": "https://watch.example",
    "payload": {"summary": "Disk is full on db1", "source": "db1", "severity": "critical", "component": "ERP",
                "timestamp": "2026-03-02T11:45:00.000+0000", "custom_details": {"free": "0"}},
}  # fmt: skip
GENERIC: dict[str, Any] = {
    "title": "Backup failed", "status": "firing", "severity": "high", "host": "nas1", "service": "Backup",
    "key": "backup-nas1", "detail": "Exit code 11", "labels": {"job": "nightly"}, "started_at": "2026-03-02T11:45:00Z",
}  # fmt: skip

GOOD: dict[str, tuple[str, dict[str, Any]]] = {
    "alertmanager": ("alertmanager", ALERTMANAGER), "grafana": ("grafana", GRAFANA),
    "grafana legacy": ("grafana", GRAFANA_LEGACY), "zabbix": ("zabbix", ZABBIX),
    "uptime kuma": ("uptime-kuma", UPTIME_KUMA), "nagios": ("nagios", NAGIOS), "icinga": ("nagios", ICINGA),
    "checkmk": ("checkmk", CHECKMK), "datadog": ("datadog", DATADOG), "sentry": ("sentry", SENTRY),
    "sentry metric": ("sentry", SENTRY_METRIC), "cloudwatch": ("cloudwatch", CLOUDWATCH), "azure": ("azure", AZURE),
    "google": ("google", GOOGLE), "pingdom": ("pingdom", PINGDOM), "pagerduty": ("pagerduty", PAGERDUTY),
    "generic": ("generic", GENERIC),
}  # fmt: skip


def as_bytes(payload: Any) -> bytes:
    return json.dumps(payload).encode()
