"""Journeys abroad of China's leaders, 1949 to 2020."""
