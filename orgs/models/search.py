"""What the public list is searched in: narrow tables beside the records, kept by `orgs.search`.

They hold only what an anonymous visitor may find, and nothing that is not on a public page. They
are derived: `manage.py rebuild_search` makes them anew from the records. All but the label and
word tables are keyed by *position*, the organisation's place in the static order.
"""

from django.db import models

from orgs.models.organisation import Organisation


class CodePointField(models.CharField):
    """Folded text, ordered and compared code point by code point on every database."""

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class PositionField(models.BigIntegerField):
    """A place in the static order. On SQLite an ``integer`` key is the row's own address, which
    spares an index and lets full-text hits join without a lookup.
    """

    def db_type(self, connection):
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class SearchEntry(models.Model):
    """An organisation visitors may find: its place and what lists are sorted by.

    The link is not enforced by the database, because a row's place changes with its quality and
    `orgs.search.index` removes rows itself; unique, it still allows one row an organisation.
    """

    position = PositionField(primary_key=True)
    organisation = models.OneToOneField(
        Organisation, models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    sort_name = CodePointField(max_length=200)
    founded = CodePointField(max_length=10, null=True)
    verified_on = models.DateField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = "search entry"
        indexes = [
            models.Index(fields=["sort_name", "organisation"], name="orgs_search_by_name"),
            models.Index(fields=["-updated_at", "organisation"], name="orgs_search_by_updated"),
        ]

    def __str__(self):
        return str(self.position)


class SearchValue(models.Model):
    """One value of one facet of an organisation; regions and focus areas with those above them.

    Both indexes hold whole rows, so values are counted without touching the table; read in
    the order of the second, each value's positions come sorted.
    """

    pk = models.CompositePrimaryKey("position", "facet", "value")
    position = models.BigIntegerField()
    facet = CodePointField(max_length=8)
    value = CodePointField(max_length=80)

    class Meta:
        verbose_name = "search value"
        indexes = [
            models.Index(fields=["facet", "value", "position"], name="orgs_search_by_value"),
        ]

    def __str__(self):
        return f"{self.facet} {self.value} {self.position}"


class SearchKey(models.Model):
    """What finds an organisation exactly: names, identifiers and permanent id, squashed."""

    pk = models.CompositePrimaryKey("key", "position")
    key = CodePointField(max_length=200)
    position = models.BigIntegerField(db_index=True)
    is_name = models.BooleanField()

    class Meta:
        verbose_name = "search key"

    def __str__(self):
        return f"{self.key} {self.position}"


class SearchText(models.Model):
    """The folded words of an organisation, separated by spaces and, between texts, by ``|``.

    `body` has no names. A migration adds the full-text index over both: generated columns on
    PostgreSQL, an FTS5 table with a trigger on SQLite. A later migration that alters this table
    must make the trigger again, since Django copies altered tables on SQLite.
    """

    position = PositionField(primary_key=True)
    names = models.TextField()
    body = models.TextField()

    class Meta:
        verbose_name = "search text"

    def __str__(self):
        return str(self.position)


class SearchLabel(models.Model):
    """The folded names, in every language, of a country or focus area, by the token that stands
    for it in `SearchText.body`; renaming one touches no organisation.
    """

    token = CodePointField(max_length=24, primary_key=True)
    words = models.TextField()

    class Meta:
        verbose_name = "search label"

    def __str__(self):
        return self.token


class SearchWord(models.Model):
    """A word that can be searched and in how many texts it stands; the closest spellings are
    looked for among these. A word nobody uses any more has no row.
    """

    word = CodePointField(max_length=64, primary_key=True)
    length = models.PositiveSmallIntegerField()
    frequency = models.PositiveIntegerField()

    class Meta:
        verbose_name = "search word"
        indexes = [models.Index(fields=["length"], name="orgs_search_word_length")]

    def __str__(self):
        return self.word


class SearchVersion(models.Model):
    """One row whose number grows in every transaction that changes what lists show."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "search version"

    def __str__(self):
        return str(self.number)
