"""Expert studies: draw pairs, rate them one by one, report."""
