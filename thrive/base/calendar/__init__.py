"""The calendar: the only clock, and the days by which statutory limits are counted.

Every time limit of the pathway is counted here and nowhere else: working days for England and
Wales, calendar days, weeks and months, hours, periods "beginning with" a day. The conventions are
those of the children in need census (day 0 is the day of the event, the limit is its nth working day
after) and, for months, the corresponding-date rule of the courts. Everybody who declares, works out or
shows a date uses it. It is pure: no database, no settings; extra holidays are passed in as data.

    from thrive.base.calendar import clock
    from thrive.base.calendar.units import WorkingDays

    WorkingDays(15).after(clock.today())
"""
