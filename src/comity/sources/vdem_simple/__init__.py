"""The source vdem-simple: five indices of democracy."""
