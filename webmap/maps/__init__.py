"""The map page of an indicator: its course, its periods, its files, its measured share."""
