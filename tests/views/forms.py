"""Public forms as a browser without JavaScript reads and sends them."""

import html
import re

from orgs.models import Suggestion


def answers_of(page: str) -> dict:
    """What a form would send as it stands."""
    form = page[page.index('<form class="form"') :].split("</form>")[0]
    found: dict = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = attribute(tag, "name"), attribute(tag, "value") or ""
        if attribute(tag, "type") in {"checkbox", "radio"}:
            if " checked" in tag:
                found.setdefault(name, []).append(value)
        else:
            found[name] = value
    for name, inside in re.findall(r'<textarea name="(\w+)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = html.unescape(inside).removeprefix("\n").replace("\n", "\r\n")
    for name, inside in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    return found


def attribute(tag: str, name: str) -> str | None:
    match = re.search(rf'\s{name}="([^"]*)"', tag)
    return html.unescape(match[1]) if match else None


def text(response) -> str:
    return html.unescape(response.content.decode())


def sent() -> Suggestion:
    return Suggestion.objects.get()
