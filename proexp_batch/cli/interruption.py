"""Ctrl-C: the first time it asks to stop after what is under way, the second time it ends the work at once."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from proexp_batch.model.wording import typo


@contextmanager
def asked_to_stop() -> Iterator[Callable[[], bool]]:
    """What says whether somebody asked to stop, while the work goes on.

    Raises:
        KeyboardInterrupt: somebody asked twice.
    """
    asked = False

    def ask(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        signal.signal(number, signal.default_int_handler)
        text = "Arrêt demandé : le programme finit ce qui est commencé (encore Ctrl-C pour arrêter tout de suite)."
        print(typo(text), file=sys.stderr, flush=True)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
