"""The form as one file that needs no server: it opens a mail with what was typed, a line for each field (RFC 6068).

For an intranet, a memory stick, or the day on which the network of the agent is what is down.
"""

import re
from html import escape
from urllib.parse import quote

from incidentdesk.agent.web.form_html import fields_html
from incidentdesk.agent.web.page import document, policy
from incidentdesk.agent.web.typed_report import FIELDS, Typed, is_address
from incidentdesk.agent.web.words import Words, languages
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused


def mail_form(address: str, language: str, *, zone_name: str, title: str = "", intro: str = "") -> str:
    """The HTML of the file. Raises Refused for what is no e-mail address and for a language that we do not have."""
    if not is_address(address):
        raise Refused(
            _("“{address}” is no e-mail address. Write it as name@example.org.").format(address=isolated(address))
        )
    words = languages().get(language)
    if words is None:
        known = ", ".join(languages())
        raise Refused(_("There is no form in “{language}”. There are: {known}.").format(language=language, known=known))
    target = f"mailto:{quote(address.strip(), safe='@')}?subject={quote(words('mail_subject'))}"
    fields = "\n".join(fields_html(words, Typed(), zone_name=zone_name, wrong={}))
    body = (
        f'<p dir="auto">{escape(intro or words("mail_intro"))}</p>\n'
        f'<form method="post" action="{escape(target)}" enctype="text/plain">\n'
        f"{_named_in_words(words, fields)}\n"
        f'<p class="quiet">{escape(words("mail_files"))}</p>\n'
        f'<p><button type="submit">{escape(words("mail_send"))}</button></p>\n</form>'
    )
    heading = escape(title or words("title"))
    allowed = policy().replace("form-action 'self'", "form-action mailto:").replace("; frame-ancestors 'none'", "")
    return document(words, title=heading, heading=heading, body=body, policy=allowed)


def _named_in_words(words: Words, html: str) -> str:
    """In the mail stand the questions and the answers as people read them."""
    for name in FIELDS:
        html = html.replace(f' name="{name}"', f' name="{escape(words(name))}"')
    return re.sub(r'(id="bad-(\w+)"[^>]*) value="\w+"', lambda found: _spoken(words, found), html)


def _spoken(words: Words, found: re.Match[str]) -> str:
    return f'{found[1]} value="{escape(words(f"bad_{found[2]}"))}"'
