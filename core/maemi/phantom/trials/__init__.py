"""Trials: phantoms made for measuring, whose truth is known for every quantity that measuring states."""
