"""Articles: written from a resolution by one command, published, offered, and counted where they help."""

import pytest

from incidentdesk.detect.incident import incident
from incidentdesk.improve.article import ArticleState
from incidentdesk.improve.article_change import (
    article_from,
    change_article,
    give_up_article,
    move_article,
    withdraw_article,
    write_article,
)
from incidentdesk.improve.article_list import (
    article_from_incident,
    article_row,
    articles,
    articles_used_in,
    published_articles,
    uses_of,
)
from incidentdesk.improve.article_offer import offered_articles
from incidentdesk.improve.article_use_change import use_article
from incidentdesk.improve.knowledge import KnowledgeKind, found_knowledge
from incidentdesk.refusal import Refused
from incidentdesk.respond.timeline import timeline
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict

SOLUTION = "1. Renew the certificate\n2. Restart the **gateway**"


def resolved(work, title="VPN gateway refuses certificates", notes=SOLUTION, **facts) -> int:
    incident_id = work.log(title=title, service="VPN", tags=["vpn", "tls"], **facts)
    work.act(ledger.update, incident, incident_id, {"resolution_notes": notes})
    return incident_id


def published(work, **facts) -> int:
    article_id = work.act(
        write_article, **({"title": "VPN gateway refuses certificates", "solution": SOLUTION} | facts)
    )
    work.act(move_article, article_id, ArticleState.PUBLISHED)
    return article_id


def test_one_command_makes_an_article_out_of_a_resolution(work):
    incident_id = resolved(work, description="Error 812 since the morning")

    article_id = work.act(article_from, incident_id)

    row = work.read(article_row, article_id)
    assert (row.number, row.state, row.from_number) == ("KB-0001", "Draft", "INC-0001")
    assert (row.title, row.symptom, row.solution) == (
        "VPN gateway refuses certificates", "Error 812 since the morning", SOLUTION,
    )  # fmt: skip
    assert (row.service, row.tags) == ("VPN", ("tls", "vpn"))
    assert work.read(article_from_incident, incident_id) == row


def test_an_incident_without_a_resolution_says_what_is_missing(work):
    with pytest.raises(Refused, match="INC-0001 does not say yet how it was resolved"):
        work.act(article_from, work.log())


def test_a_second_article_from_one_incident_leads_to_the_first(work):
    incident_id = resolved(work)
    work.act(article_from, incident_id)

    with pytest.raises(Refused, match="KB-0001 was written from INC-0001 already"):
        work.act(article_from, incident_id)


def test_what_says_no_solution_is_not_published(work):
    article_id = work.act(write_article, title="VPN")

    with pytest.raises(Refused, match="needs a solution"):
        work.act(move_article, article_id, ArticleState.PUBLISHED)


def test_the_solution_is_not_taken_from_what_is_published(work):
    with pytest.raises(Refused, match="needs a solution"):
        work.act(change_article, published(work), {"solution": " "})


def test_two_people_who_change_one_article_are_told(work):
    article_id = work.act(write_article, title="VPN", solution="Wait")
    work.act(change_article, article_id, {"solution": "Restart"}, actor="Bo Diaz")

    with pytest.raises(Conflict) as conflict:
        work.act(change_article, article_id, {"solution": "Renew"}, seen={"solution": "Wait"})

    assert conflict.value.changed_by == "Bo Diaz"
    work.act(give_up_article, article_id, {"solution": "Renew"})


def test_an_article_counts_once_for_each_incident_in_which_it_helps(work):
    article_id = published(work)
    first, second = work.log(), work.log()

    for incident_id in (first, first, second):
        work.act(use_article, article_id, incident_id, actor="Bo Diaz")

    assert work.read(article_row, article_id).used == 2
    assert {(use.incident_id, use.used_by) for use in work.read(uses_of, article_id)} == {
        (first, "Bo Diaz"), (second, "Bo Diaz"),
    }  # fmt: skip
    assert [row.id for row in work.read(articles_used_in, first)] == [article_id]
    notes = [fact.text for fact in work.read(timeline, first) if "KB-0001" in fact.text]
    assert len(notes) == 1
    assert "Restart the **gateway**" in notes[0]


def test_an_incident_in_the_trash_is_no_use(work):
    article_id, incident_id = published(work), work.log()
    work.act(use_article, article_id, incident_id)

    work.act(ledger.withdraw, incident, incident_id)

    assert work.read(article_row, article_id).used == 0


def test_a_draft_is_used_by_nobody_and_no_article_in_its_own_incident(work):
    incident_id = resolved(work)
    article_id = work.act(article_from, incident_id)
    with pytest.raises(Refused, match="KB-0001 is no published article"):
        work.act(use_article, article_id, work.log())

    work.act(move_article, article_id, ArticleState.PUBLISHED)
    with pytest.raises(Refused, match="was written from INC-0001; that is no use of it"):
        work.act(use_article, article_id, incident_id)


def test_published_articles_are_offered_for_titles_like_theirs(work):
    work.log(title="Printer on floor two is out of paper")
    article_id = published(work)
    work.act(write_article, title="VPN gateway refuses certificates", solution="A draft")

    offered = work.read(offered_articles, "VPN gateway refuses my certificate")

    assert [each.article.id for each in offered] == [article_id]
    assert work.read(offered_articles, "VPN gateway refuses my certificate", without={article_id}) == []
    assert work.read(offered_articles, "Printer on floor two is out of paper") == []
    assert work.read(offered_articles, "VPN") == []


def test_what_is_retired_or_in_the_trash_is_not_offered(work):
    first, second = published(work), published(work)
    work.act(move_article, first, ArticleState.RETIRED)
    work.act(withdraw_article, second)

    assert work.read(offered_articles, "VPN gateway refuses certificates") == []
    assert work.read(published_articles) == []
    assert [row.id for row in work.read(articles)] == [first]


def test_the_one_search_finds_articles_by_words_and_by_number(work):
    article_id = published(work)

    for text in ("gateway renew", "KB-0001", "kb1"):
        found = work.read(found_knowledge, text, kinds=(KnowledgeKind.ARTICLE,))
        assert [(each.kind, each.id) for each in found] == [(KnowledgeKind.ARTICLE, article_id)], text
