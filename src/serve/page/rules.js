// Règles: rules of one's own over those of the program, their faults at their lines, and what they change.

import { at, debounced, h, latest } from "./dom.js";
import { chip } from "./paste.js";
import { number, onLanguage, problem, t } from "./words.js";

const EXAMPLE = `label = "redaction"

[[concept]]
name = "plume numérique"
role = "head"
forms = ["plume numérique", "storyteller"]

[[example]]
title = "Plume numérique H/F"
label = "redaction"
`;

function fault(one, go) {
  const place = one.line > 0 && one.file === "mes-regles.toml"
    ? h("button", { type: "button", class: "link", onclick: () => go(one.line, one.column) }, `${t("line")} ${one.line}`)
    : h("code", null, `${one.file}:${one.line}`);
  return h("li", { class: `card fault ${one.severity}` },
    h("p", null, place, " ", h("code", null, one.code)),
    h("p", { lang: "en" }, one.message),
    one.help ? h("p", { class: "note", lang: "en" }, one.help) : null);
}

function by(side) {
  return side.by.map((rule) => h("span", { class: "note" }, `${rule.concept} `, h("code", null, `${rule.file}:${rule.line}`)));
}

const answer = (side) => (["indice", "repli"].includes(side.motif) ? side.label : side.motif);

function change(one) {
  return h("tr", null,
    h("td", { class: "of" }, one.title),
    h("td", null, chip(answer(one.before)), by(one.before)),
    h("td", null, chip(answer(one.after)), by(one.after)),
    h("td", { class: "figure" }, number(one.records)));
}

function changes(found) {
  const heads = ["title", "before", "after", "rows"].map((word) => h("th", { scope: "col" }, t(word)));
  const ways = found.transitions.map((way) => h("li", null, chip(way.before), " → ", chip(way.after), ` ${number(way.records)}`));
  const some = found.changed_records > 0;
  return h("div", { class: "card" },
    h("h2", null, t("changed", number(found.changed_records), number(found.records))),
    some ? h("ul", { class: "ways" }, ways) : null,
    found.changes.length >= 200 ? h("p", { class: "hint" }, t("told", number(found.changes.length))) : null,
    some ? h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("tab_rules") },
      h("table", { class: "grid rows" }, h("thead", null, h("tr", null, heads)), h("tbody", { id: "rules-changes" }, found.changes.map(change)))) : null);
}

/** Starts the tab; `file` tells which export is loaded. */
export function startRules(file) {
  const box = at("rules-text");
  const panel = at("rules-answer");
  const question = latest();
  let link = null;

  function go(line, column) {
    const lines = box.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    box.focus();
    box.setSelectionRange(start + Math.max(0, column - 1), start + (lines[line - 1]?.length ?? 0));
  }

  function numberLines(faults = []) {
    const bad = new Map(faults.filter((one) => one.file === "mes-regles.toml").map((one) => [one.line, one.severity]));
    const lines = box.value.split("\n").map((_, place) => h("li", { class: bad.get(place + 1) ?? null }, String(place + 1)));
    at("rules-lines").replaceChildren(...lines);
    at("rules-lines").scrollTop = box.scrollTop;
  }

  function keep() {
    if (link) URL.revokeObjectURL(link);
    link = URL.createObjectURL(new Blob([box.value], { type: "text/plain" }));
    at("rules-save").href = link;
  }

  function show(faults, built) {
    numberLines(faults);
    const wrong = faults.length > 0;
    at("rules-status").textContent = wrong ? t("rules_faults", faults.length) : t("rules_ok");
    box.setAttribute("aria-invalid", !built);
    panel.replaceChildren(wrong ? h("ul", { class: "faults" }, faults.map((one) => fault(one, go))) : "",
      file.current()?.state === "ready" ? "" : h("p", { class: "card hint" }, t("no_file")));
  }

  async function check() {
    numberLines();
    try {
      const found = await question("/v1/rules/check", { method: "POST", json: { text: box.value } });
      if (found !== null) show(found.faults, found.rules !== null);
    } catch (error) {
      at("rules-status").textContent = problem(error);
    }
  }

  async function compare(event) {
    event.preventDefault();
    soon.cancel();
    const state = file.current();
    if (state?.state !== "ready") return check();
    at("rules-status").textContent = t("comparing");
    try {
      const found = await question(`/v1/files/${state.id}/changes`, { method: "POST", json: { text: box.value } });
      if (found === null) return;
      show(found.faults, found.rules !== null);
      if (found.rules !== null) {
        panel.append(changes(found));
        at("rules-status").textContent = t("changed", number(found.changed_records), number(found.records));
      }
    } catch (error) {
      at("rules-status").textContent = problem(error);
    }
  }

  const soon = debounced(check, 400);
  box.value = EXAMPLE;
  keep();
  box.addEventListener("input", () => { numberLines(); keep(); });
  box.addEventListener("input", soon);
  box.addEventListener("scroll", () => { at("rules-lines").scrollTop = box.scrollTop; });
  at("rules-form").addEventListener("submit", compare);
  file.onChange(check);
  onLanguage(check);
}
