"""A plan under work: the content as it is now, undo without end, saved by itself, and what others save comes in.

What is not in the database yet lies as a draft on this machine, so that no kill loses it.
"""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.drafts import draft, forget_draft, keep_draft
from incidentdesk.desktop.prepare.plan_reading import NOUNS, PlanSheet, Rejected, load_plan, save_content
from incidentdesk.desktop.prepare.plan_sketch import PlanSketch, Step
from incidentdesk.language import _
from incidentdesk.prepare.plan_change import PlanConflict
from incidentdesk.prepare.plan_content import PlanContent, content_of, content_text
from incidentdesk.prepare.plan_merge import THEIRS, merged
from incidentdesk.prepare.plan_tidying import tidied
from incidentdesk.prepare.plan_version import Version
from incidentdesk.refusal import Refused

SAVED_AFTER, RETRIED_AFTER, _GATHERING = 350, 4_000, 150  # milliseconds


class PlanDraft(PlanSketch):
    """`loaded` comes first, `state_changed` when what is said of it is another.

    `conflicted` carries a PlanConflict that a person has to decide, `failed` a Refused, `absent` one for good.
    """

    loaded = Signal()
    state_changed = Signal()
    conflicted = Signal(object)
    failed = Signal(object)
    absent = Signal(object)
    recovered = Signal()

    def __init__(self, desk: Desk, plan_id: int, parent: QObject | None = None) -> None:
        super().__init__(desk, PlanContent(), parent)
        self.plan_id = plan_id
        self.sheet: PlanSheet | None = None
        # What the database held when `content` was begun from it.
        self.seen = PlanContent()
        self.trouble = ""
        self._sent: PlanContent | None = None
        self._asking = False
        self._given_up: PlanContent | None = None
        self._key = f"plan-{plan_id}"
        self._saving = QTimer(self, singleShot=True, interval=SAVED_AFTER)
        self._saving.timeout.connect(self.save)
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self.load)
        desk.changes.changed.connect(self._heard)

    # -- reading

    def load(self) -> None:
        self.desk.background.run_latest(
            f"plan of {id(self)}", load_plan, self.desk.database, self.plan_id, then=self._take, failed=self._not_read
        )

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if NOUNS & changes.keys():
            self._gathering.start()

    def _not_read(self, refused: Refused) -> None:
        """A plan that is gone is gone; while the database is not there, what is shown stays."""
        if self.sheet is None or isinstance(refused, Rejected):
            self.absent.emit(refused)
        else:
            self.failed.emit(refused)

    def _take(self, sheet: PlanSheet) -> None:
        first = self.sheet is None
        if self.sheet and self.sheet.version.id != sheet.version.id and not self.is_dirty:
            # What was done to another version can't be taken back in this one.
            self._past.clear()
            self._future.clear()
        self.sheet, self.names = sheet, sheet.names
        stored = sheet.version.content
        if first:
            self.content = self.seen = stored
            self._recover(stored)
            self.loaded.emit()
        elif self._sent is None:
            self._bring_in(stored)
        self.state_changed.emit()

    def _recover(self, stored: PlanContent) -> None:
        """What was not saved when the program ended goes on from there."""
        kept = draft(self.desk.database.place, self._key)
        try:
            content, seen = content_of(kept["content"]), content_of(kept["seen"])
            typed = {str(name): str(text) for name, text in dict(kept.get("typed") or {}).items()}
        except (KeyError, TypeError, ValueError, AttributeError):
            return
        self.typed = typed
        if tidied(content) == stored:
            self._forget()
            return
        self.content, self.seen = content, seen
        self._past.append(Step(seen, content, "", ""))
        self._saving.start()
        self.recovered.emit()

    def _bring_in(self, stored: PlanContent) -> None:
        """What another has saved meanwhile; where both changed the same, saving will ask."""
        if stored == self.seen:
            return
        if not self.is_dirty:
            self.content = self.seen = stored
            self.changed.emit("")
            return
        merge = merged(self.seen, stored, tidied(self.content))
        if merge.clashes:
            self._saving.start()
            return
        self.content, self.seen = merge.content, stored
        self.changed.emit("")

    # -- what it is

    @property
    def version(self) -> Version | None:
        return self.sheet.version if self.sheet else None

    @property
    def is_dirty(self) -> bool:
        return tidied(self.content) != self.seen

    @property
    def is_saved(self) -> bool:
        return not self.is_dirty and self._sent is None

    def why_fixed(self) -> str:
        """Why nothing can be changed; "" where it can."""
        if self.sheet is None:
            return _("The plan is not here yet.")
        if self.desk.database.read_only:
            return str(self.desk.database.read_only)
        if not self.sheet.version.is_open:
            return _("Version {number} is approved. Begin the next version to change it.").format(
                number=self.sheet.version.number
            )
        return ""

    def _show(self, content: PlanContent, key: str) -> None:
        self._saving.start()
        super()._show(content, key)

    # -- saving

    def keep(self) -> None:
        """Keep on this machine what is not in the database yet."""
        self._keeping.stop()
        if self.sheet is None:
            return
        if not self.is_dirty and not self.typed:
            self._forget()
            return
        kept = {"content": content_text(self.content), "seen": content_text(self.seen), "typed": self.typed}
        keep_draft(self.desk.database.place, self._key, kept)

    def _forget(self) -> None:
        forget_draft(self.desk.database.place, self._key)

    def flush(self) -> None:
        """Save now."""
        self.keep()
        self.save()

    def save(self) -> None:
        self._saving.stop()
        if self._sent is not None or self._asking or self.why_fixed():
            return
        if not self.is_dirty:
            self.keep()
            return
        self._sent = tidied(self.content)
        self.desk.background.run(
            save_content, self.desk.database, self.desk.actor, self.plan_id, self._sent, self.seen,
            self._given_up, then=self._saved, failed=self._not_saved,
        )  # fmt: skip
        self.state_changed.emit()

    def _saved(self, version: Version) -> None:
        sent, self._sent, self._given_up, self.trouble = self._sent, None, None, ""
        assert sent is not None
        stored = version.content
        if stored == sent:
            self.seen = stored
        elif not (merge := merged(sent, stored, tidied(self.content))).clashes:
            self.content, self.seen = merge.content, stored
            self.changed.emit("")
        else:
            self.seen = sent
        if self.is_dirty:
            self._saving.start()
        self.keep()
        self.load()
        self.state_changed.emit()

    def _not_saved(self, refused: Refused) -> None:
        self._sent = None
        self.keep()
        if isinstance(refused, PlanConflict):
            self._asking = True
            self.conflicted.emit(refused)
            return
        self.trouble = str(refused)
        if not isinstance(refused, Rejected):
            QTimer.singleShot(RETRIED_AFTER, self, self.save)
        self.failed.emit(refused)
        self.state_changed.emit()

    def decide(self, theirs: PlanContent, choices: Mapping[str, str] | None) -> None:
        """After a conflict: the choices by the names of the clashes, None to go on writing first."""
        self._asking = False
        if choices is None:
            return
        before = self.content
        merge = merged(self.seen, theirs, tidied(self.content), choices)
        self.content, self.seen = merge.content, theirs
        self._given_up = before if THEIRS in choices.values() else None
        self._past.append(Step(before, merge.content, "", ""))
        self.changed.emit("")
        self.save()
