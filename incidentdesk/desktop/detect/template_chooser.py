"""Choosing the template that a new incident begins with."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.choice_popup import Choice, ChoicePopup
from incidentdesk.language import _

_WIDTH = 420


def choose_template(desk: Desk, window: QWidget, then: Callable[[dict[str, Any]], None]) -> None:
    """Offer the templates above a window as soon as they are read; `then` gets the one that is taken."""
    desk.background.run_latest(
        "templates",
        read_templates,
        desk.database,
        then=lambda found: _offer(desk, window, found, then),
        failed=desk.registry.refused.emit,
    )


def _offer(desk: Desk, window: QWidget, found: list[dict[str, Any]], then: Callable[[dict[str, Any]], None]) -> None:
    if not found:
        desk.toasts.show(_("There are no templates. “Keep as template…” in a new incident makes one."))
        return
    choices = [Choice(template, template["name"], template["service"] or template["category"]) for template in found]
    popup = ChoicePopup(desk.theme, _("New incident from template"), choices, window=window)
    popup.chosen.connect(then)
    width = min(_WIDTH * max(100, desk.theme.scale) // 100, window.width() - 16)
    corner = window.mapToGlobal(QPoint((window.width() - width) // 2, window.height() // 6))
    popup.open_at(QRect(corner, QSize(width, 0)))


def read_templates(database: Any) -> list[dict[str, Any]]:
    from incidentdesk.prepare.incident_template import templates

    with database.read() as reader:
        return templates(reader)
