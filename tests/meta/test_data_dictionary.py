"""What the documentation says of the data is what the code has."""

from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from orgs.management.commands.data_dictionary import PLUMBING

FILE = Path(__file__).parents[2] / "docs" / "data-dictionary.md"
MODELS = [
    model
    for model in apps.get_app_config("orgs").get_models()
    if not model.__name__.startswith(PLUMBING)
]


def test_the_data_dictionary_is_up_to_date(capsys):
    call_command("data_dictionary")
    assert FILE.read_text(encoding="utf-8") == capsys.readouterr().out


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_says_what_it_means(model):
    fields = [*model._meta.fields, *model._meta.many_to_many]
    silent = [f.name for f in fields if f.name != "id" and not f.help_text]
    assert silent == []
