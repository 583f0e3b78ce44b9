// The page of `kbnote serve` in a real browser. Run by `.ci/browser`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { BIRDS, useStage } from "./harness.js";

const stage = useStage();
const open = (options) => stage.open(options);

test("lists the notes and opens one", async () => {
  const tab = await open();
  await tab.waitForText("#progress", /^\d+ notes$/);
  await tab.screenshot("list");
  await tab.page.type("#find", "counting");
  await tab.waitForText("#progress", /^1 note$/);
  await tab.page.click("#notes a");
  await tab.waitFor("#desk .claim");
  assert.equal(await tab.text("#title"), "Counting birds in winter");
  await tab.page.goBack();
  await tab.waitFor("#notes li");
});

test("timestamps and captions seek in the player", async () => {
  const tab = await open({ note: BIRDS });
  const { sought } = await tab.playing();
  await tab.page.click("#prose a.time");
  await tab.waitFor("#cues li.now");
  await sought(33);
  assert.match(await tab.text("#cues li.now"), /^00:00:33/);
  await tab.page.click("#cues li:nth-child(5) .said");
  await tab.waitFor("#cues li:nth-child(5).now");
  assert.equal(tab.page.url().split("#")[1], BIRDS);
});

test("plays a passage and stops at its end", async () => {
  const tab = await open({ note: BIRDS });
  const { player, reach } = await tab.playing();
  await tab.page.click("#claim-0");
  await tab.page.keyboard.press("s");
  await tab.waitFor("#cues li.now");
  const last = () => player.evaluate(() => globalThis.eval("commands").at(-1)[0]);
  await reach(34);
  assert.equal(await last(), "playVideo");
  await reach(130);
  await player.waitForFunction(() => globalThis.eval("commands").at(-1)[0] === "pauseVideo");
});

test("lights what is spoken and the sentences that rest on it", async () => {
  const tab = await open({ note: BIRDS });
  const { reach } = await tab.playing();
  await reach(34.5);
  await tab.waitFor("#claim-0.lit");
  assert.match(await tab.text("#cues li.now"), /^00:00:33/);
  assert.equal((await tab.page.$$(".claim.lit")).length, 1);
  await tab.screenshot("playing");
  await reach(94);
  await tab.waitForText("#cues li.now", /^00:01:3/);
  assert.equal(await tab.page.$("#claim-0.lit"), null);
  assert.ok((await tab.page.$$(".claim.lit")).length > 0);
  // Nobody points at the captions, so they follow.
  await tab.page.mouse.move(0, 0);
  await reach(150);
  await tab.page.waitForFunction(isSeen);
});

/** Whether the spoken caption is seen, as the page sees it. */
const isSeen = () => {
  const [pane, row] = ["#cues", "#cues li.now"].map((selector) => document.querySelector(selector).getBoundingClientRect());
  return row.top >= pane.top - 1 && row.bottom <= pane.bottom + 1;
};

test("the strip shows by heading what the note covers, and leads there", async () => {
  const tab = await open({ note: BIRDS });
  const { last } = await tab.playing();
  const parts = await tab.page.$$eval("#strip button", (buttons) => buttons.map((button) => [button.title, button.className, button.offsetLeft]));
  assert.ok(parts.some(([title]) => /^Counting a flock: \d\d:\d\d:\d\d – \d\d:\d\d:\d\d$/.test(title)), parts.join("\n"));
  assert.ok(parts.some(([title, name]) => /^Not in the note: /.test(title) && name === "gap"), parts.join("\n"));
  assert.deepEqual(parts.map(([, , left]) => left), parts.map(([, , left]) => left).sort((a, b) => a - b));
  const tones = new Set(parts.filter(([title]) => !/^Not/.test(title)).map(([title, name]) => `${title.split(":")[0]} ${name}`));
  assert.equal(tones.size, new Set([...tones].map((tone) => tone.split(" tone").at(-1))).size, "each heading has its own colour");
  await tab.page.click("#strip button[title^='Counting a flock']");
  await tab.waitFor(".claim[aria-pressed=true]");
  const [, seconds] = await last("seekTo");
  const start = parts.find(([title]) => title.startsWith("Counting a flock"))[0].match(/: (\d\d):(\d\d):(\d\d)/).slice(1).map(Number);
  assert.equal(seconds, start[0] * 3600 + start[1] * 60 + start[2]);
  assert.match(await tab.page.$eval(".claim[aria-pressed=true]", (claim) => claim.textContent), /Nobody can count/);
  await tab.page.waitForFunction(() => !document.querySelector("#playhead").hidden);
  await tab.page.focus("#strip button[tabindex='0']");
  await tab.press("ArrowRight", "ArrowRight");
  assert.equal(await tab.page.evaluate(() => [...document.querySelectorAll("#strip button")].indexOf(document.activeElement)), 2);
});

