"""What follows from a figure that is missed or not there yet: remedies, and what is due."""
