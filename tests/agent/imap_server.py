"""A small IMAP server for tests: enough of RFC 3501 to sign in, look, fetch and move, in ways good and bad."""

import base64
import re
import socketserver
import threading
import time
from typing import Any


class ImapServer:
    """Holds mails by UID; `greeting_delay` seconds lie between the letters of its greeting."""

    def __init__(self, *, capabilities: str = "IMAP4rev1 MOVE UNSELECT", greeting_delay: float = 0.0) -> None:
        self.mails: dict[int, bytes] = {}
        self.moved: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.folders = {"INBOX"}
        self.validity = 7
        self.capabilities = capabilities
        self.greeting_delay = greeting_delay
        self.password = "secret-word"
        self.authenticated = b""
        self.refuses_moving = False
        server = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                server.serve(self)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def serve(self, connection: Any) -> None:
        for letter in "* OK ready\r\n":
            connection.wfile.write(letter.encode())
            time.sleep(self.greeting_delay)
        for line in connection.rfile:
            tag, _space, command = line.decode().strip().partition(" ")
            if command.upper().startswith("AUTHENTICATE"):
                connection.wfile.write(b"+ \r\n")
                self.authenticated = base64.b64decode(connection.rfile.readline())
            for answer in self.answers(command):
                connection.wfile.write(answer + b"\r\n")
            ended = self.verdict(command)
            connection.wfile.write(f"{tag} {ended}\r\n".encode())
            if command.upper().startswith("LOGOUT"):
                return

    def verdict(self, command: str) -> str:
        upper = command.upper()
        if upper.startswith("LOGIN") and self.password not in command:
            return "NO [AUTHENTICATIONFAILED] Authentication failed."
        if "UID MOVE" in upper and self.refuses_moving:
            return "NO [OVERQUOTA] The folder is full."
        return "OK done"

    def answers(self, command: str) -> list[bytes]:
        upper = command.upper()
        if upper == "CAPABILITY":
            return [f"* CAPABILITY {self.capabilities}".encode()]
        if upper.startswith("LIST"):
            return [f'* LIST () "/" "{each}"'.encode() for each in sorted(self.folders) if f'"{each}"' in command]
        if upper.startswith("SELECT"):
            return [f"* {len(self.mails)} EXISTS".encode(), f"* OK [UIDVALIDITY {self.validity}]".encode()]
        if upper.startswith("STATUS"):
            return [f'* STATUS "INBOX" (UIDVALIDITY {self.validity})'.encode()]
        if upper.startswith("CREATE"):
            self.folders.add(command.split('"')[1])
            return []
        return self._uid(command) if upper.startswith("UID") else []

    def _uid(self, command: str) -> list[bytes]:
        upper = command.upper()
        if "SEARCH" in upper:
            found = [uid for uid in self.mails if "UNSEEN" not in upper or uid not in self.seen]
            return [("* SEARCH " + " ".join(map(str, found))).strip().encode()]
        uid = int(re.findall(r"\d+", command)[0])
        if "FETCH" in upper:
            raw = self.mails.get(uid)
            if raw is None:
                return []
            if "RFC822.SIZE" in upper:
                return [f"* 1 FETCH (UID {uid} RFC822.SIZE {len(raw)})".encode()]
            return [f"* 1 FETCH (UID {uid} BODY[] {{{len(raw)}}}".encode() + b"\r\n" + raw + b")"]
        if "MOVE" in upper and not self.refuses_moving:
            self.moved[uid] = self.mails.pop(uid)
        if "STORE" in upper:
            self.seen.add(uid)
        return []
