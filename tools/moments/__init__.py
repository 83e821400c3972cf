"""The tests at odd moments: nights, the changes of the clocks, the ends of months and years."""
