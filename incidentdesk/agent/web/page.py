"""The frame of a page: HTML that needs no JavaScript and asks nobody else for anything.

Its style is part of it and named by its hash in the Content-Security-Policy (CSP level 3), so that nothing that
somebody writes into a field could ever be run or loaded.
"""

import base64
import hashlib
from functools import cache
from html import escape as escape

from starlette.responses import HTMLResponse

from incidentdesk.agent.web.words import Words
from incidentdesk.paths import resources


@cache
def style() -> str:
    return (resources() / "web" / "page.css").read_text(encoding="utf-8")


@cache
def policy() -> str:
    """What a browser may do with a page: show it, and send its form back to where it came from."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def page(
    words: Words,
    *,
    title: str,
    heading: str,
    body: str,
    status: int = 200,
    retry_after: int = 0,
    cache: str = "no-store",
) -> HTMLResponse:
    """A whole page; `title`, `heading` and `body` are HTML already, `retry_after` is in seconds."""
    headers = {
        "Content-Security-Policy": policy(),
        "Content-Language": words.language,
        "Cache-Control": cache,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow",
        "Vary": "Accept-Language",
    }
    if retry_after:
        headers["Retry-After"] = str(retry_after)
    return HTMLResponse(document(words, title=title, heading=heading, body=body), status_code=status, headers=headers)


def document(words: Words, *, title: str, heading: str, body: str, policy: str = "") -> str:
    """The HTML of a page; `policy` where no header could carry it."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n' if policy else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{words.language}" dir="{words.direction}">\n<head>\n<meta charset="utf-8">\n'
        f"{meta}"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{style()}</style>\n</head>\n<body>\n"
        f'<main id="main">\n<h1>{heading}</h1>\n{body}\n</main>\n</body>\n</html>\n'
    )


def notice(words: Words, heading: str, text: str, *, status: int, retry_after: int = 0) -> HTMLResponse:
    """A page with one sentence; both texts are plain."""
    return page(
        words,
        title=escape(heading),
        heading=escape(heading),
        body=f"<p>{escape(text)}</p>",
        status=status,
        retry_after=retry_after,
    )


def paragraphs(text: str) -> str:
    """A plain text as HTML; each line may run in its own direction."""
    parts = [part for part in text.strip().split("\n\n") if part.strip()]
    return "".join(f'<p dir="auto">{escape(part.strip()).replace(chr(10), "<br>")}</p>' for part in parts)
