"""Chat rooms and other services through Apprise, each by one address that is secret."""

import threading
from contextlib import suppress
from typing import Any

from incidentdesk.agent.hushed import hush
from incidentdesk.agent.letter import Letter, Undelivered
from incidentdesk.language import _, isolated
from incidentdesk.prepare.outlet_list import OutletRow

LONGEST = 25.0  # seconds
_SILENCE = 8.0  # seconds


def send_by_apprise(outlet: OutletRow, address: str | None, letter: Letter, *, seconds: float = LONGEST) -> None:
    """Hand a message to the service; raises Undelivered, never with the address.

    Apprise says only whether it went; why not stands in its log, which holds the address and is not written.
    """
    service = service_of(outlet, address)
    outcome: list[bool] = []

    def send() -> None:
        # What a service raises could hold the address; that it did not go is all that is to be said.
        with suppress(Exception):
            outcome.append(bool(service.notify(body=letter.body, title=letter.subject)))

    # A service that answers a byte now and then would hold this thread for ever; it may hold that one.
    sending = threading.Thread(target=send, name=f"outlet {outlet.id}", daemon=True)
    sending.start()
    sending.join(seconds)
    if sending.is_alive():
        raise Undelivered(_("{outlet} did not answer in time.").format(outlet=isolated(outlet.name)), outlet=True)
    if outcome != [True]:
        raise Undelivered(
            _("{outlet} did not take the message. Test it in the settings.").format(outlet=isolated(outlet.name)),
            outlet=True,
        )


def service_of(outlet: OutletRow, address: str | None) -> Any:
    """The service behind an address; raises Undelivered where Apprise knows none."""
    hush()
    import apprise

    asset = apprise.AppriseAsset(async_mode=False)
    service = apprise.Apprise.instantiate(address, asset=asset) if address else None
    if service is None:
        raise Undelivered(
            _("The address of {outlet} is missing, or Apprise knows no such service. Enter it in the settings.").format(
                outlet=isolated(outlet.name)
            ),
            outlet=True,
        )
    service.socket_connect_timeout = service.socket_read_timeout = _SILENCE
    return service
