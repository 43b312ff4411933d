"""POST or GET /beat/TOKEN: the heartbeat of something that says by itself that it is still alive."""

from starlette.requests import Request
from starlette.responses import Response

from incidentdesk.agent.web.alert_endpoint import token_of
from incidentdesk.agent.web.answer import said
from incidentdesk.agent.web.site import address_of, site_of, write
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.respond.check_taking import beat


async def beat_sent(request: Request) -> Response:
    """200 where a monitor waits for it, 404 where none does."""
    site, token = site_of(request), request.path_params.get("token") or token_of(request)
    wait = site.tokens.wait(f"beat {token[:100]}")
    if wait:
        return said(429, _("Too many requests. Wait {seconds} seconds.").format(seconds=wait), retry_after=wait)
    try:
        await write(site, _("Heartbeat"), lambda session: beat(session, token, session.at))
    except Refused as refused:
        wait = site.failures.wait(address_of(request))
        return said(429 if wait else 404, str(refused), retry_after=wait)
    return said(200, _("Heard."))
