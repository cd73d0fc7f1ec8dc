"""The list of the library: what a set of parameters selects, with the filters a page offers.

`parameters` says which parameters there are, `counts` asks the database how many items each value
has, `listing` puts both together. All of it is SQL over what the gate lets through: a library has
thousands of items, not millions.
"""

from orgs.library.listing import LibraryListing
from orgs.library.parameters import parameter_of

__all__ = ["LibraryListing", "parameter_of"]
