"""Visits by United States presidents and secretaries of state."""
