// What the browser tests need: a vault, `kbnote serve` on it, and a page in headless Chromium.
//
// KBNOTE is the binary, CHROMIUM the browser, PAGE_TOOLS a folder with `node_modules`; pages are saved
// as pictures to SCREENSHOTS if that is set.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, afterEach, before, beforeEach } from "node:test";
import { fileURLToPath } from "node:url";

const require = createRequire(join(resolve(process.env.PAGE_TOOLS), "package.json"));
const puppeteer = require("puppeteer-core");
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const REPOSITORY = fileURLToPath(new URL("../../../../", import.meta.url));
const PLAYER = "https://www.youtube-nocookie.com/";
const FAKE_PLAYER = readFileSync(new URL("fake_player.html", import.meta.url), "utf8");

export const BIRDS = "notes/fieldnotes/counting_birds_in_winter.md";

/** A copy of the shipped vault. */
class Vault {
  constructor() {
    this.root = mkdtempSync(join(tmpdir(), "kbnote-page-"));
    for (const folder of ["notes", "transcripts"]) cpSync(join(REPOSITORY, folder), join(this.root, folder), { recursive: true });
    writeFileSync(join(this.root, "kbnote.toml"), "");
  }

  read(name) {
    return readFileSync(join(this.root, name), "utf8");
  }

  /** Writes as many editors do: beside the file, which is then replaced. */
  replace(name, text) {
    this.write(`${name}.new`, text);
    this.move(`${name}.new`, name);
  }

  move(from, to) {
    renameSync(join(this.root, from), join(this.root, to));
  }

  write(name, text) {
    writeFileSync(join(this.root, name), text);
  }

  remove() {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A minute of silence that the browser can play. */
export function silence(seconds = 60, rate = 8000) {
  const bytes = Buffer.alloc(44 + seconds * rate, 128);
  bytes.write("RIFF", 0); bytes.writeUInt32LE(36 + seconds * rate, 4); bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16); bytes.writeUInt16LE(1, 20); bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24); bytes.writeUInt32LE(rate, 28); bytes.writeUInt16LE(1, 32); bytes.writeUInt16LE(8, 34);
  bytes.write("data", 36); bytes.writeUInt32LE(seconds * rate, 40);
  return bytes;
}

/** A running `kbnote serve`. */
class Server {
  static async start(vault, options = []) {
    const server = new Server();
    const env = { ...process.env, KBNOTE_STATE_HOME: join(vault.root, ".state") };
    const args = ["serve", "--port", "0", "--json", "--quiet", "--vault", vault.root, ...options];
    server.process = spawn(process.env.KBNOTE, args, { cwd: vault.root, env, stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: server.process.stdout })[Symbol.asyncIterator]();
    const line = await lines.next();
    if (line.done) throw new Error("kbnote serve ended at once");
    server.url = JSON.parse(line.value).url;
    return server;
  }

  async stop() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGINT");
    await ended;
  }
}

const launch = () => puppeteer.launch({
  executablePath: process.env.CHROMIUM,
  // Containers have no user namespaces for the sandbox, and a small /dev/shm.
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});

/** A tab on the page, which fails the test on errors and on requests to other hosts. */
class Tab {
  static async open(browser, server, { note, ...options } = {}) {
    const tab = await Tab.blank(browser, new URL(server.url).origin, options);
    await tab.page.goto(server.url + (note ? `#${note}` : ""));
    await tab.waitFor(note ? "#desk .claim" : "#notes li");
    return tab;
  }

