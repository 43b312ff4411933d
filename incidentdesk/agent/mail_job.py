"""Reading mailboxes and a folder of dropped mails: each mailbox on a thread of its own, so that one that hangs holds
up no other."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from incidentdesk import clock
from incidentdesk.agent.delivery import ACTOR, VIA
from incidentdesk.agent.imap import SecretOf, look, wait_for_mail
from incidentdesk.detect.mail_file import mails_in
from incidentdesk.detect.mailbox_change import note_look
from incidentdesk.detect.mailbox_list import MailboxRow, mailbox_of, mailboxes
from incidentdesk.detect.taken import Outcome, Taken
from incidentdesk.language import _, isolated
from incidentdesk.prepare.secret import secret_of
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.store.database import Database

log = logging.getLogger(__name__)

_LOOKED_EVERY = 5 * 60_000_000  # microseconds between notes that a mailbox was looked at
_FOLDER = 0  # stands for the folder of dropped mails among the mailboxes
_FOLDER_EVERY = 10.0  # seconds
_BEGUN_EVERY = 10.0  # seconds
_LONGEST_IDLE = 9 * 60.0  # seconds; many routers forget a connection after ten minutes of silence
_AFTER_NEWS = 0.5  # seconds
_AFTER_TROUBLE = 60.0  # seconds
_SETTLED = 2.0  # seconds that a dropped file has not changed


class MailReading:
    """Reads while `still_ours` says so; `begin` may be called as often as one likes, `stop` once at the end.

    With `nowhere` nothing is read.
    """

    def __init__(
        self,
        database: Database,
        still_ours: Callable[[], bool],
        tell_line: Callable[[str], None],
        *,
        secret_of: SecretOf = secret_of,
        nowhere: bool = False,
    ) -> None:
        self._database = database
        self._still_ours = still_ours
        self._tell_line = tell_line
        self._secret_of = secret_of
        self._nowhere = nowhere
        self._stopping = threading.Event()
        self._due = 0.0
        self._readers: dict[int, threading.Thread] = {}
        self._looking: set[int] = set()  # those that have not looked yet since they began

    def begin(self) -> None:
        """See that every mailbox that is on is read, and the folder of dropped mails."""
        if self._nowhere or self._stopping.is_set() or time.monotonic() < self._due:
            return
        self._due = time.monotonic() + _BEGUN_EVERY
        with self._database.read() as reader:
            wanted = [row.id for row in mailboxes(reader) if row.enabled]
            if setting_of(reader, "mail_folder"):
                wanted.append(_FOLDER)
        for mailbox_id in wanted:
            before = self._readers.get(mailbox_id)
            if before is None or not before.is_alive():
                self._looking.add(mailbox_id)
                name = f"mailbox {mailbox_id}" if mailbox_id else "mail folder"
                thread = threading.Thread(target=self._read, args=(mailbox_id,), name=name, daemon=True)
                self._readers[mailbox_id] = thread
                thread.start()

    def busy(self) -> bool:
        """Whether one of them is still at its first look."""
        return any(self._readers[each].is_alive() for each in list(self._looking))

    def stop(self, seconds: float = 5.0) -> None:
        """What is being written down is written down; what hangs is left behind."""
        self._stopping.set()
        until = time.monotonic() + seconds
        for each in self._readers.values():
            each.join(max(0.0, until - time.monotonic()))

    def _going_on(self) -> bool:
        return not self._stopping.is_set() and self._still_ours()

    def _read(self, mailbox_id: int) -> None:
        """Until the mailbox is switched off, or another program works."""
        while self._going_on():
            rest = _AFTER_TROUBLE
            try:
                rest = self._look_and_wait(mailbox_id)
            except Refused as refused:
                # The database is locked or out of reach for a moment.
                log.warning("%s", refused)
            except Exception:
                log.exception("mailbox %s", mailbox_id)
            self._looking.discard(mailbox_id)
            if rest < 0:
                return
            self._stopping.wait(rest)

    def _look_and_wait(self, mailbox_id: int) -> float:
        """How many seconds to rest until the next look; below zero where it is read no more."""
        if mailbox_id == _FOLDER:
            return _FOLDER_EVERY if take_dropped(self._database, self._tell_line) is not None else -1.0
        with self._database.read() as reader:
            row = mailbox_of(reader, mailbox_id)
        if row is None or not row.enabled:
            return -1.0
        if not look_at(self._database, row, self._secret_of, self._tell_line):
            return max(float(row.interval), _AFTER_TROUBLE)
        self._looking.discard(mailbox_id)
        try:
            if self._going_on() and wait_for_mail(row, self._secret_of, _LONGEST_IDLE, lambda: not self._going_on()):
                return _AFTER_NEWS
        except Refused as refused:
            log.info("%s", refused)
        return float(row.interval)


def look_at(
    database: Database, row: MailboxRow, secret_of: SecretOf, tell_line: Callable[[str], None], **options: float
) -> bool:
    """Take in what waits in one mailbox, and keep how that went; whether it went well."""
    from incidentdesk.respond.mail_taking import place_in

    def take(raw: bytes, validity: int, uid: int) -> None:
        taken = take_one(database, raw, place=place_in(row.key, validity, uid), mailbox_id=row.id)
        tell_line(line_of(taken))

    trouble = ""
    try:
        look(row, secret_of, take, **options)
    except Refused as refused:
        trouble = str(refused)
        if trouble != row.trouble:
            tell_line(_("{mailbox}: {trouble}").format(mailbox=isolated(row.name), trouble=trouble))
    stale = row.looked_at is None or clock.stored(clock.now()) - row.looked_at > _LOOKED_EVERY
    if trouble != row.trouble or (stale and not trouble):
        with database.write(actor=ACTOR, via=VIA) as session:
            note_look(session, row.id, trouble)
    return not trouble


def take_one(database: Database, raw: bytes, *, place: str = "", mailbox_id: int | None = None) -> Taken:
    """Take a mail in, in a transaction of its own; one on which the program itself fails is kept all the same."""
    from incidentdesk.detect.dead_letter import LetterKind
    from incidentdesk.detect.dead_letter_change import keep_dead_letter
    from incidentdesk.improve.answer_mail import answered_by_mail
    from incidentdesk.respond.mail_taking import take_mail

    try:
        with database.write(actor=ACTOR, via=VIA) as session:
            return take_mail(session, raw, place=place, mailbox_id=mailbox_id, answered=answered_by_mail)
    except Refused:
        raise
    except Exception as error:
        log.exception("a mail")
        reason = _("The program failed on it ({kind}). The log says more.").format(kind=type(error).__name__)
    with database.write(actor=ACTOR, via=VIA) as session:
        keep_dead_letter(session, kind=LetterKind.MAIL, source=place, reason=reason, raw=raw)
    return Taken(Outcome.REFUSED, source=place, reason=reason)


def line_of(taken: Taken) -> str:
    """A line for the log of the agent."""
    what = isolated(" ".join(taken.subject.split())[:80]) if taken.subject else _("(no subject)")
    said = f"{taken.number} {_(taken.outcome)}".strip()
    return _("Mail {subject}: {outcome}").format(subject=what, outcome=said) + (
        f" ({taken.reason})" if taken.reason else ""
    )


def take_dropped(database: Database, tell_line: Callable[[str], None]) -> int | None:
    """Take in the .eml and .mbox files of the folder that the settings name; returns how many mails those were.

    None where the settings name no folder.

    What was taken in is moved to the folder “done” beside them.
    """
    with database.read() as reader:
        folder = str(setting_of(reader, "mail_folder"))
    if not folder:
        return None
    if not Path(folder).is_dir():
        return 0
    count = 0
    for file in _dropped(Path(folder)):
        try:
            for raw in mails_in(file.read_bytes(), file.name):
                tell_line(line_of(take_one(database, raw)))
                count += 1
            _put_away(file)
        except OSError as error:
            tell_line(
                _("{file} can't be read: {reason}.").format(
                    file=isolated(file.name), reason=error.strerror or type(error).__name__
                )
            )
    return count


def _dropped(folder: Path) -> Iterator[Path]:
    """Files that nobody is still writing."""
    for file in sorted(folder.iterdir()):
        is_mail = file.suffix.lower() in (".eml", ".mbox") and file.is_file()
        if is_mail and time.time() - file.stat().st_mtime >= _SETTLED:
            yield file


def _put_away(file: Path) -> None:
    done = file.parent / "done"
    done.mkdir(exist_ok=True)
    target, count = done / file.name, 2
    while target.exists():
        target = done / f"{file.stem} ({count}){file.suffix}"
        count += 1
    file.rename(target)
