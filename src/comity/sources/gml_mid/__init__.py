"""Gibler, Miller and Little's re-coding of the militarised interstate disputes."""
