"""Who runs the directory decides under what its content may be used."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/about/", "/data/", "/fr/data/", "/ar/data/", "/nothing/here/"])
def test_every_page_names_the_licence_that_was_set(client, settings, path):
    settings.CONTENT_LICENCE = "ODbL 1.0"
    settings.CONTENT_LICENCE_URL = "https://example.org/odbl/"

    page = client.get(path).content.decode()

    assert '<a href="https://example.org/odbl/" rel="license">ODbL 1.0</a>' in page
    assert "CC BY" not in page


def test_the_data_page_names_it_among_the_rest_and_at_the_foot(client):
    page = client.get("/data/").content.decode()

    assert page.count('rel="license">CC BY 4.0</a>') == 2
