"""Feeds: one's own calendar, or a programme's, for a program that fetches it by a secret address."""
