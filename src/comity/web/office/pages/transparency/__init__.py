"""The transparency report of a year: what may be published, and how much was left out."""
