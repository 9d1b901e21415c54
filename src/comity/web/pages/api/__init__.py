"""The page that says how programs ask the workbench."""
