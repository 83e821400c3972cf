"""What an actor may see of series, of acts on many sessions and of the calendar."""
