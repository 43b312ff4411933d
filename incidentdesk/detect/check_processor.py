"""How busy the processors of this machine are, over half a second. Option: percent (more is a failure, 95)."""

from incidentdesk.detect.check import Outcome, Wanted
from incidentdesk.language import _

_MOST = 95
_SPAN = 0.5  # seconds


def check(wanted: Wanted) -> Outcome:
    import psutil

    busy = float(psutil.cpu_percent(interval=min(_SPAN, wanted.left())))
    said = _("The processors are busy for {percent} %.").format(percent=round(busy))
    return Outcome(busy <= float(wanted.options.get("percent", _MOST)), said)
