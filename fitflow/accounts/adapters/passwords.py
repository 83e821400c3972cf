"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id as OWASP recommends it: 19 MiB, two passes, one lane. Django asks 100 MB for each sign-in."""

    time_cost, memory_cost, parallelism = 2, 19 * 1024, 1
