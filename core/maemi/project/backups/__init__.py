"""Backups of a project: taken while others write, thinned by age, checked by reopening, brought back."""
