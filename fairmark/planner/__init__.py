"""Year plan, tasks, reminders, calendar feeds."""
