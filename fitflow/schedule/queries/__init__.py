"""Reads of class types, policies, series and calendars; each begins from what the actor may see."""
