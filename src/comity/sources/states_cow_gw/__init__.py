"""Major powers of the Correlates of War project, and regional and global powers of Maoz."""
