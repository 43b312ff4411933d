"""GET /health: how everything stands that runs by itself; only for this machine, as HTML or JSON."""

from dataclasses import asdict
from datetime import tzinfo
from html import escape
from ipaddress import ip_address

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from incidentdesk import clock
from incidentdesk.agent.health import Health, Job, health
from incidentdesk.agent.web.answer import said
from incidentdesk.agent.web.page import page
from incidentdesk.agent.web.site import Site, address_of, read, site_of
from incidentdesk.agent.web.words import ENGLISH, languages
from incidentdesk.language import _
from incidentdesk.refusal import Refused

_NAMES_HERE = ("localhost", "127.0.0.1", "[::1]", "::1")


async def health_page(request: Request) -> Response:
    """200 where a program works and nothing is amiss, 503 otherwise, so that a monitor can look at it."""
    if not is_here(request):
        return said(404, _("How the agent stands is told on its own machine only."))
    site = site_of(request)
    try:
        found = await read(site, lambda reader: health(reader, clock.stored(clock.now())))
    except Refused as refused:
        return said(503, str(refused))
    status = 200 if found.works and not found.troubles else 503
    if "text/html" in request.headers.get("accept", ""):
        return page(
            languages()[ENGLISH],
            title=_("Health"),
            heading=_("What runs by itself"),
            body=_html(site, found),
            status=status,
        )
    answer = {"ok": status == 200, "works": found.works, "troubles": found.troubles, **asdict(found)}
    return JSONResponse(answer, status_code=status, headers={"Cache-Control": "no-store"})


def is_here(request: Request) -> bool:
    """Whether a request comes from this machine and calls it by its own name.

    A page elsewhere could have its own name lead here (DNS rebinding), and a proxy would let everybody ask.
    """
    name = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
    try:
        here = ip_address(address_of(request)).is_loopback
    except ValueError:
        return False
    return here and name.lower() in _NAMES_HERE and "forwarded" not in request.headers


def _html(site: Site, found: Health) -> str:
    worker = found.worker
    rows = "".join(_row(job, site.zone) for job in found.jobs)
    who = escape(worker.owner) if worker and found.works else escape(_("No program works."))
    beat = _time(worker.beat_at if worker else None, site.zone)
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in (_("Job"), _("Last"), _("Waits"), _("How")))
    troubles = "".join(f"<li>{escape(each)}</li>" for each in found.troubles)
    return (
        (f'<div class="summary"><h2>{escape(_("Amiss"))}</h2><ul>{troubles}</ul></div>' if troubles else "")
        + f"<dl><dt>{escape(_('Program'))}</dt><dd>{who}</dd><dt>{escape(_('Last look'))}</dt><dd>{beat}</dd>"
        + f"<dt>{escape(_('Late'))}</dt><dd>{len(found.late)}</dd></dl>"
        + f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(job: Job, zone: tzinfo) -> str:
    said_ = job.trouble or job.said
    return (
        f'<tr><th scope="row">{escape(job.name)}</th><td>{_time(job.last_at, zone)}</td><td>{job.waiting}</td>'
        f"<td>{escape(said_)}</td></tr>"
    )


def _time(at: int | None, zone: tzinfo) -> str:
    return "–" if at is None else f"{clock.instant(at).astimezone(zone):%Y-%m-%d %H:%M:%S}"
