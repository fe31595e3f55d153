"""Pairs in and out of a project, in the formats that others read."""
