"""The office brings the school's timetable to the bot: read, understood, shown, taken away."""
