"""How many journeys leaders made and states received, a year."""
