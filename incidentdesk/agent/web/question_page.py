"""GET and POST /survey/TOKEN and /confirm/TOKEN: what whoever reported is asked after the resolution.

Opening a page answers nothing, as programs that look through mail open every link in it.
"""

from collections.abc import Awaitable, Callable
from html import escape

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from incidentdesk import clock
from incidentdesk.agent.web.form_token import form_token, opened
from incidentdesk.agent.web.limits import MEGABYTE
from incidentdesk.agent.web.page import notice, page
from incidentdesk.agent.web.site import Site, address_of, read, site_of, words_of, write
from incidentdesk.agent.web.typed_report import LONGEST_DESCRIPTION
from incidentdesk.agent.web.words import Words
from incidentdesk.detect.channel import Channel
from incidentdesk.improve.confirming import answer_confirmation
from incidentdesk.improve.follow_up import ConfirmationAnswer
from incidentdesk.improve.question import Question, confirmation_question, survey_question
from incidentdesk.improve.survey import AnswerWay
from incidentdesk.improve.survey_change import HIGHEST, answer_survey
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_ANSWERS = {"yes": ConfirmationAnswer.SOLVED, "no": ConfirmationAnswer.NOT_SOLVED}
_SCORES = tuple(str(score) for score in range(HIGHEST, 0, -1))
Find = Callable[[Reader, str], Question | None]


async def survey_page(request: Request) -> Response:
    """What there is to answer; 404 for a link that nobody has."""
    return await _shown(request, survey_question, "survey", _SCORES)


async def confirm_page(request: Request) -> Response:
    """As `survey_page`."""
    return await _shown(request, confirmation_question, "confirm", tuple(_ANSWERS))


async def survey_sent(request: Request) -> Response:
    """Write the score down, or show the page again with what is wrong."""

    async def take(chosen: str, comment: str) -> None:
        token = request.path_params["token"]
        await write(
            site_of(request), Channel.WEB_FORM,
            lambda session: answer_survey(session, token, score=int(chosen), comment=comment, way=AnswerWay.WEB),
        )  # fmt: skip

    return await _taken(request, survey_question, "survey", _SCORES, take)


async def confirm_sent(request: Request) -> Response:
    """Write down whether it is solved, or show the page again with what is wrong."""

    async def take(chosen: str, comment: str) -> None:
        token = request.path_params["token"]
        await write(
            site_of(request), Channel.WEB_FORM,
            lambda session: answer_confirmation(
                session, token, answer=_ANSWERS[chosen], comment=comment, way=AnswerWay.WEB
            ),
        )  # fmt: skip

    return await _taken(request, confirmation_question, "confirm", tuple(_ANSWERS), take)


async def _shown(request: Request, find: Find, kind: str, choices: tuple[str, ...]) -> Response:
    found = await _question(request, find)
    if isinstance(found, Response):
        return found
    if "sent" in request.query_params and found.answered_at is not None:
        words = words_of(request)
        return notice(words, words("thanks_answer"), words("answer_arrived"), status=200)
    return _over(request, found) or _page(request, found, kind, choices)


async def _taken(
    request: Request, find: Find, kind: str, choices: tuple[str, ...], take: Callable[[str, str], Awaitable[None]]
) -> Response:
    found = await _question(request, find)
    if isinstance(found, Response):
        return found
    site, words = site_of(request), words_of(request)
    async with request.form(max_files=0, max_fields=10, max_part_size=MEGABYTE) as form:
        given = {name: str(form.get(name) or "") for name in ("choice", "comment", "form")}
    chosen, comment = given["choice"], given["comment"].strip()
    if over := _over(request, found):
        return over
    trouble, status = _wrong(words, kind, choices, chosen, comment), 422
    if not trouble and not opened(site.key, given["form"]).fresh:
        trouble, status = words("expired"), 409
    if not trouble and (wait := site.reports.wait(f"question {address_of(request)}")):
        trouble, status = words("often", seconds=wait), 429
    if not trouble:
        try:
            await take(chosen, comment)
        except Refused as refused:
            trouble, status = words("answer_not_taken", reason=str(refused)), 422
        else:
            return RedirectResponse(f"{request.url.path}?sent=1", status_code=303)
    return _page(request, found, kind, choices, chosen, comment, trouble, status)


