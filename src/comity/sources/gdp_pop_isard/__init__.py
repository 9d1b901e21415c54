"""Simulated GDP per capita, GDP and population of both lists of states."""
