"""The almanac: reference facts that ship with comity, typed and checked by hand."""
