"""The column groups: one file each, discovered by its name; the contract stands in :mod:`comity.panel.group`."""
