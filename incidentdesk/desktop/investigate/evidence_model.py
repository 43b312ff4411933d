"""The pieces of evidence as a list, and what is said of each."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractListModel, QLocale, QModelIndex, QObject, Qt

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.investigate.cause_graph import Status
from incidentdesk.investigate.evidence_list import Act, EvidenceType, Piece, Stance
from incidentdesk.language import _, isolated

PIECE = Qt.ItemDataRole.UserRole
TYPE_ICON = {
    EvidenceType.LOG: "log",
    EvidenceType.METRIC: "metric",
    EvidenceType.PHOTO: "image",
    EvidenceType.INTERVIEW: "interview",
    EvidenceType.DOCUMENT: "document",
    EvidenceType.TICKET: "ticket",
    EvidenceType.ENTRY: "history",
    EvidenceType.LINK: "link",
}
# Icon and colour role of what came of the last look at a hash; empty where nobody looked yet.
VERDICT_LOOK = {
    Act.MATCHES: ("success", "success"),
    Act.DIFFERS: ("error", "danger"),
    Act.MISSING: ("warning", "danger"),
    "": ("help", "text2"),
}
SIGN = {Stance.SUPPORTS: "+", Stance.CONTRADICTS: "−"}


def verdict_text(piece: Piece, zone: ZoneInfo) -> str:
    """ "verified today 09:14", "changed, seen today 09:14", "never verified"."""
    if not piece.verdict or piece.verdict_at is None:
        return _("never verified")
    when = moment.day_and_time(piece.verdict_at, clock.stored(clock.now()), zone)
    said = {
        Act.MATCHES: _("verified {time}"),
        Act.DIFFERS: _("changed, seen {time}"),
        Act.MISSING: _("missing, seen {time}"),
    }[Act(piece.verdict)]
    return said.format(time=when)


def facts_text(piece: Piece, zone: ZoneInfo) -> str:
    """Type, source, when, who and size in one line."""
    when = moment.day_and_time(piece.collected_at, clock.stored(clock.now()), zone)
    parts = [_(piece.type), isolated(piece.source) if piece.source else "", when, isolated(piece.collected_by)]
    if piece.attachment_id is not None or piece.path:
        parts.append(QLocale().formattedDataSize(piece.size))
    if piece.path:
        parts.append(_("stays at {path}").format(path=isolated(piece.path)))
    return " · ".join(part for part in parts if part)


def cause_texts(piece: Piece) -> list[tuple[str, str]]:
    """Each linked cause as its sign and its text."""
    return [(SIGN[Stance(link.stance)], link.cause_text) for link in piece.causes]


def spoken(piece: Piece, zone: ZoneInfo) -> str:
    causes = [
        _("{stance} “{cause}”, {status}").format(
            stance=_(link.stance), cause=isolated(link.cause_text), status=_(Status(link.cause_status))
        )
        for link in piece.causes
    ]
    parts = [isolated(piece.title), facts_text(piece, zone), *causes, verdict_text(piece, zone)]
    return ". ".join(parts)


class EvidenceModel(QAbstractListModel):
    def __init__(self, zone: ZoneInfo, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.pieces: list[Piece] = []

    def show_pieces(self, pieces: list[Piece]) -> bool:
        """Whether that changed anything."""
        if pieces == self.pieces:
            return False
        self.beginResetModel()
        self.pieces = pieces
        self.endResetModel()
        return True

    def place_of(self, evidence_id: int) -> QModelIndex:
        rows = (row for row, piece in enumerate(self.pieces) if piece.id == evidence_id)
        return self.index(next(rows, -1))

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.pieces)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        if not index.isValid():
            return None
        piece = self.pieces[index.row()]
        if role == PIECE:
            return piece
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(piece, self._zone)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (piece.title, piece.verdict_note, f"SHA-256 {piece.sha256}") if part)
        return None
