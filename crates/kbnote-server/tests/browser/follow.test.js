// The page follows the files of the vault. Run by `.ci/browser`.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { BIRDS, useStage } from "./harness.js";

const stage = useStage();

async function open(serve = []) {
  await stage.open({ note: BIRDS }, serve);
  // Only what happens from here on is to be seen by itself.
  await stage.tab.waitForText("#status", /^$/);
}

const append = (text) => stage.vault.replace(BIRDS, `${stage.vault.read(BIRDS)}\n${text}\n`);

test("shows what is saved in an editor, with the times of new sentences", async () => {
  await open();
  const player = await stage.tab.player();
  await player.evaluate(() => { globalThis.mark = "the same player"; });
  await stage.tab.page.click("#claim-3");
  await stage.tab.page.$eval("#note", (note) => note.scrollTo({ top: 120, behavior: "instant" }));
  const place = () => stage.tab.page.$eval("#claim-5", (claim) => Math.round(claim.getBoundingClientRect().top));
  const focused = await stage.tab.focused();
  const before = await place();
  stage.vault.write(BIRDS, stage.vault.read(BIRDS).replace("\n\n", "\n\nA new sentence at the top, which moves all of those below it.\n\n"));
  await stage.tab.waitForText("#prose", /A new sentence at the top/);
  append("In spring they hide.");
  await stage.tab.waitForText("#prose", /In spring they hide\.\s+\d\d:\d\d:\d\d/);
  assert.equal(await stage.tab.text("#status"), "Shows what was saved elsewhere.");
  assert.equal(await player.evaluate(() => globalThis.mark), "the same player");
  const selected = await stage.tab.page.$eval(".claim[aria-pressed=true]", (claim) => claim.id);
  assert.equal(selected, "claim-4");
  assert.equal(focused, "claim-3");
  assert.equal(await stage.tab.focused(), "claim-4");
  await stage.tab.waitForText("#changes-title", /^Proposed: \d+ change/);
  const moved = await stage.tab.page.$eval("#claim-6", (claim) => Math.round(claim.getBoundingClientRect().top));
  assert.ok(Math.abs(moved - before) <= 1, `${before} → ${moved}`);
  assert.ok(!stage.vault.read(BIRDS).includes("In spring they hide. <a"), "nothing is written unasked");
});

/** All that is seen of the note, but for what a person has selected there. */
const shown = (tab) => tab.page.evaluate(() => {
  const copy = document.querySelector("#desk").cloneNode(true);
  for (const element of copy.querySelectorAll("*")) {
    for (const name of ["tabindex", "aria-pressed", "aria-current", "class"]) if (!element.className || name !== "class") element.removeAttribute(name);
    element.classList.remove("anchored", "clicked", "chosen");
  }
  for (const id of ["player", "card", "changes", "find-caption"]) copy.querySelector(`#${id}`)?.remove();
  return copy.outerHTML.replace(/ class=""/g, "").split("<");
});

test("shows after each change what a new tab shows", async () => {
  await open();
  const { tab } = stage;
  const original = stage.vault.read(BIRDS);
  const lines = original.split("\n");
  const changes = [
    `${original}\nIn spring they hide (1).\n`,
    original.replace("\n\n", "\n\nA new sentence (2) at the top.\n\n"),
    [...lines.slice(0, 12), ...lines.slice(16), "", "Some lines (3) are gone."].join("\n"),
    original.replace(/<a [^>]*>\[?00:0\d:\d\d\]?<\/a>/, "").concat("\nAn anchor (4) is gone.\n"),
    `${original}\n- *One* (5)\n- [[two]]\n\n| a | b |\n| - | - |\n| c | d |\n`,
  ];
  for (const [number, text] of changes.entries()) {
    await tab.page.bringToFront();
    stage.vault.replace(BIRDS, text);
    await tab.waitForText("#prose", new RegExp(`\\(${number + 1}\\)`));
    const other = await stage.open({ note: BIRDS });
    await other.waitForText("#prose", new RegExp(`\\(${number + 1}\\)`));
    assert.deepEqual(await shown(tab), await shown(other));
    await other.page.close();
    stage.tabs.pop();
  }
  // Each sentence that was left as it was still does what it says.
  await tab.page.bringToFront();
  for (const number of [0, 3]) {
    await tab.page.click(`#claim-${number}`);
    assert.equal(await tab.page.$eval(".claim[aria-pressed=true]", (claim) => claim.id), `claim-${number}`);
  }
});

