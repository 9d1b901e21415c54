"""Military equipment by state and year, 1970 to 2014."""
