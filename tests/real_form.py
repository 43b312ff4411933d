"""The web form in a real browser: headless Chromium with JavaScript off, moved by keys only, in a window of 320 pixels.

Reports something with a mistake and a file, corrects it, follows the private link, answers, and presses Back and Send
once more. Chromium is told what to do through its DevTools protocol over pipes, so nothing more has to be installed.

    python tests/real_form.py [FOLDER FOR PICTURES]
"""

import base64
import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from incidentdesk.agent.web.server import WebServer
from incidentdesk.agent.web.site import Site
from incidentdesk.detect.attachment import attached, chunks
from incidentdesk.respond.note import add_note
from incidentdesk.schema.opening import open_desk

PATIENCE = 20.0  # seconds
_KEYS = {
    "Tab": ("Tab", 9, ""),
    "Enter": ("Enter", 13, "\r"),
    "Space": (" ", 32, " "),
    "Down": ("ArrowDown", 40, ""),
    "Home": ("Home", 36, ""),
}
_SHIFT, _ALT = 8, 1


class Unanswered(Exception):
    """What was asked for is not there: one page just gives way to the next."""


class Browser:
    """One page of a Chromium that is spoken to through file descriptors 3 and 4; messages end with a zero byte."""

    def __init__(self, program: str, folder: Path) -> None:
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        # Out of the way of 3 and 4, which dup2 would close.
        self._theirs = [fcntl.fcntl(each, fcntl.F_DUPFD, 20) for each in (theirs_in, theirs_out)]
        command = [
            program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--lang=en-US",
            "--remote-debugging-pipe", f"--user-data-dir={folder}", "--window-size=400,900", "about:blank",
        ]  # fmt: skip
        reads, writes = self._theirs
        self._process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{reads} 4>&{writes} 2>/dev/null', "bash", *command], pass_fds=self._theirs
        )
        for each in (*self._theirs, theirs_in, theirs_out):
            os.close(each)
        self._reading, self._writing = os.fdopen(ours_in, "rb", buffering=0), os.fdopen(ours_out, "wb", buffering=0)
        os.set_blocking(self._reading.fileno(), False)
        self._number, self._rest, self.events = 0, b"", []
        self._session = ""
        target = next(each for each in self("Target.getTargets")["targetInfos"] if each["type"] == "page")
        self._session = self("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "DOM", "Accessibility", "Network"):
            self(f"{domain}.enable")
        self("Emulation.setScriptExecutionDisabled", value=True)
        self("Emulation.setDeviceMetricsOverride", width=320, height=800, deviceScaleFactor=1, mobile=False)

    def __call__(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask for something and wait for the answer, also while one page gives way to the next."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self._ask(method, **parameters)
            except Unanswered as refused:
                if "Not attached to an active page" not in str(refused) or time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._writing.write(json.dumps(message).encode() + b"\0")
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for each in self._received():
                if each.get("id") == self._number:
                    if "error" in each:
                        raise Unanswered(f"{method}: {each['error']}")
                    return dict(each["result"])
                self.events.append(each)
        raise AssertionError(f"the browser did not answer {method}")

    def _received(self) -> Iterator[dict[str, Any]]:
        with contextlib.suppress(BlockingIOError):
            self._rest += self._reading.read(1 << 20) or b""
        *whole, self._rest = self._rest.split(b"\0")
        if not whole:
            time.sleep(0.01)
        yield from [json.loads(each) for each in whole]

    def go(self, address: str) -> None:
        self("Page.navigate", url=address)

    def press(self, name: str, *, modifiers: int = 0) -> None:
        key, code, text = _KEYS[name]
        same = {"key": key, "code": name, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        self("Input.dispatchKeyEvent", type="keyDown", text=text, **same)
        self("Input.dispatchKeyEvent", type="keyUp", **same)

    def type(self, text: str) -> None:
        for each in text:
            if each == "\n":
                self.press("Enter")
            else:
                self("Input.dispatchKeyEvent", type="keyDown", key=each, text=each)
                self("Input.dispatchKeyEvent", type="keyUp", key=each)

    def tree(self) -> list[dict[str, Any]]:
        """What a screen reader is told of the page."""
        return [each for each in self("Accessibility.getFullAXTree")["nodes"] if not each.get("ignored")]

    def focused(self) -> dict[str, Any]:
        for each in self.tree():
            if each.get("role", {}).get("value") != "RootWebArea" and prop(each, "focused"):
                return each
        return {}

    def html(self) -> str:
        root = self("DOM.getDocument", depth=0)["root"]
        return str(self("DOM.getOuterHTML", nodeId=root["nodeId"])["outerHTML"])

    def address(self) -> str:
        history = self("Page.getNavigationHistory")
        return str(history["entries"][history["currentIndex"]]["url"])

    def back(self) -> None:
        history = self("Page.getNavigationHistory")
        self("Page.navigateToHistoryEntry", entryId=history["entries"][history["currentIndex"] - 1]["id"])

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self("Page.captureScreenshot", captureBeyondViewport=True)["data"]))

    def width(self) -> int:
        """Of the whole page in pixels; more than the window means that it has to be scrolled sideways."""
        return int(self("Page.getLayoutMetrics")["cssContentSize"]["width"])

    def choose_files(self, field: dict[str, Any], *paths: Path) -> None:
        """What the dialog of the system would do for the field that has the focus."""
        self("DOM.setFileInputFiles", files=[str(each) for each in paths], backendNodeId=field["backendDOMNodeId"])

    def asked(self) -> list[str]:
        """All addresses that anything was asked from."""
        sent = [each for each in self.events if each.get("method") == "Network.requestWillBeSent"]
        return [each["params"]["request"]["url"] for each in sent]

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(20)


def prop(node: dict[str, Any], name: str) -> Any:
    return next((each["value"].get("value") for each in node.get("properties", ()) if each["name"] == name), None)


def name_of(node: dict[str, Any]) -> str:
    return str(node.get("name", {}).get("value", ""))


def described(node: dict[str, Any]) -> str:
    return str(node.get("description", {}).get("value", ""))


def wait_for(question: Callable[[], Any]) -> Any:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(Unanswered):
            if found := question():
                return found
        time.sleep(0.05)
    raise AssertionError("nothing came of it")


def tab_to(browser: Browser, name: str) -> dict[str, Any]:
    """Press Tab until what has that name has the focus, as somebody without a mouse does."""
    seen = []
    for _step in range(40):
        browser.press("Tab")
        node = browser.focused()
        seen.append(name_of(node))
        if name_of(node).startswith(name):
            return node
    raise AssertionError(f"{name} is not reached by Tab: {seen}")


def fill_in(browser: Browser, file: Path) -> None:
    tab_to(browser, "What is wrong?")
    browser.type("No e-mail since noon")
    tab_to(browser, "What happened?")
    browser.type("The window says:\nconnection lost")
    tab_to(browser, "Many people cannot work")
    browser.press("Down")
    tab_to(browser, "Your name")
    browser.type("Ada Lovelace")
    tab_to(browser, "Your e-mail address")
    browser.type("ada at home")
    tab_to(browser, "What is it about?")
    browser.type("Mail")
    choose(browser, file)


def choose(browser: Browser, file: Path) -> None:
    browser.choose_files(tab_to(browser, "Files"), file)


def correct(browser: Browser, file: Path) -> None:
    wait_for(lambda: 'id="problems"' in browser.html())
    link = tab_to(browser, "Write an e-mail address")
    assert link["role"]["value"] == "link", link
    browser.press("Enter")
    wait_for(lambda: browser.address().endswith("#email"))
    browser.press("Tab")
    field = browser.focused()
    if name_of(field) != "Your e-mail address":
        browser.press("Tab", modifiers=_SHIFT)
        field = browser.focused()
    assert name_of(field) == "Your e-mail address", field
    assert "Write an e-mail address" in described(field), described(field)
    assert field["value"]["value"] == "ada at home", "what was typed is gone"
    # A field that is entered by Tab has all of its text selected.
    browser.press("Tab")
    browser.press("Tab", modifiers=_SHIFT)
    browser.type("ada@example.org")
    choose(browser, file)


def send(browser: Browser) -> None:
    button = tab_to(browser, "Send")
    assert button["role"]["value"] == "button", button
    browser.press("Enter")


def main(pictures: Path | None) -> int:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        print("There is no Chromium on this machine: the form was not tried in a real browser.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="incidentdesk-form-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        file = folder / "trace.txt"
        file.write_bytes(b"what I saw")
        database = open_desk(folder / "desk.db")
        server = WebServer(Site(database, zone=ZoneInfo("Europe/Berlin")), port=0)
        server.start()
        browser = Browser(program, folder / "profile")
        try:
            act(browser, server.address, database, file, pictures)
        finally:
            browser.end()
            server.stop()
            database.close()
    print("The form was filled in, corrected, sent, followed and answered by keys alone, without JavaScript.")
    return 0


def act(browser: Browser, address: str, database: Any, file: Path, pictures: Path | None) -> None:
    def look(name: str) -> None:
        assert browser.width() <= 320, f"{name} is {browser.width()} pixels wide"
        if pictures:
            browser.picture(pictures / f"{name}.png")

    browser.go(f"{address}/report")
    wait_for(lambda: "What is wrong?" in browser.html())
    look("form")
    fill_in(browser, file)
    send(browser)
    correct(browser, file)
    look("mistake")
    send(browser)
    wait_for(lambda: "/follow/" in browser.address())
    wait_for(lambda: "Its number is INC-0001." in browser.html())
    look("follow")
    check_incident(database)
    follow(browser, database)
    look("answered")
    send_again(browser, database)
    strangers = [each for each in browser.asked() if not each.startswith((address, "about:", "data:"))]
    assert not strangers, strangers


def check_incident(database: Any) -> None:
    with database.read() as reader:
        [row] = reader.rows(
            "SELECT i.title, i.channel, i.impact, i.urgency, p.name, p.email FROM incident i"
            " JOIN person p ON p.id = i.reporter_id"
        )
        assert row == ("No e-mail since noon", "Web form", 2, 1, "Ada Lovelace", "ada@example.org"), row
        [kept] = attached(reader, 1)
        assert (kept.name, b"".join(chunks(reader, kept.id))) == ("trace.txt", b"what I saw"), kept


def follow(browser: Browser, database: Any) -> None:
    with database.write(actor="Mei Okafor") as session:
        add_note(session, 1, "What does the window say?", public=True)
        add_note(session, 1, "Of us only")
    browser.go(browser.address())
    wait_for(lambda: "What does the window say?" in browser.html())
    assert "Of us only" not in browser.html()
    tab_to(browser, "Add something, or answer")
    browser.type("It is back.")
    send(browser)
    wait_for(lambda: "Your answer has arrived." in browser.html())
    with database.read() as reader:
        said = reader.rows("SELECT text, author FROM entry WHERE public ORDER BY id")
    assert said[-1] == ("It is back.", "Ada Lovelace"), said


def send_again(browser: Browser, database: Any) -> None:
    """Back to the form, and Send: still one incident."""
    for _step in range(6):
        if "/report" in browser.address():
            break
        before = browser.address()
        browser.back()
        wait_for(lambda before=before: browser.address() != before)
    wait_for(lambda: "Send the report" in browser.html())
    send(browser)
    wait_for(lambda: "/follow/" in browser.address())
    with database.read() as reader:
        assert reader.rows("SELECT COUNT(*) FROM incident") == [(1,)]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
