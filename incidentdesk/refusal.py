"""The one kind of error that is meant for a person."""


class Refused(Exception):
    """What the rules or the circumstances forbid; the message tells the user what to correct.

    Anything else that is raised is a bug and gets the crash dialog.
    """
