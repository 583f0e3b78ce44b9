// @ts-check
// The open note: selecting, changing and editing its sentences.

import {
  anchorNote, changeNote, decideChange, decideFinding, isConflict, isMissing, listDecisions, mediaAddress, openNote, pictureAddress, quoteCues, repairNote,
  undoChange,
} from "./api.js";
import { renderChanges } from "./changes.js";
import { byId, find, focusOn, inputById, reveal, showStatus } from "./dom.js";
import {
  clock, errorText, findAgain, findCues, mayBeDeclined, newSentences, plural, recordingNumber, recordingOf, walkStep,
} from "./model.js";
import { momentAddress, playAt, playOrPause, playerTime, removePlayer } from "./player.js";
import { chosenRecording, openPlayer, playMoment, renderAround, showMoment, showRecording } from "./recording.js";
import {
  isOnShown, markCues, markSelected, meantRecording, placesMeant, renderCard, renderCues, renderHeader, renderNew, renderProse,
  renderQueue, selectedAnchor, selectedClaim, selectedCues, showFound, shownRecording,
} from "./view.js";

/** @import { OpenNote } from "./api.js" */
/** @import { NoteFinding } from "./decisions.d.ts" */
/** @import { NoteView } from "./note_view.d.ts" */
/** @import { Watching } from "./recording.js" */
/** @import { Actions, Session } from "./view.js" */

/**
 * A change of the selected sentence.
 * @typedef {{ do: "keep" | "free" | "decline" } | { do: "remove", anchor: number } | { do: "move", anchor: number, time_ms: number, nearest: boolean }
 *   | { do: "text", text: string }} ClaimEdit
 */

/** @type {Session | null} */
let session = null;

export const isNoteOpen = () => session !== null;
export const openPath = () => session?.path ?? null;
export const isEditing = () => Boolean(session?.draft);
export const hasUnsavedText = () => Boolean(session?.draft && session.draft.text !== session.draft.source);

// Opening

/**
 * Opens a note, unless another page is chosen meanwhile.
 * @param {string} path
 * @param {() => boolean} isCurrent
 */
export async function showNote(path, isCurrent) {
  byId("home").hidden = false;
  showStatus("Opening…");
  /** @type {OpenNote} */
  let note;
  try {
    note = await openNote(path);
  } catch (error) {
    if (!isCurrent()) return;
    byId("title").textContent = path;
    byId("about").textContent = "";
    return showStatus(errorText(error), true);
  }
  if (!isCurrent()) return;
  session = {
    path, ...note, walk: note.view.walk, recording: recordingNumber(note.view, undefined), files: new Map(), claim: null, anchor: 0, cue: null,
    draft: null, isSaving: false,
  };
  renderNote(session, true);
  byId("desk").hidden = false;
  byId("show-keys").hidden = false;
  select(session.walk[0] ?? null);
  findFiles(session);
  anchorWhenQuiet();
  const { problem } = shownRecording(session);
  showStatus(problem ? errorText(problem) : "", problem !== null);
}

/**
 * Finds the files in the vault that hold the recordings, and opens the player.
 * @param {Session} open
 */
async function findFiles(open) {
  const ids = [open.view, ...open.view.others].flatMap(({ video }) => video?.id ?? []).filter((id) => !open.files.has(id));
  const files = await Promise.all(ids.map((id) => mediaAddress(open.path, id)));
  ids.forEach((id, number) => open.files.set(id, files[number]));
  if (open === session) openPlayer(open);
}

export function closeNote() {
  for (const id of ["desk", "show-keys", "conflict", "home", "undo", "anchor-new", "changes"]) byId(id).hidden = true;
  removePlayer();
  session = null;
}

/**
 * @param {Session} open
 * @param {boolean} cuesChanged
 */
function renderNote(open, cuesChanged) {
  renderHeader(open);
  if (cuesChanged) renderCues(open, actions);
  renderProse(open, actions, outward(open));
  renderQueue(open, actions);
  renderNew(open);
  renderAround(open, actions);
  if (cuesChanged) searchCaptions();
  const time = playerTime();
  if (time !== null) showMoment(open, time);
  loadChanges(open);
}

