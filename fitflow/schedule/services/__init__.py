"""The writers of class types, series and what occupies a calendar. Sessions themselves are booking's acts: they have places."""
