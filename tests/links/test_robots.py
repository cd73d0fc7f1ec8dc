"""What a robots.txt allows, as RFC 9309 reads it."""

import pytest

from orgs.links.robots import Robots

pytestmark = pytest.mark.once
US = "CivilSocietyDirectory"


@pytest.mark.parametrize(
    ("text", "path", "may"),
    [
        ("", "/", True),
        ("User-agent: *\nDisallow: /", "/", False),
        ("User-agent: *\nDisallow:", "/", True),
        ("User-agent: other\nDisallow: /", "/", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: civilsocietydirectory\nAllow: /", "/", True),
        ("User-agent: *\nAllow: /\n\nUser-agent: CivilSocietyDirectory\nDisallow: /", "/", False),
        (f"User-agent: {US}/1.0\nUser-agent: other\nDisallow: /", "/", False),
        (f"User-agent: {US}\nDisallow: /a\nUser-agent: {US}\nDisallow: /b", "/b", False),
        ("User-agent: *\nDisallow: /\nAllow: /about", "/about/us", True),
        ("User-agent: *\nDisallow: /about\nAllow: /about", "/about", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/report.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/report.pdf?x", True),
        ("User-agent: *\nDisallow: /*b$", "/ab/b", False),
        ("User-agent: *\nDisallow: /a*a$", "/a", True),
        ("User-agent: *\nDisallow: /$", "/", False),
        ("User-agent: *\nDisallow: /$", "/about", True),
        ("User-agent: *\nDisallow: /*?", "/list?page=2", False),
        ("User-agent: *\nDisallow: /*/b/*c", "/a/b/d", True),
        ("\ufeffuser-agent : *  # all\r\ndisallow : / # everything", "/", False),
        ("Disallow: /\nnonsense\nUser-agent: *", "/", True),
        ("User-agent: *\nSitemap: /x\nDisallow: /", "/", False),
    ],
)
def test_rules_are_read_as_they_are_meant(text, path, may):
    assert Robots.read(text, US).allows(path) == may


@pytest.mark.timeout(5)
def test_a_pattern_made_to_take_for_ever_does_not():
    robots = Robots.read(f"User-agent: *\nDisallow: /{'*a' * 2000}b$", US)

    assert robots.allows("/" + "a" * 8000)
