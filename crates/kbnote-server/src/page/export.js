// @ts-check
// The page of a note as a file, read-only: sentences and captions lead to the moment of the video.

import { byId, inputById } from "./dom.js";
import { findCues, recordingNumber } from "./model.js";
import { onMessage, playAt, playOrPause } from "./player.js";
import { chosenRecording, openPlayer, playMoment, renderAround, showRecording } from "./recording.js";
import { stepStrip } from "./strip.js";
import {
  markCues, markSelected, meantRecording, renderCues, renderHeader, renderProse, selectedAnchor, showFound, shownRecording,
} from "./view.js";

/** @import { NoteView } from "./note_view.d.ts" */
/** @import { Session } from "./view.js" */

/** @type {NoteView} */
const view = JSON.parse(byId("view").textContent ?? "");

/** @type {Session["files"]} */
const files = new Map([view, ...view.others].flatMap(({ video }) => (video ? [[video.id, null]] : [])));

/** @type {Session} */
const session = {
  path: "", view, revision: "", walk: [], recording: recordingNumber(view, undefined), files, claim: null, anchor: 0, cue: null,
  draft: null, isSaving: false,
};

/** @param {number} claim */
function select(claim) {
  Object.assign(session, { claim, cue: null });
  const recording = meantRecording(session);
  const ms = selectedAnchor(session)?.time_ms ?? null;
  if (ms === null) showRecording(session, recording, actions);
  else playMoment(session, { recording, ms }, actions);
  markSelected(session);
  markCues(session);
}

/** @param {number} cue */
function selectCue(cue) {
  session.cue = cue;
  markCues(session);
  playAt(shownRecording(session).cues[cue].start_ms);
}

/**
 * @param {number} ms
 * @param {number | null} claim
 */
function goToPart(ms, claim) {
  if (claim !== null) select(claim);
  playAt(ms);
}

const actions = {
  select, selectCue, goToPart, play: (/** @type {number | null} */ recording, /** @type {number} */ ms) => playMoment(session, { recording, ms }, actions),
};

function search() {
  const text = inputById("find-caption").value;
  const found = text.trim() ? findCues(shownRecording(session).cues, text) : null;
  showFound(found);
  return found;
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const { key } = event;
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.id === "find-caption") return onKeyInSearch(key);
  const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[key];
  const list = target.matches(".claim") ? ".claim" : target.matches(".said") ? "#cues li:not([hidden]) .said" : null;
  if (list && (key === "Enter" || key === " ")) target.click();
  else if (list && by) stepIn(list, target, by);
  else if (by && target.closest("#strip")) stepStrip(target, by);
  else if (key === "/") byId("find-caption").focus();
  else if (key === "v") playOrPause();
  else return;
  event.preventDefault();
}

/** @param {string} key */
function onKeyInSearch(key) {
  if (key === "Escape") inputById("find-caption").value = "";
  const found = search();
  const next = found?.find((number) => number > (session.cue ?? -1)) ?? found?.[0];
  if (key === "Enter" && next !== undefined) selectCue(next);
}

/**
 * @param {string} list
 * @param {Element} from
 * @param {number} by
 */
function stepIn(list, from, by) {
  const all = [...document.querySelectorAll(list)];
  const to = /** @type {HTMLElement | undefined} */ (all[all.indexOf(from) + by]);
  if (!to) return;
  from.setAttribute("tabindex", "-1");
  to.setAttribute("tabindex", "0");
  to.focus();
}

/** The paths of pages and copied pictures were put in when the page was written; what is on other sites is not loaded. */
const outward = {
  link: (/** @type {string | null} */ url) => url, picture: (/** @type {string | null} */ source) => (source && !/^[a-z][a-z0-9+.-]+:/i.test(source) ? source : null),
};

/** @param {Event} event */
function chooseRecording(event) {
  showRecording(session, chosenRecording(event), actions);
  search();
}

// A reader can do nothing about a note that is on no recording.
document.body.classList.toggle("prose-only", !view.video && !view.others.length);
renderHeader(session);
renderCues(session, actions);
renderProse(session, actions, outward);
renderAround(session, actions);
markSelected(session, false);
openPlayer(session);
addEventListener("message", onMessage);
addEventListener("keydown", onKey);
byId("recording").addEventListener("change", chooseRecording);
byId("find-caption").addEventListener("input", search);
