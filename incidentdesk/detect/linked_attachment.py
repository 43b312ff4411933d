"""The attachment behind a link of a Markdown text."""

from incidentdesk.detect.attachment import Attached
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader


def linked_attachment(reader: Reader, digest: str) -> Attached:
    """The file that `digest`, the beginning of its SHA-256, names; never one of an incident, which has its own readers.

    Raises Refused where this desk has no such file.
    """
    rows = reader.rows(
        "SELECT id, name, media_type, size, sha256, added_at, added_by FROM attachment WHERE incident_id IS NULL"
        " AND withdrawn_at IS NULL AND SUBSTR(sha256, 1, LENGTH(:digest)) = :digest ORDER BY id DESC LIMIT 1",
        {"digest": digest},
    )
    if not rows or len(digest) < 32:
        raise Refused(_("This desk does not have the file. It stayed at the desk from which the text came."))
    return Attached(*rows[0])
