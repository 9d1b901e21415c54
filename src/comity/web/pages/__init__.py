"""The pages of the workbench, one folder each; they do not know each other."""
