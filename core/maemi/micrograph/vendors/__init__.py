"""One module for each maker of microscopes or software that writes metadata into a TIFF."""
