"""Aid to Ukraine by donor and month."""
