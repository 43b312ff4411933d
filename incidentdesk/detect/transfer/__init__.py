"""Incidents from files and into files: reading, mapping, importing, undoing an import, exporting."""
