/* Thrive's own script: starts the GOV.UK and MoJ components, keeps drafts, stops a form being sent twice,
   and warns before the visit ends.
   Every page works without it. Nothing here writes into the page but words about saving. */

import { initAll as initGovuk } from "./vendor/govuk-frontend.min.js";
import { initAll as initMoj } from "./vendor/moj-frontend.min.js";

const SAVE_AFTER = 3000; // milliseconds of quiet before a draft is kept
const SAVE_AT_LEAST = 9000; // and never later than this after a change
const RETRY_FIRST = 2000;
const RETRY_MOST = 60000;
const KEEPALIVE_MOST = 60000; // browsers finish a larger request only while the page is open
const SENT_AGAIN_AFTER = 10000; // a form may be sent again after this, in case the first answer never came
const NOT_SAVED = "Not saved. We will keep trying. Do not close this page.";
const CONFLICT = "This was changed somewhere else. Save to see both and choose.";

/** Keeps one form's answers on the server while they are being typed. */
export class Draft {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.draftUrl;
    this.status = form.querySelector("[data-draft-status]");
    this.words = this.status && (this.status.querySelector("[data-draft-words]") || this.status);
    this.waiting = this.status && this.status.querySelector("[data-draft-waiting]");
    this.changedAt = 0;
    this.failures = 0;
    this.saving = null; // what is on its way
    this.stopped = false;
    this.kept = this.body().toString();
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("focusout", () => this.save());
    form.addEventListener("submit", () => this.stop());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.leave());
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("online", () => this.save());
    window.addEventListener("beforeunload", (event) => this.failures && this.dirty() && event.preventDefault());
  }

  /** The form's fields, without files and without the token that guards submission. */
  body() {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && name !== "once") body.append(name, value);
    }
    return body;
  }

  dirty() {
    return !this.stopped && answers(this.body()) !== answers(new URLSearchParams(this.kept));
  }

  changed() {
    this.showWaiting();
    if (!this.dirty()) return;
    this.changedAt = this.changedAt || Date.now();
    const longest = this.changedAt + SAVE_AT_LEAST - Date.now();
    this.schedule(Math.max(0, Math.min(SAVE_AFTER, longest)));
  }

  schedule(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  async save() {
    if (this.saving || !this.dirty()) return;
    clearTimeout(this.timer);
    const body = this.body();
    this.saving = body;
    let next = 0;
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        body,
        credentials: "same-origin",
        redirect: "error",
        keepalive: body.toString().length < KEEPALIVE_MOST,
        headers: { "X-CSRFToken": body.get("csrfmiddlewaretoken") || "", "X-Requested-With": "fetch" },
      });
      if (answer.status === 409) {
        this.stop();
        this.say(CONFLICT, true);
      } else if (!answer.ok) {
        throw new Error(String(answer.status));
      } else {
        this.accept(body, await answer.json());
        next = this.dirty() ? SAVE_AFTER : 0; // answered while it was being saved
      }
    } catch {
      this.failures += 1;
      this.say(NOT_SAVED, true);
      this.showWaiting();
      next = Math.min(RETRY_MOST, RETRY_FIRST * 2 ** (this.failures - 1));
    } finally {
      if (this.saving === body) this.saving = null;
      if (next) this.schedule(next);
    }
  }

  accept(body, answer) {
    this.kept = body.toString();
    this.changedAt = 0;
    this.failures = 0;
    const revision = this.form.elements.namedItem("draft_revision");
    if (revision && answer.revision !== undefined) revision.value = answer.revision;
    this.say(`Draft saved at ${answer.saved_at}${answer.present ? `. ${answer.present}` : ""}`, false);
    this.showWaiting();
  }

  /** Whether there are answers newer than the saved ones. Shown and not read out: it comes and goes as one types. */
  showWaiting() {
    if (this.waiting) this.waiting.hidden = this.failures > 0 || !this.dirty();
  }

  /** The page may be gone at any moment: hand the answers to the browser to send, even behind a save on its way. */
  leave() {
    if (this.saving && answers(this.saving) === answers(this.body())) return;
    this.saving = null;
    this.save();
  }

  stop() {
    this.stopped = true;
    this.showWaiting();
    clearTimeout(this.timer);
  }

  /** Says it once: the same words are not written again, so that they are not read out again. */
  say(words, late) {
    if (!this.status) return;
    this.status.classList.toggle("th-saved--late", late);
    this.status.classList.toggle("th-saved--done", !late);
    if (this.words.textContent.trim() !== words) this.words.textContent = words;
  }
}

/** What was answered, apart from the fields that change by themselves. */
function answers(body) {
  const copy = new URLSearchParams(body);
  copy.delete("draft_revision");
  copy.delete("csrfmiddlewaretoken");
  return copy.toString();
}

