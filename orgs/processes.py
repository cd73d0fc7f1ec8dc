"""A second process beside this one, that ends with it."""

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread


def second_process(begin: Callable, *told) -> ProcessPoolExecutor:
    """One other process, in which `begin(*told)` is called before anything else.

    It is spawned, so that it has nothing of this one's connection, and ends with this one, however
    that ends: the queues alone do not tell it that nobody reads them any more.
    """
    return ProcessPoolExecutor(1, get_context("spawn"), _begin, (begin, told))


def _begin(begin: Callable, told: tuple) -> None:
    Thread(target=_end_with, args=[parent_process()], daemon=True).start()
    begin(*told)


def _end_with(parent) -> None:
    parent.join()
    os._exit(1)
