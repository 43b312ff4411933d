"""Saying what a change does to the clocks that run before it is saved (SLA rule 12)."""

from collections.abc import Callable
from typing import Any

from incidentdesk.desktop.prepare.sla_effect_words import effect_sentence
from incidentdesk.desktop.record_dialog import Facts, RecordDialog
from incidentdesk.language import _
from incidentdesk.refusal import Refused


class EffectAsking:
    """Of one dialog: `read(database, id, values)` works out the effect on a worker, and `busy` is called meanwhile.

    The same values are saved without asking again.
    """

    def __init__(
        self, dialog: RecordDialog, read: Callable[[Any, int, Facts], Any], busy: Callable[[bool], None]
    ) -> None:
        self._dialog, self._read, self._busy = dialog, read, busy
        self._told: Facts | None = None

    def has_told(self, values: Facts) -> bool:
        return values == self._told

    def ask(self, values: Facts) -> None:
        """Save the values if they do nothing to a running clock; otherwise say what, and let a person decide."""
        dialog = self._dialog
        self._busy(True)
        dialog.desk.background.run_latest(
            f"effect of {id(dialog)}",
            self._read,
            dialog.desk.database,
            dialog.record_id,
            values,
            then=lambda effect: self._tell(values, effect),
            failed=self._fail,
        )

    def _fail(self, refused: Refused) -> None:
        self._busy(False)
        self._dialog.fail(refused)

    def _tell(self, values: Facts, effect: Any) -> None:
        self._busy(False)
        if values != self._dialog.values():
            return
        self._told = values
        said = effect_sentence(effect)
        if not said:
            self._dialog.accept()
            return
        kind = "warning" if effect.newly_breached else "info"
        self._dialog.message.say(said, kind, _("&Save all the same"), self._dialog.accept)
