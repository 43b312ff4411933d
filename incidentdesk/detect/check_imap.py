"""Whether a mailbox server greets, encrypts and lets us in.

Options: security (TLS, STARTTLS or none), user (whose password is a secret), verify, authority. A password is given
over an encrypted connection only.
"""

from incidentdesk.detect.check import Failing, Outcome, Wanted
from incidentdesk.detect.host_port import host_and_port
from incidentdesk.detect.spoken_line import Conversation
from incidentdesk.language import _, isolated

_ENCRYPTED = ("TLS", "STARTTLS")


def check(wanted: Wanted) -> Outcome:
    security = str(wanted.options.get("security") or "TLS").upper()
    host, port = host_and_port(wanted.target, 993 if security == "TLS" else 143)
    talk = Conversation(wanted, host, port)
    try:
        if security == "TLS":
            talk.secure()
        _greeted(talk)
        if security == "STARTTLS":
            _ask(talk, "a1", "STARTTLS")
            talk.secure()
        said = _("{host} greets.").format(host=isolated(host))
        if wanted.options.get("user"):
            _log_in(talk, wanted, security)
            said = _("{host} greets and lets {user} in.").format(
                host=isolated(host), user=isolated(str(wanted.options["user"]))
            )
        talk.say("a9 LOGOUT")
    finally:
        talk.close()
    return Outcome(True, said)


def _greeted(talk: Conversation) -> None:
    greeting = talk.line()
    if not greeting.startswith(("* OK", "* PREAUTH")):
        raise Failing(_("{host} answers: {answer}").format(host=isolated(talk.host), answer=isolated(greeting[:200])))


def _log_in(talk: Conversation, wanted: Wanted, security: str) -> None:
    if not wanted.secret:
        raise Failing(_("The password of this monitor is missing. Enter it again."))
    if security not in _ENCRYPTED:
        raise Failing(_("A password is not sent over a connection that is not encrypted. Choose STARTTLS or TLS."))
    _ask(talk, "a2", f"LOGIN {_quoted(str(wanted.options['user']))} {_quoted(wanted.secret)}")


def _quoted(text: str) -> str:
    if any(ord(each) < 32 for each in text):
        raise Failing(_("A name or password has a character that can't be sent."))
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _ask(talk: Conversation, tag: str, command: str) -> None:
    talk.say(f"{tag} {command}")
    answer = talk.lines_until(f"{tag} ")[-1]
    if not answer.upper().startswith(f"{tag.upper()} OK"):
        raise Failing(_("{host} answers: {answer}").format(host=isolated(talk.host), answer=isolated(answer[:200])))
