"""Pure decisions of the schedule: series, sessions, what overlaps, and which cancellation policy applies."""
