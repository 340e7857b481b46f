"""Paper: an order, its size, the program's version, and typesetting."""
