"""Translations; works without Qt, so that every layer can use it."""

import gettext

from incidentdesk.paths import resources

_translations = gettext.translation("incidentdesk", localedir=resources() / "translations", fallback=True)
_ = _translations.gettext
ngettext = _translations.ngettext


def N_(text: str) -> str:
    """Mark a text for translation where it is only shown later."""
    return text


ISOLATE, POP = "\u2068", "\u2069"


def isolated(text: str) -> str:
    """A user's text for use inside a sentence, so that its direction does not disturb the sentence (UAX 9)."""
    return f"{ISOLATE}{text}{POP}"
