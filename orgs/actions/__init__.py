"""Writes that touch several tables or the audit trail: keyword-only, atomic, `by=` somebody."""
