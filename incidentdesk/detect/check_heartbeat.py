"""Whether something has told in time that it is alive (a dead man's switch).

Option: grace (seconds that it may be late, 60). Silence counts only while somebody was there to hear it.
"""

from incidentdesk.detect.check import Outcome, Wanted
from incidentdesk.language import _, ngettext

_GRACE = 60


def check(wanted: Wanted) -> Outcome:
    facts = wanted.facts or {}
    now, beat = int(facts["now"]), facts.get("beat_at")
    heard = max(int(beat or 0), int(facts["watched_from"]))
    silent = max(0, now - heard) // 1_000_000
    ok = silent <= int(facts["interval"]) + int(wanted.options.get("grace", _GRACE))
    if beat is None:
        said = _("No sign of life has come yet.")
    else:
        since = max(0, now - int(beat)) // 1_000_000
        said = ngettext(
            "The last sign of life came {n} second ago.", "The last sign of life came {n} seconds ago.", since
        ).format(n=since)
    return Outcome(ok, said, 0.0)
