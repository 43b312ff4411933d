"""What somebody may have meant who typed a name that there is not."""

from collections.abc import Sequence
from difflib import get_close_matches

from incidentdesk.language import _, isolated, ngettext

_MOST = 12


def names_meant(typed: str, names: Sequence[str]) -> str:
    """A sentence with the names that are near to what was typed, else with those that there are; "" without any."""
    if not names:
        return ""
    wanted = " ".join(typed.split()).casefold()
    folded = {name.casefold(): name for name in names}
    near = [folded[each] for each in get_close_matches(wanted, folded, n=3)] if wanted else []
    near += [name for each, name in folded.items() if wanted and wanted in each and name not in near]
    if near:
        return _("Did you mean {names}?").format(names=", ".join(map(isolated, near[:_MOST])))
    told = ", ".join(map(isolated, names[:_MOST]))
    more = len(names) - _MOST
    if more > 0:
        told = ngettext("{names} and {n} more", "{names} and {n} more", more).format(names=told, n=more)
    return _("There are: {names}.").format(names=told)
