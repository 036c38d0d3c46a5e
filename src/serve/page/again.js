// How a file is to be read, where the program did not see it right: a person says so by the file's first lines, and is never
// asked for a word or a number that stands nowhere.

import { h } from "./dom.js";
import { t } from "./words.js";

/** The encodings one may meet in an export, beside the one that is found. */
const ENCODINGS = ["utf-8", "windows-1252", "macintosh", "utf-16le"];
/** What stands for a file without a header. */
const NO_HEADER = "none";

function option(value, text, chosen) {
  return h("option", { value, selected: String(value) === String(chosen) }, text);
}

function field(id, name, select, of = null) {
  select.id = id;
  return h("p", { class: of }, h("label", { for: id }, t(name)), select);
}

const short = (text) => (text.length > 70 ? `${text.slice(0, 70)}…` : text);

/** The line that is the header; where the program did not find its way, the likeliest: one that names titles, or the first of the fullest. */
function header({ wishes, preview, state }) {
  if (wishes.no_header) return null;
  const { lines } = preview;
  const unasked = wishes.skip_lines === 0 && wishes.title_column === null;
  if (state !== "failed" || !unasked) return lines.find((line) => line.skip_lines >= wishes.skip_lines) ?? null;
  const filled = (line) => line.cells.filter((cell) => cell !== "").length;
  const most = Math.max(...lines.map(filled));
  return lines.find((line) => line.titled) ?? lines.find((line) => filled(line) === most);
}

/** The columns of a line, by number; of objects by name. */
function columns(preview, line) {
  return line.cells.map((cell, at) => ({ value: preview.objects ? cell : at + 1, text: `${at + 1} : ${short(cell) || t("unnamed")}` }));
}

/** Fills a choice of columns; the first choice is that of none. */
function fill(select, preview, line, none, chosen) {
  select.replaceChildren(option("", none, chosen ?? ""), ...columns(preview, line).map(({ value, text }) => option(value, text, chosen)));
}

/** The choice of the header, and of the columns in it, which follow it. */
function chosenByLine(state) {
  const { preview, wishes, found } = state;
  const first = header(state);
  const line = (value) => preview.lines.find((one) => String(one.skip_lines) === value) ?? preview.lines[0];
  const select = h("select", null,
    preview.lines.map((one) => option(one.skip_lines, short(`${one.skip_lines + 1} : ${one.cells.filter((cell) => cell !== "").join(" · ")}`), first?.skip_lines)),
    option(NO_HEADER, t("no_header"), first === null ? NO_HEADER : ""));
  const [title, size, type] = [h("select"), h("select"), h("select")];
  const follow = (chosen) => {
    const of = line(select.value);
    const known = select.value !== NO_HEADER && of.titled;
    title.required = !known;
    fill(title, preview, of, t(known ? "found_by_name" : "choose_one"), chosen?.title);
    for (const [one, what] of [[size, chosen?.size], [type, chosen?.type]]) fill(one, preview, of, t("found_by_name_or_none"), what);
  };
  select.addEventListener("change", () => follow());
  follow({
    title: wishes.title_column ?? (preview.objects ? found?.title_name : found?.title_column) ?? "",
    size: wishes.company_size_column ?? "",
    type: wishes.company_type_column ?? "",
  });
  const fields = [
    preview.objects ? null : field("header-line", "header_line", select, "wide"),
    field("title-column", "title_column", title),
    field("size-column", "size_column", size),
    field("type-column", "type_column", type),
  ];
  const wish = () => ({
    ...(select.value === NO_HEADER ? { no_header: true } : { skip_lines: preview.objects ? 0 : Number(select.value) }),
    title_column: title.value || null,
    company_size_column: size.value || null,
    company_type_column: type.value || null,
  });
  return { fields, wish };
}

/** The form that asks; `again` is given the wishes. Nothing where nothing can be chosen. */
export function wishes(state, again) {
  const { preview, wishes: wished } = state;
  if (preview === null && state.error?.code !== "encoding") return null;
  const lines = preview?.lines.length ? chosenByLine(state) : { fields: [], wish: () => ({}) };
  const sheets = preview?.sheets ?? [];
  const sheet = h("select", null, sheets.map((name) => option(name, name, preview.sheet)));
  // Another sheet has other lines: they are seen once it was read.
  sheet.addEventListener("change", () => again({ sheet: sheet.value }));
  const encoding = h("select", null, option("", t("found_by_program"), wished.encoding ?? ""), ENCODINGS.map((name) => option(name, name, wished.encoding)));
  const form = h("form", { class: "again" },
    sheets.length > 1 ? field("sheet", "sheet", sheet) : null,
    lines.fields,
    sheets.length || preview?.objects ? null : field("encoding", "encoding", encoding),
    h("p", { class: "actions" }, h("button", { type: "submit", class: state.state === "failed" ? "primary" : null }, t("read_again"))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    again({ ...lines.wish(), sheet: sheets.length > 1 ? sheet.value : null, encoding: encoding.value || null });
  });
  return h("details", { open: state.state === "failed" }, h("summary", null, t("read_otherwise")), form);
}
