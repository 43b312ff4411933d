"""The bytes of attachments out of a portable file."""

import hashlib

import sqlalchemy as sa

from incidentdesk.detect.attachment import attachment_chunk
from incidentdesk.detect.transfer.bundle import Bundle
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused


def write_bytes(connection: sa.Connection, bundle: Bundle, source_id: int, target_id: int, sha256: str) -> None:
    """Write the bytes of an attachment of the file as those of one here.

    Raises Refused if they are not the ones that were attached.
    """
    digest = hashlib.sha256()
    for position, chunk in enumerate(bundle.attachment(source_id)):
        digest.update(chunk)
        values = {"attachment_id": target_id, "position": position, "data": chunk}
        connection.execute(attachment_chunk.insert(), values)
    if digest.hexdigest() != sha256:
        raise Refused(
            _("An attachment in {file} is not what was attached. Nothing was taken.").format(
                file=isolated(bundle.path.name)
            )
        )
