"""Which micrographs look alike: an index of vectors, near duplicates, a map of the collection, classes suggested."""
