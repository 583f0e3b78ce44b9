// @ts-check
// The page of a note as a file, read-only: sentences and captions lead to the moment of the video.

import { byId, inputById } from "./dom.js";
import { findCues } from "./model.js";
import { canPlay, onMessage, playAt, playOrPause, showPlayer } from "./player.js";
import { markPlayhead, renderStrip, stepStrip } from "./strip.js";
import { markCues, markPlaying, markSelected, renderCues, renderHeader, renderProse, selectedAnchor, showFound } from "./view.js";

/** @import { Session } from "./view.js" */

/** @type {Session} */
const session = {
  path: "", view: JSON.parse(byId("view").textContent ?? ""), revision: "", walk: [], claim: null, anchor: 0, cue: null,
  draft: null, isSaving: false,
};

/** @param {number} claim */
function select(claim) {
  Object.assign(session, { claim, cue: null });
  markSelected(session);
  markCues(session);
  const time = selectedAnchor(session)?.time_ms ?? null;
  if (time !== null && canPlay()) playAt(time);
}

/** @param {number} cue */
function selectCue(cue) {
  session.cue = cue;
  markCues(session);
  playAt(session.view.cues[cue].start_ms);
}

/**
 * @param {number} ms
 * @param {number | null} claim
 */
function goToPart(ms, claim) {
  if (claim !== null) select(claim);
  playAt(ms);
}

function search() {
  const text = inputById("find-caption").value;
  const found = text.trim() ? findCues(session.view.cues, text) : null;
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

renderHeader(session);
renderCues(session, { selectCue });
renderProse(session, { select });
renderStrip(session.view, goToPart);
markSelected(session, false);
showPlayer(session.view.video, (ms) => {
  markPlaying(session, ms);
  markPlayhead(ms);
});
addEventListener("message", onMessage);
addEventListener("keydown", onKey);
byId("find-caption").addEventListener("input", search);
