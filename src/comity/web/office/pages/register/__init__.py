"""The register's records: lists, views and forms of every kind, made from its declaration."""
