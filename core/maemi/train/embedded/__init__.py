"""How the embedded model is made: `python -m maemi.train.embedded`. Phantoms with known truth are its only images."""
