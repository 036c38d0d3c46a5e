// Elements out of text: everything that comes from a title or a file becomes text, never markup.

/** An element with attributes, listeners (`onclick`) and children; a child that is null is left out. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same, of SVG. */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** The element of this id. */
export const at = (id) => document.getElementById(id);

/** Calls once nothing more has come for a moment; `cancel` calls off what is waiting. */
export function debounced(call, wait = 150) {
  let timer;
  const soon = (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...given), wait);
  };
  soon.cancel = () => clearTimeout(timer);
  return soon;
}

/** What the service says against a request. */
export class Refusal extends Error {
  constructor(error) {
    super(error.message);
    this.code = error.code;
  }
}

/** Asks the service; the answer is its JSON. */
export async function ask(path, { method = "GET", json, signal } = {}) {
  const headers = json === undefined ? {} : { "Content-Type": "application/json" };
  const body = json === undefined ? undefined : JSON.stringify(json);
  const response = await fetch(path, { method, headers, body, signal });
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) throw new Refusal(answer.error);
  return answer;
}

/** The latest of several questions: an older one is given up when a newer one comes. */
export function latest() {
  let running = null;
  return async (path, options) => {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      return await ask(path, { ...options, signal });
    } catch (error) {
      if (error.name === "AbortError") return null;
      throw error;
    }
  };
}
