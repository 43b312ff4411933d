"""GET and POST /report: the form for people without the program."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from incidentdesk.agent.web.form_html import TRAP, form_html
from incidentdesk.agent.web.form_token import Opened, form_token, opened
from incidentdesk.agent.web.limits import MEGABYTE
from incidentdesk.agent.web.page import notice, page
from incidentdesk.agent.web.site import Site, address_of, read, site_of, words_of, write
from incidentdesk.agent.web.typed_report import Typed, report_of, typed_of, wrong_with
from incidentdesk.detect.attachment import limit_of, safe_name
from incidentdesk.detect.channel import Channel
from incidentdesk.detect.dead_letter import LetterKind
from incidentdesk.detect.dead_letter_change import keep_dead_letter
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.respond.form_taking import Report, SentFile, raw_report, take_report
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

log = logging.getLogger(__name__)

# More than are taken, so that somebody who sends too many keeps what was typed.
_MOST_PARSED = 200
_SERVICES = "SELECT name FROM service WHERE withdrawn_at IS NULL ORDER BY lower(name), id"


@dataclass(frozen=True, slots=True)
class _Sent:
    typed: Typed
    files: list[SentFile]
    opened: Opened
    trapped: bool


async def form_page(request: Request) -> Response:
    """The form; what stands in the query (?what=…) is filled in."""
    return await _shown(request, typed_of(request.query_params))


async def form_sent(request: Request) -> Response:
    """Take a report in and lead to its private link, or show the form again with what is wrong."""
    site, words = site_of(request), words_of(request)
    wait = site.failures.wait(f"form {address_of(request)}")
    if wait:
        return notice(words, words("too_often"), words("too_often_text", seconds=wait), status=429, retry_after=wait)
    try:
        sent = await _sent(request, site)
    except HTTPException:
        return notice(words, words("problems"), words("unreadable"), status=400)
    limit = await read(site, limit_of)
    wrong = {} if sent.trapped else wrong_with(sent.typed, sent.files, words, site.zone, file_limit=limit)
    if wrong:
        return await _again(request, sent, wrong=wrong, status=413 if _only_files(wrong) else 422)
    if not (sent.opened.fresh or sent.trapped):
        return await _again(request, sent, trouble=words("expired"), status=409)
    wait = site.reports.wait(address_of(request))
    if wait:
        return await _again(request, sent, trouble=words("often", seconds=wait), status=429, retry_after=wait)
    if sent.trapped:
        return await _keep(request, sent, _("A field that only programs see was filled in."), parked=True)
    return await _take(request, sent)


async def _take(request: Request, sent: _Sent) -> Response:
    site, words = site_of(request), words_of(request)
    report = report_of(sent.typed, site.zone)

    def act(session: Session) -> str:
        known = {
            "fields": report, "files": sent.files, "language": words.language, "submission": sent.opened.submission,
        }  # fmt: skip
        return take_report(session, **known)[1]  # type: ignore[arg-type]

    try:
        # Nobody has proved to be whom they name, so the history names the form.
        token = await write(site, Channel.WEB_FORM, act)
    except Refused as refused:
        return await _again(request, sent, trouble=words("not_taken", reason=str(refused)), status=422)
    except Exception:
        log.exception("web form")
        return await _keep(request, sent, _("It failed unexpectedly. The log says more."))
    return RedirectResponse(f"/follow/{token}?new=1", status_code=303)


async def _keep(request: Request, sent: _Sent, reason: str, *, parked: bool = False) -> Response:
    """Nothing that somebody has written is thrown away."""
    site, words = site_of(request), words_of(request)
    report = _as_it_is(sent.typed)
    raw = raw_report(report, sent.files, words.language, sent.opened.submission or secrets.token_hex(16))

    def act(session: Session) -> int:
        return keep_dead_letter(
            session,
            kind=LetterKind.FORM,
            source=address_of(request),
            sender=report.email or report.name,
            subject=report.title,
            reason=reason,
            raw=raw,
            parked=parked,
        )

    await write(site, Channel.WEB_FORM, act)
    return notice(words, words("kept"), words("kept_text"), status=202)


async def _again(
    request: Request,
    sent: _Sent,
    *,
    wrong: Mapping[str, str] | None = None,
    trouble: str = "",
    status: int,
    retry_after: int = 0,
) -> Response:
    """The same sending: whoever has been told of a mistake reports once all the same."""
    return await _shown(
        request, sent.typed, submission=sent.opened.submission, wrong=wrong, trouble=trouble,
        had_files=bool(sent.files), status=status, retry_after=retry_after,
    )  # fmt: skip


async def _shown(
    request: Request,
    typed: Typed,
    *,
    submission: str = "",
    wrong: Mapping[str, str] | None = None,
    trouble: str = "",
    had_files: bool = False,
    status: int = 200,
    retry_after: int = 0,
) -> Response:
    site, words = site_of(request), words_of(request)
    body = form_html(
        words,
        typed,
        zone_name=str(site.zone),
        services=await read(site, _service_names) if site.services else (),
        token=form_token(site.key, submission),
        wrong=wrong,
        trouble=trouble,
        had_files=had_files,
        intro=site.intro,
    )
    heading = escape(site.title or words("title"))
    title = f"{escape(words('problems'))} · {heading}" if wrong or trouble else heading
    # Whoever goes back finds what was typed, and sends the same form again.
    return page(
        words,
        title=title,
        heading=heading,
        body=body,
        status=status,
        retry_after=retry_after,
        cache="private, no-cache",
    )


async def _sent(request: Request, site: Site) -> _Sent:
    """Raises HTTPException for what is no form."""
    async with request.form(max_files=_MOST_PARSED, max_fields=50, max_part_size=MEGABYTE) as form:
        files = await _files(form)
        fields = {name: form.get(name) for name in form}
    token = fields.get("form")
    return _Sent(
        typed_of(fields), files, opened(site.key, token if isinstance(token, str) else ""), bool(fields.get(TRAP))
    )


async def _files(form: FormData) -> list[SentFile]:
    """A field for files without one sends an empty one without a name."""
    found = []
    for each in form.getlist("files"):
        if isinstance(each, UploadFile) and (each.filename or each.size):
            found.append(SentFile(safe_name(each.filename or ""), await each.read()))
    return found


def _as_it_is(typed: Typed) -> Report:
    return Report(typed.what, typed.happened, typed.who, typed.email, typed.service, typed.bad)


def _only_files(wrong: Mapping[str, str]) -> bool:
    return list(wrong) == ["files"]


def _service_names(reader: Reader) -> list[str]:
    return [str(row[0]) for row in reader.rows(_SERVICES)]
