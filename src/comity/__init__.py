"""comity: military diplomacy, seen, measured, planned, run and learned from."""
__version__ = "0.1.0"
