"""The API's doors to sessions, places, bookings and queues. Twins of the pages: the same services behind."""
