"""Lists to take away: one set of allowed columns, one writer for each format."""
