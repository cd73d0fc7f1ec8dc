"""Measurements anybody can repeat: what is found, and how fast. Not part of the application."""
