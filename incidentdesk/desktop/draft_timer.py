"""When a draft is kept: a moment after the first key and not after the last, which may be long in coming."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

KEPT_AFTER = 200  # milliseconds from a key to the draft


class DraftTimer(QTimer):
    """Calls `keep` a moment after `begin`, also while there is a `begin` for every key until then."""

    def __init__(self, keep: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent, singleShot=True, interval=KEPT_AFTER)
        self.timeout.connect(keep)

    def begin(self, *_what: object) -> None:
        if not self.isActive():
            self.start()
