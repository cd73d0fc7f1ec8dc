"""Visits the websites of organisations, and remembers what came of it.

- `addresses` says which machines may be visited: only those of the public internet;
- `fetch` asks one of them one question, with limits on time and size;
- `robots` reads what a site asks of programmes;
- `visit` follows a website to its page, politely;
- `check` says which are due, visits a few at once, and writes down what came of it.

The standard library is enough: what is special here is that a connection goes to the very address
that was looked at, which a library for HTTP would have to be talked into.
"""
