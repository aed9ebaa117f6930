"""A quick password hash for the demo, whose passwords are printed on the screen anyway."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class DemoPasswordHasher(PBKDF2PasswordHasher):
    """PBKDF2 with few rounds; settings choose it only with MINGQIAN_DEMO."""

    algorithm = "demo_pbkdf2"
    iterations = 1_000
