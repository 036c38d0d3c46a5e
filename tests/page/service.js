// The program under test, a browser, and a page that tells of everything it should not do.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before } from "node:test";
import axe from "axe-core";
import { chromium } from "playwright-core";

const PROGRAM = process.env.METIERS ?? "../../target/release/metiers";
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Starts the service on a port of its own. */
async function startService() {
  const child = spawn(PROGRAM, ["serve", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const line = await new Promise((done, failed) => {
    createInterface({ input: child.stdout }).once("line", done);
    child.once("exit", () => failed(new Error("the service did not start")));
  });
  const address = line.split(" ")[0].replace(/\/$/, "");
  return { address, stop: () => child.kill("SIGTERM") };
}

export const startBrowser = () => chromium.launch({ executablePath: CHROMIUM, headless: true, args: QUIET });

/** A folder that goes with the tests. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), "metiers-page-"));
  return { path, remove: () => rmSync(path, { recursive: true }) };
}

/** The service, a browser and a folder, there while a file's tests run. */
export function workplace() {
  const at = {};
  before(async () => {
    [at.service, at.browser] = await Promise.all([startService(), startBrowser()]);
    at.place = folder();
  });
  after(async () => {
    await at.browser?.close();
    at.service?.stop();
    at.place?.remove();
  });
  return at;
}

/** Runs the program once. */
export const run = (...args) => execFileSync(PROGRAM, args, { stdio: ["ignore", "pipe", "inherit"] });

/** An empty page. `faults` are requests that are not `allowed`, what its console complains of, and errors. */
export async function watchedPage(browser, options, allowed) {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("request", (request) => {
    if (!allowed(new URL(request.url()))) faults.push(`asked ${request.url()}`);
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => { faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  return { page, faults, close: () => context.close() };
}

/** A page of the service, which asks nobody else. */
export async function openPage(browser, address, options = {}) {
  const watched = await watchedPage(browser, options, ({ protocol, origin }) => origin === address || protocol === "blob:");
  await watched.page.goto(options.at ? address + options.at : `${address}/`);
  return watched;
}

/** Light and dark, wide and a phone's width: what must be accessible in each. */
export const LOOKS = {
  "in the light": { colorScheme: "light" },
  "in the dark": { colorScheme: "dark" },
  "on a phone": { colorScheme: "light", viewport: { width: 360, height: 740 } },
  "on a phone in the dark": { colorScheme: "dark", viewport: { width: 360, height: 740 } },
};

/** What axe finds wrong with what is shown: WCAG 2.2 A and AA, and good practice. */
export async function barriers(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary}`));
}
