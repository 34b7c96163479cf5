"""Page furniture: layouts, components, form fields and the words for dates, ages and money.

Nothing here knows about children, families or the law; every other room may use it and it imports none of them.
It prints the markup of the GOV.UK and MoJ design systems and dresses it in Thrive's own colours and type.

What a page expects in its template context
-------------------------------------------
`page`: a `pages.Page`, set by a context processor of the room that sees all. Each part may be missing, and a
missing part is left out of the page rather than printed empty:

* `authority_name`, `home_url`: the block beside the mark;
* `nav`: up to six `pages.NavItem(label, url, current)`;
* `user_name`, `account_url`, `help_url`: right of the header;
* `search_url`, `search_hint`: where the person search is posted; none means no search box;
* `footer`: `pages.Link(text, href)`; `training`: says in the footer that the people are made up;
* `print_line`: "Wexmoor Council. Official-Sensitive. Printed by Joanne Adeyemi, 27 November 2026 at 4:05pm.";
* `duty_line`: who to call, shown on error pages.

`form` or `forms`: when one of them has errors, the layout prints the error summary and starts the title "Error: ".
`bar`: a `pages.IdentityBar`, on pages that extend `govuk/record.html`.
`request`: for the CSRF token and for paging links; `messages`: Django's own.

Settings read: `GOVUK_TODAY`, a dotted path to the function that says what day it is (Django's local date if absent).
"""
