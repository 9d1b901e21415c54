"""China's public diplomacy toward 38 states of Asia and the Pacific."""