/**
 * On this page, sentences are selected rather than links followed; pictures come from the vault.
 * @param {Session} open
 */
const outward = ({ path }) => ({ link: () => null, picture: (/** @type {string | null} */ source) => pictureAddress(path, source) });

/** How long after a change of the note what can be decided on is looked for. */
const DECISIONS_MS = 300;

let loading = 0;

/** @param {Session} open */
function loadChanges(open) {
  clearTimeout(loading);
  loading = setTimeout(async () => {
    try {
      const { decisions, revision } = await listDecisions(open.path);
      if (open === session && revision === open.revision) keepPlace(() => renderChanges(decisions, deciding));
    } catch (error) {
      if (open === session) showStatus(errorText(error), true);
    }
  }, DECISIONS_MS);
}

const deciding = {
  decide: (/** @type {string} */ id, /** @type {boolean} */ accept) => decided(
    ({ path, revision }) => decideChange(path, revision, id, accept), accept ? "Accepted." : "Rejected; it will not be proposed again.", accept),
  decideFinding: (/** @type {NoteFinding} */ { code, start }, /** @type {"fix" | "ignore"} */ verdict) => decided(
    ({ path, revision }) => decideFinding(path, revision, { code, start, do: verdict }), verdict === "fix" ? "Repaired." : "Ignored on this line.", true),
  repair: () => decided(({ path, revision }) => repairNote(path, revision), "Repaired.", true),
  go: (/** @type {number} */ line) => {
    const claims = session?.view.claims ?? [];
    const number = claims.findLastIndex((claim) => claim.line <= line);
    if (number >= 0) select(number);
  },
};

/**
 * @param {(open: Session) => Promise<OpenNote>} request
 * @param {string} done
 * @param {boolean} canUndo
 */
async function decided(request, done, canUndo) {
  const open = session;
  if (!open || open.isSaving || open.draft || rejectConflict(open)) return;
  const isSaved = await save(open, () => request(open), (note) => {
    showChangedElsewhere(open, note);
    byId("undo").hidden = !canUndo;
  });
  if (isSaved && open === session) showStatus(done);
}

/**
 * Goes to a part of the video, and the sentence that rests on it.
 * @param {number} ms
 * @param {number | null} claim
 */
function goToPart(ms, claim) {
  if (claim !== null) select(claim);
  playAt(ms);
}

/**
 * Shows another revision of the open note, with the given claim selected.
 * @param {Session} open
 * @param {OpenNote} note
 * @param {{ claim: number, canUndo: boolean, isRevealed?: boolean }} options
 */
function showRevision(open, { view, revision }, { claim, canUndo, isRevealed = true }) {
  const before = shownRecording(open);
  const recording = recordingNumber(view, before.video?.id);
  const { video, captions } = recordingOf(view, recording);
  const cuesChanged = before.captions !== captions || video?.id !== before.video?.id;
  const selected = Math.min(claim, view.claims.length - 1);
  if (!areSameSentences(open.view.claims, view.claims, selected)) open.walk = view.walk;
  Object.assign(open, { view, revision, recording, claim: selected, cue: cuesChanged ? null : open.cue });
  if (video?.id !== before.video?.id) findFiles(open);
  keepFocus(() => {
    renderNote(open, cuesChanged);
    select(selected, { isForced: true, isRevealed });
    byId("undo").hidden = !canUndo;
  });
}

/**
 * Whether claims are the same, but for the text of one.
 * @param {NoteView["claims"]} before
 * @param {NoteView["claims"]} after
 * @param {number} edited
 */
const areSameSentences = (before, after, edited) => before.length === after.length
  && after.every(({ text }, number) => number === edited || text === before[number].text);

/**
 * Shows a note that was changed elsewhere; the text being typed stays with its sentence, and what is seen of
 * the note stays where it is.
 * @param {Session} open
 * @param {OpenNote} note
 */
