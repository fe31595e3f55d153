"""Numbers that a text states, written in any of the many ways people write them."""
