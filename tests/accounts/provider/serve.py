"""Run the provider: `python -m accounts.provider.serve CALLBACK`, prints its address and serves until it is ended."""

import os
import sys
from importlib import import_module
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

PASSWORD = "provider-password"
CLIENT, SECRET = "kiemdiem", "client-secret"
PEOPLE = (
    ("known", "an@example.vn", True),
    ("unverified", "binh@example.vn", False),
    ("stranger", "stranger@example.vn", True),
)
"""Login, address, whether the provider vouches for the address."""


class Server(ThreadingMixIn, WSGIServer):
    """One thread a request."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        return


def fill(callback: str) -> None:
    """People and the one client."""
    import_module("django.core.management").call_command("migrate", verbosity=0)
    users = import_module("django.contrib.auth.models").User.objects
    addresses = import_module("allauth.account.models").EmailAddress.objects
    for login, email, verified in PEOPLE:
        user = users.create_user(login, email, PASSWORD)
        addresses.create(user=user, email=email, verified=verified, primary=True)
    client = import_module("allauth.idp.oidc.models").Client(
        id=CLIENT, name="kiemdiem", scopes="openid\nprofile\nemail", redirect_uris=callback, skip_consent=True
    )
    client.set_secret(SECRET)
    client.save()


def main() -> None:
    """Set up, fill, serve."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "accounts.provider.settings"
    import_module("django").setup()
    fill(sys.argv[1])
    application = import_module("django.core.wsgi").get_wsgi_application()
    server = make_server("127.0.0.1", 0, application, Server, Quiet)
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
