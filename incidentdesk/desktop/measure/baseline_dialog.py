"""The dialog of a baseline: from which day on a metric is compared with itself anew, and what was changed then."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.day_field import DayField
from incidentdesk.desktop.widgets.form_grid import raw
from incidentdesk.language import _, isolated
from incidentdesk.measure.baseline_change import (
    add_baseline,
    baseline_facts,
    change_baseline,
    give_up_baseline,
    withdraw_baseline,
)
from incidentdesk.measure.baseline_list import Baseline, baselines
from incidentdesk.measure.metric.definition import DEFINITIONS

_WIDTH, _HEIGHT, _HEIGHT_WITH_LIST = 520, 340, 480
_LINE = 440  # pixels
_MOST_OFFERED = 8


def open_baseline_dialog(
    desk: Desk, parent: QWidget, baseline_id: int = 0, *, metric: str = "", done: Callable[[int], None] | None = None
) -> "BaselineDialog":
    """Set a baseline of a metric, or change one; `done(id)` follows when it is saved."""
    dialog = BaselineDialog(desk, baseline_id, metric, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class BaselineDialog(RecordDialog):
    def __init__(self, desk: Desk, baseline_id: int, metric: str, parent: QWidget | None) -> None:
        title = _("Baseline") if baseline_id else _("Set a baseline")
        key = f"baseline-{baseline_id or metric}"
        super().__init__(desk, title, _store(desk.zone, metric), baseline_id, key, parent)
        caption = QLineEdit(maxLength=120, placeholderText=_("New on-call rota"))
        caption.setAccessibleDescription(_("It stands in the chart beside the line"))
        self.form.add_row(("starts_on", _("&Day"), DayField(self.theme, desk.zone, _("Day")), 6))
        self.form.add_row(("caption", _("&What was changed"), caption, 6))
        self.explanation = QLabel(wordWrap=True)
        self.explanation.setTextFormat(Qt.TextFormat.PlainText)
        why = _("From this day on the limits are reckoned anew, because something was changed.")
        named = _("{metric}:").format(metric=_(DEFINITIONS[metric].label)) if metric else ""
        self.explanation.setText(f"{named} {why}".strip())
        self.form.add_whole(self.explanation)
        self.earlier = QLabel(_("Set already; choose one to change it or take it back:"))
        self.earlier.hide()
        self.form.add_whole(self.earlier)
        self.links: list[LinkButton] = []
        self._listed = QVBoxLayout()
        self._listed.setSpacing(0)
        listed = QWidget()
        listed.setLayout(self._listed)
        self.form.add_whole(listed)
        today = clock.now().astimezone(desk.zone).date().isoformat()
        self.begin({"starts_on": today, "caption": ""}, _WIDTH, _HEIGHT)
        self.theme.tint(self.explanation, "text2")
        if not baseline_id:
            self.form.fields["caption"].setFocus(Qt.FocusReason.OtherFocusReason)
            desk.background.run(_load, desk.database, metric, then=self._offer, failed=self.fail)

    def _offer(self, known: list[Baseline]) -> None:
        """Those that there are, the newest first."""
        self.earlier.setVisible(bool(known))
        for each in reversed(known[-_MOST_OFFERED:]):
            whole = f"{each.starts_on.isoformat()}  {isolated(each.caption)}"
            text = self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, _LINE)
            link = LinkButton(self.theme, text.replace("&", "&&"), description=_("Change it or take it back"))
            link.setToolTip(whole)
            link.clicked.connect(lambda _checked=False, key=each.id: self._go_to(key))
            self._listed.addWidget(link, 0, Qt.AlignmentFlag.AlignLeading)
            self.links.append(link)
        if known:
            self.fit(_WIDTH, _HEIGHT_WITH_LIST)

    def _go_to(self, baseline_id: int) -> None:
        parent = self.parentWidget()
        self.reject()
        open_baseline_dialog(self.desk, parent, baseline_id)

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        day = self.form.fields["starts_on"]
        if not values["starts_on"]:
            return "starts_on", _("A baseline needs the day on which something was changed.")
        if values["starts_on"] > day.today().isoformat():
            return "starts_on", _("This day is still to come. A baseline is set when something was changed.")
        if not values["caption"]:
            return "caption", _("Say what was changed, such as New on-call rota: a limit moves for a reason only.")
        return "", ""

    def saving_verb(self) -> str:
        return _("Save") if self.record_id else _("Set baseline")

    def removing_sentence(self) -> str:
        return _("Take it back; Undo brings it back")

    def said(self, created: bool) -> str:
        caption = isolated(str(raw(self.form.fields["caption"])).strip())
        return (_("Baseline set: {caption}") if created else _("Baseline changed: {caption}")).format(caption=caption)

    def removed_sentence(self) -> str:
        return _("Baseline taken back")


def _load(database: Any, metric: str) -> list[Baseline]:
    with database.read() as reader:
        return baselines(reader, metric)


def _store(zone: Any, metric: str) -> RecordStore:
    def create(session: Any, facts: Facts) -> int:
        return add_baseline(session, metric=metric, zone=zone, **facts)

    def change(session: Any, baseline_id: int, changes: Facts, seen: Facts) -> None:
        change_baseline(session, baseline_id, changes, zone=zone, seen=seen)

    return RecordStore(
        noun="baseline",
        read=baseline_facts,
        create=create,
        change=change,
        give_up=give_up_baseline,
        withdraw=withdraw_baseline,
    )
