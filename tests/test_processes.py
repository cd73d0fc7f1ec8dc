"""A second process is left behind by nobody, also when the first is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from orgs import processes

HERE = str(Path(__file__).resolve().parents[1])
KILLED = """
import os, sys, time
from orgs.processes import second_process

if __name__ == "__main__":
    with second_process(os.getpid) as other:
        print(other.submit(os.getpid).result(), flush=True)
        other.submit({work})
        sys.stdin.read()
"""


def test_it_begins_as_it_is_told_and_ends_with_its_parent(monkeypatch):
    ended, told, is_over = [], [], Event()
    parent = SimpleNamespace(join=lambda: None)
    monkeypatch.setattr(processes, "parent_process", lambda: parent)
    monkeypatch.setattr(processes.os, "_exit", lambda code: ended.append(code) or is_over.set())

    processes._begin(lambda *words: told.extend(words), ("a", "b"))

    assert told == ["a", "b"]
    assert is_over.wait(10)
    assert ended == [1]


@pytest.mark.once
@pytest.mark.parametrize("work", ["os.getpid", "time.sleep, 60"])
def test_nobody_is_left_when_it_is_killed(tmp_path, work):
    program = tmp_path / "job.py"
    program.write_text(KILLED.format(work=work))
    job = subprocess.Popen(
        [sys.executable, str(program)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": HERE},
        cwd=HERE,
    )
    with job:
        second = int(job.stdout.readline())
        job.send_signal(signal.SIGKILL)
    ends = time.monotonic() + 20
    while _is_there(second):
        assert time.monotonic() < ends
        time.sleep(0.02)


def _is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
