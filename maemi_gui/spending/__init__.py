"""Money: what a project has spent and its cap, requests without an answer, and what models cost."""
