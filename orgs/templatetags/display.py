"""How values are written on a page: names, dates, ratings, addresses. Decides nothing about who
may see what: `orgs.visibility` already has.
"""

import re
from datetime import date
from functools import cache, lru_cache
from html import escape
from typing import NamedTuple

from django import template
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from orgs.choices import NOT_RATED_LABEL, Language, Rating, RatingDirection, language_name
from orgs.text import direction, fold, is_unsegmented, render_markdown

register = template.Library()


# Ratings

_RATED = frozenset(Rating.values)


@register.filter
def rating_word(value: str | None) -> str:
    """The rating in words; "Not rated" for None and for anything that is not a rating."""
    return _rating_word(value, get_language())


@lru_cache
def _rating_word(value: str | None, language: str) -> str:
    return str(Rating(value).label if value in _RATED else NOT_RATED_LABEL)


@register.filter
def rating_class(value: str | None) -> str:
    """The class that carries a rating's colour."""
    return f"is-{value}" if value in _RATED else "is-unrated"


# Components


@register.simple_tag
def drawn(component: str, **values) -> SafeString:
    """A small component of which there are few kinds, such as a rating: as `include … only`, but
    what came out is kept. It must follow from its values and the language alone.
    """
    if settings.DEBUG:  # whoever is working on a template sees it at once
        _drawn.cache_clear()
    return _drawn(component, get_language(), tuple(values.items()))


@lru_cache(2048)
def _drawn(component: str, language: str, values: tuple) -> SafeString:
    return mark_safe(render_to_string(component, dict(values)).strip())  # noqa: S308 - a template


# Names and words


@register.simple_tag
def name_attributes(text: str, language: str = "") -> SafeString:
    """`lang` and `dir` of a name; without a known language only the direction of its letters."""
    return _attributes(language, direction(language, text))


@lru_cache(256)
def _attributes(language: str, direction: str) -> SafeString:
    lang = format_html(' lang="{}"', language) if language else ""
    return format_html('{} dir="{}"', lang, direction)


@register.simple_tag
def name_of(text: str, language: str = "", query: str = "") -> SafeString:
    """A name in its own language and direction, with the words of a search marked."""
    words = highlight(text, query)
    attributes = name_attributes(text, language)
    return mark_safe(f'<bdi class="name"{attributes}>{words}</bdi>')  # noqa: S308 - both are


register.filter(language_name)


@register.simple_tag
def fallback_attributes(place) -> SafeString:
    """`lang` and `dir` of a country or focus area whose name stands in English because it has
    none in the language of the page; nothing where it has.
    """
    if getattr(place, place.name_field()):
        return SafeString()
    return _attributes(Language.EN.value, direction(Language.EN))


@register.simple_tag
def comma() -> str:
    """What stands between the parts of a list, with its space: Arabic has its own."""
    return _comma(get_language())


@cache
def _comma(language: str) -> str:
    return pgettext("between the parts of a list", ", ")


_EXCLUDED = re.compile(r"""(?:^|\s)-(?:"[^"]*"?|\S+)""")
_WORD = re.compile(r"\w+")


@lru_cache(256)
def _wanted(query: str) -> tuple[tuple[str, ...], re.Pattern | None]:
    """What words to mark begin with, and what is marked inside of words."""
    wanted = {fold(word) for word in _WORD.findall(_EXCLUDED.sub(" ", query))} - {""}
    unspaced = [re.escape(word) for word in wanted if is_unsegmented(word)]
    inside = re.compile("|".join(sorted(unspaced, key=len, reverse=True))) if unspaced else None
    return tuple(word for word in wanted if not is_unsegmented(word)), inside


@register.filter
def highlight(text: str, query: str) -> SafeString:
    """The text, escaped, with the words that the query found in <mark>.

    A word is marked when it begins with a searched one, whatever its case and accents. In
    scripts written without spaces the searched characters themselves are. Excluded words
    (`-word`) are not searched and so not marked.
    """
    spaced, inside = _wanted(query or "")
    folded = fold(text) if spaced else ""
    if not inside and not any(word in folded for word in spaced):
        return conditional_escape(text)

    def mark(match: re.Match) -> str:
        word = match[0]
        if spaced and fold(word).startswith(spaced):
            return f"<mark>{escape(word)}</mark>"
        if inside and inside.search(word):
            return inside.sub(lambda found: f"<mark>{escape(found[0])}</mark>", word)
        return escape(word)

    parts, end = [], 0
    for match in _WORD.finditer(text):
        parts += [escape(text[end : match.start()]), mark(match)]
        end = match.end()
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308 - every part is escaped