test("searches the captions", async () => {
  const tab = await open({ note: BIRDS });
  const { sought } = await tab.playing();
  await tab.press("/");
  assert.equal(await tab.focused(), "find-caption");
  await tab.page.type("#find-caption", "BIRDS hide");
  await tab.waitForText("#found", /^1 match$/);
  assert.deepEqual(await tab.page.$$eval("#cues li:not([hidden])", (rows) => rows.map((row) => row.textContent)), ["00:00:26But in spring birds hide."]);
  await tab.press("Enter");
  await sought(26);
  await tab.press("Escape");
  assert.equal(await tab.page.$("#cues li[hidden]"), null);
  await tab.press("m");
  await tab.waitForText("#status", /^Pinned at 00:00:26\.$/);
});

test("quotes selected captions into the note", async () => {
  const tab = await open({ note: BIRDS });
  await tab.page.click("#claim-0");
  await tab.press("q");
  await tab.waitForText("#status", /^Select captions/);
  const [first, last] = await Promise.all([6, 7].map((row) => tab.page.$eval(`#cues li:nth-child(${row}) .said`, (said) => {
    const { left, top, right, bottom } = said.getBoundingClientRect();
    return { left, top, right, bottom };
  })));
  await tab.page.mouse.move(first.left + 2, first.top + 5);
  await tab.page.mouse.down();
  await tab.page.mouse.move(last.left + 60, last.top + 8, { steps: 5 });
  await tab.page.mouse.up();
  await tab.press("q");
  await tab.waitForText("#status", /^Quoted below the paragraph\.$/);
  assert.match(stage.vault.read(BIRDS), /\n> “But in spring birds hide\. They pair up, they spread out, they sit very still on eggs\.” <a /);
  await tab.press("z");
  await tab.waitForText("#status", /^Undone\.$/);
  await tab.page.click("#cues li:nth-child(6) .said");
  await tab.page.click("#quote");
  await tab.waitForText("#status", /^Quoted/);
  assert.match(stage.vault.read(BIRDS), /\n> “But in spring birds hide\.” <a /);
});

