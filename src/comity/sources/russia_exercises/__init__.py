"""Exercises of Russia with others, 2009 to 2018."""
