"""A list of one's own, put together without an account: what is picked stands in the address, and
nowhere else.
"""

from orgs.filters import OrganisationListing
from orgs.parameters import CHOSEN, PICKED


class Picking:
    """The picks so far, with the addresses that add and take away. Ids are counted as they were
    asked for: whether there is such an organisation is not told by a number.
    """

    def __init__(self, listing: OrganisationListing):
        self._listing = listing
        self.ids = listing.picked

    @property
    def count(self) -> int:
        return len(self.ids)

    def has(self, public_id: str) -> bool:
        return public_id in self.ids

    def without(self, public_id: str) -> str:
        return self._with([one for one in self.ids if one != public_id])

    def adding(self, public_id: str) -> str:
        return self._with([*self.ids, public_id])

    def _with(self, ids: list[str]) -> str:
        return f"?{self._listing.query_string(**{PICKED: ids})}"

    @property
    def open_url(self) -> str:
        """The list itself: only what is picked."""
        empty = dict.fromkeys([*self._listing.params, PICKED])
        return f"?{self._listing.query_string(**empty | {CHOSEN: self.ids})}"

    @property
    def search_url(self) -> str:
        """All organisations, to pick more of them."""
        empty = dict.fromkeys(self._listing.params)
        return f"?{self._listing.query_string(**empty | {'view': 'pick', PICKED: self.ids})}"

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What the form for pasting ids sends along besides them."""
        lists = self._listing.params.lists()
        return [(name, value) for name, values in lists if name != "page" for value in values]
