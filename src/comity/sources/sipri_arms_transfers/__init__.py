"""SIPRI Arms Transfers Database: the trade register, as the user exports it."""
