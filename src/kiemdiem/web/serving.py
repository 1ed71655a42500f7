"""What gunicorn does beside serving: `kiemdiem serve` gives it this module as its configuration."""

import gc
import os
import signal
import threading
import time

_STARTED_BY = "STARTED_BY"
"""Set by `kiemdiem serve`."""
_PAUSE = 1.0
"""Seconds between two looks."""


def when_ready(_server: object) -> None:
    """Just before the processes that answer are forked off."""
    parent = int(os.environ.get(_STARTED_BY) or os.getppid())
    threading.Thread(target=_end_with, args=(parent,), daemon=True, name="parent").start()
    # what is loaded by now stays for ever: neither looked through by each process nor copied into it
    gc.collect()
    gc.freeze()


def _end_with(parent: int) -> None:
    """End when whoever started it is no more: nothing is left behind that holds the port."""
    while os.getppid() == parent:
        time.sleep(_PAUSE)
    os.kill(os.getpid(), signal.SIGTERM)
