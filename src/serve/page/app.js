// The page as a whole: tabs, language, what each tab starts with.

import { ask, at } from "./dom.js";
import { language, onLanguage, setLanguage, t } from "./words.js";
import { startPaste } from "./paste.js";
import { startWhy } from "./why.js";
import { startFile } from "./file.js";
import { startRules } from "./rules.js";

const tabs = [...document.querySelectorAll("[role=tab]")];
let file = null;

/** Shows a tab; with `focus` the keyboard goes there, too. */
export function show(name, focus = false) {
  const wanted = tabs.find((tab) => tab.getAttribute("aria-controls") === name) ?? tabs[0];
  for (const tab of tabs) {
    const chosen = tab === wanted;
    tab.setAttribute("aria-selected", chosen);
    tab.tabIndex = chosen ? 0 : -1;
    at(tab.getAttribute("aria-controls")).hidden = !chosen;
  }
  if (focus) wanted.focus();
  const panel = wanted.getAttribute("aria-controls");
  // Not the id of the panel alone: the browser would put the focus there.
  history.replaceState(null, "", `${location.pathname}${location.search}#/${panel}${panel === "fichier" ? file.address() : ""}`);
}

/** Arrow keys, Home and End go from tab to tab. */
function travel(event) {
  const now = tabs.indexOf(document.activeElement);
  const last = tabs.length - 1;
  const to = { ArrowRight: now === last ? 0 : now + 1, ArrowLeft: now === 0 ? last : now - 1, Home: 0, End: last }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  show(tabs[to].getAttribute("aria-controls"), true);
}

function translate() {
  document.documentElement.lang = language();
  document.title = t("page");
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", t(element.dataset.label));
  for (const element of document.querySelectorAll("[data-hint]")) element.placeholder = t(element.dataset.hint);
  const other = at("lang");
  other.textContent = language() === "fr" ? "English" : "Français";
  other.lang = language() === "fr" ? "en" : "fr";
}

for (const tab of tabs) tab.addEventListener("click", () => show(tab.getAttribute("aria-controls")));
document.querySelector("[role=tablist]").addEventListener("keydown", travel);
at("lang").addEventListener("click", () => setLanguage(language() === "fr" ? "en" : "fr"));
onLanguage(translate);
const explain = startWhy();

/** Explains titles of a tab; the way back leads to where one was. */
function explainFrom(panel, back) {
  return (title, company) => {
    const before = document.activeElement;
    const button = at("why-back");
    button.hidden = false;
    button.dataset.t = back;
    button.textContent = t(back);
    button.onclick = () => {
      show(panel, true);
      if (before.isConnected) before.focus();
      button.hidden = true;
    };
    show("pourquoi", true);
    explain(title, company);
  };
}

startPaste(explainFrom("coller", "back_to_titles"));
file = startFile(explainFrom("fichier", "back_to_file"));
startRules(file);
show(location.hash.split("/")[1] ?? "coller");
ask("/healthz").then((health) => onLanguage(() => { at("fingerprint").textContent = t("fingerprint", health.rules); }));
