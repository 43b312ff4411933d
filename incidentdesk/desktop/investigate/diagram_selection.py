"""What is chosen in a diagram; canvas, outline and inspector share it."""

from collections.abc import Container, Iterable

from PySide6.QtCore import QObject, Signal


class DiagramSelection(QObject):
    """`keys` in the order in which they were chosen; `current` is the one that commands begin at, None for none.

    The key of what is to be explained is the empty text.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.keys: tuple[str, ...] = ()
        self.current: str | None = None

    def choose(self, *keys: str, current: str | None = None) -> None:
        """Choose these and nothing else; the last one is current unless another is named."""
        keys = tuple(dict.fromkeys(keys))
        self._become(keys, current if current in keys else (keys[-1] if keys else None))

    def toggle(self, key: str) -> None:
        if key in self.keys:
            self.choose(*(each for each in self.keys if each != key))
        else:
            self.choose(*self.keys, key)

    def add(self, keys: Iterable[str]) -> None:
        self.choose(*self.keys, *keys)

    def clear(self) -> None:
        self._become((), None)

    def keep(self, existing: Container[str]) -> None:
        """Let go of what is not there any more."""
        left = tuple(key for key in self.keys if key in existing)
        self.choose(*left, current=self.current)

    def _become(self, keys: tuple[str, ...], current: str | None) -> None:
        if (keys, current) != (self.keys, self.current):
            self.keys, self.current = keys, current
            self.changed.emit()
