"""Words that stand on every Party document, whatever the reader's language."""

from datetime import date


def party_day(day: date | None) -> str:
    """A day as a Party document writes it: two digits below 10, months below 3 too; dots when it is not known."""
    if day is None:
        return "ngày … tháng … năm …"
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"
