"""One proof with all that was looked at, and what differs."""

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sheet import Sheet
from incidentdesk.language import _
from incidentdesk.recover.proof_list import BackupCheck, Verification

_MARK = {True: "✓", False: "✕", None: "○"}


class ProofSheet(Sheet):
    def __init__(self, desk: Desk, own: BackupCheck | Verification, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, own.title, parent)
        self.heading = QLabel(own.title, wordWrap=True)
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(own.title)
        self.text.setAccessibleDescription(_("What was looked at, and what differs"))
        self.text.setPlainText(backup_text(own) if isinstance(own, BackupCheck) else verification_text(own))
        self.body.addWidget(self.heading)
        self.body.addWidget(self.text, 1)
        self.add_close_button(_("Close"))
        self.dress()
        self.fit(680, 460)

    def dress(self) -> None:
        super().dress()
        self.heading.setFont(self.theme.font("h2"))


def backup_text(own: BackupCheck) -> str:
    lines = [own.said, *own.doubts, *(_finding(each) for each in own.differences)]
    return "\n".join(line for line in (own.location, own.manifest, *lines) if line)


def verification_text(own: Verification) -> str:
    if own.points:
        return "\n".join(
            f"{_MARK[each['ok']]} {each['text']}" + (f"\n   {each['note']}" if each["note"] else "")
            for each in own.points
        )
    detail = own.detail
    if "expected" in detail:
        head = _("{expected} against {found}").format(expected=detail["expected"], found=detail["found"])
    else:
        head = _("{place} against {manifest}").format(place=detail["place"], manifest=detail["manifest"])
    return "\n".join([head, detail["verdict"], "", *(_finding(each) for each in detail["findings"])]).strip()


def _finding(each: dict[str, str]) -> str:
    if "expected" in each:
        return _("{table}: {expected} → {found}").format(
            table=each["path"], expected=each["expected"] or _("not there"), found=each["found"] or _("not there")
        )
    said = f" ({each['said']})" if each["said"] else ""
    return f"{_(each['difference'])}: {each['path']}{said}"