test("every key does what the list of keys says", async () => {
  const tab = await open({ note: BIRDS });
  const { player, last, sought, reach } = await tab.playing();
  const original = stage.vault.read(BIRDS);
  const time = (seconds) => `data-t="00:00:${String(seconds).padStart(2, "0")}"`;
  const status = (pattern) => tab.waitForText("#status", pattern);
  const selected = () => tab.page.$eval(".claim[aria-pressed=true]", (claim) => claim.id);
  const undo = async () => {
    await tab.press("z");
    await status(/^Undone\.$/);
    assert.equal(stage.vault.read(BIRDS), original);
  };
  const listed = await tab.page.$$eval("#keys dt kbd", (keys) => keys.map((key) => key.textContent));
  await tab.press("?");
  await tab.waitFor("dialog[open]");
  await tab.press("Escape");
  await tab.press("n");
  assert.notEqual(await selected(), "claim-0");
  await tab.press("p");
  assert.equal(await selected(), "claim-0");
  await tab.press("ArrowDown");
  assert.equal(await selected(), "claim-1");
  await tab.press("ArrowUp", "l");
  await sought(33);
  assert.deepEqual(await last("pauseVideo"), undefined);
  await tab.page.waitForFunction(() => document.querySelector("#cues li.now"));
  await tab.press("v");
  await player.waitForFunction(() => globalThis.eval("commands").at(-1)[0] === "pauseVideo");
  await tab.press("s", "k");
  await status(/^Kept/);
  await tab.press("f");
  await status(/^Unpinned/);
  await tab.press("2");
  await status(/^Pinned at/);
  assert.notEqual(stage.vault.read(BIRDS), original);
  await undo();
  await reach(50);
  await tab.waitForText("#cues li.now", /^00:00:48/);
  await tab.press("t");
  await status(/^Pinned at what is said now/);
  assert.ok(stage.vault.read(BIRDS).includes(time(48)));
  await undo();
  await tab.page.click("#cues li:nth-child(6) .said");
  await tab.press("m");
  await status(/^Pinned at 00:00:26/);
  await undo();
  await tab.press("x");
  await status(/^Removed/);
  assert.equal(stage.vault.read(BIRDS).split("<a ").length, original.split("<a ").length - 1);
  await undo();
  await tab.press("e");
  assert.equal(await tab.focused(), "typed");
  await tab.press("Escape", "/");
  assert.equal(await tab.focused(), "find-caption");
  await tab.press("Escape", "q");
  await status(/^Quoted/);
  await undo();
  // `a` is tried with new sentences, `c` with proposed changes.
  const tried = ["n", "p", "↑", "↓", "l", "s", "v", "k", "1", "5", "t", "m", "f", "x", "e", "q", "c", "a", "z", "/", "?"];
  assert.deepEqual(listed, tried);
});

test("candidates, sentence and buttons are seen at once", async () => {
  const tab = await open({ note: BIRDS });
  const hidden = await tab.page.evaluate(() => {
    const card = document.querySelector("#card").getBoundingClientRect();
    const parts = [...document.querySelectorAll("#card .sentence, #card button, #card .places > li")];
    return parts.filter((part) => part.getBoundingClientRect().bottom > Math.min(card.bottom, innerHeight)).map((part) => part.textContent);
  });
  assert.deepEqual(hidden, []);
  assert.equal((await tab.page.$$("#card .places > li")).length, 5);
  assert.match(await tab.text("#card .places"), /\d+ % sure that it is said here/);
  const [header, desk] = await tab.page.evaluate(() => ["header", "#desk > section"].map((selector) => document.querySelector(selector).getBoundingClientRect().toJSON()));
  assert.ok(desk.top - header.bottom < 16, "no empty band");
  const { width } = await tab.page.$eval("#cues .said", (said) => said.getBoundingClientRect().toJSON());
  assert.ok(width > 280, `captions are ${width} px wide`);
});

test("shows lists, tables and pictures with their sentences", async () => {
  stage.vault.write("notes/fieldnotes/map.png", Buffer.from("R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=", "base64"));
  stage.vault.write(BIRDS, `${stage.vault.read(BIRDS)}\n- In spring *they* hide, see [[no such note]].\n\n| a |\n| - |\n| Nobody can count them. |\n\n![A map](map.png)\n`);
  const tab = await open({ note: BIRDS });
  await tab.page.$eval("#prose img", (picture) => picture.scrollIntoView());
  await tab.page.waitForFunction(() => document.querySelector("#prose img").naturalWidth === 1);
  assert.equal(await tab.text("#prose td .claim"), "Nobody can count them.");
  await tab.page.evaluate(() => [...document.querySelectorAll("#prose li .link")].at(-1).click());
  assert.match(await tab.text("#card .sentence"), /^In spring they hide, see no such note/);
  assert.match(await tab.text(".claim[aria-pressed=true]"), /^In spring they hide, see $/);
  await tab.screenshot("whole");
  assert.deepEqual(await tab.accessibilityProblems(), []);
});

