"""Finding organisations: the index, the query, the counts.

From the write to the page:

- `signals` hears every write and calls `index.reindex` in the same transaction; `documents` makes
  what the search tables hold of an organisation, `labels` the names of countries and areas,
  `vocabulary` the words there are and the closest spelling; `version` logs what changed;
- `current` gives the `state` of the version in the database: bitmaps of organisations by facet
  (`places` adds regions and ratings), orders in `blocks`, and `texts` for words. `build` reads a
  state out of the tables, `snapshot` and `postings` store that of a large directory;
- `terms` takes apart what was typed (`readings`: a web address, "formerly X"), `matches` finds it
  in four tiers, `nearest` the name most like it when nothing is called so, `facets` counts,
  `hints` says what else to try, `suggestions` what somebody still typing may mean;
- `engine` chooses between `sqlite` and `postgresql`, which differ only in "which texts have
  these words" and in how rows are loaded in bulk.

`orgs.filters` puts them together for a page, a file or another reader.
"""

from orgs.search.index import index_later, reindex
from orgs.search.version import version, withdrawal

__all__ = ["index_later", "reindex", "version", "withdrawal"]
