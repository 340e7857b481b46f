"""Pieces of Word files: pages and styles, texts, tables, captions with fields, pictures, marked blanks."""
