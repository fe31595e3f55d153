"""Prompts as a lab may write them: templates in a sandbox, their versions, tasks, and what goes beside them."""
