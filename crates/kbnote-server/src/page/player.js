// @ts-check
// The player: YouTube's, controlled by the messages that YouTube's own script sends, or the browser's for a file.

import { byId, element, find } from "./dom.js";

/** @import { VideoView } from "./note_view.d.ts" */

const PLAYER = "https://www.youtube-nocookie.com";
const TIMEOUT_MS = 10_000;
const GREETING_MS = 300;

/**
 * `time` is where the player is, `end` where a passage ends that is played, and whether the player has moved
 * into the passage; `next` is what is played once the player responds.
 * @type {{ frame: HTMLIFrameElement | null, media: HTMLMediaElement | null, isReady: boolean, isPlaying: boolean, timer: number,
 *   time: number | null, end: { ms: number, isDue: boolean } | null, next: { ms: number, end: number | null } | null,
 *   onTime: (ms: number) => void }}
 */
const player = {
  frame: null, media: null, isReady: false, isPlaying: false, timer: 0, time: null, end: null, next: null, onTime: () => {},
};

/**
 * The file that holds a recording.
 * @typedef {{ address: string, type: string }} MediaFile
 */

/** What YouTube calls a player that plays. */
const PLAYING = 1;

/** Whether the player responds, or will play something once it does. */
export const canPlay = () => player.isReady || player.next !== null;

/** Where the player is, if it has played. */
export const playerTime = () => player.time;

/**
 * The address of a moment of a video.
 * @param {VideoView | null} video
 * @param {number} ms
 */
export function momentAddress(video, ms) {
  return video?.url?.replace("{seconds}", String(Math.floor(ms / 1000))) ?? null;
}

/**
 * Shows the player of a video, or why there is none.
 * @param {VideoView | null} video
 * @param {(ms: number) => void} onTime Called as the video plays.
 * @param {MediaFile | null} [file] The file that holds it, if there is one.
 */
export function showPlayer(video, onTime, file = null) {
  removePlayer();
  if (file) return showMedia(file, onTime);
  const address = momentAddress(video, 0);
  const link = address && element("a", { href: address, target: "_blank", rel: "noopener", text: "Open the video" });
  const note = element("p", { id: "player-note" });
  if (!video || !canEmbed(video)) {
    const reason = !video ? "This note does not name a video."
      : !video.youtube ? "The video is not on YouTube. "
        : isFile() ? "YouTube's player does not play in pages opened from the disk; times open the video. " : "No player: kbnote runs offline. ";
    note.append(reason, link ?? "");
    return byId("player").replaceChildren(note);
  }
  const frame = playerFrame(video);
  frame.addEventListener("load", () => greet(frame, Date.now()));
  Object.assign(player, { frame, onTime, timer: setTimeout(() => giveUp(video, onTime), TIMEOUT_MS) });
  byId("player").replaceChildren(frame, note);
}

const isOffline = () => document.documentElement.dataset.offline === "yes";
const isFile = () => location.protocol === "file:";

/**
 * Whether a video can be played in the page, or its file.
 * @param {VideoView | null} video
 * @param {MediaFile | null} [file]
 */
export const canEmbed = (video, file = null) => file !== null || Boolean(video?.youtube && !isOffline() && !isFile());

/**
 * Plays from a moment on once the player responds, which has just been shown.
 * @param {number} ms
 * @param {number | null} end
 */
export function playWhenReady(ms, end) {
  player.next = { ms, end };
  if (player.isReady) playNext();
}

function playNext() {
  const { next } = player;
  player.next = null;
  if (next) seek(next.ms, next.end);
}

/**
 * @param {MediaFile} file
 * @param {(ms: number) => void} onTime
 */
function showMedia({ address, type }, onTime) {
  const properties = { src: address, controls: true, preload: "metadata" };
  const media = type.startsWith("audio/") ? element("audio", properties) : element("video", properties);
  const note = element("p", { id: "player-note" });
  media.addEventListener("loadedmetadata", () => {
    player.isReady = true;
    playNext();
  });
  media.addEventListener("timeupdate", () => reached(media.currentTime * 1000));
  for (const event of ["play", "pause"]) media.addEventListener(event, () => { player.isPlaying = !media.paused; });
  media.addEventListener("error", () => {
    player.isReady = false;
    note.textContent = "The browser cannot play this file.";
  });
  Object.assign(player, { media, onTime });
  byId("player").replaceChildren(media, note);
}

