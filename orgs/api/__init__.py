"""Answers for other programs, in forms they already speak."""
