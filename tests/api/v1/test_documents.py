"""What docs/api.md tells people to type works."""

import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone

from orgs.api.v1.declared import MOST, USUAL
from tests.api.v1.conftest import OPERATIONS
from tests.factories import OrganisationFactory, ResourceFactory

pytestmark = pytest.mark.django_db
TEXT = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
COMMANDS = [
    shlex.split(line) for block in BLOCKS for line in block.splitlines() if line.startswith("curl")
]


@pytest.fixture
def filled():
    one = OrganisationFactory(
        public_id="CSD-4H7K-2P9M-C", name="Harbour Aid", kind="network", headquarters_id="GR"
    )
    ResourceFactory(submitted_by=one)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[-1])
def test_what_people_are_told_to_type_is_answered(client, filled, command):
    parts = urlsplit(command[-1].replace("{today}", timezone.localdate().isoformat()))
    headers = dict([command[2].split(": ", 1)]) if "--header" in command else {}
    answer = client.get(f"{parts.path}?{parts.query}", headers=headers)
    assert answer.status_code == 200
    if not command[-1].endswith("/changes"):
        assert answer.json()["data"]


def test_every_list_is_in_the_introduction():
    typed = {urlsplit(command[-1]).path for command in COMMANDS}
    lists = {f"/api/v1/{one.path}" for one in OPERATIONS.values() if one.is_list}
    assert lists <= typed


def test_the_sizes_are_those_of_the_program():
    assert f"{USUAL} at a time, up to {MOST} with `limit`" in TEXT
