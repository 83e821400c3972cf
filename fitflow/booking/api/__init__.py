"""The API's doors to sessions, spots, bookings and queues. Twins of the pages: the same services behind."""
