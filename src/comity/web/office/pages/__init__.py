"""The office's pages: one folder each."""
