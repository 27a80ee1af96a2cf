"""Wakes the watcher when something changes in the deposit; where no events arrive, it wakes by itself."""

import threading
from contextlib import suppress
from pathlib import Path

from proexp_batch.watch.claims import CLAIMS
from proexp_batch.watch.scan import RETURN


class Events:
    """Listens to a folder in a thread of its own."""

    def __init__(self, folder: Path, wake: threading.Event) -> None:
        self._folder = folder
        self._wake = wake
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def listen(self) -> None:
        """Begin to listen, or again after the folder was away."""
        self.end()
        self._ended = threading.Event()
        self._thread = threading.Thread(
            target=self._listen, args=(self._ended,), name="proexp-events", daemon=True
        )
        self._thread.start()

    def end(self) -> None:
        """Listen no more."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def _listen(self, ended: threading.Event) -> None:
        from watchfiles import watch

        def matters(_change: object, path: str) -> bool:
            below = Path(path).parts[len(self._folder.parts) :]
            return CLAIMS not in below and RETURN not in below

        # A folder that is away, or a system that is out of watches: looking from time to time is enough.
        with suppress(OSError, RuntimeError):
            for _ in watch(
                self._folder, watch_filter=matters, stop_event=ended, rust_timeout=500, raise_interrupt=False
            ):
                self._wake.set()
