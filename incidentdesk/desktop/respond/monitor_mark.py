"""The marks of how a monitor stands: a shape and a colour for the list, a height and a colour for its strip."""

from incidentdesk.desktop.widgets.state_mark import Mark
from incidentdesk.detect.monitor import Health
from incidentdesk.language import N_

HEALTH_MARK: dict[str, Mark] = {
    Health.UNKNOWN: ("dots", "text2"),
    Health.UP: ("check", "success"),
    Health.SOFT: ("half", "warning"),
    Health.DOWN: ("cross", "danger"),
    Health.FLAPPING: ("three", "warning"),
    Health.MAINTENANCE: ("shield", "info"),
    Health.SUPPRESSED: ("minus", "text2"),
}
SWITCHED_OFF: Mark = ("square", "hint")
# What needs somebody first.
HEALTH_ORDER = {
    health: place
    for place, health in enumerate(
        (Health.DOWN, Health.FLAPPING, Health.SOFT, Health.UNKNOWN, Health.SUPPRESSED, Health.MAINTENANCE, Health.UP)
    )
}
# What is worse stands higher, so that a strip is read without its colours; what was not watched is hatched.
STRIP_LOOK: dict[str, tuple[float, str]] = {
    Health.UP: (0.4, "success"),
    Health.MAINTENANCE: (0.4, "info"),
    Health.SUPPRESSED: (0.4, "outline"),
    Health.SOFT: (0.7, "warning"),
    Health.FLAPPING: (0.85, "warning"),
    Health.DOWN: (1.0, "danger"),
}
# How a stretch of time is called where it is told of, and not the monitor.
STRETCH_WORD = {
    Health.UNKNOWN: N_("not watched"),
    Health.UP: N_("up"),
    Health.SOFT: N_("failing, not confirmed"),
    Health.DOWN: N_("down"),
    Health.FLAPPING: N_("flapping"),
    Health.MAINTENANCE: N_("maintenance"),
    Health.SUPPRESSED: N_("behind its parent"),
}
