"""The ways in: boundaries, incidents, criteria, the sample, and the founding of a store."""
