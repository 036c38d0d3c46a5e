// Coller: titles are read as they are typed, and each shows what did what in it.

import { at, debounced, h, latest } from "./dom.js";
import { label, number, onLanguage, problem, t } from "./words.js";

/** More are counted, not shown: an element for each of thousands would slow the typing. */
const SHOWN = 200;
const EXAMPLES = [
  "Traffic Manager (H/F) – CDI – Lyon",
  "Chargé·e de webmarketing / SEO – Lille",
  "Rédactrice web, fiches produits",
  "Téléconseillère à distance - temps partiel",
  "Assistant(e) e-commerce polyvalent",
  "Graphiste / webdesigner (H/F)",
  "Boulanger pâtissier – Nantes (44)",
];

/** The title, each part as what it did. */
export const marked = (parts) =>
  parts.map(({ text, kind }) => {
    if (kind === "plain") return text;
    const tag = { evidence: "mark", exclusion: "s" }[kind] ?? "span";
    return h(tag, { class: `part ${kind}` }, text);
  });

/** The answer, as a word with the colour of its family. */
export const chip = (slug, more) => h("span", { class: `chip fam-${slug}` }, label(slug), more ? ` ${more}` : null);

/** How sure, as a small bar and a number. */
export function confidence(value) {
  const percent = Math.round(value * 100);
  const bar = h("span", { class: "meter", "aria-hidden": "true" }, h("span", null));
  bar.firstChild.style.width = `${percent}%`;
  return h("span", { class: "confidence" }, bar, h("span", { class: "visually-hidden" }, `${t("confidence")} `), `${number(percent)} %`);
}

/** The slug that is shown for an answer: its family, or why there is none. */
export const answered = (answer) => answer.famille ?? answer.motif;

/** The company of a form: only what is filled in. */
export function company(prefix) {
  const size = at(`${prefix}-size`).value.trim();
  const type = at(`${prefix}-type`).value;
  return { ...(size !== "" && { company_size: Number(size) }), ...(type !== "" && { company_type: type }) };
}

function result(answer, explain) {
  const second = answer.famille_2 ? h("span", { class: "second" }, `${t("second")} `, chip(answer.famille_2)) : null;
  const fallback = answer.motif === "repli" ? h("span", { class: "note" }, t("fallback")) : null;
  const why = h("button", { type: "button", class: "quiet", "aria-label": t("why_of", answer.title), onclick: () => explain(answer.title, company("paste")) }, t("why"));
  return h("li", { class: `card result fam-${answered(answer)}` },
    h("p", { class: "said" }, marked(answer.parts)),
    h("p", { class: "verdict" }, chip(answered(answer)), confidence(answer.confiance), fallback, second, why));
}

/** Starts the tab; `explain` shows why a title is what it is. */
export function startPaste(explain) {
  const box = at("titles");
  const question = latest();
  const update = async () => {
    const titles = box.value.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "");
    const shown = titles.slice(0, SHOWN);
    const status = at("paste-status");
    if (shown.length === 0) {
      at("paste-results").replaceChildren();
      status.textContent = t("read", 0);
      return;
    }
    try {
      const answer = await question("/v1/classify", { method: "POST", json: { titles: shown, ...company("paste"), parts: true } });
      if (answer === null) return;
      at("paste-results").replaceChildren(...answer.results.map((one) => result(one, explain)));
      status.textContent = t("read", titles.length) + (titles.length > SHOWN ? ` ; ${t("only", SHOWN)}` : "");
    } catch (error) {
      status.textContent = problem(error);
    }
  };
  const soon = debounced(update);
  box.value = EXAMPLES.join("\n");
  at("paste-form").addEventListener("input", soon);
  at("paste-form").addEventListener("submit", (event) => event.preventDefault());
  onLanguage(update);
}
