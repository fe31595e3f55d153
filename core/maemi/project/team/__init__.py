"""A team: who judges here, who looks at which pair, what two curators said of the same one, and who settles it."""