  /** An empty tab, for pages of this origin. */
  static async blank(browser, origin, { viewport = { width: 1280, height: 800 }, dark = false } = {}) {
    const tab = new Tab();
    tab.problems = [];
    tab.page = await browser.newPage();
    await tab.page.setViewport(viewport);
    await tab.page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: dark ? "dark" : "light" },
      { name: "prefers-reduced-motion", value: "reduce" },
    ]);
    tab.page.on("pageerror", (error) => tab.problems.push(`error: ${error.message}`));
    tab.page.on("dialog", (dialog) => { tab.problems.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    tab.page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("412")) tab.problems.push(`console: ${message.text()}`);
    });
    await tab.page.setRequestInterception(true);
    tab.page.on("request", (request) => tab.#onRequest(request, origin));
    return tab;
  }

  #onRequest(request, origin) {
    const url = request.url();
    if (url.startsWith(PLAYER)) return request.respond({ contentType: "text/html", body: FAKE_PLAYER });
    // Symbols of the controls of a player are part of the browser.
    if (new URL(url).origin !== origin && !url.startsWith("data:")) this.problems.push(`request to ${url}`);
    return request.continue();
  }

  waitFor(selector) {
    return this.page.waitForSelector(selector, { visible: true, timeout: 20_000 });
  }

  /** Waits until the text of an element matches. */
  async waitForText(selector, pattern) {
    const { source, flags } = pattern;
    try {
      await this.page.waitForFunction(
        (selector, source, flags) => new RegExp(source, flags).test(document.querySelector(selector)?.textContent ?? ""),
        { timeout: 20_000 }, selector, source, flags);
    } catch {
      throw new Error(`${selector} is ${JSON.stringify(await this.text(selector))}, not ${pattern}`);
    }
  }

  text(selector) {
    return this.page.$eval(selector, (element) => element.textContent);
  }

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  /** What the keyboard acts on: the id or the text of the focused element. */
  focused() {
    return this.page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent || "");
  }

  /** The frame of the player. */
  async player() {
    const frame = await this.waitFor("#player iframe");
    return frame.contentFrame();
  }

  /** Waits for the player, and returns what it was made to do so far, and how to move it on. */
  async playing() {
    const player = await this.player();
    await player.waitForFunction(() => globalThis.eval("commands").length > 0);
    const last = (name) => player.evaluate((name) => globalThis.eval("commands").filter(([func]) => func === name).at(-1), name);
    /** Waits until the player was sent to this second. */
    const sought = (seconds) => player.waitForFunction((seconds) => (
      globalThis.eval("commands").filter(([func]) => func === "seekTo").at(-1)?.[1] === seconds), { timeout: 20_000 }, seconds);
    const reach = (seconds) => player.evaluate((seconds) => {
      globalThis.eval("answer")({ event: "infoDelivery", info: { currentTime: seconds } });
    }, seconds);
    return { player, last, sought, reach };
  }

  /** Serious and critical findings of axe. */
  async accessibilityProblems() {
    const client = await this.page.createCDPSession();
    await client.send("Runtime.evaluate", { expression: AXE });
    const results = await this.page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"], iframes: false }));
    const serious = results.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    return serious.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" ")}`);
  }

  async screenshot(name) {
    const folder = process.env.SCREENSHOTS;
    if (folder) await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }
}

/** What each test of a file gets: a vault of its own, and, once it is opened, a server and a tab. */
class Stage {
  async open(options = {}, serve = []) {
    this.server ??= await Server.start(this.vault, serve);
    this.tab = await Tab.open(this.browser, this.server, options);
    this.tabs.push(this.tab);
    return this.tab;
  }

  /** A tab on a page that no server of kbnote sends. */
  async openPage(url, options = {}) {
    this.tab = await Tab.blank(this.browser, new URL(url).origin, options);
    this.tabs.push(this.tab);
    await this.tab.page.goto(url);
    return this.tab;
  }

  /** Closes what was opened; returns what went wrong in the tabs. */
  async close() {
    await Promise.all(this.tabs.map((tab) => tab.page.close()));
    await this.server?.stop();
    const problems = this.tabs.flatMap((tab) => tab.problems);
    Object.assign(this, { server: null, tab: null, tabs: [] });
    return problems;
  }
}

/**
 * Gives each test of a file a stage, and fails it on errors in its tabs.
 * @param {(vault: Vault) => void} [prepare] Called with each new vault.
 */
export function useStage(prepare = () => {}) {
  const stage = new Stage();
  before(async () => { stage.browser = await launch(); });
  after(() => stage.browser.close());
  beforeEach(() => {
    Object.assign(stage, { vault: new Vault(), server: null, tab: null, tabs: [] });
    prepare(stage.vault);
  });
  afterEach(async () => {
    const problems = await stage.close();
    stage.vault.remove();
    assert.deepEqual(problems, []);
  });
  return stage;
}
