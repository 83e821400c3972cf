"""A living studio to look at: seeded through the services, under the engine clock, the same way each time."""
