"""Races with real processes: 8 of 25 threads. Each promise is first shown to break with its wall removed."""
