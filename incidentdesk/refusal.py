"""The one kind of error that is meant for a person."""

import re

LONGEST_QUOTED = 200  # characters: a name may have so many
# What `language.isolated` has set into a sentence.
_TOO_LONG = re.compile(f"\u2068([^\u2068\u2069]{{{LONGEST_QUOTED}}})[^\u2068\u2069]+\u2069")


class Refused(Exception):
    """What the rules or the circumstances forbid; the message tells the user what to correct.

    What it repeats of a user's text is shortened, so that a page pasted into a field does not bury the sentence.
    Anything else that is raised is a bug and gets the crash dialog.
    """

    def __str__(self) -> str:
        return _TOO_LONG.sub("\u2068\\1…\u2069", super().__str__())
