"""The source cow-nmc: National Material Capabilities of the Correlates of War project."""
