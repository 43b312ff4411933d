"""The small dialogs about evidence: handing it over, correcting what is said of it, and what a look at hashes gave."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.desktop.widgets.field import SCROLL_BARS, dress_fields
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.widgets.time_field import TimeField
from incidentdesk.detect.typed_time import written_time
from incidentdesk.investigate.evidence_list import Act, EvidenceType, Piece
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.refusal import Refused

Finding = Any  # an investigate.examination.Finding
_LONGEST_TITLE = 200  # characters


class HandOverDialog(GestureDialog):
    """To whom a piece goes, and what there is to say of it."""

    def __init__(self, desk: Desk, piece: Piece, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Hand “{title}” over").format(title=isolated(piece.title)), _("Hand over"), parent)
        self.name = NameField(_("To whom"))
        self.note = QLineEdit(placeholderText=_("as “sealed bag 7, signed for”"))
        self.add_field(_("To &whom"), self.name, _("Who has it from now on"))
        self.add_field(_("&Note"), self.note, _("How it was handed over"))
        self._body.addStretch(1)
        self.name.textChanged.connect(self.check)
        self.ready()
        self.name.setFocus()

    def why_not(self) -> str:
        return "" if self.name.text().strip() else _("Say to whom it is handed over.")


class RelabelDialog(GestureDialog):
    """What is said of a piece; what was hashed stays as it is."""

    def __init__(self, desk: Desk, piece: Piece, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Correct what is said of it"), _("Save correction"), parent)
        self._piece = piece
        own_text = not (piece.attachment_id or piece.path or piece.link)
        self.type = QComboBox()
        for kind in EvidenceType:
            if (kind == EvidenceType.ENTRY) == (piece.entry_id is not None):
                self.type.addItem(_(kind), kind)
        self.type.setCurrentIndex(max(0, self.type.findData(EvidenceType(piece.type))))
        self.title_field, self.source_field = QLineEdit(piece.title), QLineEdit(piece.source)
        self.who = NameField(_("Collected by"))
        self.who.setText(piece.collected_by)
        self.when = TimeField(desk.theme, desk.zone, _("When"))
        self.when.write(written_time(clock.instant(piece.collected_at), desk.zone))
        self._written = self.when.text()
        self.remark = QPlainTextEdit(piece.text)
        self.remark.setTabChangesFocus(True)
        self.remark.setMaximumHeight(96)
        self.add_field(_("&Title"), self.title_field)
        self.add_field(_("T&ype"), self.type)
        self.add_field(_("&Source"), self.source_field)
        self.add_field(_("Collected &by"), self.who)
        self.add_field(_("&When"), self.when)
        if not own_text:
            self.add_field(_("&Remark"), self.remark)
        for line in (self.title_field, self.source_field, self.who, self.remark):
            line.textChanged.connect(self.check)
        self.type.currentIndexChanged.connect(self.check)
        self.when.changed.connect(self.check)
        self.ready()
        self.title_field.setFocus()
        self.title_field.selectAll()

    def why_not(self) -> str:
        try:
            self.when.value()
        except Refused as refused:
            return str(refused)
        if len(self.title_field.text()) > _LONGEST_TITLE:
            return _("The title has at most {most} characters.").format(most=_LONGEST_TITLE)
        piece = self._piece
        before = (piece.title, piece.type, piece.source, piece.collected_by, piece.text, self._written)
        return "" if self._values() != before else _("Nothing is changed yet.")

    def _values(self) -> tuple[str, ...]:
        return (
            self.title_field.text(),
            str(self.type.currentData()),
            self.source_field.text(),
            self.who.text(),
            self.remark.toPlainText(),
            self.when.text(),
        )

    def label(self) -> Any:
        """An investigate.evidence_adding.Label."""
        from incidentdesk.investigate.evidence_adding import Label

        title, kind, source, who, text, when = self._values()
        # An untouched time keeps its seconds.
        at = None if when == self._written else self.when.value()
        return Label(kind, title, source, text, at, who)


class VerdictDialog(Sheet):
    """What a look at all hashes gave, where something is not as it was."""

    def __init__(self, desk: Desk, findings: list[Finding], parent: QWidget | None = None) -> None:
        title = verdicts_text(findings)
        super().__init__(desk.theme, _("Evidence verified"), parent)
        self.heading = QLabel(title, wordWrap=True)
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(title)
        self.text.setAccessibleDescription(_("What is not as it was when it was added"))
        self.text.setPlainText("\n\n".join(_told(each) for each in findings if each.verdict != Act.MATCHES))
        self.body.addWidget(self.heading)
        self.body.addWidget(self.text, 1)
        self.add_close_button(_("Close"))
        self.dress()
        self.resize(640, 400)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def dress(self) -> None:
        dress_fields(self, self.theme, "QDialog { background: $window; }" + SCROLL_BARS)
        self.heading.setFont(self.theme.font("h2"))


def _told(finding: Finding) -> str:
    lines = [finding.title, _(finding.verdict), *finding.note.split("; ")]
    return "\n    ".join(lines)


def verdicts_text(findings: list[Finding]) -> str:
    """ "5 match · 1 does not match"."""
    verdicts = [finding.verdict for finding in findings]
    match, differ, miss = (verdicts.count(act) for act in (Act.MATCHES, Act.DIFFERS, Act.MISSING))
    parts = [
        ngettext("{count} matches", "{count} match", match).format(count=match) if match else "",
        ngettext("{count} does not match", "{count} do not match", differ).format(count=differ) if differ else "",
        ngettext("{count} is missing", "{count} are missing", miss).format(count=miss) if miss else "",
    ]
    return " · ".join(part for part in parts if part)
