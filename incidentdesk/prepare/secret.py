"""Secrets: passwords and addresses that are secret, in the keyring of the account or in a vault file.

They never stand in the database, in a log, in an export or in a sentence. Without a keyring that keeps what it is
given, they lie in a vault file that a passphrase opens (scrypt, RFC 7914; AES-256-GCM, NIST SP 800-38D).
"""

import base64
import json
import os
import secrets
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from incidentdesk import paths
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

SERVICE = "IncidentDesk"
PASSPHRASE_VARIABLE = "INCIDENTDESK_VAULT_PASSPHRASE"
SHORTEST_PASSPHRASE = 8  # characters
# scrypt: 64 MB and about 0.2 s for each guess.
_COST, _BLOCK, _LANES = 2**16, 8, 1
_PLAIN = ("keyrings.alt", "keyring.backends.null", "keyring.backends.fail")

# Gives the passphrase of the vault, or nothing where nobody can be asked.
Passphrase = Callable[[], str]


class SecretLocked(Refused):
    """The vault needs its passphrase, and nobody gave it."""


def passphrase_of_environment() -> str:
    return os.environ.get(PASSPHRASE_VARIABLE, "")


def secret_of(name: str, *, passphrase: Passphrase = passphrase_of_environment) -> str | None:
    """The secret of that name, None where there is none; raises SecretLocked and Refused where it can't be read."""
    keyring = _keyring()
    if keyring is not None and (found := _from_keyring(keyring, name)) is not None:
        return found
    if not vault_file().exists():
        return None
    return _vault(passphrase).get(name)


def set_secret(name: str, value: str, *, passphrase: Passphrase = passphrase_of_environment) -> None:
    """Keep a secret; raises SecretLocked where only a vault could keep it and nobody gave its passphrase."""
    keyring = None if passphrase_of_environment() else _keyring()
    if keyring is None:
        _write_vault({**(_vault(passphrase) if vault_file().exists() else {}), name: value}, passphrase)
        return
    try:
        keyring.set_password(SERVICE, name, value)
    except Exception as error:
        raise _keyring_refusal(error) from None


def needs_passphrase() -> bool:
    """Whether secrets can only be kept in the vault file, and the environment does not open it."""
    return not passphrase_of_environment() and _keyring() is None


def vault_file() -> Path:
    return paths.settings_folder() / "secrets.vault"


# ── the keyring ──────────────────────────────────────────────────────────────────────────────────────────────────


def _keyring() -> Any:
    """The keyring of this account, or None where there is none that keeps what it is given, encrypted."""
    import keyring

    found: Any = keyring.get_keyring()
    backends = [found, *getattr(found, "backends", ())]
    if any(type(each).__module__.startswith(_PLAIN) for each in backends):
        return None
    return found


def _from_keyring(keyring: Any, name: str) -> str | None:
    try:
        found = keyring.get_password(SERVICE, name)
    except Exception as error:
        raise _keyring_refusal(error) from None
    return None if found is None else str(found)


def _keyring_refusal(error: Exception) -> Refused:
    # What a keyring says of itself could repeat what it was given.
    return SecretLocked(
        _("The keyring of this account does not answer ({kind}). Unlock it and try again.").format(
            kind=type(error).__name__
        )
    )


# ── the vault file ───────────────────────────────────────────────────────────────────────────────────────────────


def _vault(passphrase: Passphrase) -> dict[str, str]:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        kept = json.loads(vault_file().read_text(encoding="utf-8"))
        salt, nonce, sealed = (base64.b64decode(kept[part]) for part in ("salt", "nonce", "sealed"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(
            _("The vault file {place} can't be read. Put it back from a copy, or take it away and enter "
              "the secrets again.").format(place=isolated(str(vault_file())))
        ) from error  # fmt: skip
    try:
        opened = AESGCM(_key(_asked(passphrase), salt)).decrypt(nonce, sealed, _header(salt))
    except InvalidTag:
        raise SecretLocked(_("The passphrase does not open the vault.")) from None
    texts: dict[str, str] = json.loads(opened)
    return texts


def _write_vault(texts: Mapping[str, str], passphrase: Passphrase) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    given = _asked(passphrase)
    if len(given) < SHORTEST_PASSPHRASE:
        raise Refused(
            _("The passphrase of the vault needs at least {least} characters.").format(least=SHORTEST_PASSPHRASE)
        )
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_key(given, salt)).encrypt(nonce, json.dumps(texts).encode(), _header(salt))
    parts = {"salt": salt, "nonce": nonce, "sealed": sealed}
    _write(json.dumps({name: base64.b64encode(value).decode() for name, value in parts.items()}))


def _write(text: str) -> None:
    """In one step, and readable by this account only."""
    file = vault_file()
    unfinished = file.with_name(f"{file.name}.{os.getpid()}.unfinished")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as written:
            written.write(text)
            written.flush()
            os.fsync(written.fileno())
        unfinished.replace(file)
    except OSError as error:
        raise Refused(
            _("{place} can't be written: {reason}.").format(place=isolated(str(file)), reason=error.strerror)
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _asked(passphrase: Passphrase) -> str:
    given = passphrase()
    if not given:
        raise SecretLocked(
            _("There is no keyring on this machine, so secrets lie in a vault. Give its passphrase, in the window or "
              "in {variable}.").format(variable=PASSPHRASE_VARIABLE)
        )  # fmt: skip
    return given


def _header(salt: bytes) -> bytes:
    return b"IncidentDesk vault 1" + salt


@lru_cache(maxsize=2)
def _key(passphrase: str, salt: bytes) -> bytes:
    """Kept for the next message, as making it is slow on purpose."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, n=_COST, r=_BLOCK, p=_LANES).derive(passphrase.encode())
