// Fichier: an export is sent to the program on this machine, read, shown, and taken home.

import { ask, at, h, Refusal } from "./dom.js";
import { bars } from "./chart.js";
import { startReview } from "./review.js";
import { wishes } from "./again.js";
import { LABELS, label, number, onLanguage, problem, say, t, warning } from "./words.js";

/** How often the program is asked how far it is. */
const EVERY = 150;

/** Sends a file, telling how far; `stopped` gives it up. */
function send(file, tell, stopped) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/v1/files?${new URLSearchParams({ name: file.name })}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (event) => tell(event.loaded, event.total);
    request.onload = () => (request.status === 201 ? done(request.response) : failed(new Refusal(request.response?.error ?? { message: t("lost") })));
    request.onerror = () => failed(new TypeError());
    request.onabort = () => failed(new DOMException("", "AbortError"));
    stopped.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

const pause = (time) => new Promise((done) => setTimeout(done, time));

/** What is answered where a file was not understood, but opened. */
const OPENED = ["no_title_column", "no_such_column"];

/** Waits until the file was read, telling how far; its first lines come with it. */
async function read(id, tell, stopped) {
  for (;;) {
    const state = await ask(`/v1/files/${id}`, { signal: stopped });
    if (state.state !== "reading") {
      const opened = state.state === "ready" || OPENED.includes(state.error.code);
      return { ...state, preview: opened ? await ask(`/v1/files/${id}/preview`, { signal: stopped }) : null };
    }
    tell(state.read_bytes, state.bytes);
    await pause(EVERY);
    stopped.throwIfAborted();
  }
}

function row(name, value) {
  return value === null || value === undefined || value === "" ? null : [h("dt", null, name), h("dd", null, value)];
}

/** What was detected, and how else the file may be read. */
function detected(state, again) {
  const found = state.found;
  const shape = found && (found.sheet ? null : found.format === "jsonl" ? t("lines_json") : found.delimiter === null ? null : found.delimiter === "\t" ? t("tab") : found.delimiter);
  const list = h("dl", null,
    row(t("file"), state.name),
    row(t("rows"), state.findings && number(state.findings.summary.records)),
    row(t("sheet"), found?.sheet),
    row(t("title_column"), found?.title_name),
    row(t("delimiter"), shape),
    row(t("encoding"), found?.encoding),
    row(t("size_column"), found && (found.company_size_name ?? t("none"))),
    row(t("type_column"), found && (found.company_type_name ?? t("none"))),
    row(t("added_prefix"), state.findings?.prefix));
  const odd = (state.findings?.summary.warnings ?? []).map((text) => warning(text.replace(`${state.name}: `, "")));
  const warned = odd.map(({ text, lang }) => h("li", { lang }, text));
  return h("div", { class: "card" }, h("h2", { id: "detected", tabindex: "-1" }, t("detected")), list, warned.length ? h("ul", { class: "warnings" }, warned) : null, wishes(state, again));
}

function counts(summary) {
  const value = (slug) => summary.families[slug] ?? summary.reasons[slug] ?? 0;
  const odd = ["titre_vide", "ligne_irreguliere"].filter((slug) => value(slug) > 0);
  const rows = [...LABELS, ...odd].map((slug) => ({ slug, name: label(slug), value: value(slug) }));
  return h("div", { class: "card" }, h("h2", null, t("counts")),
    bars(rows, { caption: t("counts"), heading: t("family"), total: summary.records }));
}

/** What may be taken home. */
function downloads(state, corrected) {
  const at = `/v1/files/${state.id}`;
  const link = (path, text, main) => h("a", { class: main ? "button primary" : "button", href: at + path, download: "" }, text);
  const sheet = state.found?.sheet ?? null;
  const many = state.findings.summary.records > 1000000;
  const own = corrected === 0 ? null : h("p", { class: "actions" },
    sheet === null ? link("/result?corrected=true", t("corrected"), true) : null,
    many ? null : link("/result?corrected=true&format=xlsx", t("corrected_xlsx"), sheet !== null),
    link("/corrections", t("gold")));
  return h("div", { class: "card take" }, h("h2", null, t("take")), own,
    own && h("p", { class: "hint" }, t("uncorrected")),
    h("p", { class: "actions" },
      link("/result", t("result"), corrected === 0),
      link("/result?format=excel", t("result_excel")),
      many ? null : link("/result?format=xlsx", t("result_xlsx"))));
}