function showChangedElsewhere(open, note) {
  const before = open.view.claims;
  const source = open.draft?.source ?? selectedClaim(open)?.source ?? null;
  const claim = findAgain(before, note.view.claims, open.claim, source);
  if (open.draft && claim < 0) open.draft.isOrphan = true;
  const seen = firstSeen();
  const offset = seen === null ? 0 : claimTop(seen);
  showRevision(open, note, { claim: claim >= 0 ? claim : open.claim ?? 0, canUndo: false, isRevealed: false });
  if (seen === null || !before[seen]) return;
  const again = findAgain(before, note.view.claims, seen, before[seen].source);
  if (again >= 0) byId("note").scrollBy({ top: claimTop(again) - offset, behavior: "instant" });
}

/** @param {number} number */
const claimTop = (number) => find(`claim-${number}`)?.getBoundingClientRect().top ?? 0;

/**
 * Keeps what is seen of the note where it is, unless that is its beginning.
 * @param {() => void} render Changes what is above the sentences.
 */
function keepPlace(render) {
  const seen = byId("note").scrollTop > 0 ? firstSeen() : null;
  const offset = seen === null ? 0 : claimTop(seen);
  render();
  if (seen !== null) byId("note").scrollBy({ top: claimTop(seen) - offset, behavior: "instant" });
}

/** The first sentence that is seen in the note. */
function firstSeen() {
  const { top } = byId("note").getBoundingClientRect();
  const seen = [...document.querySelectorAll(".claim")].find((claim) => claim.getBoundingClientRect().bottom > top);
  return seen ? Number(seen.getAttribute("data-claim")) : null;
}

/** How long a file may be missing or empty while an editor writes it. */
const WRITING_MS = 250;

/** Whether the file is being read, and whether it may have changed since that began. */
const reading = { isRunning: false, isOutdated: false };

/** Shows the note as its file is now. */
export async function refresh() {
  const open = session;
  if (!open) return;
  if (reading.isRunning || open.isSaving) {
    reading.isOutdated = true;
    return;
  }
  Object.assign(reading, { isRunning: true, isOutdated: false });
  const { revision } = open;
  try {
    const note = await readNote(open);
    if (open !== session || isSame(open, note)) return;
    // What was read may be older than what was saved here meanwhile.
    reading.isOutdated ||= open.isSaving || open.revision !== revision;
    if (reading.isOutdated) return;
    showChangedElsewhere(open, note);
    showStatus("Shows what was saved elsewhere.");
    anchorWhenQuiet();
  } catch (error) {
    if (open === session) showStatus(errorText(error), true);
  } finally {
    reading.isRunning = false;
    if (reading.isOutdated && !session?.isSaving) refresh();
  }
}

/**
 * Reads a note, once more if an editor seems to be writing it.
 * @param {Session} open
 */
async function readNote(open) {
  const isHalf = (/** @type {OpenNote} */ { view }) => !view.claims.length && open.view.claims.length > 0;
  try {
    const note = await openNote(open.path);
    if (!isHalf(note)) return note;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  await new Promise((resolve) => { setTimeout(resolve, WRITING_MS); });
  return openNote(open.path);
}

/**
 * Whether a note looks as it is shown; so does one that this page has written.
 * @param {Session} open
 * @param {OpenNote} note
 */
const isSame = (open, note) => open.revision === note.revision && shownText(open.view) === shownText(note.view);

/**
 * All that is shown of a note; its captions by their names.
 * @param {NoteView} view
 */
const shownText = (view) => JSON.stringify({ ...view, cues: null, others: view.others.map((other) => ({ ...other, cues: null })) });

/**
 * Elements that are rendered anew lose the focus: it goes to their successors, else to the card.
 * @param {() => void} render
 */
function keepFocus(render) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const wasInside = Boolean(before?.closest("#desk, header"));
  const key = wasInside && before?.getAttribute("aria-keyshortcuts");
  const wasClaim = before?.classList.contains("claim");
  render();
  if (!before || !wasInside || (before.isConnected && !before.closest("[hidden]"))) return;
  /** @type {HTMLElement | null} */
  const sameKey = key ? document.querySelector(`#card [aria-keyshortcuts="${key}"]:not(:disabled)`) : null;
  const claim = wasClaim ? find(`claim-${session?.claim}`) : null;
  (find("typed") ?? sameKey ?? claim ?? byId("card")).focus({ preventScroll: true });
}

