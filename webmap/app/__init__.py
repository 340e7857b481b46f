"""What the application stands on: settings, store, secret, headers, GDAL's guard, jobs, cache, errors."""
