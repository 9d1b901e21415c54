"""Whether forces could work together: components, each by itself, and who does what inside an alliance."""
