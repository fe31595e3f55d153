"""Question and answer wordings of the phantoms' pairs, one module a group of headings."""
