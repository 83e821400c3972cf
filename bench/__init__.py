"""Workloads against the raw-SQL limit of the same run. Figures, not tests: ratios are judged, absolutes printed."""
