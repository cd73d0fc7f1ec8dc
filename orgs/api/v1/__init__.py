"""The API, version 1: what pages and files say, for programmes that ask again and again.

- `declared` says what an operation is: its address, its parameters, what it answers with. `views`
  makes the addresses of the operations, `openapi` and the page `/api/` their description, so that
  these cannot differ.
- `asked` reads a request, `answers` writes what comes back, `cursors` are how a list goes on.
- `organisations`, `lists` and `changes` are the operations.

Records are those of the files, from the same columns (`orgs.columns`, `orgs.tables`); what a list
selects is what its page selects (`orgs.filters`). See docs/adr/0021-api.md.
"""
