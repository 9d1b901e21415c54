"""The source embassies-wikidata: diplomatic missions in November 2022."""
