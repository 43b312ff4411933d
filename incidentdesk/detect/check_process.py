"""Whether a process or a service of this machine runs.

Options: service (yes asks the system for a service of that name instead of looking for a process), least (1).
"""

import subprocess
import sys

from incidentdesk.detect.check import Failing, Outcome, Wanted
from incidentdesk.language import _, isolated, ngettext


def check(wanted: Wanted) -> Outcome:
    name = wanted.target.strip()
    if not name or name.startswith("-"):
        raise Failing(_("Name the process or service."))
    return _service(wanted, name) if wanted.options.get("service") else _processes(wanted, name)


def _processes(wanted: Wanted, name: str) -> Outcome:
    import psutil

    running = sum(_is_named(each.info["name"] or "", name) for each in psutil.process_iter(["name"]))
    said = ngettext("{n} process {name} runs.", "{n} processes {name} run.", running).format(
        n=running, name=isolated(name)
    )
    return Outcome(running >= int(wanted.options.get("least", 1)), said)


def _is_named(running: str, name: str) -> bool:
    return running.lower().removesuffix(".exe") == name.lower().removesuffix(".exe")


def _service(wanted: Wanted, name: str) -> Outcome:
    state = _windows_state(name) if sys.platform == "win32" else _systemd_state(wanted, name)
    said = _("The service {name} is {state}.").format(name=isolated(name), state=isolated(state))
    return Outcome(state in ("active", "running"), said)


def _windows_state(name: str) -> str:
    import psutil

    try:
        return str(psutil.win_service_get(name).status())  # type: ignore[attr-defined,unused-ignore]
    except psutil.NoSuchProcess:
        raise Failing(_("There is no service {name}.").format(name=isolated(name))) from None


def _systemd_state(wanted: Wanted, name: str) -> str:
    try:
        done = subprocess.run(
            ["systemctl", "is-active", "--", name],
            capture_output=True,
            text=True,
            timeout=wanted.left(),
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        raise Failing(_("This machine has no systemd that could be asked for a service.")) from None
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    return done.stdout.strip() or "unknown"
