// @ts-check
// The recording that is shown of a note: its player, its captions, and the strip.

import { byId, element } from "./dom.js";
import { recordingOf } from "./model.js";
import { canEmbed, canPlay, playAt, playWhenReady, showPlayer } from "./player.js";
import { markPlayhead, renderStrip } from "./strip.js";
import { markPlaying, renderCues, renderHeader, shownRecording } from "./view.js";

/** @import { Session } from "./view.js" */

/**
 * What its captions and the strip do.
 * @typedef {Pick<import("./view.js").Actions, "selectCue" | "play"> & { goToPart: (ms: number, claim: number | null) => void }} Watching
 */

/**
 * Shows a recording in place of the one before; returns whether it is another one.
 * @param {Session} session
 * @param {number | null} recording
 * @param {Watching} watching
 */
export function showRecording(session, recording, watching) {
  if (session.recording === recording) return false;
  Object.assign(session, { recording, cue: null });
  renderHeader(session);
  renderCues(session, watching);
  renderAround(session, watching);
  const { video } = shownRecording(session);
  // Its player is opened once it is known where it is.
  if (!video || session.files.has(video.id)) openPlayer(session);
  return true;
}

/**
 * The choice of a recording, and the strip.
 * @param {Session} session
 * @param {Watching} watching
 */
export function renderAround({ view, recording }, { goToPart }) {
  renderStrip(view, recording, goToPart);
  const own = view.video ? [option(null, view.video, recording)] : [];
  byId("recording").replaceChildren(...own, ...view.others.map(({ video }, number) => option(number, video, recording)));
  byId("recordings").hidden = view.others.length + own.length < 2;
}

/**
 * @param {number | null} number
 * @param {{ id: string, title: string }} video
 * @param {number | null} shown
 */
const option = (number, { id, title }, shown) => element("option", { value: number ?? "", selected: number === shown, text: title || id });

/**
 * The recording that a person chooses.
 * @param {Event} event
 */
export function chosenRecording({ target }) {
  const { value } = /** @type {HTMLSelectElement} */ (target);
  return value ? Number(value) : null;
}

/**
 * The player of the recording that is shown.
 * @param {Session} session
 */
export function openPlayer(session) {
  const { video } = shownRecording(session);
  const file = video && session.files.get(video.id);
  showPlayer(video, (ms) => showMoment(session, ms), file);
}

/**
 * @param {Session} session
 * @param {number} ms
 */
export function showMoment(session, ms) {
  markPlaying(session, ms);
  markPlayhead(ms);
}

/**
 * Plays a recording from a moment on, to the end of a passage if one is given; returns whether that is possible.
 * @param {Session} session
 * @param {{ recording: number | null, ms: number, end?: number | null }} moment
 * @param {Watching} watching
 */
export function playMoment(session, { recording, ms, end = null }, watching) {
  const { video } = recordingOf(session.view, recording);
  if (!showRecording(session, recording, watching)) {
    if (!canPlay()) return false;
    playAt(ms, end);
    return true;
  }
  const isPlayed = canEmbed(video, video && session.files.get(video.id));
  if (isPlayed) playWhenReady(ms, end);
  return isPlayed;
}
