"""Whether two records may be the same organisation."""
