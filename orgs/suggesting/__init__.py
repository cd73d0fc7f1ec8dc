"""The forms with which anybody proposes something: no account, no cookie, no JavaScript.

`guard` keeps machines out and counts, `fields` and `forms` are what people fill in, `letters` what
they are sent. What becomes of it is in `orgs.actions.suggestions`.
"""
