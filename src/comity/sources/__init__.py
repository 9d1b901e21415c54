"""The sources: one folder per data set, discovered by ``comity.catalogue``; none knows another."""
