"""Roll calls of the United Nations General Assembly to January 2020."""
