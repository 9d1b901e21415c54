"""A file brought into the register: its report first, and only then what is chosen of it."""
