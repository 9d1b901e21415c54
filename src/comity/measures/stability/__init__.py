"""How stable a region is: military collaboration inside it, conflict in it, and what its people feel, each and together."""
