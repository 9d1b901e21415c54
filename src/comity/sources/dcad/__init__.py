"""Bilateral defence cooperation agreements (DCAD)."""
