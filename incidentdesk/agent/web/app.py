"""The application: which address leads where. What no address is, and no method, is answered with a sentence."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from incidentdesk.agent.web.alert_endpoint import alerts_sent
from incidentdesk.agent.web.answer import said
from incidentdesk.agent.web.beat_endpoint import beat_sent
from incidentdesk.agent.web.follow_page import answer_sent, follow_page
from incidentdesk.agent.web.form_page import form_page, form_sent
from incidentdesk.agent.web.health_page import health_page
from incidentdesk.agent.web.limits import Limits
from incidentdesk.agent.web.page import notice
from incidentdesk.agent.web.question_page import confirm_page, confirm_sent, survey_page, survey_sent
from incidentdesk.agent.web.site import Site, words_of
from incidentdesk.language import _
from incidentdesk.refusal import Refused


def make_app(site: Site) -> ASGIApp:
    """With the limits around it, so that they are counted before anything else looks at a request."""
    routes = [
        Route("/health", health_page),
        Route("/survey/{token}", survey_page, methods=["GET"]),
        Route("/survey/{token}", survey_sent, methods=["POST"]),
        Route("/confirm/{token}", confirm_page, methods=["GET"]),
        Route("/confirm/{token}", confirm_sent, methods=["POST"]),
    ]
    if site.form:
        routes += [
            Route("/", _to_the_form),
            Route("/report", form_page, methods=["GET"]),
            Route("/report", form_sent, methods=["POST"]),
            Route("/follow/{token}", follow_page, methods=["GET"]),
            Route("/follow/{token}", answer_sent, methods=["POST"]),
        ]
    if site.alerts:
        routes += [
            Route("/alerts", alerts_sent, methods=["POST"]),
            Route("/alerts/{token}", alerts_sent, methods=["POST"]),
            Route("/beat", beat_sent, methods=["GET", "POST"]),
            Route("/beat/{token}", beat_sent, methods=["GET", "POST"]),
        ]
    handlers = {HTTPException: _no_such, Refused: _refused, Exception: _failed}
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.state.site = site
    return Limits(app)


async def _to_the_form(_request: Request) -> Response:
    return RedirectResponse("/report", status_code=307)


async def _no_such(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if _wants_a_page(request):
        words = words_of(request)
        if error.status_code == 404:
            text = words("no_page_text", address="/report")
            return notice(words, words("no_page"), text, status=404)
        return notice(words, words("problems"), words("unreadable"), status=error.status_code)
    sentences = {404: _("There is nothing at this address."), 405: _("This address does not take that method.")}
    answer = said(error.status_code, sentences.get(error.status_code, _("This request can't be read.")))
    answer.headers.update(error.headers or {})
    return answer


async def _refused(request: Request, error: Exception) -> Response:
    """The database is locked or out of reach for a moment."""
    if _wants_a_page(request):
        words = words_of(request)
        text = words("not_taken", reason=str(error))
        return notice(words, words("problems"), text, status=503, retry_after=30)
    return said(503, str(error), retry_after=30)


async def _failed(request: Request, _error: Exception) -> Response:
    if _wants_a_page(request):
        words = words_of(request)
        return notice(words, words("problems"), words("unreadable"), status=500)
    return said(500, _("It failed unexpectedly. The log of the agent says more."))


def _wants_a_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")
