"""Credits for programs."""
