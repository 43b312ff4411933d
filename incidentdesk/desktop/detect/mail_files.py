"""Files of mail that are dropped or chosen, and taken in as if they had come to a mailbox."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.taken_words import said_of
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

ENDINGS = (".eml", ".mbox")
_LARGEST = 500 * 1024 * 1024  # bytes


def mail_files_of(source: QMimeData) -> list[Path]:
    """The local files of mail in a drop; empty where anything else is among them."""
    paths = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()] if source.hasUrls() else []
    return paths if paths and all(path.suffix.casefold() in ENDINGS for path in paths) else []


def choose_mail_files(desk: Desk, page: QWidget) -> None:
    """Ask for files and take them in."""
    dialog = QFileDialog(page.window(), _("Take in mail files"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilter(_("Mail (*.eml *.mbox)"))
    dialog.filesSelected.connect(lambda paths: take_mail_files(desk, page, [Path(path) for path in paths]))
    dialog.open()


def take_mail_files(desk: Desk, page: QWidget, paths: Sequence[Path]) -> None:
    """Take files in, away from the window; `page.message` says what became of them."""
    if why := str(desk.database.read_only):
        page.message.say(why, "warning")
        return
    page.message.say(_("The mail is being taken in…"), "info", dismissable=False)

    def done(taken: Any) -> None:
        if shiboken6.isValid(page):
            sentence, kind = said_of(taken)
            page.message.say(sentence, kind)

    def failed(refused: Refused) -> None:
        if shiboken6.isValid(page):
            page.message.say(str(refused), "danger")

    desk.background.run(
        _take, desk.database, desk.actor, list(paths), then=done, failed=failed, progress=True,
        title=_("Taking in mail"),
    )  # fmt: skip


def _take(database: Any, actor: str, paths: Sequence[Path], *, progress: Any) -> list[Any]:
    """Each mail in a transaction of its own, so that one that fails takes no other with it."""
    from incidentdesk.improve.answer_mail import answered_by_mail
    from incidentdesk.respond.mail_taking import take_mail

    taken: list[Any] = []
    for place, path in enumerate(paths):
        for raw in _mails_in(path):
            with database.write(actor=actor, via="window") as session:
                taken.append(take_mail(session, raw, answered=answered_by_mail))
        progress(place + 1, len(paths))
    return taken


def _mails_in(path: Path) -> Iterator[bytes]:
    """The mails of a file; raises Refused where it can't be read or is too large."""
    from incidentdesk.detect.mail_file import mails_in

    try:
        if path.stat().st_size > _LARGEST:
            raise Refused(
                _("{name} is too large: at most {most} MB.").format(
                    name=isolated(path.name), most=_LARGEST // (1024 * 1024)
                )
            )
        raw = path.read_bytes()
    except OSError as error:
        raise Refused(
            _("{name} can't be read: {reason}.").format(name=isolated(path.name), reason=error.strerror or error)
        ) from error
    yield from mails_in(raw, path.name)
