"""What a state could bring to bear: components and their composites."""
