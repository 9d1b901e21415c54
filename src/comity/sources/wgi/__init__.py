"""The Worldwide Governance Indicators of the World Bank, 2024 update."""
