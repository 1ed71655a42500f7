"""The foundation of all tests: Django is set up here, before anything that uses it is imported."""

from support import environment

environment.prepare()

pytest_plugins = ["support.fixtures"]
