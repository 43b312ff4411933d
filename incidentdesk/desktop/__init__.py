"""Door 2: the window; the only place that knows Qt."""

from contextlib import suppress

import PySide6.QtCore  # noqa: F401


def _spare_reading_every_source() -> None:
    """Keep PySide from reading the source of every module that is imported after it.

    It looks there for the word PySide6, to know which modules may use its `__feature__` switches. Nobody here does,
    and the looking makes up a fifth of the time to the first page.
    """
    with suppress(ImportError, AttributeError):
        from shibokensupport import feature

        feature._mod_uses_pyside = lambda _module: False


_spare_reading_every_source()