test("moves an anchor in the file and undoes it", async () => {
  const tab = await open({ note: BIRDS });
  const original = stage.vault.read(BIRDS);
  await tab.page.click("#claim-0");
  const button = await tab.waitFor(".places button:not(:disabled)");
  await button.click();
  await tab.waitForText("#status", /^Pinned at 00:\d\d:\d\d\.$/);
  const time = (await tab.text("#status")).match(/[\d:]{8}/)[0];
  const anchor = (time) => `<a class="yt-timestamp" data-t="${time}">[${time}]</a>`;
  assert.equal(stage.vault.read(BIRDS), original.replace(anchor("00:00:33"), anchor(time)));
  assert.notEqual(time, "00:00:33");
  await tab.page.click("#undo");
  await tab.waitForText("#status", /^Undone\.$/);
  assert.equal(stage.vault.read(BIRDS), original);
});

const save = async (tab) => {
  await tab.page.keyboard.down("Control");
  await tab.press("Enter");
  await tab.page.keyboard.up("Control");
};

test("edits a sentence while others change in the file", async () => {
  const tab = await open({ note: BIRDS });
  await tab.page.click("#claim-0");
  await tab.press("e");
  await tab.page.type("#typed", "Typed on the page. ");
  stage.vault.write(BIRDS, stage.vault.read(BIRDS).replace("In spring they", "Meanwhile, in spring, they"));
  await tab.waitForText("#prose", /Meanwhile, in spring/);
  assert.equal(await tab.focused(), "typed");
  assert.match(await tab.page.$eval("#typed", (field) => field.value), /Typed on the page\. /);
  assert.equal(await tab.page.$("#draft-conflict"), null);
  await save(tab);
  await tab.waitForText("#status", /^Saved\.$/);
  assert.match(stage.vault.read(BIRDS), /Typed on the page\. [^]*Meanwhile, in spring/);
});

test("offers both texts of a sentence that is edited in two places", async () => {
  const tab = await open({ note: BIRDS });
  const original = await tab.text("#claim-0");
  const first = original.split(" ")[0];
  for (const [button, expected] of [
    [null, /^Mine /], ["Use the text of the file", /^Theirs/], ["Put both below", /^Theirs[^]* Mine /],
  ]) {
    await tab.page.click("#claim-0");
    await tab.press("e");
    await tab.page.$eval("#typed", (field) => { field.focus(); field.setSelectionRange(0, 0); });
    await tab.page.type("#typed", "Mine ");
    const before = stage.vault.read(BIRDS);
    stage.vault.replace(BIRDS, before.replace(first, `Theirs ${first}`));
    await tab.waitForText("#draft-conflict", /Theirs/);
    await tab.screenshot("conflict");
    assert.match(await tab.page.$eval("#typed", (field) => field.value), /^Mine /);
    if (button) await (await tab.page.$(`#draft-conflict ::-p-text(${button})`)).click();
    assert.match(await tab.page.$eval("#typed", (field) => field.value), expected);
    await save(tab);
    await tab.waitForText("#status", /^Saved\.$/);
    assert.match(stage.vault.read(BIRDS).split("\n").find((line) => line.includes("A winter count")), expected);
    stage.vault.write(BIRDS, before);
    await tab.waitForText("#claim-0", new RegExp(`^${first}`));
  }
  await tab.page.click("#claim-0");
  await tab.press("e");
  await tab.page.type("#typed", " My text");
  stage.vault.write(BIRDS, stage.vault.read(BIRDS).split("\n").filter((line) => !line.startsWith(first)).join("\n"));
  await tab.waitForText("#draft-conflict", /no longer in the file/);
  assert.match(await tab.page.$eval("#typed", (field) => field.value), /My text/);
  await tab.press("Escape");
});

test("works with the keyboard only", async () => {
  const tab = await open();
  await tab.waitForText("#progress", /^\d+ notes$/);
  const tabTo = async (isThere) => {
    for (let presses = 0; presses < 200; presses += 1) {
      await tab.press("Tab");
      if (isThere(await tab.focused())) return;
    }
    assert.fail("not reachable with Tab");
  };
  await tabTo((focused) => focused === "Counting birds in winter");
  await tab.press("Enter");
  await tab.waitFor("#desk .claim");
  await tabTo((focused) => focused.startsWith("claim-"));
  const start = Number((await tab.focused()).slice("claim-".length));
  await tab.press("ArrowDown");
  assert.equal(await tab.focused(), `claim-${start + 1}`);
  await tab.press("ArrowUp", "n");
  assert.notEqual(await tab.focused(), `claim-${start}`);
  await tab.press("p");
  assert.equal(await tab.focused(), `claim-${start}`);
  await tab.press("k");
  await tab.waitForText("#status", /^Kept/);
  await tab.waitForText("#card .standing", /^pinned$/);
  assert.equal(await tab.focused(), `claim-${start}`);
  await tab.press("e", "Escape");
  assert.equal(await tab.focused(), `claim-${start}`);
  await tabTo((focused) => focused === "show-keys");
  await tab.press("Enter");
  await tab.waitFor("dialog[open]");
  await tab.press("Escape");
  assert.equal(await tab.page.$("dialog[open]"), null);
  assert.equal(await tab.focused(), "show-keys");
});

