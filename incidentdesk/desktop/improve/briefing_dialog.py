"""What is told before a drill begins, and the incident that an alert of the scenario logs."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.widgets.form_grid import ChoiceBox, FormGrid, put, raw, text_box, when_changed
from incidentdesk.language import _
from incidentdesk.prepare.minutes import hours_text, minutes_of
from incidentdesk.prepare.scenario_content import ScenarioContent
from incidentdesk.refusal import Refused

_WIDTH, _HEIGHT = 600, 400


class BriefingDialog(GestureDialog):
    def __init__(self, desk: Desk, content: ScenarioContent, parent: QWidget) -> None:
        super().__init__(desk, _("Briefing and incident"), _("Save"), parent)
        self.form = FormGrid(desk.theme)
        impacts = [(1, _("High")), (2, _("Medium")), (3, _("Low"))]
        form = self.form
        form.add_row(("briefing", _("&Briefing, told before it begins"), text_box(6), 6), stretch=1)
        form.add_row(
            ("impact", _("&Impact"), ChoiceBox(impacts), 2),
            ("urgency", _("&Urgency"), ChoiceBox(impacts), 2),
            ("cadence", _("&Updates every"), QLineEdit(placeholderText=_("as the plan says")), 2),
        )
        self._body.addWidget(form, 1)
        self.setMinimumWidth(_WIDTH)
        for name, value in (
            ("briefing", content.briefing),
            ("impact", content.impact),
            ("urgency", content.urgency),
            ("cadence", hours_text(content.cadence) if content.cadence else ""),
        ):
            put(form.fields[name], value)
        for field in form.fields.values():
            when_changed(field, self.check)
        self.ready()
        scale = max(100, desk.theme.scale) / 100
        self.resize(round(_WIDTH * scale), round(_HEIGHT * scale))
        form.fields["briefing"].setFocus(Qt.FocusReason.OtherFocusReason)

    def applied(self, content: ScenarioContent) -> ScenarioContent:
        """The content with what was written here."""
        fields = {name: raw(field) for name, field in self.form.fields.items()}
        return replace(
            content,
            briefing=str(fields["briefing"]).strip(),
            impact=int(fields["impact"]),
            urgency=int(fields["urgency"]),
            cadence=minutes_of(fields["cadence"]) or 0,
        )

    def why_not(self) -> str:
        try:
            minutes_of(str(raw(self.form.fields["cadence"])))
        except Refused as refused:
            return str(refused)
        return ""
