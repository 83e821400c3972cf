"""Pages that belong to no app below."""
