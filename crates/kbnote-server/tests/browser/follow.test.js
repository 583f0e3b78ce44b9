// The page follows the files of the vault. Run by `.ci/browser`.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { BIRDS, Server, Tab, Vault, launch } from "./harness.js";

let browser;
let vault;
let server;
let tab;

before(async () => { browser = await launch(); });
after(() => browser.close());
beforeEach(() => { vault = new Vault(); });
afterEach(async () => {
  const { problems } = tab;
  await tab.page.close();
  await server.stop();
  vault.remove();
  assert.deepEqual(problems, []);
});

async function open(options = {}, serve = []) {
  server = await Server.start(vault, serve);
  tab = await Tab.open(browser, server, { note: BIRDS, ...options });
  // Only what happens from here on is to be seen by itself.
  await tab.waitForText("#status", /^$/);
}

const append = (text) => vault.replace(BIRDS, `${vault.read(BIRDS)}\n${text}\n`);

test("shows what is saved in an editor, with the times of new sentences", async () => {
  await open();
  const player = await tab.player();
  await player.evaluate(() => { globalThis.mark = "the same player"; });
  await tab.page.click("#claim-3");
  await tab.page.$eval("#note", (note) => note.scrollTo({ top: 120, behavior: "instant" }));
  const place = () => tab.page.$eval("#claim-5", (claim) => Math.round(claim.getBoundingClientRect().top));
  const focused = await tab.focused();
  const before = await place();
  vault.write(BIRDS, vault.read(BIRDS).replace("\n\n", "\n\nA new sentence at the top, which moves all of those below it.\n\n"));
  await tab.waitForText("#prose", /A new sentence at the top/);
  append("In spring they hide.");
  await tab.waitForText("#prose", /In spring they hide\.\s+\d\d:\d\d:\d\d/);
  assert.equal(await tab.text("#status"), "Shows what was saved elsewhere.");
  assert.equal(await player.evaluate(() => globalThis.mark), "the same player");
  const selected = await tab.page.$eval(".claim[aria-pressed=true]", (claim) => claim.id);
  assert.equal(selected, "claim-4");
  assert.equal(focused, "claim-3");
  assert.equal(await tab.focused(), "claim-4");
  await tab.waitForText("#changes-title", /^Proposed: \d+ change/);
  const moved = await tab.page.$eval("#claim-6", (claim) => Math.round(claim.getBoundingClientRect().top));
  assert.ok(Math.abs(moved - before) <= 1, `${before} → ${moved}`);
  assert.ok(!vault.read(BIRDS).includes("In spring they hide. <a"), "nothing is written unasked");
});

test("waits for editors that move the file away or empty it before they write", async () => {
  await open();
  const whole = vault.read(BIRDS);
  const pause = () => new Promise((resolve) => { setTimeout(resolve, 80); });
  for (const [number, begin] of [() => vault.move(BIRDS, `${BIRDS}~`), () => vault.write(BIRDS, "")].entries()) {
    begin();
    await pause();
    vault.write(BIRDS, whole.replace("In spring they", `Pass ${number}: in spring they`));
    await tab.waitForText("#prose", new RegExp(`Pass ${number}: in spring they`));
    assert.equal(await tab.page.$eval("#status", (status) => status.classList.contains("wrong")), false);
  }
  // The browser itself reports that the file was missing for a moment.
  tab.problems = tab.problems.filter((problem) => !/ 404 /.test(problem));
});

test("anchors new sentences when asked, and undoes it", async () => {
  await open();
  append("In spring they hide.");
  await tab.waitForText("#anchor-new", /^Anchor [1-9]\d* new sentences? a$/);
  await tab.screenshot("new sentences");
  const before = vault.read(BIRDS);
  await tab.press("a");
  await tab.waitForText("#status", /^Anchored \d+ new sentences?\.$/);
  assert.match(vault.read(BIRDS), /In spring they hide <a|In spring they hide\. <a/);
  assert.equal(await tab.page.$eval("#anchor-new", (button) => button.hidden), true);
  await tab.press("z");
  await tab.waitForText("#status", /^Undone\.$/);
  assert.equal(vault.read(BIRDS), before);
});

test("with --write it anchors new sentences unasked, once", async () => {
  await open({}, ["--write"]);
  const posts = [];
  tab.page.on("request", (request) => { if (request.method() === "POST") posts.push(request.url()); });
  append("In spring they hide.");
  await tab.waitForText("#status", /^Anchored \d+ new sentences?\.$/);
  const written = vault.read(BIRDS);
  assert.match(written, /In spring they hide\.? <a/);
  // What it wrote itself comes back as a change, and is not one.
  append("They count them at dawn.");
  await tab.waitForText("#prose", /count them at dawn/);
  await tab.waitForText("#status", /^Anchored|^Shows/);
  assert.ok(vault.read(BIRDS).startsWith(written.trimEnd()));
  assert.ok(posts.length <= 3, posts.join());
});

test("follows a note through folders that are renamed, and lists what appears", async () => {
  server = await Server.start(vault);
  tab = await Tab.open(browser, server);
  await tab.waitForText("#progress", /^\d+ notes$/);
  mkdirSync(join(vault.root, "notes/new"));
  vault.write("notes/new/birds.md", "---\ntitle: Just written\n---\n\nText.\n");
  await tab.waitForText("#notes", /Just written/);
});

test("tabs on the same note show the same", async () => {
  await open();
  const other = await Tab.open(browser, server, { note: BIRDS });
  await tab.page.bringToFront();
  await tab.page.click("#claim-0");
  await tab.press("k");
  await tab.waitForText("#status", /^Kept/);
  await other.page.bringToFront();
  await other.waitForText("#prose", /\(pinned\)/);
  tab.problems.push(...other.problems);
  await other.page.close();
});
