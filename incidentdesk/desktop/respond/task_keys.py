"""Which key means what in the plan runner, as the registry has it.

The page knows some of these letters too; while steps have the focus, the keys are for them.
"""

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from incidentdesk.desktop.actions import Registry

_WISHES = {
    "run.skip": "skip",
    "run.block": "block",
    "run.assign": "assign",
    "run.need": "need",
    "run.add": "add",
    "run.edit": "edit",
    "run.withdraw": "withdraw",
    "run.up": "up",
    "run.down": "down",
}
_TICK, _UNFOLD = Qt.Key.Key_Space, (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def wish_of(registry: Registry, event: QKeyEvent) -> str:
    """What a key asks for: "tick", "unfold", or what the command with that shortcut does; "" for nothing."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if not modifiers and event.key() == _TICK:
        return "tick"
    if not modifiers and event.key() in _UNFOLD:
        return "unfold"
    pressed = QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key())))
    known = [each for each in _WISHES if each in registry.ids()]
    return next((_WISHES[each] for each in known if pressed in registry.qaction(each).shortcuts()), "")
