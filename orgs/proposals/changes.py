"""The difference between how things are and how somebody would have them.

Kept as JSON with a proposal: ``{"from": text, "to": text}`` for a single value, ``{"add": [...],
"remove": [...]}`` where there can be several, so that two people can add to one list without
undoing each other, and so that a later reader can tell that the present value has moved on.
"""

from orgs.proposals.fields import FIELDS, Value, Values

Change = dict[str, Value]
Changes = dict[str, Change]
"""By the name of the field."""


def difference(before: Values, after: Values, *, only_add: bool = False) -> Changes:
    """What would have to change; fields that `after` does not speak of stay. With `only_add`
    nothing is taken out of lists.
    """
    found: Changes = {}
    for name, wanted in after.items():
        there = before.get(name, [] if FIELDS[name].several else "")
        if not FIELDS[name].several:
            if wanted != there:
                found[name] = {"from": there, "to": wanted}
            continue
        add = [one for one in wanted if one not in there]
        remove = [] if only_add else [one for one in there if one not in wanted]
        if add or remove:
            found[name] = {"add": add, "remove": remove}
    return found


def creation(values: Values) -> Changes:
    """What makes these values out of nothing; without the empty ones."""
    return {
        name: {"add": value, "remove": []} if isinstance(value, list) else {"from": "", "to": value}
        for name, value in values.items()
        if value
    }


def created(changes: Changes) -> Values:
    """The values that a creation makes."""
    return {
        name: change["to"] if "to" in change else change["add"] for name, change in changes.items()
    }


def combined(there: Value, change: Change) -> Value:
    """A value once the change is made."""
    if "to" in change:
        return change["to"]
    kept = [one for one in there if one not in change["remove"]]
    return [*kept, *(one for one in change["add"] if one not in kept)]


def items(name: str, change: Change) -> tuple[Value, Value]:
    """What a change takes out and what it puts in, to be shown beside each other."""
    if "to" in change:
        return change["from"], change["to"]
    return change["remove"], change["add"]


def conflicts(now: Values, changes: Changes) -> list[str]:
    """The fields whose value is neither the one the change started from nor the one it leads to:
    somebody has changed them since. Lists do not conflict.
    """
    return [
        name
        for name, change in changes.items()
        if "to" in change and now[name] not in (change["from"], change["to"])
    ]


def inverse(changes: Changes) -> Changes:
    """What takes the changes back."""
    return {
        name: {"from": change["to"], "to": change["from"]}
        if "to" in change
        else {"add": change["remove"], "remove": change["add"]}
        for name, change in changes.items()
    }
