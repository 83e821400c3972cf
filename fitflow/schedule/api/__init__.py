"""The API's doors to class types and cancellation policies."""
