"""A signed request is from whom it says, whole, new, and not there before (promise sec-1)."""

import pytest

from incidentdesk.detect.alert_signature import new_signing_secret, seen_before, signed_headers, verify_signature
from incidentdesk.refusal import Refused

NOW = 1_772_451_900
SECRET = new_signing_secret()
BODY = '{"title": "Störung"}'.encode()
GOOD = signed_headers(SECRET, "msg_1", NOW, BODY)


def test_what_was_signed_with_the_secret_passes() -> None:
    assert verify_signature(SECRET, GOOD, BODY, NOW + 299) == "msg_1"
    upper = {name.title(): value for name, value in GOOD.items()}
    assert verify_signature(SECRET, upper, BODY, NOW) == "msg_1"
    rolled = {**GOOD, "webhook-signature": f"v1,AAAA v2,x {GOOD['webhook-signature']}"}
    assert verify_signature(SECRET, rolled, BODY, NOW) == "msg_1"


def test_the_example_of_the_specification_passes() -> None:
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    assert verify_signature(secret, headers, b'{"test": 2432232314}', 1614265330) == headers["webhook-id"]


@pytest.mark.parametrize(
    ("headers", "body", "now", "sentence"),
    [
        ({}, BODY, NOW, "is missing"),
        ({**GOOD, "webhook-signature": ""}, BODY, NOW, "is missing"),
        (GOOD, BODY + b" ", NOW, "is wrong"),
        ({**GOOD, "webhook-id": "msg_2"}, BODY, NOW, "is wrong"),
        ({**GOOD, "webhook-timestamp": str(NOW + 1)}, BODY, NOW, "is wrong"),
        (GOOD, BODY, NOW + 301, "older than five minutes"),
        (GOOD, BODY, NOW - 301, "older than five minutes"),
        ({**GOOD, "webhook-signature": "v1,sïgnätüre"}, BODY, NOW, "is wrong"),
        ({**GOOD, "webhook-signature": "v1," + "\ud800"}, BODY, NOW, "is wrong"),
        ({**GOOD, "webhook-signature": GOOD["webhook-signature"].replace("v1", "v2")}, BODY, NOW, "is wrong"),
        ({**GOOD, "webhook-timestamp": "١٢٣"}, BODY, NOW, "can't be read"),
        ({**GOOD, "webhook-timestamp": "9" * 4_000}, BODY, NOW, "can't be read"),
        ({**GOOD, "webhook-id": "x" * 201}, BODY, NOW, "can't be read"),
        (signed_headers(new_signing_secret(), "msg_1", NOW, BODY), BODY, NOW, "is wrong"),
    ],
)
def test_anything_else_is_refused(headers: dict[str, str], body: bytes, now: float, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        verify_signature(SECRET, headers, body, now)


def test_an_id_passes_once_as_long_as_its_signature_could() -> None:
    seen: dict[str, float] = {}
    assert not seen_before(seen, "a", NOW)
    assert seen_before(seen, "a", NOW + 599)
    assert not seen_before(seen, "b", NOW + 601)
    assert list(seen) == ["b"]


def test_secrets_have_256_bits_and_differ() -> None:
    assert SECRET.startswith("whsec_")
    assert len({new_signing_secret() for _each in range(50)}) == 50
    assert len(SECRET) == len("whsec_") + 44
