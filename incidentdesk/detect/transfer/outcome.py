"""What came of an import."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from incidentdesk.language import _, ngettext

_MOST_KEPT = 10_000  # refusals and warnings that are held for showing; all are counted and written to the file


@dataclass
class Outcome:
    """What an import did, or in a dry run would do. Rows are numbered as in the file."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    along: int = 0  # records around incidents that were made or changed, in a portable file
    refused_count: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    warning_count: int = 0
    warnings: list[tuple[int, str]] = field(default_factory=list)
    batch_id: int | None = None
    dry_run: bool = False
    cancelled: bool = False

    def refuse(self, row: int, reason: str) -> None:
        self.refused_count += 1
        if len(self.refused) < _MOST_KEPT:
            self.refused.append((row, reason))

    def warn(self, row: int, texts: Sequence[str]) -> None:
        self.warning_count += len(texts)
        if len(self.warnings) < _MOST_KEPT:
            self.warnings.extend((row, text) for text in texts)

    def sentence(self) -> str:
        """The result in one sentence."""
        if self.cancelled:
            return _("The import was cancelled; what it had made was undone.")
        counts = _("{created:,} created, {updated:,} updated, {unchanged:,} unchanged, {refused:,} refused").format(
            created=self.created, updated=self.updated, unchanged=self.unchanged, refused=self.refused_count
        )
        told = _("It would be: {counts}. Nothing was written.").format(counts=counts) if self.dry_run else counts + "."
        return " ".join(part for part in (told, self.along_sentence()) if part)

    def along_sentence(self) -> str:
        """What came along with the incidents; empty where nothing did."""
        if not self.along:
            return ""
        if self.dry_run:
            told = ngettext(
                "{count:,} record of what belongs to them would come along.",
                "{count:,} records of what belongs to them would come along.",
                self.along,
            )
        else:
            told = ngettext(
                "{count:,} record of what belongs to them came along.",
                "{count:,} records of what belongs to them came along.",
                self.along,
            )
        return told.format(count=self.along)
