"""Importing from the command line."""

import pytest
from django.core.management import CommandError, call_command

from orgs.models import Import
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_an_address_of_the_source_that_is_no_web_address_is_refused(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("name\nA trust\n", encoding="utf-8")
    editor = UserFactory(group="editor")

    with pytest.raises(CommandError, match="full web address"):
        call_command("import_organisations", file, by=editor.username, source_url="javascript:x")

    assert not Import.objects.exists()
