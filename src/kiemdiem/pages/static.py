"""Static files under names that carry their hash."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Whitenoise's storage; the address of a file is worked out once a process: a page names some twenty."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """The address of a file.

        Raises:
            ValueError: there is no such file among those gathered.
        """
        if name not in self._addresses:
            self._addresses[name] = super().url(name, force)
        return self._addresses[name]
