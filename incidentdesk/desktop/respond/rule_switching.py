"""Asking before a rule is switched on whose trial nobody has seen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.respond.rule_list import Rule
from incidentdesk.respond.rule_sentence import sentence

_WIDTH, _HEIGHT = 560, 240
_MOST = 5


class UntriedSheet(Sheet):
    """Accepted for “without a trial”; emits `trial_wanted` where somebody wants to see the trial of a single rule."""

    trial_wanted = Signal()

    def __init__(self, desk: Desk, rules: Sequence[Rule], parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, _("Switch on without a trial?"), parent)
        heading = ngettext("This rule was not tried on the past yet", "{n} rules were not tried on the past yet",
                           len(rules)).format(n=len(rules))  # fmt: skip
        self.heading = QLabel(heading, wordWrap=True)
        lines = [f"{isolated(rule.name)}: {sentence(rule)}" for rule in rules[:_MOST]]
        if len(rules) > _MOST:
            lines.append("…")
        self.told = QLabel("\n".join(lines), wordWrap=True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.why = QLabel(
            _("A trial shows to which of your own incidents it would have done what, and changes nothing."),
            wordWrap=True,
        )
        for label in (self.heading, self.told, self.why):
            self.body.addWidget(label)
        self.body.addStretch(1)
        self._add_buttons(len(rules) == 1)
        self.fit(_WIDTH, _HEIGHT)
        self.dress()

    def _add_buttons(self, single: bool) -> None:
        role = QDialogButtonBox.ButtonRole
        self.add_close_button(_("Cancel"))
        self.anyway = self.add_button(
            _("Switch on &without a trial"), role.ActionRole, description=_("From now on it acts by itself")
        )
        self.anyway.clicked.connect(self.accept)
        self.anyway.setAutoDefault(False)
        self.trial = self.add_button(
            _("&Try on the past…"), role.ActionRole, primary=True, description=_("See first what it would have done")
        )
        self.trial.setVisible(single)
        self.trial.clicked.connect(self._try)

    def _try(self) -> None:
        self.reject()
        self.trial_wanted.emit()

    def dress(self) -> None:
        super().dress()
        self.heading.setFont(self.theme.font("h2"))
        self.theme.tint(self.why, "text2")