// Selecting

/**
 * @param {number | null} number
 * @param {{ isForced?: boolean, isRevealed?: boolean }} [options] Forced: even while a sentence is edited.
 */
function select(number, { isForced = false, isRevealed = true } = {}) {
  if (!session) return;
  const isMove = session.claim !== number;
  if (session.draft && !isForced && isMove) {
    showStatus("Save or cancel your edit first.", true);
    return focusOn("typed");
  }
  session.claim = number;
  if (isMove) Object.assign(session, { anchor: anchorOnShown(session), cue: null });
  if (isMove && !isForced) showStatus("");
  if (!selectedAnchor(session)) session.anchor = 0;
  if (isMove) showMeant(session);
  markSelected(session, isRevealed);
  showSelection(session, isRevealed);
  if (isMove) byId("card").scrollTop = 0;
}

/**
 * The anchor of the selected sentence that is selected with it: the first on the recording that is shown, else the first.
 * @param {Session} open
 */
const anchorOnShown = (open) => Math.max(0, selectedClaim(open)?.anchors.findIndex(({ recording }) => recording === open.recording) ?? 0);

/**
 * Shows the recording of the selected anchor or sentence.
 * @param {Session} open
 */
function showMeant(open) {
  if (showRecording(open, meantRecording(open), actions)) searchCaptions();
}

/** Shows the recording that is chosen. */
export function chooseRecording(/** @type {Event} */ event) {
  if (!session) return;
  showRecording(session, chosenRecording(event), actions);
  searchCaptions();
  showSelection(session);
}

/**
 * @param {Session} open
 * @param {boolean} [isRevealed]
 */
function showSelection(open, isRevealed = true) {
  renderCard(open, actions);
  markCues(open, isRevealed);
}

/**
 * Selects a sentence and moves the focus there.
 * @param {number | null} number
 */
export function goTo(number) {
  if (!session || number === null || !session.view.claims[number]) return;
  select(number);
  if (!session.draft) focusOn(`claim-${session.claim}`);
}

/** @param {number} by */
function step(by) {
  if (session) goTo(walkStep(session.walk, session.claim, by));
}

/** @param {number} anchor */
function selectAnchor(anchor) {
  if (!session) return;
  session.anchor = anchor;
  showMeant(session);
  showSelection(session);
}

/** @param {number} cue */
export function selectCue(cue) {
  if (!session) return;
  session.cue = cue;
  playAt(shownRecording(session).cues[cue].start_ms);
  showSelection(session);
}

// Changing

/** @param {Session} open */
function rejectConflict({ view }) {
  if (view.conflict) showStatus(`Not saved: ${errorText(view.conflict)}.`, true);
  return view.conflict !== null;
}

/**
 * Changes the selected sentence, and reports what was done or why not.
 * @param {ClaimEdit} edit
 * @param {string} done
 */
async function change(edit, done) {
  const open = session;
  if (!open || open.isSaving || open.claim === null || rejectConflict(open)) return false;
  const { path, revision, claim } = open;
  const isSaved = await save(open, () => changeNote(path, revision, { claim, ...edit }), (note) => {
    if (edit.do === "text") open.draft = null;
    showRevision(open, note, { claim, canUndo: true });
  });
  if (isSaved && open === session) showStatus(done);
  return isSaved;
}

export async function undo() {
  const open = session;
  if (!open || open.isSaving || open.draft || byId("undo").hidden) return;
  const { path, revision } = open;
  const isSaved = await save(open, () => undoChange(path, revision),
    (note) => showRevision(open, note, { claim: open.claim ?? 0, canUndo: false }));
  if (isSaved && open === session) showStatus("Undone.");
}

const QUIET_MS = 1000;

let quiet = 0;

/** With `--write`, new sentences are anchored once their author pauses. */
function anchorWhenQuiet() {
  clearTimeout(quiet);
  if (document.documentElement.dataset.write !== "yes") return;
  quiet = setTimeout(() => {
    if (session?.draft || session?.isSaving) anchorWhenQuiet();
    else anchorNew();
  }, QUIET_MS);
}

