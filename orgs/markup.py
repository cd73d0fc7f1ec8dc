"""XML as this program writes it: feeds, maps of the site, the description of its search."""

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

_IMPOSSIBLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def possible(text: str) -> str:
    """A text without the characters that XML 1.0 cannot hold, not even as references: most control
    characters, halves of pairs, U+FFFE and U+FFFF.
    """
    return _IMPOSSIBLE.sub("", text)


def root(name: str, attributes: Mapping[str, str]) -> Element:
    return Element(name, {key: possible(value) for key, value in attributes.items()})


def add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """An element below another. Attributes without a value are left out; `xml_lang` is
    ``xml:lang``, and a name that Python keeps for itself ends in an underscore.
    """
    given = {
        key.replace("xml_", "xml:").rstrip("_"): possible(value)
        for key, value in attributes.items()
        if value
    }
    element = SubElement(parent, name, given)
    element.text = possible(text) or None
    return element


def written(element: Element) -> bytes:
    """The document, in UTF-8 with its declaration."""
    return tostring(element, encoding="utf-8", xml_declaration=True)
