"""Papers: of an agreement, a programme or an activity, taken away as a file."""
