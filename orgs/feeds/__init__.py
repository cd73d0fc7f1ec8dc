"""What is new, for feed readers: Atom 1.0 (RFC 4287) with pages (RFC 5005).

`atom` writes a feed, `entries` makes entries of what the gate lets through, `views` answers. A
feed speaks the language of its address. No feed has a person in it.
"""
