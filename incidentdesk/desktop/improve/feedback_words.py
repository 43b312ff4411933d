"""How the states of a feedback session and the scores of responders look and are called."""

from incidentdesk.desktop.widgets.state_mark import ACTION_MARK, Mark
from incidentdesk.improve.feedback import FeedbackState
from incidentdesk.investigate.action_state import ActionState
from incidentdesk.language import _

SESSION_MARK: dict[FeedbackState, Mark] = {
    FeedbackState.PLANNED: ACTION_MARK[ActionState.COMMITTED],
    FeedbackState.HELD: ACTION_MARK[ActionState.DONE],
    FeedbackState.CANCELED: ACTION_MARK[ActionState.DROPPED],
}
SESSION_VERB = {
    FeedbackState.PLANNED: lambda: _("Plan it again"),
    FeedbackState.HELD: lambda: _("It was held"),
    FeedbackState.CANCELED: lambda: _("Cancel the session"),
}
SCORE_MARK: dict[int, Mark] = {
    1: ("minus", "danger"),
    2: ("minus", "danger"),
    3: ("ring", "warning"),
    4: ("plus", "success"),
    5: ("plus", "success"),
}
