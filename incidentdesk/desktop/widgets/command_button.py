"""A button that gives a command of the registry: its words, its icon, and why it can't be given now."""

import shiboken6

from incidentdesk.desktop.actions import Registry
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import Button


def command_button(
    theme: Theme, registry: Registry, action_id: str, kind: type[Button] = Button, text: str = ""
) -> Button:
    """`text` is for where the words of the menu would say too much or too little."""
    action = registry.action(action_id)
    button = kind(theme, text or action.text, action.icon, description=registry.tooltip(action_id))
    button.setAutoDefault(False)
    button.setAccessibleName(registry.entry(action_id).text)
    button.clicked.connect(lambda: registry.run(action_id))
    follow(button, registry, action_id)
    return button


def follow(button: Button, registry: Registry, action_id: str) -> None:
    """Shut a button while its command can't be given, and let it say why."""
    qaction = registry.qaction(action_id)

    def update() -> None:
        if not shiboken6.isValid(button):
            qaction.changed.disconnect(update)
            return
        why = registry.why_disabled(action_id)
        button.setEnabled(not why)
        button.setToolTip(why or registry.tooltip(action_id))

    qaction.changed.connect(update)
    update()
