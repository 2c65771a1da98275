"""How far long work is: shown on stderr, to a person at a terminal and to nobody else, and gone when it is done."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext


@contextmanager
def showing_bytes(label: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show a bar while something is fetched or read; yields ``advance(done, total or None)``, both in bytes."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    # What is answered meanwhile must go to stdout, wherever that leads, and not above the bar.
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task(label, total=None)

        def advance(done: int, total: int | None) -> None:
            # Everything is here; what still takes a while is trying it out.
            shown = f"{label}: checking" if done == total else label
            bar.update(task, description=shown, completed=done, total=total)

        yield advance


@contextmanager
def showing_files(total: int) -> Iterator[Callable[[str], AbstractContextManager[None]]]:
    """Show which of several files is being worked on; yields ``working_on(name)``, to be entered for each.

    The bar is there only while that lasts, so that what is printed between two files does not run into it.
    """
    if not sys.stderr.isatty():
        yield lambda _name: nullcontext()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=total)

    @contextmanager
    def working_on(name: str) -> Iterator[None]:
        bar.update(task, description=name)
        with bar:
            yield
        bar.advance(task)

    yield working_on


@contextmanager
def showing_wait(label: str) -> Iterator[None]:
    """Show that something is awaited whose end cannot be foreseen."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(label):
        yield


@contextmanager
def showing_count(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar while many like things are worked through; yields ``advance(done, total)``."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
