"""A teacher behind any OpenAI-compatible vision endpoint."""
