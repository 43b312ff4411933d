"""The agent of the window: it works on a thread of its own as long as the database is open."""

import logging
import threading
from typing import Any

from PySide6.QtCore import QObject, Signal

from incidentdesk.desktop.desk import Desk

log = logging.getLogger(__name__)

_LAST_WORDS = 4.0  # seconds that the window waits for a message under way when it closes


class AgentThread(QObject):
    """`notified` carries subject, text and incident of a notification, `late` what waits for a decision.

    With `nowhere`, nothing leaves this machine and nothing is begun by itself: samples are left as they are.
    """

    notified = Signal(str, str, str)
    late = Signal(object)

    def __init__(self, desk: Desk, *, nowhere: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._nowhere = desk, nowhere
        self._agent: Any = None
        self._asked = False
        self._decision: Any = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="agent", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the work; what is being sent at this moment gets a few seconds."""
        self._stopped.set()
        agent = self._agent
        if agent is not None:
            agent.stop()
        if self._thread.is_alive():
            self._thread.join(_LAST_WORDS + 5)

    def decide(self, decision: Any) -> None:
        """What becomes of the late work that `late` has told of."""
        self._decision = decision

    @property
    def waits(self) -> bool:
        """Whether it has asked what becomes of late work and heard nothing yet."""
        return self._asked and self._decision is None

    # -- in its own thread

    def _work(self) -> None:
        # Loaded here, so that the window does not wait for it.
        from incidentdesk.agent.delivery import Post
        from incidentdesk.agent.loop import Agent

        post = Post(
            secret_of=self._desk.vault.secret_of,
            zone=self._desk.zone,
            nowhere=self._nowhere,
            notify=self._notify,
            actor=self._desk.actor,
        )
        self._agent = Agent(
            self._desk.database,
            post=post,
            decide=self._decide,
            zone=self._desk.zone,
            only_deliver=self._nowhere,
            last_words=_LAST_WORDS,
        )
        # The end may have come while that was loaded.
        if not self._stopped.is_set():
            self._agent.run()

    def _notify(self, subject: str, text: str, incident: str) -> None:
        self.notified.emit(subject, text, incident)

    def _decide(self, overdue: list[Any]) -> Any:
        if self._nowhere:
            from incidentdesk.agent.overdue import Decision

            return Decision.SEND
        if self._decision is not None:
            decision, self._decision, self._asked = self._decision, None, False
            return decision
        if not self._asked:
            self._asked = True
            self.late.emit(overdue)
        return None