@register.filter
def each_isolated(texts: list[str]) -> SafeString:
    """Texts of any direction, one after the other without one turning the next around."""
    each = "".join(f"<bdi>{escape(text)}</bdi>" for text in texts)
    return mark_safe(each)  # noqa: S308 - escaped


# Dates and addresses


@register.filter
def partial_date(value: str | date | None) -> str:
    """A date as precisely as it is known: 2017, May 2017, 31 May 2017. Empty when unknown."""
    return _partial_date(str(value)[:10], get_language()) if value else ""


@lru_cache(2048)
def _partial_date(value: str, language: str) -> str:
    pieces = [int(piece) for piece in value.split("-")]
    if len(pieces) == 1:
        return str(pieces[0])
    known = date(*pieces, 1) if len(pieces) == 2 else date(*pieces)
    if len(pieces) == 2:
        return formats.date_format(known, pgettext("date format: month and year", "F Y"))
    return formats.date_format(known, pgettext("date format: day, month and year", "j F Y"))


@register.filter
def short_month(value: date | None) -> str:
    """Month and year, for the margin of a list."""
    return formats.date_format(value, pgettext("date format: short", "M Y")) if value else ""


@register.filter
def web_address(url: str) -> str:
    """An address as people read it: without scheme, www. and closing slash."""
    return url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


@register.filter
def markdown(text: str) -> SafeString:
    """An editor's Markdown as safe HTML."""
    return mark_safe(render_markdown(text))  # noqa: S308 - cleaned to a few allowed tags


# Lists


@register.filter
def page_numbers(page) -> list[int | None]:
    """Numbers for a pager: first, last and those around the current one; None for a gap."""
    wanted = {1, page.pages, *range(page.number - 1, page.number + 2)}
    numbers: list[int | None] = []
    for number in sorted(n for n in wanted if 1 <= n <= page.pages):
        if numbers and numbers[-1] is not None and number - numbers[-1] > 1:
            numbers.append(number - 1 if number - numbers[-1] == 2 else None)
        numbers.append(number)
    return numbers


@register.simple_tag
def page_address(listing, number: int, step: int = 0) -> str:
    """The same list at another page; the first page has no number in its address."""
    target = number + step
    return query_address(listing, page=target if target > 1 else None)


@register.simple_tag
def query_address(listing, **changes) -> str:
    """The same list with some parameters changed (None removes one)."""
    return "?" + listing.query_string(**changes).removeprefix("?")


@register.filter
def number(value: int) -> str:
    """A whole number with its thousands grouped as the reader's language does."""
    return (
        f"{value:,}".replace(",", _between_thousands(get_language())) if value > 999 else str(value)
    )


@cache
def _between_thousands(language: str) -> str:
    """Empty where a language does not group; all of ours that do group by three."""
    return formats.number_format(1000, use_l10n=True, force_grouping=True)[1:-3]


# Navigation


@register.simple_tag(takes_context=True)
def nav_link(context, name: str, label: str) -> SafeString:
    """A link of the main navigation that says whether the reader is there or below it."""
    address = reverse(name)
    path = context["request"].path if "request" in context else ""
    here = "page" if path == address else "true" if path.startswith(address) else ""
    current = format_html(' aria-current="{}"', here) if here else ""
    return format_html('<a href="{}"{}>{}</a>', address, current, label)


class LanguageChoice(NamedTuple):
    code: str
    name: str
    dir: str
    url: str
    current: bool


def _in_language(path: str, code: str) -> str:
    """The same page in another language: only the prefix of its address differs."""
    current = get_language()
    if current != settings.LANGUAGE_CODE:
        path = path.removeprefix(f"/{current}")
    return path if code == settings.LANGUAGE_CODE else f"/{code}{path}"


def _language_addresses(path: str) -> list[tuple[str, str]]:
    return [(code, _in_language(path, code)) for code, _name in settings.LANGUAGES]


@register.simple_tag(takes_context=True)
def language_choices(context) -> list[LanguageChoice]:
    """This page in each language, named in that language. From an error page (it alone has a
    `status`) they lead home: there is no page to translate, and the address that failed should
    not decide what the page looks like.
    """
    path = reverse("home") if "status" in context else context["request"].get_full_path()
    return [
        LanguageChoice(
            code,
            LANG_INFO[code]["name_local"],
            direction(code),
            address,
            code == get_language(),
        )
        for code, address in _language_addresses(path)
    ]


