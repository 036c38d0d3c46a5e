// The program under test, a browser, and a page that tells of everything it should not do.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const PROGRAM = process.env.METIERS ?? "../../target/release/metiers";
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Starts the service on a port of its own. */
export async function startService() {
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

/** A page of the service. `faults` are requests elsewhere, what its console complains of, and errors. */
export async function openPage(browser, address, options = {}) {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (origin !== address && protocol !== "blob:") faults.push(`asked ${request.url()}`);
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => { faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.goto(options.at ? address + options.at : `${address}/`);
  return { page, faults, close: () => context.close() };
}
