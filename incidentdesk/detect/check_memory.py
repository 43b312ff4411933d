"""How much of the memory of this machine is in use. Option: percent (more is a failure, 95)."""

from incidentdesk.detect.check import Outcome, Wanted
from incidentdesk.language import _

_MOST = 95


def check(wanted: Wanted) -> Outcome:
    import psutil

    used = float(psutil.virtual_memory().percent)
    said = _("{percent} % of the memory are in use.").format(percent=round(used))
    return Outcome(used <= float(wanted.options.get("percent", _MOST)), said)
