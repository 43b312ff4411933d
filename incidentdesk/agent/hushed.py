"""Libraries that write addresses into the log which are passwords."""

import logging

_TALKATIVE = ("apprise", "httpx", "httpcore", "urllib3", "requests")


def hush() -> None:
    """Let none of them write anything; what went wrong is told by us, without the address."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
