"""The writers of series and of acts on many sessions."""