test("captions are sent once, and again when they change", async () => {
  await open();
  const { tab } = stage;
  const answers = [];
  tab.page.on("response", (response) => {
    if (response.url().includes("/api/note?")) answers.push(response.json());
  });
  append("In spring they hide.");
  await tab.waitForText("#prose", /In spring they hide/);
  assert.ok(await tab.page.$$eval("#cues li", (rows) => rows.length) > 10);
  const stored = stage.vault.read("transcripts/kbnoteDemo1.json");
  stage.vault.replace("transcripts/kbnoteDemo1.json", stored.replace("Good morning", "Good evening"));
  await tab.waitForText("#cues", /Good evening/);
  const sizes = (await Promise.all(answers)).map(({ cues }) => cues.length);
  assert.equal(sizes[0], 0);
  assert.ok(sizes.some((size) => size > 10), `${sizes}`);
});

test("waits for editors that move the file away or empty it before they write", async () => {
  await open();
  const whole = stage.vault.read(BIRDS);
  const pause = () => new Promise((resolve) => { setTimeout(resolve, 80); });
  for (const [number, begin] of [() => stage.vault.move(BIRDS, `${BIRDS}~`), () => stage.vault.write(BIRDS, "")].entries()) {
    begin();
    await pause();
    stage.vault.write(BIRDS, whole.replace("In spring they", `Pass ${number}: in spring they`));
    await stage.tab.waitForText("#prose", new RegExp(`Pass ${number}: in spring they`));
    assert.equal(await stage.tab.page.$eval("#status", (status) => status.classList.contains("wrong")), false);
  }
  // The browser itself reports that the file was missing for a moment.
  stage.tab.problems = stage.tab.problems.filter((problem) => !/ 404 /.test(problem));
});

test("anchors new sentences when asked, and undoes it", async () => {
  await open();
  append("In spring they hide.");
  await stage.tab.waitForText("#anchor-new", /^Anchor [1-9]\d* new sentences? a$/);
  await stage.tab.screenshot("new sentences");
  const before = stage.vault.read(BIRDS);
  await stage.tab.press("a");
  await stage.tab.waitForText("#status", /^Anchored \d+ new sentences?\.$/);
  assert.match(stage.vault.read(BIRDS), /In spring they hide <a|In spring they hide\. <a/);
  assert.equal(await stage.tab.page.$eval("#anchor-new", (button) => button.hidden), true);
  await stage.tab.press("z");
  await stage.tab.waitForText("#status", /^Undone\.$/);
  assert.equal(stage.vault.read(BIRDS), before);
});

test("with --write it anchors new sentences unasked, once", async () => {
  await open(["--write"]);
  const posts = [];
  stage.tab.page.on("request", (request) => { if (request.method() === "POST") posts.push(request.url()); });
  append("In spring they hide.");
  await stage.tab.waitForText("#status", /^Anchored \d+ new sentences?\.$/);
  const written = stage.vault.read(BIRDS);
  assert.match(written, /In spring they hide\.? <a/);
  // What it wrote itself comes back as a change, and is not one.
  append("They count them at dawn.");
  await stage.tab.waitForText("#prose", /count them at dawn/);
  await stage.tab.waitForText("#status", /^Anchored|^Shows/);
  assert.ok(stage.vault.read(BIRDS).startsWith(written.trimEnd()));
  assert.ok(posts.length <= 3, posts.join());
});

test("follows a note through folders that are renamed, and lists what appears", async () => {
  await stage.open();
  await stage.tab.waitForText("#progress", /^\d+ notes$/);
  mkdirSync(join(stage.vault.root, "notes/new"));
  stage.vault.write("notes/new/birds.md", "---\ntitle: Just written\n---\n\nText.\n");
  await stage.tab.waitForText("#notes", /Just written/);
});

test("tabs on the same note show the same", async () => {
  await open();
  const { tab } = stage;
  const other = await stage.open({ note: BIRDS });
  await tab.page.bringToFront();
  await tab.page.click("#claim-0");
  await tab.press("k");
  await tab.waitForText("#status", /^Kept/);
  await other.page.bringToFront();
  await other.waitForText("#prose", /\(pinned\)/);
});
