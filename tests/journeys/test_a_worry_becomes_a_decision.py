"""Moment 1: a school is worried, the child and her brother are found, partners answer, a manager decides, the school
learns what it may know, and a team takes the child on. Nobody types anything that somebody has typed before.

Told against a training copy served as an installation serves it. Every page on the way meets the accessibility
baseline, wide and narrow. What it takes is counted: `pytest -s` prints it, and `docs/reference/figures.md` has it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from conftest import NARROW, WIDE, sideways_scroll
from tests.training import Copy, training_copy
from thrive.base.calendar import clock
from thrive.base.people.invented.showcase import years_before

pytestmark = pytest.mark.browser
WORRY = "Ava told her teacher that her mum’s boyfriend Lee grabbed her arm on Thursday. A bruise, about 3cm."


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    with training_copy(children=40) as running:
        yield running


@dataclass
class Effort:
    """What it took: answers typed or chosen, keys pressed for them, pages loaded; and every text that was typed."""

    fields: int = 0
    keys: int = 0
    pages: int = 0
    typed: list[str] = field(default_factory=list)

    @property
    def twice(self) -> set[str]:
        """Texts that say something and were typed more than once."""
        said = [one.casefold() for one in self.typed if len(one) > 2]
        return {one for one in said if said.count(one) > 1}


class Story:
    """People at their browsers, one after the other, about the same contact."""

    def __init__(self, copy: Copy, browser: Browser, options: dict, axe: Callable[[Page], None]) -> None:
        self.copy, self.browser, self.options, self.axe = copy, browser, options, axe
        self.contexts: list[BrowserContext] = []
        self.effort = Effort()
        self.today = clock.today()
        self.contact = ""
        self.page: Page

    # given

    def given_is_signed_in(self, role: str) -> None:
        who = next(one for one in self.copy.sign_ins if one.role == role)
        self.contexts.append(self.browser.new_context(**self.options))
        self.page = self.contexts[-1].new_page()
        self.copy.sign_in(self.page, who)

    # when

    def when_they_tell_the_front_door(self, worry: str) -> None:
        self.when_they_open("Reports")
        self.when_they_open("Tell them of a worry")
        self.type("What worries you?", worry)
        self.choose("Is any child in danger right now?", "No")
        for name, text in (("given_1", "Ava"), ("family_1", "Okoro"), ("address_1", "14 Tanner Row")):
            self.type_into(f"[name={name}]", text)
        born = years_before(self.today, 9, 250)  # as Ava's family is declared
        self.type_into("[name='born_1-month']", str(born.month))
        self.type_into("[name='born_1-year']", str(born.year))
        self.press("Add another child")
        for name, text in (("given_2", "Theo"), ("family_2", "Okorro")):
            self.type_into(f"[name={name}]", text)
        self.tick("[name=same_home_2]")
        self.choose("Does the family know?", "No")
        self.choose("Consent of somebody with parental responsibility", "Not asked for yet")
        self.press("Send to the front door")

    def when_they_say_who(self, said: str, *, recorded: str, likeness: str) -> None:
        self.when_they_open(f"Say who {said} is")
        self.then_they_read(likeness)
        self.effort.fields += 1
        self.effort.keys += 1
        self.page.get_by_label(recorded, exact=True).first.check()
        self.press("Save")

    def when_they_ask(self, partner: str, question: str) -> None:
        self.when_they_open("Ask a partner")
        self.page.locator("[name=organisation]").select_option(label=partner)
        self.type("What do you need to know?", question)
        self.page.locator("[name=basis][value=public_task]").check()
        self.effort.fields += 2
        self.effort.keys += 2
        self.press("Ask them")

    def when_they_answer(self, words: str) -> None:
        self.when_they_open("Reports")
        self.when_they_open("Ava Okoro")
        self.page.locator("[name=kind][value=knows]").check()
        self.type("What you know, or why you do not share it", words)
        self.effort.fields += 1
        self.effort.keys += 1
        self.press("Send the answer")

    def when_they_go_to_the_contact(self) -> None:
        self.when_they_open("Front door")
        self.when_they_open("Ava Okoro, Theo")
        self.contact = self.contact or self.page.url

    def when_they_decide(self, number: int, *, outcome: str, level: str, reason: str, response: str = "") -> None:
        self.page.locator(f"[name=outcome_{number}][value={outcome}]").check()
        self.page.locator(f"[name=level_{number}]").select_option(value=level)
        self.type_into(f"[name=reason_{number}]", reason)
        if response:
            self.tick(f"[name=responses_{number}][value={response}]")
        self.effort.fields += 2
        self.effort.keys += 2

    def when_they_pass_it_on(self, *, to: str) -> None:
        self.when_they_open("Pass on: hold a strategy discussion")
        self.page.locator("[name=to]").select_option(label=to)
        self.effort.fields += 1
        self.press("Ask them to take it up")

    def when_they_open(self, name: str) -> None:
        link = self.page.get_by_role("link", name=name)
        link.or_(self.page.get_by_role("button", name=name)).first.click()  # some links look like buttons
        self._loaded()

    def when_they_take_up(self, task: str, *, of: str) -> None:
        row = self.page.get_by_role("row").filter(has_text=of)
        row.get_by_role("link", name=task).first.click()
        self._loaded()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).first.click()
        self._loaded()

    def type(self, label: str, text: str) -> None:
        self._fill(self.page.get_by_label(label).first, text)

    def type_into(self, where: str, text: str) -> None:
        self._fill(self.page.locator(where).first, text)

    def choose(self, question: str, answer: str) -> None:
        group = self.page.get_by_role("group", name=question)
        group.get_by_label(answer, exact=True).check()
        self.effort.fields += 1
        self.effort.keys += 1

    def tick(self, where: str) -> None:
        self.page.locator(where).check()
        self.effort.fields += 1
        self.effort.keys += 1

    # then

    def then_they_read(self, *words: str) -> None:
        for one in words:
            expect(self.page.get_by_role("main")).to_contain_text(one)

    def then_they_do_not_read(self, *words: str) -> None:
        for one in words:
            expect(self.page.locator("body")).not_to_contain_text(one)

    # ---

    def _fill(self, box, text: str) -> None:  # type: ignore[no-untyped-def]
        box.fill(text)
        self.effort.fields += 1
        self.effort.keys += len(text)
        self.effort.typed.append(text)

    def _loaded(self) -> None:
        """A page came: it is accessible, reflows, and names nobody in its title or address."""
        self.page.wait_for_load_state()
        self.effort.pages += 1
        self.effort.keys += 1
        for width in (WIDE, NARROW):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.axe(self.page)
            assert sideways_scroll(self.page) <= 0, f"{self.page.url} is too wide at {width}"
        self.page.set_viewport_size({"width": WIDE, "height": 900})
        for name in ("Okoro", "Ava", "Theo"):
            assert name not in self.page.title() and name.lower() not in self.page.url.lower()


@pytest.fixture
def story(copy: Copy, browser: Browser, browser_context_args: dict, axe: Callable[[Page], None]) -> Iterator[Story]:
    told = Story(copy, browser, browser_context_args, axe)
    yield told
    for context in told.contexts:
        context.close()


def test_a_worry_becomes_a_decision_and_nothing_is_typed_twice(story: Story):
    story.given_is_signed_in("Designated safeguarding lead")
    story.when_they_tell_the_front_door(WORRY)
    story.then_they_read("Sent to the front door", "Not decided yet")
    told = story.page.url
    of_the_school, story.effort = story.effort, Effort()

    story.given_is_signed_in("Front-door officer")
    story.when_they_go_to_the_contact()
    story.then_they_read(WORRY, "Helen Prior")
    story.when_they_say_who("Ava Okoro", recorded="Ava Okoro", likeness="Very likely")
    story.then_they_read("Somebody works with Ava Okoro now", "Joanne Adeyemi")
    story.when_they_say_who("Theo Okorro", recorded="Theo Okoro", likeness="Very likely")
    story.when_they_ask("Wexmoor Police", "Calls to the address this year.")
    story.when_they_ask("Wexmoor Community Health", "Injuries, and appointments missed.")

    story.given_is_signed_in("Police child protection officer")
    story.when_they_answer("One call in October. Nobody was hurt.")
    story.then_they_do_not_read(WORRY)
    story.given_is_signed_in("Health visitor, midwife, school nurse or GP")
    story.when_they_answer("No injury on record before this.")

    story.given_is_signed_in("Front-door manager")
    story.when_they_go_to_the_contact()
    story.then_they_read("One call in October", "No injury on record", "Referred before")
    story.when_they_decide(
        1, outcome="immediate_protection", level="cp", reason="A bruise and what she said.", response="s47"
    )
    story.when_they_decide(2, outcome="link_to_open_work", level="family_help_s17", reason="He was there; not hurt.")
    story.press("Record the decision")
    story.then_they_read("Decision recorded", "Strategy discussion")
    of_the_front_door, story.effort = story.effort, Effort()
    story.when_they_open("The referral")
    story.then_they_read("Nobody has been asked to take it up")
    story.when_they_pass_it_on(to="Child protection, Team")
    story.then_they_read("Child protection is asked to take it up")

    story.given_is_signed_in("Designated safeguarding lead")
    story.page.goto(told)
    story.then_they_read("You may be asked to take part", "has your information")
    story.then_they_do_not_read("One call in October", "A bruise and what she said.")

    story.given_is_signed_in("Lead child protection practitioner")
    story.when_they_take_up("Take up the work given to you", of="Ava Okoro")
    story.page.get_by_label("Yes").check()
    story.press("Answer")
    story.then_they_read("You have it now", "Hold a strategy discussion")

    story.given_is_signed_in("Family Help lead practitioner")
    story.when_they_take_up("Read what is new about a child", of="Theo Okoro")
    story.then_they_read(WORRY)
    for who, effort in (("the school", of_the_school), ("from contact to decision", of_the_front_door)):
        print(f"{who}: {effort.fields} answers, {effort.keys} keys and clicks, {effort.pages} pages")
    assert not Effort(typed=[*of_the_school.typed, *of_the_front_door.typed]).twice
