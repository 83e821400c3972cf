"""Figures of the whole studio, within what an actor may see."""
