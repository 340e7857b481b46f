"""Plans: resolutions and targets as the office enters them, roadmaps, and how a gap is shared out."""
