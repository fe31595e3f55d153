"""Checks of a pair, whoever wrote it: what it says against what is known, and each finding at its words."""
