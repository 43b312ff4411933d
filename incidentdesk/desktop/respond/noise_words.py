"""How much of what comes in is worth an incident, in a sentence with its numbers."""

from PySide6.QtCore import QLocale

from incidentdesk.detect.alert_list import Noise
from incidentdesk.language import _, ngettext


def noise_text(noise: Noise, days: int) -> str:
    """Empty where nothing was decided on; the share is the one without an incident, with n and its period."""
    if not noise.notifications:
        return ""
    count = QLocale().toString(noise.notifications)
    incidents = QLocale().toString(noise.incidents)
    period = ngettext("In the last {days} day", "In the last {days} days", days).format(days=days)
    decided = ngettext("{count} alert was decided on", "{count} alerts were decided on", noise.notifications).format(
        count=count
    )
    made = ngettext("{count} incident", "{count} incidents", noise.incidents).format(count=incidents)
    share = QLocale().toString(100 * noise.share, "f", 1)
    return _("{period} {decided} and made {made}; {share} % of them were noise (n = {count}).").format(
        period=period, decided=decided, made=made, share=share, count=count
    )
