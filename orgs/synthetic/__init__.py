"""Invented organisations for trying out and measuring: marked as such, in many scripts."""
