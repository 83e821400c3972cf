"""The writers of class types, policies, series and resources. Sessions are booking's acts: they have spots."""