/** Gives the new sentences the proposed anchors. */
export async function anchorNew() {
  const open = session;
  const count = open ? newSentences(open.view) : 0;
  if (!open || !count || open.isSaving || open.draft || open.view.conflict) return;
  const { path, revision } = open;
  const isSaved = await save(open, () => anchorNote(path, revision), (note) => {
    showChangedElsewhere(open, note);
    byId("undo").hidden = false;
  });
  if (isSaved && open === session) showStatus(`Anchored ${plural(count, "new sentence")}.`);
}

/**
 * @param {Session} open
 * @param {() => Promise<OpenNote>} request
 * @param {(note: OpenNote) => void} show
 */
async function save(open, request, show) {
  open.isSaving = true;
  showStatus("Saving…");
  try {
    const note = await request();
    open.isSaving = false;
    if (open === session) show(note);
    return true;
  } catch (error) {
    open.isSaving = false;
    if (open === session) await showFailure(open, error);
    return false;
  } finally {
    if (reading.isOutdated) refresh();
  }
}

/**
 * A note that was changed elsewhere is reloaded; nothing was written, and the text being typed stays.
 * @param {Session} open
 * @param {unknown} error
 */
async function showFailure(open, error) {
  let message = `Not saved: ${errorText(error)}.`;
  if (isConflict(error)) {
    try {
      const note = await openNote(open.path);
      if (open !== session) return;
      showChangedElsewhere(open, note);
      const draft = open.draft ? " Your text is kept: check it and save again." : "";
      message = `Not saved: ${/** @type {Error} */ (error).message}. It has been reloaded.${draft}`;
    } catch (other) {
      message = `Not saved: ${errorText(other)}.`;
    }
  } else {
    renderCard(open, actions);
  }
  showStatus(message, true);
}

const hasAnchor = () => Boolean(session && selectedClaim(session)?.anchors.length);

function keep() {
  if (hasAnchor()) change({ do: "keep" }, "Kept: pinned at its current time.");
}

function unpin() {
  if (hasAnchor()) change({ do: "free" }, "Unpinned: the anchor follows the captions again.");
}

function remove() {
  if (!session) return;
  if (hasAnchor()) change({ do: "remove", anchor: session.anchor }, "Removed; kbnote will not add it again.");
  else if (mayBeDeclined(selectedClaim(session))) change({ do: "decline" }, "No anchor; kbnote will not add one.");
}

/** @param {number} timeMs */
function moveTo(timeMs) {
  if (!session || !selectedClaim(session)?.takes_anchor) return;
  change({ do: "move", anchor: hasAnchor() ? session.anchor : 0, time_ms: timeMs, nearest: false }, `Pinned at ${clock(timeMs)}.`);
}

/**
 * Whether the selected sentence is on the recording that is shown; says so if it is not.
 * @param {Session} open
 */
function checkShown(open) {
  if (!isOnShown(open)) showStatus("The selected sentence is on another recording than the one that is shown.", true);
  return isOnShown(open);
}

function moveToCue() {
  const cue = session?.cue == null ? undefined : shownRecording(session).cues[session.cue];
  if (session && cue && checkShown(session)) moveTo(cue.start_ms);
}

function moveToNow() {
  const time = playerTime();
  const open = session;
  if (!open || !selectedClaim(open)?.takes_anchor || !checkShown(open)) return;
  if (time === null) return showStatus("Play the video first.", true);
  change({ do: "move", anchor: hasAnchor() ? open.anchor : 0, time_ms: Math.floor(time), nearest: true }, "Pinned at what is said now.");
}

/** Quotes the selected captions, else the clicked one. */
export async function quote() {
  const open = session;
  if (!open || open.isSaving || open.draft || open.claim === null || rejectConflict(open)) return;
  const { path, revision, claim } = open;
  const cues = selectedCues() ?? (open.cue === null ? null : /** @type {[number, number]} */ ([open.cue, open.cue + 1]));
  if (!cues) return showStatus("Select captions to quote, or click one.", true);
  if (!checkShown(open)) return;
  const isSaved = await save(open, () => quoteCues(path, revision, { claim, anchor: open.anchor, cues }),
    (note) => showRevision(open, note, { claim, canUndo: true }));
  if (isSaved && open === session) showStatus("Quoted below the paragraph.");
}

