"""Secrets lie in the keyring or in a vault, and nowhere else (sec-10)."""

import stat
import sys

import keyring
import pytest
from keyring.backend import KeyringBackend

from incidentdesk.prepare import secret
from incidentdesk.prepare.secret import SecretLocked, needs_passphrase, secret_of, set_secret, vault_file
from incidentdesk.refusal import Refused

PASSPHRASE = "correct horse battery"
CANARY = "canary-7f3e-password"


class MemoryKeyring(KeyringBackend):
    # Keyrings are found by being defined; below zero none of these becomes that of other tests.
    priority = -1

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


class BrokenKeyring(MemoryKeyring):
    def get_password(self, service, username):
        raise RuntimeError(f"locked; asked for {CANARY}")

    def set_password(self, service, username, password):
        raise RuntimeError(f"locked; could not keep {password}")


@pytest.fixture(autouse=True)
def quick_vault(monkeypatch):
    """As the real one, but not slow on purpose."""
    monkeypatch.setattr(secret, "_COST", 2**8)
    monkeypatch.delenv(secret.PASSPHRASE_VARIABLE, raising=False)


@pytest.fixture
def no_keyring(monkeypatch):
    from keyring.backends.fail import Keyring

    monkeypatch.setattr(keyring, "get_keyring", Keyring)


@pytest.fixture
def own_keyring(monkeypatch):
    own = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: own)
    return own


def test_a_secret_is_kept_in_the_keyring(own_keyring):
    set_secret("outlet mail", CANARY)
    assert secret_of("outlet mail") == CANARY
    assert own_keyring.kept == {("IncidentDesk", "outlet mail"): CANARY}
    assert not vault_file().exists()
    assert not needs_passphrase()


def test_without_a_keyring_a_vault_keeps_it_sealed(no_keyring):
    assert needs_passphrase()
    set_secret("outlet mail", CANARY, passphrase=lambda: PASSPHRASE)
    set_secret("outlet chat", "another", passphrase=lambda: PASSPHRASE)
    assert secret_of("outlet mail", passphrase=lambda: PASSPHRASE) == CANARY
    assert CANARY.encode() not in vault_file().read_bytes()
    assert b"outlet" not in vault_file().read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_this_account_may_read_the_vault(no_keyring):
    set_secret("outlet mail", CANARY, passphrase=lambda: PASSPHRASE)
    assert stat.S_IMODE(vault_file().stat().st_mode) == 0o600


def test_the_environment_opens_the_vault_for_an_unattended_agent(no_keyring, monkeypatch):
    monkeypatch.setenv(secret.PASSPHRASE_VARIABLE, PASSPHRASE)
    set_secret("outlet mail", CANARY)
    assert secret_of("outlet mail") == CANARY


def test_a_wrong_passphrase_opens_nothing_and_changes_nothing(no_keyring):
    set_secret("outlet mail", CANARY, passphrase=lambda: PASSPHRASE)
    before = vault_file().read_bytes()
    with pytest.raises(SecretLocked, match="does not open the vault"):
        set_secret("outlet mail", "other", passphrase=lambda: "wrong passphrase")
    with pytest.raises(SecretLocked, match="does not open the vault"):
        secret_of("outlet mail", passphrase=lambda: "wrong passphrase")
    assert vault_file().read_bytes() == before


def test_nothing_is_ever_kept_in_the_open(no_keyring):
    with pytest.raises(SecretLocked, match="INCIDENTDESK_VAULT_PASSPHRASE"):
        set_secret("outlet mail", CANARY)
    assert not vault_file().exists()


def test_a_keyring_that_keeps_texts_in_the_open_is_not_used(monkeypatch):
    class Plain(MemoryKeyring):
        pass

    Plain.__module__ = "keyrings.alt.file"
    monkeypatch.setattr(keyring, "get_keyring", Plain)
    with pytest.raises(SecretLocked, match="no keyring"):
        set_secret("outlet mail", CANARY)


def test_a_short_passphrase_is_refused(no_keyring):
    with pytest.raises(Refused, match="at least 8"):
        set_secret("outlet mail", CANARY, passphrase=lambda: "short")


def test_a_damaged_vault_is_told_of(no_keyring):
    vault_file().parent.mkdir(parents=True)
    vault_file().write_text("{")
    with pytest.raises(Refused, match="can't be read"):
        secret_of("outlet mail", passphrase=lambda: PASSPHRASE)


def test_a_vault_that_was_changed_does_not_open(no_keyring):
    set_secret("outlet mail", CANARY, passphrase=lambda: PASSPHRASE)
    import json

    parts = json.loads(vault_file().read_text())
    parts["sealed"] = parts["sealed"][:-8] + ("A" * 8)
    vault_file().write_text(json.dumps(parts))
    with pytest.raises(Refused, match="vault"):
        secret_of("outlet mail", passphrase=lambda: PASSPHRASE)


def test_what_a_keyring_says_of_its_trouble_is_not_repeated(monkeypatch):
    monkeypatch.setattr(keyring, "get_keyring", BrokenKeyring)
    with pytest.raises(SecretLocked, match="RuntimeError") as raised:
        set_secret("outlet mail", CANARY)
    assert CANARY not in str(raised.value)
    assert raised.value.__cause__ is None
    with pytest.raises(SecretLocked) as raised:
        secret_of("outlet mail")
    assert CANARY not in str(raised.value)
