"""How the states of an article look and what leads to them."""

from incidentdesk.desktop.widgets.state_mark import KNOWN_ERROR_MARK, Mark
from incidentdesk.improve.article import ArticleState
from incidentdesk.language import _
from incidentdesk.prepare.known_error_state import KnownErrorState

# The same states, so the same marks.
ARTICLE_MARK: dict[ArticleState, Mark] = {state: KNOWN_ERROR_MARK[KnownErrorState(state)] for state in ArticleState}
VERB = {
    ArticleState.DRAFT: lambda: _("Make it a draft"),
    ArticleState.PUBLISHED: lambda: _("Publish"),
    ArticleState.RETIRED: lambda: _("Retire"),
}
