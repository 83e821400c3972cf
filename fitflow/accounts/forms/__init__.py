"""The shape of what people (`pages`) and programs (`api`) send."""
