"""Lists as people bring them, and somebody who brings one."""

import pytest

from orgs.imports import files
from orgs.imports.prepare import prepare
from orgs.imports.trial import try_rows
from tests import factories


@pytest.fixture
def editor(db):
    return factories.UserFactory(group="editor")


@pytest.fixture
def tried(editor):
    """`tried(text)`: an import of this text (or these bytes) that has been tried."""

    def bring(text, *, by=None, name="list.csv", **facts):
        content = text.encode() if isinstance(text, str) else text
        opened = files.opener(content)
        of_import = prepare(opened, name=name, by=by or editor)
        for fact, value in facts.items():
            setattr(of_import, fact, value)
        of_import.save()
        try_rows(of_import, by=by or editor, opener=opened)
        return of_import

    return bring


@pytest.fixture
def outcomes(tried):
    """`outcomes(text)`: what would become of each row, in order."""
    return lambda text, **facts: [
        row.outcome for row in tried(text, **facts).rows.order_by("number")
    ]
