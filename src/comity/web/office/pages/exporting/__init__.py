"""The register taken away as a file, up to a label."""
