"""Statistics that measures share: plain arrays in, plain arrays out; nothing here knows of states or records."""
