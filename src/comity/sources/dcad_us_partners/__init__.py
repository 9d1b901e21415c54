"""Defence agreements with the United States by partner and year, a stand-in."""
