"""The board of lessons: how far each has come, what is stale, and what is tasked to whom."""
