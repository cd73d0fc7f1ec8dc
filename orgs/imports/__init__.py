"""Lists that somebody brings: read, understood, compared with what is here, tried, made true.

`files` reads any of the formats as records of cells, `headings` says what a column is, `cells`
turns cells into the values of `orgs.proposals`, `matches` finds whom a record is about, `trial`
says what would become of every record, `apply` does it in one transaction and takes it back.
Nothing here is public: what comes in is a draft, or a proposal for an editor.
"""
