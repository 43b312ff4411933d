"""Pairs of Python and Qt for Python that are known to abort are refused before they can lose anything."""

import sys

import PySide6

from incidentdesk.language import _
from incidentdesk.refusal import Refused


def refuse_known_bad_pair(python: tuple[int, ...] = tuple(sys.version_info[:2]), qt: str = PySide6.__version__) -> None:
    """Raises Refused for PySide6 6.12.0 on Python 3.10 and 3.11.

    There every call of a Qt method without a result loses a reference to None; the interpreter aborts after some
    thousand of them.
    """
    if qt == "6.12.0" and tuple(python[:2]) in ((3, 10), (3, 11)):
        raise Refused(
            _(
                "PySide6 {qt} makes Python {python} abort. Install PySide6_Essentials 6.11.3 (pip install "
                '"PySide6_Essentials<6.12"), or use Python 3.12 or later.'
            ).format(qt=qt, python=".".join(str(part) for part in python[:2]))
        )
