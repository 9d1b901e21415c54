"""Records of the register as pages have them: read from a form and written into one, in words, and compared."""
