"""How full a disk of this machine is. Option: percent (more is a failure, 90)."""

from incidentdesk.detect.check import Outcome, Wanted
from incidentdesk.language import _, isolated

_MOST = 90


def check(wanted: Wanted) -> Outcome:
    import psutil

    path = wanted.target.strip() or "/"
    used = psutil.disk_usage(path)
    said = _("{path} is {percent} % full; {free} GB are free.").format(
        path=isolated(path), percent=round(used.percent), free=round(used.free / 1e9, 1)
    )
    return Outcome(used.percent <= float(wanted.options.get("percent", _MOST)), said)
