"""Reading what a watcher has sent: whatever bytes come, they become alerts or a sentence that says why not."""

from incidentdesk.detect.alert_mapping import AlertMapping, read_mapped
from incidentdesk.detect.alert_preset import MAPPING, PRESETS
from incidentdesk.detect.alert_told import Told as Told
from incidentdesk.detect.payload_json import json_of_payload
from incidentdesk.language import _
from incidentdesk.refusal import Refused

MOST_ALERTS = 1_000


def read_alerts(preset: str, mapping: AlertMapping | None, payload: bytes) -> list[Told]:
    """The alerts of a payload, in its order; `mapping` is for the preset "mapping".

    Raises Refused for what is no JSON, too large, too deep or has too many alerts, and for what is not of the form
    that the preset or the mapping describes.
    """
    value = json_of_payload(payload)
    told = read_mapped(mapping or AlertMapping(), value) if preset == MAPPING else PRESETS[preset].reads(value)
    if len(told) > MOST_ALERTS:
        raise Refused(
            _("It has {count} alerts, and one message may have {most}.").format(count=len(told), most=MOST_ALERTS)
        )
    return told
