"""Texts as they can be printed."""

import unicodedata
from dataclasses import fields, is_dataclass


def printable(text: str) -> str:
    """The text composed (NFC), with neither signs that steer machines, which no font and no XML can hold, nor tabs."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text  # nearly all are, and a look at every sign would cost as much as the typesetting
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        sign
        for sign in unicodedata.normalize("NFC", lines)
        if sign == "\n" or not (unicodedata.category(sign) in {"Cc", "Cs"} or sign in "\ufffe\uffff")
    )


def as_data(value: object) -> object:
    """What a template gets of a dataclass: fields by name, the name of the class as `kind`, every text printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list | tuple):
        return [as_data(part) for part in value]
    if isinstance(value, dict):
        return {as_data(key): as_data(part) for key, part in value.items()}
    if is_dataclass(value):
        named = {field.name: as_data(getattr(value, field.name)) for field in fields(value)}
        return {"kind": type(value).__name__} | named
    return value
