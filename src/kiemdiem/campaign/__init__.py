"""One year's cycle: the edition in force, the calendar, the frozen subjects, the plan."""
