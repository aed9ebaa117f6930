"""People at their browsers, at the time of the world: for tests of the office pages."""

from django.test import Client
from django.urls import reverse

from tests.world import World


class Office:
    """The office through HTTP; every request happens at the time of the world."""

    def __init__(self, world: World, monkeypatch) -> None:
        self.world = world
        monkeypatch.setattr("mingqian.web.shared.middleware.current_time", world.tick)
        self._clients: dict[str, Client] = {}

    def at(self, who: str) -> Client:
        """Return the browser of a person."""
        if who not in self._clients:
            client = Client()
            client.force_login(self.world.users[who])
            self._clients[who] = client
        return self._clients[who]

    def later(self, minutes: int) -> None:
        """Let time pass; whoever was idle logs in again."""
        self.world.tick(minutes)
        self._clients.clear()

    def get(self, who: str, name: str, /, *args, query: str = "", **kwargs):
        """Open an address."""
        return self.at(who).get(reverse(name, args=args) + query, **kwargs)

    def post(self, who: str, name: str, /, *args, **data):
        """Send a form."""
        return self.at(who).post(reverse(name, args=args), data)


def text(answer) -> str:
    """Return the page as text."""
    return answer.content.decode()
