// Exported pages, opened from the disk and from a server. Run by `.ci/browser`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";

import { Tab, Vault, launch } from "./harness.js";

const NAME = "fieldnotes/counting_birds_in_winter.html";

let browser;
let vault;
let tab;

before(async () => { browser = await launch(); });
after(() => browser.close());
beforeEach(() => {
  vault = new Vault();
  execFileSync(process.env.KBNOTE, ["export", "notes", "--html", "site", "--quiet"], { cwd: vault.root });
});
afterEach(async () => {
  const { problems } = tab;
  await tab.page.close();
  vault.remove();
  assert.deepEqual(problems, []);
});

const fileUrl = (name) => pathToFileURL(join(vault.root, "site", name)).href;

async function open(url, options = {}) {
  tab = await Tab.blank(browser, new URL(url).origin, options);
  await tab.page.goto(url);
}

for (const [name, options] of Object.entries({ light: {}, dark: { dark: true }, narrow: { viewport: { width: 360, height: 740 } } })) {
  test(`opens from the disk, without network and errors: ${name}`, async () => {
    await open(fileUrl(NAME), options);
    await tab.waitFor("#prose .claim");
    assert.equal(await tab.text("#title"), "Counting birds in winter");
    assert.match(await tab.text("#player"), /does not play in pages opened from the disk/);
    assert.equal(await tab.page.$("iframe"), null);
    const time = await tab.page.$eval("#prose a.time", (link) => [link.textContent, link.href, link.target]);
    assert.deepEqual(time, ["00:00:33", "https://youtu.be/kbnoteDemo1?t=33", "_blank"]);
    await tab.screenshot(`export ${name}`);
    await tab.page.click("#claim-0");
    await tab.waitFor("#cues li.anchored");
    await tab.press("/");
    await tab.page.type("#find-caption", "birds hide");
    await tab.waitForText("#found", /^1 match$/);
    await tab.press("Escape");
    assert.ok((await tab.page.$$("#strip button")).length > 3);
    assert.deepEqual(await tab.accessibilityProblems(), []);
    const [width, seen] = await tab.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(width <= seen, `${width} px wide in ${seen}`);
  });
}

/** A picture of one pixel. */
const PICTURE = Buffer.from("R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=", "base64");

test("shows the whole note: lists, tables, code, pictures and links", async () => {
  const note = "notes/fieldnotes/whole.md";
  vault.write("notes/fieldnotes/map.png", PICTURE);
  vault.write(note, "---\ntitle: Whole\nvideoId: kbnoteDemo1\n---\n\n## Part\n\n- one\n  1. two. Three *four* [[counting_birds_in_winter|the count]].\n- [x] done\n\n"
    + "> [!tip] Mind\n> this.\n\n> Quoted.\n\n```js\nlet a;\n```\n\n| a | b |\n| - | - |\n| c | d |\n\n![A map](map.png) ![far](https://example.org/far.png)\n\n"
    + "[js](javascript:hacked=1) <img src=x onerror=hacked=1><script>hacked=1</script> <iframe src=//evil.example></iframe>\n\n<svg onload=hacked=1></svg>\n");
  execFileSync(process.env.KBNOTE, ["export", "notes", "--html", "site", "--quiet"], { cwd: vault.root });
  await open(fileUrl("fieldnotes/whole.html"));
  await tab.waitFor("#prose .claim");
  const count = async (selector) => (await tab.page.$$(`#prose ${selector}`)).length;
  for (const [selector, expected] of [["h4", 1], ["ul > li", 2], ["ul ol > li", 1], [".task", 1], [".callout .callout-title", 1], ["blockquote", 1], ["pre code", 1], ["th", 2], ["td", 2], ["em", 1]]) {
    assert.equal(await count(selector), expected, selector);
  }
  await tab.page.$eval("#prose img", (picture) => picture.scrollIntoView());
  await tab.page.waitForFunction(() => document.querySelector("#prose img").naturalWidth === 1);
  assert.equal(await count("img"), 1);
  assert.equal(await tab.page.$("#prose script, #prose iframe, #prose svg, #prose [onerror], #prose a[href^='javascript']"), null);
  assert.equal(await tab.page.evaluate(() => globalThis.hacked), undefined);
  await tab.screenshot("export whole");
  assert.deepEqual(await tab.accessibilityProblems(), []);
  await Promise.all([tab.page.waitForNavigation(), tab.page.click("#prose a[href$='counting_birds_in_winter.html']")]);
  assert.equal(await tab.text("#title"), "Counting birds in winter");
});

test("the index leads to the pages and back", async () => {
  await open(fileUrl("index.html"));
  await tab.screenshot("export index");
  assert.deepEqual(await tab.accessibilityProblems(), []);
  await Promise.all([tab.page.waitForNavigation(), tab.page.click(`a[href='${NAME}']`)]);
  await tab.waitFor("#prose .claim");
  await Promise.all([tab.page.waitForNavigation(), tab.page.click("#home")]);
  await tab.waitFor("#notes");
});

test("from a server, sentences seek in the player", async () => {
  const server = createServer((request, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(readFileSync(join(vault.root, "site", NAME)));
  });
  await new Promise((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  try {
    await open(`http://127.0.0.1:${server.address().port}/`);
    const { sought } = await tab.playing();
    await tab.page.click("#claim-0");
    await tab.waitFor("#claim-0.lit");
    await sought(33);
    await tab.page.focus(".said[tabindex='0']");
    await tab.press("ArrowDown", "Enter");
    await tab.waitFor("#cues li:nth-child(2).now");
  } finally {
    server.close();
  }
});
