"""Where libraries ask us: Django for hashed passwords, DRF for who asks, allauth for everything on its pages."""