/** Refuses to send the same form twice in a row; the server has its own guard. */
export function guardAgainstTwice(form) {
  let sentAt = 0;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (Date.now() - sentAt < SENT_AGAIN_AFTER) {
      event.preventDefault();
      return;
    }
    sentAt = Date.now();
  });
  // Coming back with the back button shows the page as it was left: it may be sent again.
  window.addEventListener("pageshow", () => {
    sentAt = 0;
  });
}

/** Warns before the visit ends, and leaves the page when it has: what it shows must not stay on an empty desk. */
export class Visit {
  constructor(element) {
    this.element = element;
    this.warnSeconds = Number(element.dataset.warnSeconds);
    this.dialog = element.querySelector("dialog");
    this.stay = element.querySelector("[data-visit-stay]");
    if (this.stay) {
      this.stay.addEventListener("submit", (event) => {
        event.preventDefault();
        this.goOn();
      });
      this.dialog.addEventListener("cancel", (event) => {
        event.preventDefault(); // Escape means to go on
        this.goOn();
      });
    }
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.look());
    this.set(Number(element.dataset.seconds));
  }

  /** `seconds` are left: say until when, and look again when it is time to warn, or at the end. */
  set(seconds) {
    this.endsAt = Date.now() + seconds * 1000;
    const words = clockTime(new Date(this.endsAt));
    this.element.querySelectorAll("[data-visit-end]").forEach((one) => {
      if (one.textContent !== words) one.textContent = words;
    });
    const wait = seconds > this.warnSeconds ? seconds - this.warnSeconds : seconds;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), wait * 1000 + 500);
  }

  /** Another window, or a draft being kept, may have made the visit longer: ask before saying anything. */
  async look() {
    const seconds = await this.ask(this.element.dataset.leftUrl, { method: "GET" });
    if (seconds === null) {
      if (Date.now() >= this.endsAt) this.leave();
      return;
    }
    if (seconds <= 0) this.leave();
    else {
      this.set(seconds);
      if (seconds > this.warnSeconds) this.dialog.close();
      else if (!this.dialog.open) this.dialog.showModal();
    }
  }

  async goOn() {
    const seconds = await this.ask(this.stay.action, { method: "POST" });
    if (seconds === null || seconds <= 0) this.leave();
    else {
      this.dialog.close();
      this.set(seconds);
    }
  }

  /** The seconds left; 0 when the visit has ended already, null when nobody answers. */
  async ask(url, options) {
    try {
      const headers = { "X-Requested-With": "fetch", Accept: "application/json" };
      const answer = await fetch(url, { credentials: "same-origin", redirect: "manual", headers, ...options });
      return answer.ok ? (await answer.json()).seconds : 0;
    } catch {
      return null;
    }
  }

  /** To the sign-in page, which leads back here; a draft that was being typed is taken up again. */
  leave() {
    this.dialog.close();
    const form = document.querySelector("form[data-draft-url]");
    const revision = form && form.elements.namedItem("draft_revision");
    const ref = revision && Number(revision.value) ? form.dataset.draftUrl.split("/").pop() : "";
    const back = ref ? `${location.pathname}?draft=${ref}` : location.pathname + location.search;
    location.assign(`${this.element.dataset.signInUrl}?next=${encodeURIComponent(back)}`);
  }
}

/** "2:41pm", "midday" and "midnight", in the time of Britain, as the server says them. */
function clockTime(moment) {
  const parts = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: "Europe/London" });
  const [hour, minute] = parts.format(moment).split(":").map(Number);
  if (minute === 0 && hour % 12 === 0) return hour ? "midday" : "midnight";
  const minutes = minute ? `:${String(minute).padStart(2, "0")}` : "";
  return `${hour % 12 || 12}${minutes}${hour < 12 ? "am" : "pm"}`;
}

function openFiltersOnWideScreens() {
  const wide = window.matchMedia("(min-width: 48.0625em)");
  const follow = () => document.querySelectorAll("details.th-filter").forEach((one) => one.toggleAttribute("open", wide.matches));
  follow();
  wide.addEventListener("change", follow);
}

/** A page that the browser prints by itself is asked for at its print address, so that the log says so. */
function tellOfPrinting(url) {
  window.addEventListener("beforeprint", () => fetch(url, { keepalive: true, credentials: "same-origin" }).catch(() => {}));
}

/** The button of a page that is there to be printed: the browser's own way to print does the same. */
function offerToPrint(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

function start() {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  initGovuk();
  initMoj();
  document.querySelectorAll('form[method="post" i]').forEach(guardAgainstTwice);
  document.querySelectorAll("form[data-draft-url]").forEach((form) => new Draft(form));
  document.querySelectorAll("[data-visit]").forEach((one) => new Visit(one));
  document.querySelectorAll("[data-print]").forEach(offerToPrint);
  if (document.body.dataset.printUrl) tellOfPrinting(document.body.dataset.printUrl);
  if (document.querySelector("details.th-filter")) openFiltersOnWideScreens();
}

start();
