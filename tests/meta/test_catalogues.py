"""A language is offered whole or not at all: its catalogue has every word of the public pages.

Texts are collected from the templates and the modules themselves and looked up in the compiled
catalogue, which is what visitors get. So a text added since the last `makemessages`, one left
untranslated and a catalogue not compiled again all fail here.
"""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    path
    for path in (ROOT / "templates").rglob("*.*")
    if "admin" not in path.relative_to(ROOT / "templates").parts
)
MODULES = [
    ROOT / "directory" / "views.py",
    *(
        ROOT / "orgs" / f"{name}.py"
        for name in (
            *("choices", "columns", "coverage", "coverage_table", "filters", "listing"),
            *("parameters", "quality", "rating_changes", "tables"),
        )
    ),
    ROOT / "orgs" / "search" / "facets.py",
    *(
        path
        for folder in ("exports", "feeds", "following", "library", "templatetags", "views")
        for path in (ROOT / "orgs" / folder).glob("*.py")
    ),
]
CALLS = {"_", "gettext", "gettext_lazy"}
CALLS_WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
IN_A_TAG = re.compile(r"""\b_\((["'])(.*?)\1\)""")
OFFERED = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def key(text: str, context: str | None = None) -> str:
    """A text as a compiled catalogue files it."""
    return f"{context}\x04{text}" if context else text


def in_module(source: str) -> Iterator[str]:
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        words = [one.value for one in call.args if isinstance(one, ast.Constant)]
        if call.func.id in CALLS and words:
            yield key(words[0])
        elif call.func.id in CALLS_WITH_CONTEXT and len(words) == 2:
            yield key(words[1], words[0])


def in_template(source: str) -> Iterator[str]:
    nodes = engines["django"].from_string(source).template.nodelist
    for node in nodes.get_nodes_by_type((TranslateNode, BlockTranslateNode)):
        context = node.message_context and node.message_context.resolve(Context())
        if isinstance(node, BlockTranslateNode):
            yield key(node.render_token_list(node.singular)[0], context)
        else:
            yield key(str(node.filter_expression.var.literal), context)
    for match in IN_A_TAG.finditer(source):
        yield key(match[2])


@pytest.fixture(scope="module")
def texts() -> set[str]:
    found = {text for path in MODULES for text in in_module(path.read_text(encoding="utf-8"))}
    for path in TEMPLATES:
        found.update(in_template(path.read_text(encoding="utf-8")))
    return found


def catalogue(language: str) -> set[str]:
    """The texts a language has; those with a plural are filed once for each form."""
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        filed = gettext.GNUTranslations(file)._catalog
    return {one[0] if isinstance(one, tuple) else one for one in filed}


@pytest.mark.parametrize("language", OFFERED)
def test_a_language_on_offer_has_every_word_of_the_public_pages(language, texts):
    assert sorted(texts - catalogue(language)) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{% load i18n %}{% translate "Hello" %}', {"Hello"}),
        ('{% load i18n %}{% translate "May" context "month" %}', {"month\x04May"}),
        (
            "{% load i18n %}{% blocktranslate trimmed count n=2 %}\n a {{ n }}\n"
            "{% plural %}b{% endblocktranslate %}",
            {"a %(n)s"},
        ),
        ('{% load display %}{% nav_link "data" _("Data") %}', {"Data"}),
        ("{% load i18n %}{% if x %}{% translate 'Deep' %}{% endif %}", {"Deep"}),
    ],
)
def test_the_texts_of_a_template_are_found(source, found):
    assert set(in_template(source)) == found


def test_the_texts_of_a_module_are_found():
    source = 'a = _("One " "text")\nb = pgettext("sort", "Name")\nc = other("No text")'

    assert set(in_module(source)) == {"One text", "sort\x04Name"}
