"""The source mme-exercises: multinational military exercises."""
