"""Leaders of states by their days in office (Archigos 4.1)."""