async def _question(request: Request, find: Find) -> Question | Response:
    site, words, token = site_of(request), words_of(request), request.path_params["token"]
    found = await read(site, lambda reader: find(reader, token))
    if found is not None:
        return found
    wait = site.failures.wait(address_of(request))
    if wait:
        return notice(words, words("too_often"), words("too_often_text", seconds=wait), status=429, retry_after=wait)
    return notice(words, words("no_link"), words("no_question_text"), status=404)


def _over(request: Request, found: Question) -> Response | None:
    """Why it can't be answered any more."""
    words = words_of(request)
    if found.answered_at is not None:
        text = words("answered_on", day=_day(found.answered_at))
    elif found.gone_on:
        text = words("gone_on", number=found.number)
    elif found.ends_at is not None and clock.stored(clock.now()) > found.ends_at:
        text = words("ended_on", day=_day(found.ends_at))
    else:
        return None
    return notice(words, words("nothing_to_answer"), text, status=410)


def _wrong(words: Words, kind: str, choices: tuple[str, ...], chosen: str, comment: str) -> str:
    if chosen not in choices:
        return words(f"{kind}_missing")
    if len(comment) > LONGEST_DESCRIPTION:
        return words("answer_long")
    return words("still_wrong_missing") if chosen == "no" and not comment else ""


def _page(
    request: Request,
    found: Question,
    kind: str,
    choices: tuple[str, ...],
    chosen: str = "",
    comment: str = "",
    trouble: str = "",
    status: int = 200,
) -> Response:
    site, words = site_of(request), words_of(request)
    about = f'<p class="quiet">{escape(found.number)} <bdi>{escape(found.title)}</bdi></p>'
    title = escape(words(f"{kind}_title"))
    body = f"{_trouble(words, choices, chosen, trouble)}{about}" + _form(
        words, site, request.url.path, kind, choices, chosen, comment, bool(trouble)
    )
    return page(words, title=title, heading=title, body=body, status=status)


def _trouble(words: Words, choices: tuple[str, ...], chosen: str, trouble: str) -> str:
    if not trouble:
        return ""
    target = "comment" if chosen in choices else f"choice-{choices[0]}"
    return (
        f'<div class="summary" role="alert"><h2>{escape(words("problems"))}</h2>'
        f'<ul><li><a href="#{target}">{escape(trouble)}</a></li></ul></div>'
    )


def _form(
    words: Words, site: Site, path: str, kind: str, choices: tuple[str, ...], chosen: str, comment: str, wrong: bool
) -> str:
    options = "".join(
        f'<label class="choice" for="choice-{key}"><input type="radio" id="choice-{key}" name="choice" value="{key}"'
        f"{' checked' if key == chosen else ''} required>{escape(words(f'{kind}_{key}'))}</label>"
        for key in choices
    )
    bad = " wrong" if wrong and chosen not in choices else ""
    bad_comment = " wrong" if wrong and chosen in choices else ""
    return (
        f'<form method="post" action="{escape(path)}" novalidate>'
        f'<input type="hidden" name="form" value="{form_token(site.key)}">'
        f'<fieldset class="field{bad}"><legend>{escape(words(f"{kind}_question"))}</legend>{options}</fieldset>'
        f'<div class="field{bad_comment}"><label for="comment">{escape(words(f"{kind}_comment"))}</label>'
        f'<textarea id="comment" name="comment" rows="5" dir="auto">\n{escape(comment)}</textarea></div>'
        f'<p><button type="submit">{escape(words("answer_send"))}</button></p></form>'
    )


def _day(at: int) -> str:
    return clock.instant(at).date().isoformat()