/** @param {VideoView} video */
function playerFrame(video) {
  const source = new URL(`/embed/${encodeURIComponent(video.id)}`, PLAYER);
  source.search = String(new URLSearchParams({ enablejsapi: "1", origin: location.origin, playsinline: "1", rel: "0" }));
  return element("iframe", {
    src: source.href, title: `Video: ${video.title || video.id}`,
    allow: "autoplay; encrypted-media; fullscreen; picture-in-picture", referrerpolicy: "strict-origin-when-cross-origin",
  });
}

/**
 * @param {VideoView} video
 * @param {(ms: number) => void} onTime
 */
function giveUp(video, onTime) {
  if (player.isReady) return;
  removePlayer();
  byId("player").replaceChildren(element("p", {}, "The player is not responding; timestamps open the video instead. ",
    element("button", { type: "button", text: "Try again", click: () => showPlayer(video, onTime) })));
}

export function removePlayer() {
  clearTimeout(player.timer);
  Object.assign(player, {
    frame: null, media: null, isReady: false, isPlaying: false, time: null, end: null, next: null,
  });
  byId("player").replaceChildren();
}

/**
 * Plays from a moment on, to the end of a passage if one is given.
 * @param {number} ms
 * @param {number | null} end
 */
export function playAt(ms, end = null) {
  if (player.isReady) seek(ms, end);
  else if (player.next !== null) player.next = { ms, end };
}

/**
 * @param {number} ms
 * @param {number | null} end
 */
function seek(ms, end) {
  player.end = end === null ? null : { ms: end, isDue: false };
  if (player.media) player.media.currentTime = Math.floor(ms / 1000);
  else send({ event: "command", func: "seekTo", args: [Math.floor(ms / 1000), true] });
  setPlaying(true);
}

/** @param {boolean} isPlaying */
function setPlaying(isPlaying) {
  if (!player.media) return send({ event: "command", func: isPlaying ? "playVideo" : "pauseVideo", args: [] });
  // A browser may refuse to play; its controls say so.
  if (isPlaying) player.media.play().catch(() => {});
  else player.media.pause();
}

/** Plays, or pauses. */
export function playOrPause() {
  if (player.isReady) setPlaying(!player.isPlaying);
}

/** @param {object} message */
function send(message) {
  player.frame?.contentWindow?.postMessage(JSON.stringify({ id: 1, channel: "widget", ...message }), PLAYER);
}

/**
 * Announces this page to the player until the player answers.
 * @param {HTMLIFrameElement} frame
 * @param {number} since
 */
function greet(frame, since) {
  if (player.frame !== frame || player.isReady || Date.now() - since > TIMEOUT_MS) return;
  send({ event: "listening" });
  setTimeout(() => greet(frame, since), GREETING_MS);
}

/**
 * Handles a message of the player.
 * @param {MessageEvent} event
 */
export function onMessage(event) {
  if (event.origin !== PLAYER || event.source !== player.frame?.contentWindow) return;
  let message;
  try {
    message = JSON.parse(event.data);
  } catch {
    return;
  }
  if (message?.event === undefined) return;
  if (message.event === "onError") return playerFailed();
  if (message.event === "onReady" || message.event === "initialDelivery") {
    player.isReady = true;
    byId("player-note").textContent = "";
    send({ event: "command", func: "addEventListener", args: ["onError"] });
    playNext();
  }
  const state = message.info?.playerState;
  if (typeof state === "number") player.isPlaying = state === PLAYING;
  const time = message.info?.currentTime;
  if (typeof time !== "number") return;
  reached(time * 1000);
}

/** @param {number} ms Where the player is. */
function reached(ms) {
  player.time = ms;
  player.onTime(ms);
  stopAtEnd(ms);
}

/**
 * Stops where the passage ends. Until the player has moved into the passage it reports older times.
 * @param {number} ms
 */
function stopAtEnd(ms) {
  if (player.end === null) return;
  if (ms < player.end.ms) player.end.isDue = true;
  else if (player.end.isDue) {
    player.end = null;
    setPlaying(false);
  }
}

function playerFailed() {
  player.isReady = false;
  const note = find("player-note");
  if (note) note.textContent = "This video cannot be played here; timestamps open it on YouTube.";
}
