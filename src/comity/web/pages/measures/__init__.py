"""The pages of measures: all of them, the ranking of a year, series, and how each is made."""
