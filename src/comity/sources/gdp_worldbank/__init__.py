"""The source gdp-worldbank: gross domestic product in current US dollars."""
