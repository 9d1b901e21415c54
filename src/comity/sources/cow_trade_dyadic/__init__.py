"""What each state imported from each other (Correlates of War trade 4.0)."""
