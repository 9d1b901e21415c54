"""Coups d'état by two projects: Powell and Thyne, and the Cline Center."""
