"""Reads of class types, policies, series and resources; each begins from what the actor may see."""
