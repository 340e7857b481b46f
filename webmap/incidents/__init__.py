"""Incidents as counts on a grid."""
