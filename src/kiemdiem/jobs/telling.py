"""Messages as they are stored: JSON of their text and blanks, said in the reader's language when shown."""

import json
from collections.abc import Iterable

from kiemdiem.wording import Message

_LONGEST_BLANK = 200
Stored = dict[str, "str | dict[str, str | int | Stored]"]


def stored(message: Message | None) -> str:
    """The message as JSON; `{}` for none."""
    return json.dumps(_plain(message) if message else {}, ensure_ascii=False)


def told(text: str) -> Message:
    """The stored message; an empty one for `{}`."""
    return _message(json.loads(text))


def stored_all(messages: Iterable[Message]) -> str:
    """Several messages as JSON."""
    return json.dumps([_plain(message) for message in messages], ensure_ascii=False)


def told_all(text: str) -> list[Message]:
    """The stored messages."""
    return [_message(plain) for plain in json.loads(text)]


def _plain(message: Message) -> Stored:
    blanks: dict[str, str | int | Stored] = {}
    for name, blank in message.blanks.items():
        if isinstance(blank, Message):
            blanks[name] = _plain(blank)
        else:
            blanks[name] = blank[:_LONGEST_BLANK] if isinstance(blank, str) else blank
    return {"text": message.text, "blanks": blanks}


def _message(plain: Stored) -> Message:
    blanks = plain.get("blanks", {})
    if isinstance(blanks, str):
        return Message(blanks)
    return Message(
        str(plain.get("text", "")),
        {name: _message(blank) if isinstance(blank, dict) else blank for name, blank in blanks.items()},
    )
