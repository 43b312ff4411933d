"""Articles that fit an incident: while it is being logged, and on its page (D12, U8)."""

from collections.abc import Container
from dataclasses import dataclass

from incidentdesk.detect.similar import (
    ALIKE,
    ALIKE_FOR_SAME_SERVICE,
    CANDIDATES,
    FEWEST_WORDS,
    likeness_of,
    needles_of,
    weights_of,
)
from incidentdesk.improve.article_list import SEARCHED, ArticleRow, published_articles
from incidentdesk.store.reading import Reader
from incidentdesk.store.search import any_of, matching


@dataclass(frozen=True, slots=True)
class OfferedArticle:
    """`likeness` is 0 to 100."""

    article: ArticleRow
    likeness: int


def offered_articles(
    reader: Reader, title: str, *, service_id: int | None = None, without: Container[int] = (), limit: int = 2
) -> list[OfferedArticle]:
    """Published articles whose title or symptom is like this title, the most alike and the most used first.

    They disturb as rarely as known errors do: the same words must be told, the same likeness be reached.
    """
    needles = needles_of(reader, title)
    if len(needles) < FEWEST_WORDS and all(needle.indexed for needle in needles.values()):
        return []
    # A word that no incident has tells most: "Can't log in to Jira" is not "Can't log in to the VPN".
    weights = {word: weight or 1.0 for word, (weight, _known) in weights_of(reader, needles).items()}
    found = []
    for row in _candidates(reader, title):
        likeness = max(likeness_of(title, text, weights) for text in (row.title, *row.symptom.splitlines()))
        same_service = service_id is not None and row.service_id == service_id
        if row.id not in without and likeness >= (ALIKE_FOR_SAME_SERVICE if same_service else ALIKE):
            found.append(OfferedArticle(row, likeness))
    return sorted(found, key=lambda each: (-each.likeness, -each.article.used, -each.article.id))[:limit]


def _candidates(reader: Reader, title: str) -> list[ArticleRow]:
    """Those with any of the words; all where a script has no spaces between words."""
    needles = needles_of(reader, title).values()
    if not all(needle.indexed for needle in needles):
        return published_articles(reader, limit=CANDIDATES)
    among = matching(reader.dialect, "article", SEARCHED, "words")
    return published_articles(reader, among, any_of(reader.dialect, needles), limit=CANDIDATES)
