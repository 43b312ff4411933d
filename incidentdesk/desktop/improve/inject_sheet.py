"""What those who take part see when an inject comes: what is said or seen, and the way to act on it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.drill_work import PlayedInject
from incidentdesk.desktop.improve.inject_words import KIND_ICON
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated
from incidentdesk.prepare.drill_time import drill_clock
from incidentdesk.prepare.scenario_content import InjectKind

_WIDTH = 520


class InjectSheet(Sheet):
    """What is expected is not shown: it is for those who observe. Emits `opened` with a reference, `log_wanted`."""

    opened = Signal(str)
    log_wanted = Signal()

    def __init__(self, desk: Desk, played: PlayedInject, parent: QWidget) -> None:
        inject = played.inject
        super().__init__(desk.theme, _("Drill: {kind}").format(kind=_(inject.kind)), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.icon, self.heading = QLabel(), QLabel(inject.title, wordWrap=True)
        self.text, self.facts = QLabel(inject.text, wordWrap=True), QLabel(wordWrap=True)
        self._kind = inject.kind
        self.icon.setAccessibleName(_(inject.kind))
        self.facts.setText(
            " · ".join(
                filter(
                    None,
                    (
                        drill_clock(inject.at),
                        _(inject.kind),
                        _("From {name}").format(name=isolated(inject.sender)) if inject.sender else "",
                        _("For {role}").format(role=isolated(inject.role)) if inject.role else "",
                    ),
                )
            )
        )
        for label in (self.heading, self.text, self.facts):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setVisible(bool(inject.text))
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.heading, 1)
        self.body.addLayout(head)
        self.body.addWidget(self.facts)
        self.body.addWidget(self.text)
        self.body.addStretch(1)
        self._add_ways(played)
        self.setMinimumWidth(_WIDTH)
        self.dress()

    def _add_ways(self, played: PlayedInject) -> None:
        role = QDialogButtonBox.ButtonRole
        if played.incident_id is not None:
            reference = number(played.incident_id)
            way = self.add_button(_("Open {number}").format(number=reference), role.ActionRole)
            way.clicked.connect(lambda: (self.opened.emit(reference), self.accept()))
        elif played.inject.kind == InjectKind.SIGNAL:
            way = self.add_button(_("Log an incident…"), role.ActionRole)
            way.clicked.connect(lambda: (self.log_wanted.emit(), self.accept()))
        self.add_button(_("Understood"), role.AcceptRole, primary=True)

    def dress(self) -> None:
        super().dress()
        theme = self.theme
        self.heading.setFont(theme.font("h2"))
        theme.tint(self.facts, "text2")
        self.icon.setPixmap(theme.pixmap(KIND_ICON[self._kind], "warning", 20, self.devicePixelRatioF()))
