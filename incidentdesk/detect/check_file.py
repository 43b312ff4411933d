"""How long ago a file of this machine was written, as of a backup. Option: minutes (more is a failure, 1440)."""

from pathlib import Path

from incidentdesk import clock
from incidentdesk.detect.check import Failing, Outcome, Wanted
from incidentdesk.language import _, isolated, ngettext

_MOST = 24 * 60


def check(wanted: Wanted) -> Outcome:
    path = Path(wanted.target.strip())
    if not path.is_absolute():
        raise Failing(_("Give the whole path of the file."))
    try:
        written = path.stat().st_mtime
    except FileNotFoundError:
        raise Failing(_("There is no file {path}.").format(path=isolated(str(path)))) from None
    minutes = max(0, int((clock.now().timestamp() - written) / 60))
    said = ngettext("It was written {n} minute ago.", "It was written {n} minutes ago.", minutes).format(n=minutes)
    return Outcome(minutes <= float(wanted.options.get("minutes", _MOST)), said)
