"""How often somebody may come: so many times within a minute, each key by itself."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

MINUTE = 60.0  # seconds
MOST_KEYS = 10_000


class Rate:
    """Counts by the monotonic clock in a sliding minute; the key that was quiet longest is forgotten first."""

    def __init__(self, most: int, *, seconds: float = MINUTE, now: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._now = most, seconds, now
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, key: str) -> int:
        """Count one more; returns the seconds after which the key may come again, 0 where it may now."""
        with self._lock:
            now = self._now()
            times = self._times.setdefault(key, deque())
            self._times.move_to_end(key)
            while len(self._times) > MOST_KEYS:
                self._times.popitem(last=False)
            while times and times[0] <= now - self._seconds:
                times.popleft()
            if len(times) >= self._most:
                return max(1, round(times[0] + self._seconds - now + 0.5))
            times.append(now)
            return 0
