"""Lines of a report: which indicator, unit and period a figure belongs to."""
