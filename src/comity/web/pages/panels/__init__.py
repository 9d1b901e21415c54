"""The page on which one makes a panel and takes it away."""
