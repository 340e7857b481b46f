"""Indicators, targets and statistics: join, judge, classify. Knows neither files nor Flask."""