test("a hostile note and its captions stay text", async () => {
  const name = "notes/fieldnotes/hostile.md";
  const attack = "<img src=x onerror=hacked=1><script>hacked=1</script><iframe src=//evil.example></iframe>";
  stage.vault.write(name, `---\ntitle: '${attack}'\nvideoId: kbnoteDemo1\n---\n\n# ${attack}\n\n`
    + `${attack} counts [birds](javascript:hacked=1) [00:00:33](javascript:hacked=1). `
    + `<svg onload=hacked=1> flocks <a href="javascript:hacked=1">roost</a> [00:00:43].\n`);
  const stored = JSON.parse(stage.vault.read("transcripts/kbnoteDemo1.json"));
  stored.video.url = "javascript:hacked=1";
  stored.video.title = attack;
  stage.vault.write("transcripts/kbnoteDemo1.json", JSON.stringify(stored).replace("Good morning", attack.replaceAll('"', "")));
  const tab = await open({ note: name });
  await tab.waitFor("#cues li");
  assert.ok((await tab.text("#title")).includes("<script>hacked=1</script>"));
  assert.ok((await tab.text("#cues")).includes("<script>hacked=1</script>"));
  for (const claim of await tab.page.$$(".claim")) await claim.click();
  for (const time of await tab.page.$$("#desk .time")) await time.evaluate((element) => element.click());
  await tab.press("e", "Escape", "l");
  assert.equal(await tab.page.evaluate(() => globalThis.hacked), undefined);
  const dangerous = "#desk script, #desk img, #desk svg, header script, header img, a[href^='javascript'], [onerror], [onload]";
  assert.equal(await tab.page.$(dangerous), null);
  assert.equal((await tab.page.$$("iframe")).length, 0);
  await tab.page.goto(stage.server.url);
  await tab.waitForText("#notes", /<script>hacked=1<\/script>/);
  assert.equal(await tab.page.$("#notes img, #notes script"), null);
});

for (const [name, options] of Object.entries({
  light: {},
  dark: { dark: true },
  narrow: { viewport: { width: 360, height: 740 } },
  "narrow and dark": { dark: true, viewport: { width: 360, height: 740 } },
  medium: { viewport: { width: 900, height: 700 } },
})) {
  test(`is accessible and fits: ${name}`, async () => {
    const fits = async (tab) => {
      const [width, seen] = await tab.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(width <= seen, `${width} px wide in ${seen}`);
    };
    const list = await open(options);
    await list.waitForText("#progress", /^\d+ notes$/);
    assert.deepEqual(await list.accessibilityProblems(), []);
    await fits(list);
    const tab = await open({ ...options, note: BIRDS });
    await tab.screenshot(`note ${name}`);
    assert.deepEqual(await tab.accessibilityProblems(), []);
    await fits(tab);
    const [luminance] = await tab.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g).map(Number));
    assert.equal(luminance < 128, Boolean(options.dark));
    await tab.press("e");
    await tab.screenshot(`edit ${name}`);
    assert.deepEqual(await tab.accessibilityProblems(), []);
    await tab.press("Escape");
    await tab.page.click("#show-keys");
    await tab.screenshot(`keys ${name}`);
    assert.equal(await tab.page.$eval("#keys", (dialog) => dialog.scrollTop), 0);
    assert.deepEqual(await tab.accessibilityProblems(), []);
    await fits(tab);
  });
}