@register.simple_tag(takes_context=True)
def alternate_links(context) -> SafeString:
    """`canonical` and `hreflang` links; a `canonical_query` in the context is kept."""
    request = context["request"]
    path = request.path + context.get("canonical_query", "")
    links = [("canonical", "", path)]
    links += [("alternate", code, address) for code, address in _language_addresses(path)]
    links.append(("alternate", "x-default", _in_language(path, settings.LANGUAGE_CODE)))
    return format_html_join(
        "\n",
        '<link rel="{}"{} href="{}">',
        (
            (
                rel,
                format_html(' hreflang="{}"', code) if code else "",
                settings.SITE_URL + address,
            )
            for rel, code, address in links
        ),
    )


@register.simple_tag(takes_context=True)
def form_links(context) -> SafeString:
    """`alternate` links to the files of the page, where it has `alternates`."""
    return format_html_join(
        "\n",
        '<link rel="alternate" type="{}" title="{}" href="{}">',
        (
            (one.form.media_type, one.form.label, settings.SITE_URL + one.url)
            for one in context.get("alternates", ())
        ),
    )


# Sentences with a badge in them


@register.simple_tag
def rating_sentence(space, *, linked: bool = True) -> SafeString:
    """`orgs.views.civic_space.CivicSpace` in words, the country linked and the rating a badge."""
    badge = drawn("components/rating.html", rating=space.rating, lower=True)
    name = space.country.name
    words = {
        "country": format_html('<a href="{}">{}</a>', space.country.get_absolute_url(), name)
        if linked
        else name,
        "rating": badge,
    }
    if space.latest is None:
        return format_html(_("Civic space in {country} is {rating}."), **words)
    words |= {"source": space.latest.source_name, "year": space.latest.year}
    return format_html(_("Civic space in {country} is rated {rating} ({source}, {year})."), **words)


@register.simple_tag
def course_sentence(space) -> str:
    """What became of the rating: the last change, or that there was none on record."""
    change = space.change
    if change is None:
        if len(space.history) < 2:
            return ""
        return _("It has been the same since %(year)s, the first year on record here.") % {
            "year": space.first_year
        }
    words = {"before": rating_word(change.previous).lower(), "year": change.year}
    if change.direction == RatingDirection.DOWNGRADED:
        return _("It was downgraded from %(before)s in %(year)s.") % words
    return _("It was upgraded from %(before)s in %(year)s.") % words


@register.simple_tag
def then_and_now(place, day: str) -> SafeString:
    """`orgs.views.library.Place` in words: how civic space was rated when something was published,
    on a partial date or "", and how it is now.
    """
    name = place.country.name
    words = {
        "country": format_html('<a href="{}">{}</a>', place.country.get_absolute_url(), name),
        "rating": drawn("components/rating.html", rating=place.now.rating, lower=True),
        "source": format_html("<bdi>{}</bdi>", place.now.source_name),
        "year": place.now.year,
    }
    if place.then is None:
        now = _("Civic space in {country} is rated {rating} ({source}, {year}).")
        unrated = _(
            "No rating of that time is on record for {country}; now its civic space is rated "
            "{rating} ({source}, {year})."
        )
        return format_html(unrated if day else now, **words)
    words |= {
        "then": drawn("components/rating.html", rating=place.then.rating, lower=True),
        "then_source": format_html("<bdi>{}</bdi>", place.then.source_name),
        "then_year": place.then.year,
    }
    both = _(
        "Civic space in {country} was rated {then} at the time ({then_source}, {then_year}); now "
        "it is rated {rating} ({source}, {year})."
    )
    return format_html(both, **words)


# A list of one's own


@register.simple_tag
def pick_link(picking, entry) -> SafeString:
    """Adds an organisation to the picks of `orgs.views.picking.Picking`, or takes it away. The
    page opens again at the same organisation, whose name the link says to a screen reader.
    """
    is_picked = picking.has(entry.public_id)
    change = picking.without if is_picked else picking.adding
    return format_html(
        '<a href="{}#{}" rel="nofollow">{}<span class="visually-hidden">: {}</span></a>',
        change(entry.public_id),
        entry.public_id,
        _("Take away") if is_picked else _("Add"),
        entry.name,
    )
