"""New-rural criteria: the matrix, results, thresholds, recognitions."""
