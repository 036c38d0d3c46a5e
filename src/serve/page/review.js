// The rows of a file: the first as they stand, the least sure to review, and a person's own answers.

import { ask, at, debounced, h } from "./dom.js";
import { answered, chip, confidence } from "./paste.js";
import { LABELS, label, number, problem, say, t } from "./words.js";

/** How many titles are added at a time. */
const STEP = 25;

const company = (row) => ({ company_size: row.company_size, company_type: row.company_type || null });
const key = (row) => JSON.stringify([row.title, row.company_size, row.company_type || null]);

/** The answers of a person, kept by the program as long as the file. */
function keeper(state, changed) {
  const own = new Map(state.corrections.map((one) => [key(one), one]));
  const save = debounced(async () => {
    const kept = [...own.values()];
    try {
      await ask(`/v1/files/${state.id}/corrections`, { method: "PUT", json: { corrections: kept } });
      state.corrections = kept;
      say(at("file-status"), () => t("corrections", kept.length));
      changed();
    } catch (error) {
      say(at("file-status"), () => problem(error));
    }
  }, 100);
  return {
    of: (row) => own.get(key(row))?.label ?? "",
    set(row, slug) {
      if (slug === "") own.delete(key(row));
      else own.set(key(row), { title: row.title, ...company(row), label: slug });
      save();
    },
  };
}

function line(row, keep, explain) {
  const options = [h("option", { value: "" }, t("keep")), ...LABELS.map((slug) => h("option", { value: slug }, label(slug)))];
  const select = h("select", { "aria-label": t("correct_of", row.title) }, options);
  select.value = keep.of(row);
  const about = [row.company_size !== null ? t("people", row.company_size) : null, row.company_type || null].filter((one) => one !== null);
  const mark = (element) => element.classList.toggle("corrected", select.value !== "");
  const element = h("tr", null,
    h("td", { class: "of" }, h("button", { type: "button", class: "link", onclick: () => explain(row.title, company(row)) }, row.title),
      about.length ? h("span", { class: "note" }, about.join(" · ")) : null),
    h("td", null, chip(answered(row)), row.motif === "repli" ? h("span", { class: "note" }, t("fallback")) : null),
    h("td", null, confidence(row.confiance)),
    h("td", { class: "figure" }, number(row.rows)),
    h("td", null, select));
  select.addEventListener("change", () => { keep.set(row, select.value); mark(element); });
  mark(element);
  return element;
}

function table(name, rows) {
  const heads = ["title", "answer", "sure", "rows", "my_answer"].map((word) => h("th", { scope: "col" }, t(word)));
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": name },
    h("table", { class: "grid rows" }, h("thead", null, h("tr", null, heads)), rows));
}

/** The list to review: searched, filtered, shown bit by bit. */
function review(all, keep, explain) {
  const body = h("tbody", { id: "review-rows" });
  let shown = STEP;
  const search = h("input", { type: "search", id: "review-search", autocomplete: "off" });
  const family = h("select", { id: "review-family" }, h("option", { value: "" }, t("all")), LABELS.map((slug) => h("option", { value: slug }, label(slug))));
  const status = h("p", { class: "status", role: "status", "aria-live": "polite" });
  const more = h("button", { type: "button", onclick: () => {
    const before = body.rows.length;
    shown += STEP;
    fill();
    // The button may be gone, and what is new is what one asked for.
    body.rows[before]?.querySelector("button").focus();
  } }, t("more"));
  function fill() {
    const wanted = search.value.trim().toLowerCase();
    const fits = (row) => (family.value === "" || answered(row) === family.value) && row.title.toLowerCase().includes(wanted);
    const found = all.filter(fits);
    body.replaceChildren(...found.slice(0, shown).map((row) => line(row, keep, explain)));
    more.hidden = found.length <= shown;
    status.textContent = t("listed", number(Math.min(shown, found.length)), number(found.length));
  }
  search.addEventListener("input", debounced(() => { shown = STEP; fill(); }));
  family.addEventListener("change", () => { shown = STEP; fill(); });
  fill();
  return h("div", { class: "card" }, h("h2", null, t("review")), h("p", { class: "hint" }, t("review_hint", number(all.length))),
    h("div", { class: "fields" },
      h("p", null, h("label", { for: "review-search" }, t("filter")), search),
      h("p", null, h("label", { for: "review-family" }, t("family")), family)),
    status, table(t("review"), body), more);
}

/** The rows of a file that was read; `changed` is called when corrections were kept. */
export function startReview(state, { changed, explain }) {
  const keep = keeper(state, changed);
  const { first, review: unsure } = state.findings;
  const rows = h("tbody", { id: "first-rows" }, first.map((row) => line(row, keep, explain)));
  return h("div", null, review(unsure, keep, explain),
    h("div", { class: "card" }, h("h2", null, t("first_rows")), table(t("first_rows"), rows)));
}
