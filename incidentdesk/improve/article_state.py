"""The states of an article: only what is published is offered to others."""

from incidentdesk.improve.article import ArticleState
from incidentdesk.language import _

FOLLOWING: dict[ArticleState, tuple[ArticleState, ...]] = {
    ArticleState.DRAFT: (ArticleState.PUBLISHED, ArticleState.RETIRED),
    ArticleState.PUBLISHED: (ArticleState.RETIRED, ArticleState.DRAFT),
    ArticleState.RETIRED: (ArticleState.PUBLISHED, ArticleState.DRAFT),
}


def article_number(article_id: int) -> str:
    """KB-0001."""
    return f"KB-{article_id:04d}"


def why_not_follow(before: str, after: str) -> str:
    """Why a state can't follow on another, as a sentence; "" where it can."""
    if before == after:
        return _("The article is {state} already.").format(state=_(after))
    return "" if after in FOLLOWING[ArticleState(before)] else _("That is no state of an article.")
