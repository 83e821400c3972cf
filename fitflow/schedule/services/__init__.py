"""The writers of class types, policies, series and calendars. Sessions are booking's acts: they have places."""
