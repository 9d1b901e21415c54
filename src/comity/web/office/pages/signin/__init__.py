"""Signing in, coming in, signing out."""
