"""Whether a web page answers as it should.

Options: status ("200-299"), contains, regex, method (GET), redirects (yes), hosts (others to which a redirect may
lead), verify (yes), authority (PEM), user (whose password is a secret). At most a megabyte of the body is read,
compression is not asked for and is undone only so far, and the whole exchange has one end: the library's time-outs
count from one read to the next.
"""

import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urljoin, urlsplit

from incidentdesk.detect.address_guard import addresses_of
from incidentdesk.detect.certificate import believing, disbelief
from incidentdesk.detect.check import Failing, Outcome, TooLate, Wanted
from incidentdesk.detect.pattern import found_in
from incidentdesk.language import _, isolated

MOST = 1024 * 1024  # bytes
_MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)


def check(wanted: Wanted) -> Outcome:
    address = wanted.target.strip()
    began = time.monotonic()
    for _hop in range(_MOST_REDIRECTS + 1):
        status, headers, body = _answer(wanted, address)
        if status not in _REDIRECTS or not wanted.options.get("redirects", True) or "location" not in headers:
            return _judged(wanted, status, body, (time.monotonic() - began) * 1_000)
        address = _followed(wanted, address, headers["location"])
    raise Failing(_("It redirects more than {most} times.").format(most=_MOST_REDIRECTS))


def host_of(address: str) -> str:
    """The host of a web address; raises Failing for what is none."""
    try:
        parts = urlsplit(address)
        # Asking for the port raises where it is none.
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return parts.hostname
    except ValueError:
        pass
    raise Failing(_("“{target}” is no web address, such as https://example.com/.").format(target=isolated(address)))


def statuses_of(text: str) -> list[tuple[int, int]]:
    """The ranges of “200-299, 401”; raises ValueError for anything else."""
    ranges = []
    for part in str(text or "200-299").split(","):
        first, _dash, last = part.strip().partition("-")
        ranges.append((int(first), int(last or first)))
    return ranges


def _followed(wanted: Wanted, address: str, location: str) -> str:
    target = urljoin(address, location)
    allowed = {(host_of(wanted.target)).lower(), *(str(each).lower() for each in wanted.options.get("hosts", ()))}
    if host_of(target).lower() not in allowed:
        raise Failing(
            _("It redirects to {host}, which is not allowed for this monitor.").format(host=isolated(host_of(target)))
        )
    return target


def _judged(wanted: Wanted, status: int, body: bytes, latency: float) -> Outcome:
    if not any(first <= status <= last for first, last in statuses_of(wanted.options.get("status", ""))):
        raise Failing(_("It answers with the status {status}.").format(status=status))
    text = body.decode("utf-8", "replace")
    contains = str(wanted.options.get("contains") or "")
    if contains and contains not in text:
        raise Failing(_("“{text}” is not on the page.").format(text=isolated(contains)))
    pattern = str(wanted.options.get("regex") or "")
    if pattern and not found_in(pattern, text):
        raise Failing(_("The pattern “{pattern}” is not on the page.").format(pattern=isolated(pattern)))
    return Outcome(True, _("It answers with the status {status}.").format(status=status), latency)


def _answer(wanted: Wanted, address: str) -> tuple[int, Any, bytes]:
    """Status, headers and body of one request, to an address that was judged; raises Failing."""
    import httpx

    host = host_of(address)
    last: Exception = TooLate()
    for each in addresses_of(wanted, host):
        with _ending(wanted) as watch:
            try:
                return _asked(wanted, address, each, watch)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                last = _failing(wanted, error, host)
            except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError, ValueError) as error:
                raise _failing(wanted, error, host) from None
    raise last


def _asked(wanted: Wanted, address: str, where: str, watch: Any) -> tuple[int, Any, bytes]:
    import httpx

    def traced(event: str, info: Any) -> None:
        if event == "connection.connect_tcp.complete":
            watch(info["return_value"].get_extra_info("socket"))

    url = httpx.URL(address)
    headers = {"Host": url.netloc.decode("ascii"), "User-Agent": "IncidentDesk", "Accept-Encoding": "identity"}
    context = believing(str(wanted.options.get("authority") or ""), bool(wanted.options.get("verify", True)))
    method = str(wanted.options.get("method") or "GET").upper()
    with httpx.Client(verify=context, trust_env=False, follow_redirects=False, timeout=wanted.left()) as client:
        pinned = url.copy_with(host=where)
        extensions = {"sni_hostname": url.raw_host.decode("ascii"), "trace": traced}
        user = str(wanted.options.get("user") or "")
        login = (user, wanted.secret) if user and wanted.secret else None
        with client.stream(method, pinned, headers=headers, auth=login, extensions=extensions) as response:
            return response.status_code, response.headers, _body(wanted, response)


def _body(wanted: Wanted, response: Any) -> bytes:
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip", "deflate"):
        raise Failing(_("It answers in the compression “{coding}”.").format(coding=isolated(coding)))
    opener = zlib.decompressobj(zlib.MAX_WBITS | 32) if coding in ("gzip", "deflate") else None
    body = b""
    for chunk in response.iter_raw(16 * 1024):
        wanted.left()
        try:
            body += opener.decompress(chunk, MOST + 1 - len(body)) if opener else chunk
        except zlib.error:
            raise Failing(_("Its answer is compressed and can't be read.")) from None
        if len(body) > MOST:
            return body[:MOST]
    return body


@contextmanager
def _ending(wanted: Wanted) -> Iterator[Any]:
    """Shuts the connections it is given when the time is up."""
    watched: list[Any] = []

    def strike() -> None:
        for each in watched:
            with suppress(OSError):
                each.shutdown(2)

    timer = threading.Timer(wanted.left(), strike)
    timer.daemon = True
    timer.start()
    try:
        # A second handle: TLS takes the first one away from its socket.
        yield lambda connection: watched.append(connection.dup())
    finally:
        timer.cancel()
        for each in watched:
            each.close()
    wanted.left()


def _failing(wanted: Wanted, error: Exception, host: str) -> Failing:
    import httpx

    if isinstance(error, httpx.TimeoutException | TimeoutError) or time.monotonic() >= wanted.until:
        return TooLate()
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return Failing(disbelief(cause, host))
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError):
        return Failing(_("{host} can't be reached.").format(host=isolated(host)))
    if isinstance(error, httpx.InvalidURL | ValueError):
        return Failing(_("“{target}” is no web address, such as https://example.com/.").format(target=isolated(host)))
    return Failing(_("{host} broke the connection off.").format(host=isolated(host)))
