"""Contacts: people of partners, kept for a purpose and until a day."""
