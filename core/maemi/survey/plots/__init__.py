"""Plots of distributions, described once and painted twice: as SVG for a paper here, on the screen by the window.

No plotting package: three kinds of plot need two hundred lines, which the window then shows exactly as a file has them.
"""
