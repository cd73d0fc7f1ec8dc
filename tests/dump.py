"""Everything a database holds, as one text: every column of every table there is."""

from django.contrib.sessions.models import Session
from django.db import connection

TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}


def dump() -> str:
    """Also of tables that no model names; what sessions hold is unpacked."""
    lines = [str(session.get_decoded()) for session in Session.objects.all()]
    with connection.cursor() as cursor:
        cursor.execute(TABLES[connection.vendor])
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            lines += [" | ".join(map(written, row)) for row in cursor.fetchall()]
    return "\n".join(lines)


def written(value) -> str:
    """A value as text, with the letters that JSON and bytes spell out."""
    if isinstance(value, bytes | memoryview):
        value = bytes(value).decode("utf-8", "replace")
    text = str(value)
    return f"{text} {text.encode().decode('unicode_escape', 'replace')}" if "\\u" in text else text


def mentions(text: str, *wanted: str) -> list[str]:
    """Those of some texts that stand in a dump, in any casing; of a number its digits count."""
    lower = text.casefold()
    return [one for one in wanted if one.casefold() in lower]
