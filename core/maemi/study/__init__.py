"""Expert studies: a sample of pairs drawn by class and teacher, rated by experts, and reported."""
