"""Journeys of China's leaders since 2021, from Wikipedia's lists."""
