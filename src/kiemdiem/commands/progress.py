"""A progress bar on the error stream, for whoever looks at a terminal and waits more than a second."""

import sys
import threading
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

PATIENCE_SECONDS = 1.0


class Steps:
    """Counts named steps; shows a bar once it has taken longer than `PATIENCE_SECONDS`."""

    def __init__(self, total: int, beginning: str) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=Console(file=sys.stderr), transient=True)
        self._task = self._progress.add_task(beginning, total=total)
        self._timer = threading.Timer(PATIENCE_SECONDS, self._progress.start)
        self._timer.daemon = True

    def __enter__(self) -> "Steps":
        if sys.stderr.isatty():
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._progress.stop()

    def step(self, name: str) -> None:
        """A step of that name begins."""
        self._progress.update(self._task, advance=1, description=name)
