"""GET and POST /follow/TOKEN: the state of what somebody reported, and their answer to it."""

from html import escape

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from incidentdesk import clock
from incidentdesk.agent.web.form_token import form_token, opened
from incidentdesk.agent.web.limits import MEGABYTE
from incidentdesk.agent.web.page import notice, page, paragraphs
from incidentdesk.agent.web.site import Site, address_of, read, site_of, words_of, write
from incidentdesk.agent.web.typed_report import LONGEST_DESCRIPTION
from incidentdesk.agent.web.words import Words
from incidentdesk.detect.channel import Channel
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.refusal import Refused
from incidentdesk.respond.followed_report import Followed, Said, followed
from incidentdesk.respond.form_taking import answer

_STATES = {
    State.NEW: "state_new",
    State.IN_PROGRESS: "state_progress",
    State.ON_HOLD: "state_hold",
    State.RESOLVED: "state_resolved",
    State.CLOSED: "state_closed",
    State.CANCELED: "state_canceled",
}


async def follow_page(request: Request) -> Response:
    """What there is to see; 404 for a link that nobody has."""
    found = await _followed(request)
    if isinstance(found, Response):
        return found
    return _page(request, found, new="new" in request.query_params, sent="sent" in request.query_params)


async def answer_sent(request: Request) -> Response:
    """Write down what whoever reported has added; the same text sent twice is one answer."""
    found = await _followed(request)
    if isinstance(found, Response):
        return found
    site, words = site_of(request), words_of(request)
    async with request.form(max_files=0, max_fields=10, max_part_size=MEGABYTE) as form:
        given = {name: str(form.get(name) or "") for name in ("answer", "form")}
    text = given["answer"].strip()
    if not text or len(text) > LONGEST_DESCRIPTION:
        trouble = words("happened_long") if text else words("answer_missing")
        return _page(request, found, typed=text, trouble=trouble, status=422)
    if not opened(site.key, given["form"]).fresh:
        return _page(request, found, typed=text, trouble=words("expired"), status=409)
    wait = site.reports.wait(f"answer {request.path_params['token']}")
    if wait:
        often = words("often", seconds=wait)
        return _page(request, found, typed=text, trouble=often, status=429, retry_after=wait)
    try:
        await write(site, Channel.WEB_FORM, lambda session: answer(session, found.incident_id, text))
    except Refused as refused:
        trouble = words("not_taken", reason=str(refused))
        return _page(request, found, typed=text, trouble=trouble, status=422)
    return RedirectResponse(f"/follow/{request.path_params['token']}?sent=1", status_code=303)


async def _followed(request: Request) -> Followed | Response:
    site, words, token = site_of(request), words_of(request), request.path_params["token"]
    found = await read(site, lambda reader: followed(reader, token))
    if found is not None:
        return found
    wait = site.failures.wait(address_of(request))
    if wait:
        return notice(words, words("too_often"), words("too_often_text", seconds=wait), status=429, retry_after=wait)
    return notice(words, words("no_link"), words("no_link_text"), status=404)


def _page(
    request: Request,
    found: Followed,
    *,
    new: bool = False,
    sent: bool = False,
    typed: str = "",
    trouble: str = "",
    status: int = 200,
    retry_after: int = 0,
) -> Response:
    site, words = site_of(request), words_of(request)
    parts = [
        _done(words, found, new, sent),
        _trouble(words, trouble),
        _facts(words, site, found),
        _talk(words, site, found),
        _answer_form(words, site, request.url.path, typed, trouble),
        f'<p><a href="/report">{escape(words("another"))}</a></p>',
    ]
    title = f"{found.number} · {escape(site.title or words('title'))}"
    heading = f"{found.number} <bdi>{escape(found.title)}</bdi>"
    return page(words, title=title, heading=heading, body="\n".join(parts), status=status, retry_after=retry_after)


def _done(words: Words, found: Followed, new: bool, sent: bool) -> str:
    if new:
        said = [words("thanks"), words("number_is", number=found.number), words("keep_link")]
        lines = "".join(f"<p>{escape(each)}</p>" for each in said)
        return f'<div class="done" role="status">{lines}</div>'
    return f'<div class="done" role="status"><p>{escape(words("answer_sent"))}</p></div>' if sent else ""


def _trouble(words: Words, trouble: str) -> str:
    if not trouble:
        return ""
    return (
        f'<div class="summary" role="alert"><h2>{escape(words("problems"))}</h2>'
        f'<ul><li><a href="#answer">{escape(trouble)}</a></li></ul></div>'
    )


def _facts(words: Words, site: Site, found: Followed) -> str:
    facts = (
        ("state", escape(_state(words, found))),
        ("reported", _time(site, found.created_at)),
        ("updated", _time(site, found.updated_at)),
    )
    return "<dl>" + "".join(f"<dt>{escape(words(key))}</dt><dd>{value}</dd>" for key, value in facts) + "</dl>"


def _state(words: Words, found: Followed) -> str:
    if found.state == State.ON_HOLD and found.hold_reason == HoldReason.CALLER:
        return words("state_hold_caller")
    return words(_STATES[State(found.state)])


def _talk(words: Words, site: Site, found: Followed) -> str:
    heading = f"<h2>{escape(words('so_far'))}</h2>"
    if not found.said:
        return f'{heading}<p class="quiet">{escape(words("nothing_yet"))}</p>'
    return heading + '<ol class="talk">' + "".join(_entry(words, site, each) for each in found.said) + "</ol>"


def _entry(words: Words, site: Site, said: Said) -> str:
    who = words("you") if said.mine else said.author
    kind = ' class="mine"' if said.mine else ""
    return (
        f'<li{kind}><p class="quiet"><bdi>{escape(who)}</bdi> · {_time(site, said.at)}</p>{paragraphs(said.text)}</li>'
    )


def _answer_form(words: Words, site: Site, path: str, typed: str, trouble: str) -> str:
    wrong = ' aria-invalid="true" aria-describedby="answer-error"' if trouble else ""
    error = f'<p class="error" id="answer-error">{escape(trouble)}</p>' if trouble else ""
    return (
        f'<form method="post" action="{escape(path)}" novalidate>'
        f'<input type="hidden" name="form" value="{form_token(site.key)}">'
        f'<div class="field{" wrong" if trouble else ""}"><label for="answer">{escape(words("your_answer"))}</label>'
        f"{error}"
        f'<textarea id="answer" name="answer" rows="5" dir="auto" required{wrong}>\n{escape(typed)}</textarea></div>'
        f'<p><button type="submit">{escape(words("answer_send"))}</button></p></form>'
    )


def _time(site: Site, at: int) -> str:
    there = clock.instant(at).astimezone(site.zone)
    return f'<time datetime="{there.isoformat(timespec="seconds")}" dir="ltr">{there:%Y-%m-%d %H:%M %Z}</time>'
