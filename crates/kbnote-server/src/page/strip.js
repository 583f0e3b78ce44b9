// @ts-check
// The strip over the player: which parts of the video the note covers, and which it leaves out.

import { byId, element } from "./dom.js";
import { clock, coverage, recordingOf } from "./model.js";

/** @import { NoteView } from "./note_view.d.ts" */
/** @import { Properties } from "./dom.js" */

/** How many colours the headings have; the style has as many. */
const TONES = 8;

let total = 0;

/**
 * @param {NoteView} view
 * @param {number | null} recording
 * @param {(ms: number, claim: number | null) => void} go Called with the moment of a part, and the first sentence on it.
 */
export function renderStrip(view, recording, go) {
  const { spans, gaps, end } = coverage(view.claims, recording, recordingOf(view, recording).cues);
  total = end;
  const covered = spans.map(({ start, end, heading, claim }) => {
    const name = heading === null ? view.title || view.path : view.headings[heading].text;
    const tone = heading === null ? "tone" : `tone tone-${heading % TONES}`;
    return part({ start, end, label: name, class: tone, click: () => go(start, claim) });
  });
  const open = gaps.map(({ start, end }) => part({ start, end, label: "Not in the note", class: "gap", click: () => go(start, null) }));
  const parts = [...covered, ...open].sort((a, b) => a.start - b.start).map(({ button }) => button);
  parts.forEach((button, number) => button.setAttribute("tabindex", number ? "-1" : "0"));
  byId("strip").replaceChildren(...parts, element("span", { id: "playhead", hidden: true }));
  byId("strip").hidden = !total || !spans.length;
}

/** @param {{ start: number, end: number, label: string } & Properties} properties */
function part({ start, end, label, ...properties }) {
  const text = `${label}: ${clock(start)} – ${clock(end)}`;
  const button = element("button", { type: "button", title: text, "aria-label": text, ...properties });
  button.style.left = `${(100 * start) / total}%`;
  button.style.width = `${(100 * (end - start)) / total}%`;
  return { start, button };
}

/**
 * Marks where the player is.
 * @param {number} ms
 */
export function markPlayhead(ms) {
  const head = byId("playhead");
  head.hidden = !total;
  head.style.left = `${Math.min(100, (100 * ms) / Math.max(total, 1))}%`;
}

/**
 * Moves the focus to another part of the strip.
 * @param {Element} from
 * @param {number} by
 */
export function stepStrip(from, by) {
  const parts = [...byId("strip").querySelectorAll("button")];
  const to = parts[parts.findIndex((part) => part === from) + by];
  if (!to) return;
  for (const part of parts) part.setAttribute("tabindex", part === to ? "0" : "-1");
  to.focus();
}
