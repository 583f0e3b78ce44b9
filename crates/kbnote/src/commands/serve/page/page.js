// The page of `kbnote serve`: the list of notes, and a note beside its video and captions.
// What is shown comes from the server, as text; every change is asked of the server, which writes it.
"use strict";

const PLAYER = "https://www.youtube-nocookie.com";
const PATIENCE_MS = 10_000;
const POLL_MS = 700;
const ROWS = 500;
const CUES_SHOWN = 6;
const STANDINGS = {
  doubtful: "in doubt", missing: "no anchor yet", sure: "sure", pinned: "pinned", unknown: "not checked", plain: "without anchor",
};

const root = document.documentElement;
const byId = (id) => document.getElementById(id);

/** What is open: the note, the sentence looked at, and what was typed and not yet saved. */
const open = { path: null, sheet: null, walk: [], claim: null, anchor: 0, cue: null, draft: null, busy: false };

/** The list of notes as it was last told, and what is to be found in it. */
const list = { notes: [], counting: false, timer: null };

/** YouTube's player: whether it answers, and the frame it is in. */
const player = { frame: null, ready: false, timer: null };

// Small things

/** An element with properties and children; text is only ever put in as text. */
function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "click") made.addEventListener("click", value);
    else if (name === "text") made.textContent = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function clock(ms) {
  const seconds = Math.floor(ms / 1000);
  const two = (number) => String(number).padStart(2, "0");
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

function say(text, wrong = false) {
  byId("status").textContent = text;
  byId("status").classList.toggle("wrong", wrong);
}

/** Asks the server; what it refuses is thrown as its own words. */
async function ask(address, body) {
  const token = { "X-Kbnote-Token": root.dataset.token };
  const options = body ? {
    method: "POST",
    headers: { "Content-Type": "application/json", ...token },
    body: JSON.stringify(body),
  } : { headers: token };
  let reply;
  try {
    reply = await fetch(address, options);
  } catch {
    throw { kind: "gone", message: "kbnote serve does not answer; it may have been ended" };
  }
  const document = await reply.json();
  if (!reply.ok) throw document.error;
  return document;
}

const told = (error) => [error.message ?? String(error), error.hint].filter(Boolean).join("; ");

// The list of notes

async function showList() {
  leaveNote();
  byId("title").textContent = "Notes";
  byId("about").textContent = "";
  byId("list").hidden = false;
  document.title = "kbnote";
  say("");
  await loadList("/api/notes");
}

async function loadList(address) {
  clearTimeout(list.timer);
  try {
    Object.assign(list, await ask(address));
  } catch (error) {
    return say(told(error), true);
  }
  if (byId("list").hidden) return;
  renderList();
  if (list.counting) list.timer = setTimeout(() => loadList("/api/counts"), POLL_MS + list.notes.length / 5);
}

function renderList() {
  const wanted = byId("find").value.trim().toLowerCase();
  const found = list.notes.filter((note) => `${note.title} ${note.path}`.toLowerCase().includes(wanted));
  const focused = document.activeElement?.closest("#notes a")?.getAttribute("href");
  byId("notes").replaceChildren(...found.slice(0, ROWS).map((note) => element("li", {},
    element("a", { href: addressOf(note.path), text: note.title || note.path }),
    element("span", { class: "path", text: note.path }),
    element("span", { class: "count", text: countsOf(note) }))));
  if (focused) document.querySelector(`#notes a[href="${CSS.escape(focused)}"]`)?.focus();
  const further = found.length > ROWS ? `; ${found.length - ROWS} more, type to find them` : "";
  const shown = list.counting ? "counting the anchors in doubt …" : count(found.length, "note") + further;
  byId("progress").textContent = list.notes.length ? shown : "There is no note in this vault yet.";
}

function countsOf(note) {
  if (!note.video) return "no video";
  if (note.doubtful === null) return list.counting ? "…" : "no captions";
  const counts = [note.doubtful && `${note.doubtful} in doubt`, note.missing && `${note.missing} without an anchor`];
  return counts.filter(Boolean).join(", ") || "nothing in doubt";
}

const addressOf = (path) => "#" + path.split("/").map(encodeURIComponent).join("/");

// Opening a note

function leaveNote() {
  for (const id of ["desk", "list", "show-keys", "conflict"]) byId(id).hidden = true;
  byId("home").hidden = true;
  byId("undo").hidden = true;
  clearTimeout(list.timer);
  removePlayer();
  Object.assign(open, { path: null, sheet: null, walk: [], claim: null, anchor: 0, cue: null, draft: null });
}

async function showNote(path) {
  leaveNote();
  byId("home").hidden = false;
  say("opening …");
  try {
    const sheet = await ask(noteAddress(path));
    if (currentPath() !== path) return;
    open.path = path;
    take(sheet);
  } catch (error) {
    if (currentPath() !== path) return;
    byId("title").textContent = path;
    byId("about").textContent = "";
    return say(told(error), true);
  }
  byId("desk").hidden = false;
  byId("show-keys").hidden = false;
  setUpPlayer();
  select(open.walk[0] ?? null);
  say(open.sheet.problem ? told(open.sheet.problem) : "", Boolean(open.sheet.problem));
}

const noteAddress = (path) => `/api/note?path=${encodeURIComponent(path)}`;

/** Shows the note as it is now. The order in which one walks stays while the sentences do. */
function take(sheet) {
  const same = open.sheet?.claims.length === sheet.claims.length;
  const sameCues = open.sheet?.seen.captions === sheet.seen.captions;
  open.walk = same ? open.walk : sheet.walk;
  open.sheet = sheet;
  byId("title").textContent = sheet.title || sheet.path;
  document.title = `${sheet.title || sheet.path} – kbnote`;
  const track = sheet.track && `captions ${sheet.track.id}`;
  byId("about").textContent = [sheet.path, sheet.video?.title, track].filter(Boolean).join(" · ");
  if (!sameCues) {
    open.cue = null;
    renderCues();
  }
  byId("conflict").textContent = sheet.conflict ? `Nothing can be changed here: ${told(sheet.conflict)}.` : "";
  byId("conflict").hidden = !sheet.conflict;
  renderProse();
}

/** Whether no change can be asked for: one is being made, or a conflict waits in the note. */
const isLocked = () => open.busy || Boolean(open.sheet.conflict);

/** Reads the note again; says so if somebody has changed it. */
async function refresh() {
  if (!open.sheet || open.busy) return;
  const path = open.path;
  try {
    const sheet = await ask(noteAddress(path));
    if (open.path !== path || open.busy) return;
    const seen = open.sheet.seen;
    if (sheet.seen.note === seen.note && sheet.seen.captions === seen.captions) return;
    reopen(sheet);
    say("The note was changed elsewhere and is shown as it is now.");
  } catch (error) {
    say(told(error), true);
  }
}

/** Shows a note that was changed elsewhere; what is being typed is kept with its sentence. */
function reopen(sheet) {
  const again = foundAgain(sheet.claims);
  const last = sheet.claims.length - 1;
  keepingFocus(() => {
    take(sheet);
    byId("undo").hidden = true;
    select(again >= 0 ? again : Math.min(open.claim ?? 0, last), { force: true });
  });
}

/** Which of these sentences is the one looked at: by what stands before or behind it, as its words may stand there twice. */
function foundAgain(now) {
  const old = open.sheet.claims;
  const most = Math.min(old.length, now.length);
  const isSame = (number, other) => old.at(number).text === now.at(other).text && old.at(number).source === now.at(other).source;
  let before = 0;
  while (before < most && isSame(before, before)) before += 1;
  let behind = 0;
  while (behind < most - before && isSame(-1 - behind, -1 - behind)) behind += 1;
  if (open.claim === null || open.claim < before) return open.claim ?? -1;
  if (open.claim >= old.length - behind) return open.claim + now.length - old.length;
  const was = open.draft ? open.draft.was : old[open.claim].source;
  return now.findIndex((claim, number) => number >= before && number < now.length - behind && claim.source === was);
}

// Rendering

const addressAt = (ms) => open.sheet.video?.url?.replace("{seconds}", String(Math.floor(ms / 1000)));

function timeLink(ms) {
  const address = addressAt(ms);
  const play = (event) => {
    if (!player.ready) return;
    event.preventDefault();
    event.stopPropagation();
    playAt(ms);
  };
  const properties = { class: "time", text: clock(ms), click: play };
  return address
    ? element("a", { ...properties, href: address, target: "_blank", rel: "noopener", title: "Listen here" })
    : element("span", properties);
}

function renderCues() {
  const cue = ({ start_ms, text }, number) => element("li", {},
    timeLink(start_ms),
    element("button", { type: "button", text, click: () => chooseCue(number) }));
  byId("cues").replaceChildren(...open.sheet.cues.map(cue));
  if (!open.sheet.cues.length) byId("cues").append(element("li", { text: "No captions." }));
}

function renderProse() {
  const { claims, headings } = open.sheet;
  const parts = [];
  let heading = null;
  let block = null;
  let paragraph = null;
  claims.forEach((claim, number) => {
    if (claim.heading !== heading && claim.heading !== null) {
      parts.push(element("h3", { text: headings[claim.heading].text }));
    }
    if (claim.block !== block || claim.heading !== heading) {
      paragraph = element("p");
      parts.push(paragraph);
    }
    [heading, block] = [claim.heading, claim.block];
    paragraph.append(...claimParts(claim, number), " ");
  });
  byId("prose").replaceChildren(...parts);
  if (!claims.length) byId("prose").append(element("p", { text: "The note has no sentence yet." }));
  renderWalk();
}

function claimParts(claim, number) {
  const sentence = element("span", {
    class: `claim ${claim.standing}`, id: `claim-${number}`, role: "button", tabindex: "-1",
    "aria-pressed": "false", text: claim.text, click: () => select(number),
  });
  const times = claim.anchors.filter((anchor) => anchor.time_ms !== null).flatMap((anchor) => [" ", timeLink(anchor.time_ms)]);
  const marked = ["doubtful", "missing", "pinned"].includes(claim.standing);
  const mark = marked ? [" ", element("span", { class: `mark ${claim.standing}`, text: `(${STANDINGS[claim.standing]})` })] : [];
  return [sentence, ...times, ...mark];
}

const wantsLook = (claim) => claim.standing === "doubtful" || claim.standing === "missing";

function renderWalk() {
  const { claims } = open.sheet;
  const left = open.walk.filter((number) => wantsLook(claims[number]));
  const row = (number) => {
    const claim = claims[number];
    const time = claim.anchors[0]?.time_ms;
    return element("li", {}, element("button", {
      type: "button", "data-claim": number, "aria-current": number === open.claim ? "true" : null, click: () => select(number),
    },
    element("span", { class: "time", text: typeof time === "number" ? clock(time) : "–" }),
    element("span", { class: "text", text: claim.text }),
    element("span", { class: "why", text: claim.reason ?? STANDINGS[claim.standing] })));
  };
  byId("walk").replaceChildren(...left.map(row));
  const doubtful = left.filter((number) => claims[number].standing === "doubtful").length;
  const missing = left.length - doubtful;
  const counts = [doubtful && `${doubtful} in doubt`, missing && `${missing} without an anchor`].filter(Boolean);
  byId("doubts-title").textContent = counts.length ? `To look at: ${counts.join(", ")}` : "Nothing is in doubt";
}

function renderCard() {
  const claim = open.sheet.claims[open.claim];
  if (!claim) {
    return byId("card").replaceChildren(element("p", { text: "Choose a sentence of the note." }));
  }
  const parts = [cardTop(claim)];
  parts.push(...(open.draft ? editor(claim) : [element("p", { class: "sentence", text: claim.text }), actions(claim)]));
  parts.push(...behind(claim), ...places(claim));
  if (claim.unsaid.length) {
    parts.push(element("p", { class: "unsaid", text: `not said: ${claim.unsaid.join(", ")}` }));
  }
  byId("card").replaceChildren(...parts);
}

function cardTop(claim) {
  const at = open.walk.indexOf(open.claim);
  const place = at < 0 ? "" : ` · ${at + 1} of ${open.walk.length}`;
  return element("div", { class: "top" },
    element("span", { class: `standing ${claim.standing}`, text: STANDINGS[claim.standing] }),
    element("span", { class: "reason", text: [claim.reason, `line ${claim.line}${place}`].filter(Boolean).join(" · ") }),
    element("span", { class: "turn" }, keyed("Previous", "p", () => step(-1)), " ", keyed("Next", "n", () => step(1))));
}

function keyed(label, key, click, properties = {}) {
  return element("button", { type: "button", click, "aria-keyshortcuts": key, ...properties },
    label, " ", element("kbd", { "aria-hidden": "true", text: key }));
}

function actions(claim) {
  const anchor = claim.anchors[open.anchor];
  const locked = { disabled: isLocked() };
  const buttons = [];
  if (anchor) {
    buttons.push(keyed("Keep", "k", keep, { ...locked, class: claim.standing === "pinned" ? null : "first" }));
    if (anchor.time_ms !== null) buttons.push(keyed("Listen", "l", listen));
    buttons.push(keyed("Free", "f", free, locked), keyed("Take away", "x", remove, locked));
  }
  buttons.push(keyed("Edit", "e", edit, { disabled: isLocked() || claim.source === null }));
  if (claim.takes_anchor) {
    const cue = open.sheet.cues[open.cue];
    const label = cue ? `${anchor ? "Move" : "Anchor"} to ${clock(cue.start_ms)}` : "Move to the clicked caption";
    buttons.push(keyed(label, "m", moveToCue, { disabled: isLocked() || !cue }));
  }
  return element("div", { class: "actions" }, ...buttons);
}

/** The captions behind the anchor, and which anchor that is where there are several. */
function behind(claim) {
  const anchor = claim.anchors[open.anchor];
  if (!anchor || anchor.time_ms === null) return [];
  const several = claim.anchors.length > 1 ? claim.anchors.map((other, number) => element("button", {
    type: "button", text: other.time_ms === null ? "?" : clock(other.time_ms),
    "aria-pressed": String(number === open.anchor), click: () => { open.anchor = number; showSelection(); },
  })) : [];
  const lines = heard(anchor.cues, CUES_SHOWN);
  return [
    element("h3", {}, "Stands at ", timeLink(anchor.time_ms)),
    several.length ? element("div", { class: "actions", role: "group", "aria-label": "Anchors of the sentence" }, ...several) : null,
    element("ul", { class: "heard" }, ...lines),
  ].filter(Boolean);
}

function heard([first, end], most) {
  const cues = open.sheet.cues.slice(first, Math.min(end, first + most));
  return cues.map((cue) => element("li", { text: cue.text }));
}

/** The best places, and for each but the one where the anchor stands a way to move it there. */
function places(claim) {
  if (!claim.places.length) return [];
  const standing = claim.anchors[open.anchor]?.time_ms;
  const row = (place, rank) => {
    const here = typeof standing === "number" && Math.floor(place.time_ms / 1000) === Math.floor(standing / 1000);
    const move = here ? element("span", { text: "stands here" })
      : keyed(claim.anchors.length ? "Move here" : "Anchor here", String(rank + 1), () => moveTo(place.time_ms), { disabled: isLocked() || !claim.takes_anchor });
    const percent = `${Math.round(place.score * 100)} %`;
    const said = open.sheet.cues.slice(place.cues[0], place.cues[1]).slice(0, rank ? 1 : 2).map((cue) => cue.text).join(" ");
    return element("li", {},
      element("span", {}, timeLink(place.time_ms), ` ${percent} · ${said}`), move,
      place.words.length ? element("span", { class: "words", text: `said there: ${place.words.join(", ")}` }) : null);
  };
  return [element("h3", { text: "What the captions say" }), element("ol", { class: "places" }, ...claim.places.map(row))];
}

// Choosing

/** Scrolls a pane, and nothing around it, so that something in it is seen. */
function reveal(row, pane) {
  const [seen, own] = [pane.getBoundingClientRect(), row.getBoundingClientRect()];
  if (own.top >= seen.top && own.bottom <= seen.bottom) return;
  pane.scrollTop += own.top - seen.top - pane.clientHeight / 3;
}

function select(number, { force = false } = {}) {
  if (open.draft && !force && number !== open.claim) {
    say("Save or leave what you typed first.", true);
    return byId("typed")?.focus();
  }
  const moved = open.claim !== number;
  document.querySelector('.claim[aria-pressed="true"]')?.setAttribute("aria-pressed", "false");
  open.claim = number;
  if (moved) [open.anchor, open.cue] = [0, null];
  if (moved && !force) say("");
  const claim = open.sheet.claims[number];
  if (claim && open.anchor >= claim.anchors.length) open.anchor = 0;
  const sentence = byId(`claim-${number}`);
  for (const other of document.querySelectorAll('.claim[tabindex="0"]')) other.tabIndex = -1;
  // One sentence can be reached from the keyboard, and from it all others.
  const reached = sentence ?? byId("claim-0");
  if (reached) reached.tabIndex = 0;
  if (sentence) {
    sentence.setAttribute("aria-pressed", "true");
    reveal(sentence, byId("note"));
  }
  for (const row of document.querySelectorAll("#walk button")) {
    const current = Number(row.dataset.claim) === number;
    if (current) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    if (current) reveal(row, byId("walk"));
  }
  showSelection();
  if (moved) byId("card").scrollTop = 0;
}

/** The card of the sentence, and the captions behind its anchor. */
function showSelection() {
  renderCard();
  const anchor = open.sheet.claims[open.claim]?.anchors[open.anchor];
  const rows = byId("cues").children;
  for (const row of document.querySelectorAll("#cues .behind, #cues .clicked")) row.classList.remove("behind", "clicked");
  const best = open.sheet.claims[open.claim]?.places[0];
  const [first, end] = (anchor ?? best)?.cues ?? [0, 0];
  for (let number = first; number < end; number += 1) {
    if (anchor) rows[number]?.classList.add("behind");
  }
  if (end > first && open.cue === null && rows[first]) reveal(rows[first], byId("transcript"));
  rows[open.cue]?.classList.add("clicked");
}

function step(by) {
  if (!open.walk.length) return;
  const at = open.walk.indexOf(open.claim);
  const next = at < 0 ? 0 : (at + by + open.walk.length) % open.walk.length;
  turnTo(open.walk[next]);
}

function turnTo(number) {
  if (!open.sheet.claims[number]) return;
  select(number);
  if (!open.draft) byId(`claim-${open.claim}`)?.focus({ preventScroll: true });
}

function chooseCue(number) {
  open.cue = number;
  playAt(open.sheet.cues[number].start_ms);
  showSelection();
}

// Changes

/** Asks for a change of the sentence looked at; says what was done, or why it was not. */
async function change(wanted, done) {
  if (open.busy || open.claim === null || refusesChanges()) return false;
  open.busy = true;
  const [path, seen] = [open.path, open.sheet.seen];
  say("saving …");
  try {
    const sheet = await ask("/api/change", { path, seen, change: { claim: open.claim, ...wanted } });
    open.busy = false;
    if (open.path !== path) return true;
    if (wanted.do === "text") open.draft = null;
    takeChanged(sheet, true);
    say(done);
    return true;
  } catch (error) {
    open.busy = false;
    if (open.path !== path) return false;
    await refused(error);
    return false;
  }
}

/** Whether a conflict keeps the note from being changed; says so. */
function refusesChanges() {
  if (!open.sheet.conflict) return false;
  say(`Not saved: ${told(open.sheet.conflict)}.`, true);
  return true;
}

/** Shows what a change made of the note, and whether it can be taken back. */
function takeChanged(sheet, canUndo) {
  keepingFocus(() => {
    take(sheet);
    select(Math.min(open.claim, sheet.claims.length - 1), { force: true });
    byId("undo").hidden = !canUndo;
  });
}

/** What is rendered anew loses the focus: it goes to what has taken its place, else to the card. */
function keepingFocus(render) {
  const had = document.activeElement;
  const key = had?.closest("#desk, #bar") && had.getAttribute("aria-keyshortcuts");
  const wasClaim = had?.classList.contains("claim");
  const wasInside = Boolean(had?.closest("#desk, #bar"));
  render();
  if (!wasInside || (had.isConnected && !had.closest("[hidden]"))) return;
  const again = key && document.querySelector(`#card [aria-keyshortcuts="${key}"]:not(:disabled)`);
  (byId("typed") || again || (wasClaim && byId(`claim-${open.claim}`)) || byId("card")).focus({ preventScroll: true });
}

async function undo() {
  if (open.busy || open.draft || byId("undo").hidden) return;
  open.busy = true;
  const [path, seen] = [open.path, open.sheet.seen];
  try {
    const sheet = await ask("/api/undo", { path, seen });
    open.busy = false;
    if (open.path !== path) return;
    takeChanged(sheet, false);
    say("Taken back.");
  } catch (error) {
    open.busy = false;
    if (open.path === path) await refused(error);
  }
}

/** A note that was changed elsewhere is read anew; nothing was written, and what was typed stays. */
async function refused(error) {
  if (error.kind !== "changed-meanwhile") {
    renderCard();
    return say(`Not saved: ${told(error)}.`, true);
  }
  try {
    reopen(await ask(noteAddress(open.path)));
    const typed = open.draft ? " What you typed is kept; look and save again." : "";
    say(`Not saved: ${error.message}. It is shown as it is now.${typed}`, true);
  } catch (other) {
    say(`Not saved: ${told(other)}.`, true);
  }
}

const current = () => open.sheet?.claims[open.claim];
const hasAnchor = () => Boolean(current()?.anchors.length);

function keep() {
  if (hasAnchor()) change({ do: "keep" }, "Kept: it stays as it stands.");
}

function free() {
  if (hasAnchor()) change({ do: "free" }, "Free: the captions have decided.");
}

function remove() {
  if (hasAnchor()) change({ do: "remove", anchor: open.anchor }, "Taken away: it is not put back.");
}

function moveTo(time_ms) {
  if (!current()?.takes_anchor) return;
  change({ do: "move", anchor: hasAnchor() ? open.anchor : 0, time_ms }, `Pinned at ${clock(time_ms)}.`);
}

function moveToCue() {
  const cue = open.sheet?.cues[open.cue];
  if (cue) moveTo(cue.start_ms);
}

function moveToPlace(rank) {
  const place = current()?.places[rank];
  if (place) moveTo(place.time_ms);
}

function listen() {
  const time = current()?.anchors[open.anchor]?.time_ms ?? current()?.places[0]?.time_ms;
  if (typeof time !== "number") return;
  const address = addressAt(time);
  if (player.ready) playAt(time);
  else if (address) globalThis.open(address, "_blank", "noopener");
}

// Editing a sentence

function edit() {
  const claim = current();
  if (!claim || claim.source === null || open.draft || refusesChanges()) return;
  open.draft = { text: claim.source, was: claim.source };
  renderCard();
  byId("typed").focus();
}

function editor(claim) {
  const typed = element("textarea", { id: "typed", "aria-label": "The sentence as it is written in the file" });
  typed.value = open.draft.text;
  typed.addEventListener("input", () => { open.draft.text = typed.value; });
  const now = claim.source === open.draft.was ? null
    : element("p", { class: "reason", text: `The file was changed. It is saved in place of: ${claim.source ?? claim.text}` });
  return [now, typed, element("div", { class: "actions" },
    element("button", { type: "button", class: "first", text: "Save", click: save, disabled: isLocked() }),
    element("button", { type: "button", text: "Leave as it was", click: leave }))].filter(Boolean);
}

async function save() {
  if (!open.draft) return;
  const saved = await change({ do: "text", text: open.draft.text }, "Saved.");
  if (saved) byId(`claim-${open.claim}`)?.focus({ preventScroll: true });
  else byId("typed")?.focus();
}

function leave() {
  open.draft = null;
  renderCard();
  byId(`claim-${open.claim}`)?.focus({ preventScroll: true });
  say("");
}

// The player, driven by messages as YouTube's own script would

function setUpPlayer() {
  const { video } = open.sheet;
  const place = byId("player");
  const address = addressAt(0);
  const link = address && element("a", { href: address, target: "_blank", rel: "noopener", text: "Open the video" });
  const note = element("p", { id: "player-note" });
  if (!video?.youtube || root.dataset.offline === "yes") {
    const why = !video ? "The note names no video." : video.youtube ? "The player is left out: kbnote was told to be offline. " : "The video is not on YouTube. ";
    note.append(why, link ?? "");
    return place.replaceChildren(note);
  }
  const source = new URL(`/embed/${encodeURIComponent(video.id)}`, PLAYER);
  source.search = new URLSearchParams({ enablejsapi: "1", origin: location.origin, playsinline: "1", rel: "0" });
  player.frame = element("iframe", {
    src: source.href, title: `Video: ${video.title || video.id}`, allow: "autoplay; encrypted-media; fullscreen; picture-in-picture",
    referrerpolicy: "strict-origin-when-cross-origin",
  });
  player.frame.addEventListener("load", () => greetPlayer(Date.now()));
  player.timer = setTimeout(() => {
    if (player.ready) return;
    removePlayer();
    place.replaceChildren(element("p", {}, "The player does not answer; times open the video instead. ",
      element("button", { type: "button", text: "Try again", click: setUpPlayer })));
  }, PATIENCE_MS);
  place.replaceChildren(player.frame, note);
}

function removePlayer() {
  clearTimeout(player.timer);
  Object.assign(player, { frame: null, ready: false, timer: null });
  byId("player").replaceChildren();
}

function noPlayer(why) {
  player.ready = false;
  if (byId("player-note")) byId("player-note").textContent = why;
}

function tellPlayer(message) {
  player.frame?.contentWindow?.postMessage(JSON.stringify({ id: 1, channel: "widget", ...message }), PLAYER);
}

/** Says that somebody listens, until the player answers. */
function greetPlayer(since) {
  if (!player.frame || player.ready || Date.now() - since > PATIENCE_MS) return;
  tellPlayer({ event: "listening" });
  setTimeout(() => greetPlayer(since), 300);
}

function playAt(ms) {
  if (!player.ready) return;
  tellPlayer({ event: "command", func: "seekTo", args: [Math.floor(ms / 1000), true] });
  tellPlayer({ event: "command", func: "playVideo", args: [] });
}

function hearPlayer(event) {
  if (event.origin !== PLAYER || event.source !== player.frame?.contentWindow) return;
  let message;
  try {
    message = JSON.parse(event.data);
  } catch {
    return;
  }
  if (message?.event === undefined) return;
  if (message.event === "onError") return noPlayer("YouTube does not play this video here; times open it there.");
  if (message.event === "onReady" || message.event === "initialDelivery") {
    player.ready = true;
    byId("player-note").textContent = "";
    tellPlayer({ event: "command", func: "addEventListener", args: ["onError"] });
  }
  const time = message.info?.currentTime;
  if (typeof time === "number" && open.sheet) markCue(time * 1000);
}

function markCue(ms) {
  const number = open.sheet.cues.findLastIndex((cue) => cue.start_ms <= ms);
  const row = byId("cues").children[number];
  if (row?.classList.contains("now")) return;
  document.querySelector("#cues .now")?.classList.remove("now");
  if (open.sheet.cues[number]) row?.classList.add("now");
}

// Addresses and keys

function currentPath() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return location.hash.slice(1);
  }
}

