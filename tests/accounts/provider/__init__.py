"""A real OpenID Connect provider, django-allauth's own, for the tests of the sign-in through another system."""
