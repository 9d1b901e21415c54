"""The page that sets subjects of one kind side by side, on the same axes."""