// Searching the captions

/** Shows the captions that match the search field. */
export function searchCaptions() {
  if (session) showFound(found());
}

const found = () => (session && inputById("find-caption").value.trim() ? findCues(shownRecording(session).cues, inputById("find-caption").value) : null);

/** Plays the next match after the clicked caption, in a circle. */
export function nextFound() {
  const numbers = found() ?? [];
  const next = numbers.find((number) => number > (session?.cue ?? -1)) ?? numbers[0];
  if (next !== undefined) selectCue(next);
}

/** Shows all captions again. */
export function endSearch() {
  inputById("find-caption").value = "";
  searchCaptions();
  const row = session?.cue == null ? null : byId("cues").children[session.cue];
  if (row) reveal(row, byId("cues"));
}

/** @param {number} rank */
function moveToPlace(rank) {
  const claim = session && selectedClaim(session);
  const place = session && claim && placesMeant(session, claim)[rank];
  if (place) moveTo(place.time_ms);
}

/** @param {number | null} end Where the player stops. */
function play(end) {
  if (!session) return;
  const ms = selectedAnchor(session)?.time_ms ?? selectedClaim(session)?.places[0]?.time_ms ?? null;
  if (ms === null) return;
  const recording = meantRecording(session);
  if (playMoment(session, { recording, ms, end }, actions)) return;
  const address = momentAddress(recordingOf(session.view, recording).video, ms);
  if (address) window.open(address, "_blank", "noopener");
}

const listen = () => play(null);

/** Plays the passage of the selected anchor and stops at its end. */
const playPassage = () => play((session && selectedAnchor(session)?.end_ms) ?? null);

// Editing

function edit() {
  const source = session && selectedClaim(session)?.source;
  if (!session || source === null || source === undefined || session.draft || rejectConflict(session)) return;
  session.draft = { text: source, source, isOrphan: false };
  renderCard(session, actions);
  byId("typed").focus();
}

/**
 * Another text to be saved in place of the sentence as it is now.
 * @param {string} text
 */
function replaceDraft(text) {
  const source = session && selectedClaim(session)?.source;
  if (!session?.draft || source === null || source === undefined) return;
  Object.assign(session.draft, { text, source });
  renderCard(session, actions);
  focusOn("typed");
}

export async function saveEdit() {
  if (!session?.draft || session.draft.isOrphan) return;
  const isSaved = await change({ do: "text", text: session.draft.text }, "Saved.");
  focusOn(isSaved ? `claim-${session?.claim}` : "typed");
}

export function cancelEdit() {
  if (!session) return;
  session.draft = null;
  renderCard(session, actions);
  focusOn(`claim-${session.claim}`);
  showStatus("");
}

/**
 * Plays a moment that is clicked.
 * @param {number | null} recording
 * @param {number} ms
 */
function playClicked(recording, ms) {
  return session !== null && playMoment(session, { recording, ms }, actions);
}

/** @type {Actions & Watching} */
const actions = {
  play: playClicked, goToPart, select, selectAnchor, selectCue, step, keep, unpin, remove, listen, playPassage, edit, save: saveEdit, cancel: cancelEdit, replaceDraft, moveToCue,
  moveToNow, moveTo,
};

/**
 * What single keys do.
 * @type {Record<string, () => void>}
 */
export const KEYS = {
  n: () => step(1), p: () => step(-1), k: keep, f: unpin, x: remove, m: moveToCue, e: edit, l: listen, s: playPassage, z: undo,
  a: anchorNew, t: moveToNow, v: playOrPause, q: quote,
  1: () => moveToPlace(0), 2: () => moveToPlace(1), 3: () => moveToPlace(2), 4: () => moveToPlace(3), 5: () => moveToPlace(4),
};
