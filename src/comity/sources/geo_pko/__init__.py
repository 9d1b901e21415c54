"""The source geo-pko: United Nations missions, their contributors and sites."""