async function follow() {
  const path = currentPath();
  if (path === open.path) return;
  if (isTyping() && !confirm("Leave what you typed?")) {
    history.replaceState(null, "", addressOf(open.path));
    return;
  }
  await (path ? showNote(path) : showList());
}

const isTyping = () => Boolean(open.draft && open.draft.text !== open.draft.was);

const KEYS = {
  n: () => step(1), p: () => step(-1), k: keep, f: free, x: remove, m: moveToCue, e: edit, l: listen, z: undo,
  1: () => moveToPlace(0), 2: () => moveToPlace(1), 3: () => moveToPlace(2), 4: () => moveToPlace(3), 5: () => moveToPlace(4),
};

/** Keys on a sentence of the note, and how far away the sentence is that they choose. */
const TURNS = { Enter: 0, " ": 0, ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function press(event) {
  const { target, key } = event;
  const isHeld = event.ctrlKey || event.metaKey || event.altKey;
  if (target.id === "typed") {
    if (key === "Escape") leave();
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) save();
    return;
  }
  if (target.classList?.contains("claim") && !isHeld && Object.hasOwn(TURNS, key)) {
    event.preventDefault();
    return turnTo(Number(target.id.slice("claim-".length)) + TURNS[key]);
  }
  const writes = open.draft || target.closest?.("input, textarea, dialog");
  if (writes || isHeld || event.repeat || !open.sheet || !byId("use-keys").checked) return;
  if (!Object.hasOwn(KEYS, key)) return;
  event.preventDefault();
  KEYS[key]();
}

// A browser may be told to remember nothing.
function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // It holds for this visit.
  }
}

function begin() {
  const keys = byId("use-keys");
  keys.checked = remembered("keys") !== "no";
  keys.addEventListener("change", () => remember("keys", keys.checked ? "yes" : "no"));
  byId("show-keys").addEventListener("click", () => byId("keys").showModal());
  byId("undo").addEventListener("click", undo);
  byId("find").addEventListener("input", renderList);
  addEventListener("hashchange", follow);
  addEventListener("keydown", press);
  addEventListener("message", hearPlayer);
  addEventListener("focus", refresh);
  addEventListener("beforeunload", (event) => { if (isTyping()) event.preventDefault(); });
  follow();
}

begin();
