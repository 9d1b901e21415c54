"""Who had how many soldiers in ISAF, 2007 to 2014."""
