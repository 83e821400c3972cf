"""What an actor may see of places, bookings, queues and sessions."""
