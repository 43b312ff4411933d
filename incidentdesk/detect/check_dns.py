"""Whether a name is answered as it should be.

Options: record (A), expected (answers that must all be there), server (whom to ask; the system's own otherwise).
"""

from incidentdesk.detect.address_guard import addresses_of
from incidentdesk.detect.check import Failing, Outcome, TooLate, Wanted
from incidentdesk.detect.host_port import host_and_port
from incidentdesk.language import _, isolated

RECORDS = ("A", "AAAA", "CNAME", "MX", "NS", "TXT", "SRV", "SOA", "CAA", "PTR")


def check(wanted: Wanted) -> Outcome:
    import dns.exception
    import dns.resolver

    name = wanted.target.strip()
    record = str(wanted.options.get("record") or "A").upper()
    resolver = dns.resolver.Resolver(configure=not wanted.options.get("server"))
    if wanted.options.get("server"):
        host, port = host_and_port(str(wanted.options["server"]), 53)
        resolver.nameservers, resolver.port = addresses_of(wanted, host), port
    try:
        answer = resolver.resolve(name, record, lifetime=wanted.left(), search=False)
    except dns.resolver.NXDOMAIN:
        raise Failing(_("There is no name {name}.").format(name=isolated(name))) from None
    except dns.resolver.NoAnswer:
        raise Failing(
            _("{name} has no record of the type {record}.").format(name=isolated(name), record=record)
        ) from None
    except dns.exception.Timeout:
        raise TooLate from None
    except (dns.exception.DNSException, ValueError) as error:
        raise Failing(
            _("{name} was not answered: {reason}.").format(name=isolated(name), reason=isolated(str(error).rstrip(".")))
        ) from None
    return _judged(wanted, name, [str(each) for each in answer])


def _judged(wanted: Wanted, name: str, answers: list[str]) -> Outcome:
    expected = wanted.options.get("expected") or ()
    several = expected.split(",") if isinstance(expected, str) else [str(each) for each in expected]
    told = {_plain(each) for each in answers}
    missing = [each.strip() for each in several if each.strip() and _plain(each) not in told]
    shown = isolated(", ".join(sorted(answers)))
    if missing:
        raise Failing(
            _("{name} is {answers}; {missing} is missing.").format(
                name=isolated(name), answers=shown, missing=isolated(", ".join(missing))
            )
        )
    return Outcome(True, _("{name} is {answers}.").format(name=isolated(name), answers=shown))


def _plain(answer: str) -> str:
    return answer.strip().strip('"').rstrip(".").lower()
