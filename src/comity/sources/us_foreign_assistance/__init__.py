"""United States foreign assistance by recipient and fiscal year."""
