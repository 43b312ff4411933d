"""The board of corrective actions."""

from incidentdesk.desktop.investigate.action_card import card_words
from incidentdesk.desktop.investigate.action_commands import WAY
from incidentdesk.desktop.records.board import BoardKind
from incidentdesk.desktop.widgets.state_mark import ACTION_MARK
from incidentdesk.language import N_, ngettext

ACTION_BOARD = BoardKind(
    N_("Board of corrective actions"), "application/x-incidentdesk-actions", WAY, ACTION_MARK, card_words,
    lambda count: ngettext("{count} action", "{count} actions", count).format(count=count),
)  # fmt: skip
