"""Patterns that people write; one that takes too long is given up (promise sec-5)."""

from typing import Any

from incidentdesk.detect.check import Failing
from incidentdesk.language import _, isolated

LONGEST = 0.2  # seconds of work


def found_in(pattern: str, text: str) -> bool:
    """Whether a pattern is found in a text; raises Failing for one that is none or that takes too long."""
    try:
        return compiled(pattern).search(text, timeout=LONGEST, concurrent=True) is not None
    except TimeoutError:
        raise Failing(
            _("The pattern “{pattern}” takes too long. Make it simpler.").format(pattern=isolated(pattern))
        ) from None


def compiled(pattern: str) -> Any:
    """Raises Failing where it can't be read."""
    import regex

    try:
        return regex.compile(pattern)
    except regex.error as error:
        raise Failing(
            _("The pattern “{pattern}” can't be read: {reason}.").format(
                pattern=isolated(pattern), reason=isolated(str(error))
            )
        ) from None
