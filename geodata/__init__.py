"""Files, coordinates and the store: read, check, measure, keep. Knows neither Flask nor indicators."""
