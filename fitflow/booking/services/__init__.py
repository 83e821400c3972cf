"""The only writers of places, bookings, queues and sessions. Locks in one order: client > calendar > session > spot > account."""
