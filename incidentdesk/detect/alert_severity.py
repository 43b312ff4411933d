"""What a severity in the words of a watcher means for impact and urgency."""

from incidentdesk.detect.priority import Level

# Prometheus, Grafana, Zabbix, Nagios, Checkmk, Datadog, Sentry, Azure (Sev0 to Sev4), Pingdom, PagerDuty, syslog.
_WORDS: tuple[tuple[tuple[Level, Level], tuple[str, ...]], ...] = (
    ((Level.HIGH, Level.HIGH), ("critical", "crit", "fatal", "disaster", "emergency", "emerg", "page", "p1", "sev0",
                                "sev1", "1", "down", "alarm", "blocker")),
    ((Level.MEDIUM, Level.HIGH), ("high", "error", "err", "major", "severe", "alert", "p2", "sev2", "2",
                                  "unreachable")),
    ((Level.MEDIUM, Level.MEDIUM), ("warning", "warn", "average", "medium", "moderate", "p3", "sev3", "3", "unknown")),
    ((Level.LOW, Level.MEDIUM), ("low", "minor", "p4", "4")),
    ((Level.LOW, Level.LOW), ("info", "information", "informational", "notice", "debug", "ok", "not classified", "none",
                              "p5", "sev4", "sev5", "5")),
)  # fmt: skip


def levels_of(severity: str) -> tuple[Level, Level]:
    """(impact, urgency); in the middle where a word is not known."""
    word = severity.strip().casefold()
    return next((levels for levels, words in _WORDS if word in words), (Level.MEDIUM, Level.MEDIUM))
