"""How the network in resources/fibres that sees single fibres was made, and is made again.

It learns from fibres that are drawn here and nowhere else, so that neither real micrographs nor the phantoms that
measuring is tried on have been seen by it; from phantoms of other classes it learns what are no fibres.
"""
