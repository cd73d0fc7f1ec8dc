"""How days and times are written and read, where a language's own way does not fit."""
