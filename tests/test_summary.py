"""The last line of a run."""

import pytest

from tests.summary import summary


@pytest.fixture
def report(tmp_path):
    def write(name, **counts):
        attributes = " ".join(f'{key}="{value}"' for key, value in counts.items())
        path = tmp_path / name
        path.write_text(f'<testsuites><testsuite {attributes} time="1.5"/></testsuites>')
        return path

    return write


def test_the_runs_are_added_up(report):
    paths = [
        report("a.xml", tests=3, failures=0, errors=0, skipped=0),
        report("b.xml", tests=4, failures=0, errors=0, skipped=0),
    ]

    assert summary(paths).strip("= ") == "7 passed in 3.00s"


def test_what_went_wrong_is_named(report):
    path = report("a.xml", tests=9, failures=2, errors=1, skipped=1)

    assert summary([path]).strip("= ") == "5 passed, 2 failed, 1 errors, 1 skipped in 1.50s"