/** Starts the tab. What is returned tells the file that is loaded, and of every change of it. */
export function startFile(explain) {
  let state = null;
  let work = null;
  const listeners = [];
  const panel = at("file-answer");
  const status = at("file-status");
  const address = () => (state ? `/${state.id}` : "");
  const shared = { current: () => state, address, onChange: (call) => listeners.push(call) };

  function tell(what, now, all) {
    if (at("progress-label").textContent !== what) at("progress-label").textContent = what;
    at("progress-figure").textContent = all > 0 ? `${number((now / all) * 100)} %` : "";
    at("bar").value = all > 0 ? now / all : 0;
  }

  function busy(is) {
    at("progress").hidden = !is;
    at("drop").hidden = is || state !== null;
    at("fichier").setAttribute("aria-busy", is);
    if (is) at("cancel").focus();
  }

  function render() {
    at("drop").hidden = state !== null || work !== null;
    if (state === null) return panel.replaceChildren();
    const other = h("button", { type: "button", class: "quiet", onclick: forget }, t("other_file"));
    if (state.state === "failed") {
      const said = problem(state.error);
      const exact = said === state.error.message || OPENED.includes(state.error.code) ? null : h("span", { class: "note", lang: "en" }, state.error.message);
      return panel.replaceChildren(h("p", { class: "card fault", role: "alert" }, said, exact), detected(state, again), other);
    }
    const take = h("div", null, downloads(state, state.corrections.length));
    const changed = () => take.replaceChildren(downloads(state, state.corrections.length));
    panel.replaceChildren(
      h("div", { class: "split even" }, detected(state, again), counts(state.findings.summary)),
      take, startReview(state, { changed, explain }), other);
  }

  function change(next) {
    state = next;
    history.replaceState(null, "", `${location.pathname}${location.search}#/fichier${address()}`);
    render();
    for (const call of listeners) call(state);
  }

  /** Whoever waited for a file goes on with what was found, or with another file. */
  function goOn() {
    at(state === null ? "file-input" : "detected").focus();
  }

  async function during(job, then = goOn) {
    work = new AbortController();
    busy(true);
    say(status, () => "");
    try {
      const next = await job(work.signal);
      work = null;
      change(next);
      if (next.state === "ready") say(status, () => t("done", next.findings.summary.records));
    } catch (error) {
      work = null;
      change(null);
      say(status, () => (error.name === "AbortError" ? t("cancelled") : problem(error)));
    }
    busy(false);
    then();
  }

  function load(file) {
    if (work !== null || !file) return;
    const old = state;
    state = null;
    panel.replaceChildren();
    during(async (signal) => {
      if (old) ask(`/v1/files/${old.id}`, { method: "DELETE" }).catch(() => {});
      tell(t("sending"), 0, 1);
      const sent = await send(file, (now, all) => tell(t("sending"), now, all), signal);
      return follow(sent.id, signal);
    });
  }

  /** Follows the reading; a file that is given up meanwhile is forgotten by the program, too. */
  async function follow(id, signal) {
    tell(t("reading"), 0, 1);
    try {
      return await read(id, (now, all) => tell(t("reading"), now, all), signal);
    } catch (error) {
      ask(`/v1/files/${id}`, { method: "DELETE" }).catch(() => {});
      throw error;
    }
  }

  function again(wished) {
    const { id } = state;
    during(async (signal) => {
      await ask(`/v1/files/${id}/read`, { method: "POST", json: wished, signal });
      return follow(id, signal);
    });
  }

  function forget() {
    ask(`/v1/files/${state.id}`, { method: "DELETE" }).catch(() => {});
    say(status, () => "");
    change(null);
    at("file-input").focus();
  }

  at("cancel").addEventListener("click", () => work?.abort());
  at("file-input").addEventListener("change", (event) => { load(event.target.files[0]); event.target.value = ""; });
  accept(at("drop"), load);
  const known = location.hash.match(/^#\/fichier\/([0-9a-f]+)$/);
  // Whoever comes back to the page is not moved.
  if (known) during((signal) => read(known[1], (now, all) => tell(t("reading"), now, all), signal), () => {});
  onLanguage(render);
  return shared;
}

/** A file may be dropped here; one that misses must not replace the page. */
function accept(zone, load) {
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, () => zone.classList.add("over"));
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => load(event.dataTransfer.files[0]));
}
