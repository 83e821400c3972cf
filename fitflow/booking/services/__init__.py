"""The only writers of spots, bookings, queues and sessions.

Locks are taken in one order: client > resource > session > spot > account.
"""
