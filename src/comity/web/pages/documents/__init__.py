"""The page of documents to hand over."""
