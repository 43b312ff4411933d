"""Where the agent listens, and what is told there, as the settings of the desk say."""

import ipaddress
from dataclasses import dataclass

from incidentdesk.language import _, isolated
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_HIGHEST_PORT = 65_535
_EVERYWHERE = ("0.0.0.0", "::")


@dataclass(frozen=True, slots=True)
class Listening:
    """Where and what; nothing is listened to without a host."""

    host: str
    port: int
    form: bool = True
    alerts: bool = True
    services: bool = False
    title: str = ""
    intro: str = ""
    tls_cert: str = ""
    tls_key: str = ""
    without_tls: bool = False


def wanted(reader: Reader, listen: str = "") -> Listening:
    """As the settings say; `listen`, a HOST:PORT, goes before their address.

    Raises Refused for an address that is none.
    """

    def text(key: str) -> str:
        return str(setting_of(reader, f"web_{key}") or "").strip()

    def on(key: str) -> bool:
        return bool(setting_of(reader, f"web_{key}"))

    host, port = place_of(listen) if listen else (text("listen"), int(setting_of(reader, "web_port")))
    return Listening(
        host, port, on("form"), on("alerts"), on("services"), text("title"), text("intro"), text("tls_cert"),
        text("tls_key"), on("without_tls"),
    )  # fmt: skip


def place_of(text: str) -> tuple[str, int]:
    """Host and port of "127.0.0.1:8787", "[::1]:8787" or "localhost:8787"; raises Refused for anything else."""
    host, _colon, port = text.strip().rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not (port.isascii() and port.isdecimal()) or int(port[:6]) > _HIGHEST_PORT:
        raise Refused(_("“{text}” is no address to listen on. Write it as 127.0.0.1:8787.").format(text=isolated(text)))
    return host, int(port)


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_open(host: str, tls_cert: str, without_tls: bool) -> None:
    """Raises Refused where others could reach the address and neither TLS nor an exception is set (promise sec-3)."""
    if not (is_loopback(host) or tls_cert or without_tls):
        raise Refused(
            _(
                "{host} is not only this machine: give a certificate for TLS, or allow in the settings to listen "
                "without TLS."
            ).format(host=isolated(host))
        )


def link_of(listening: Listening, machine: str) -> str:
    """Where the form is for others; `machine` is the name of the one that listens on all of its addresses."""
    host = machine if listening.host in _EVERYWHERE else listening.host
    shown = f"[{host}]" if ":" in host else host
    return f"{'https' if listening.tls_cert else 'http'}://{shown}:{listening.port}/report"
