"""Whether a mail server greets, encrypts and lets us in.

Options: security (STARTTLS, TLS or none), user (whose password is a secret), verify, authority. A password is given
over an encrypted connection only.
"""

import base64

from incidentdesk.detect.check import Failing, Outcome, Wanted
from incidentdesk.detect.host_port import host_and_port
from incidentdesk.detect.spoken_line import Conversation
from incidentdesk.language import _, isolated

_PORTS = {"TLS": 465, "STARTTLS": 587}


def check(wanted: Wanted) -> Outcome:
    security = str(wanted.options.get("security") or "none").upper()
    host, port = host_and_port(wanted.target, _PORTS.get(security, 25))
    talk = Conversation(wanted, host, port)
    try:
        if security == "TLS":
            talk.secure()
        _expect(talk, "220")
        offered = _greet(talk)
        if security == "STARTTLS":
            _ask(talk, "STARTTLS", "220")
            talk.secure()
            offered = _greet(talk)
        said = _("{host} greets.").format(host=isolated(host))
        if wanted.options.get("user"):
            _log_in(talk, wanted, security, offered)
            said = _("{host} greets and lets {user} in.").format(
                host=isolated(host), user=isolated(str(wanted.options["user"]))
            )
        talk.say("QUIT")
    finally:
        talk.close()
    return Outcome(True, said)


def _greet(talk: Conversation) -> str:
    return _ask(talk, "EHLO incidentdesk.invalid", "250").upper()


def _log_in(talk: Conversation, wanted: Wanted, security: str, offered: str) -> None:
    user, password = str(wanted.options["user"]), wanted.secret or ""
    if not password:
        raise Failing(_("The password of this monitor is missing. Enter it again."))
    if security not in _PORTS:
        raise Failing(_("A password is not sent over a connection that is not encrypted. Choose STARTTLS or TLS."))
    if "PLAIN" in offered or "LOGIN" not in offered:
        _ask(talk, f"AUTH PLAIN {_coded(f'{chr(0)}{user}{chr(0)}{password}')}", "235")
    else:
        _ask(talk, "AUTH LOGIN", "334")
        _ask(talk, _coded(user), "334")
        _ask(talk, _coded(password), "235")


def _coded(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


def _ask(talk: Conversation, line: str, wanted_code: str) -> str:
    talk.say(line)
    return _expect(talk, wanted_code)


def _expect(talk: Conversation, code: str) -> str:
    lines: list[str] = []
    while not lines or lines[-1][3:4] == "-":
        lines.append(talk.line())
        if len(lines) > 100:
            raise Failing(_("{host} does not come to an end.").format(host=isolated(talk.host)))
    if not lines[-1].startswith(code):
        raise Failing(_("{host} answers: {answer}").format(host=isolated(talk.host), answer=isolated(lines[-1][:200])))
    return "\n".join(lines)
