"""Demonstration data: facts from five public documents in our own words, and invented people."""
