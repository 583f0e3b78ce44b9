// @ts-check
// Shows the open note: its captions, its sentences, the sentences to review, and the selected one.

import { contentPieces } from "./content.js";
import { byId, element, find, keyButton, patchChildren, reveal } from "./dom.js";
import {
  STATUS_LABELS, clock, cueAt, errorText, isSameSecond, mayBeDeclined, needsReview, newSentences, plural, recordingOf, reviewQueue, spokenClaims,
  spokenTexts,
} from "./model.js";
import { momentAddress } from "./player.js";

/** @import { AnchorView, ClaimView, ContentView, NoteView, PlaceView } from "./note_view.d.ts" */
/** @import { Properties } from "./dom.js" */
/** @import { MediaFile } from "./player.js" */

/**
 * The open note: the recording that is shown, the selected claim, anchor and caption, and the text being edited.
 * @typedef {object} Session
 * @property {string} path
 * @property {NoteView} view
 * @property {string} revision
 * @property {number[]} walk The order of review, as indexes of claims; kept while the claims are the same.
 * @property {number | null} recording The number of another recording than the note's own.
 * @property {Map<string, MediaFile | null>} files The files of its recordings, by id.
 * @property {number | null} claim
 * @property {number} anchor
 * @property {number | null} cue
 * @property {Draft | null} draft
 * @property {boolean} isSaving
 */

/**
 * The text being typed for the selected claim, the source that it began with, and whether the sentence is
 * no longer in the file.
 * @typedef {{ text: string, source: string, isOrphan: boolean }} Draft
 */

/**
 * What the buttons and sentences do.
 * @typedef {object} Actions
 * @property {(claim: number) => void} select
 * @property {(anchor: number) => void} selectAnchor
 * @property {(cue: number) => void} selectCue
 * @property {(by: number) => void} step
 * @property {() => void} keep
 * @property {() => void} unpin
 * @property {() => void} remove
 * @property {() => void} listen
 * @property {() => void} playPassage
 * @property {() => void} edit
 * @property {() => void} save
 * @property {() => void} cancel
 * @property {(text: string) => void} replaceDraft
 * @property {() => void} moveToCue
 * @property {() => void} moveToNow
 * @property {(timeMs: number) => void} moveTo
 * @property {(recording: number | null, ms: number) => boolean} play Returns whether that can be played in the page.
 */

const CUES_SHOWN = 6;

/** @param {Session} session */
export const selectedClaim = ({ view, claim }) => (claim === null ? undefined : view.claims[claim]);

/** @param {Session} session */
export const selectedAnchor = (session) => selectedClaim(session)?.anchors[session.anchor];

/**
 * The recording that is shown.
 * @param {Session} session
 */
export const shownRecording = ({ view, recording }) => recordingOf(view, recording);

/**
 * The recording of the selected anchor, or sentence; the shown one where that is on none.
 * @param {Session} session
 */
export function meantRecording(session) {
  const meant = (selectedAnchor(session) ?? selectedClaim(session))?.recording ?? null;
  return meant === null && session.view.video === null ? session.recording : meant;
}

/**
 * Whether the selected sentence is on the recording that is shown.
 * @param {Session} session
 */
export const isOnShown = (session) => meantRecording(session) === session.recording;

/**
 * Whether the note cannot be changed now.
 * @param {Session} session
 */
const isLocked = ({ isSaving, view }) => isSaving || view.conflict !== null;

/** @param {Session} session */
export function renderHeader(session) {
  const { view } = session;
  const recording = shownRecording(session);
  const title = view.title || view.path;
  byId("title").textContent = title;
  document.title = `${title} – kbnote`;
  const video = recording.video?.title === title ? "" : recording.video?.title;
  const track = recording.track && `captions ${recording.track.id.replace(/^\./, "")}`;
  byId("about").textContent = [view.path, video, track].filter(Boolean).join(" · ");
  byId("conflict").textContent = view.conflict ? `This note cannot be changed: ${errorText(view.conflict)}.` : "";
  byId("conflict").hidden = !view.conflict;
}

/**
 * A timestamp that plays the video, or opens it if there is no player.
 * @param {Session} session
 * @param {Pick<Actions, "play">} actions
 * @param {number | null} recording
 * @param {number} ms
 */
function timestamp({ view }, { play }, recording, ms) {
  const address = momentAddress(recordingOf(view, recording).video, ms);
  /** @type {Properties} */
  const properties = {
    class: "time", text: clock(ms), click: (event) => {
      event.stopPropagation();
      if (play(recording, ms)) event.preventDefault();
    },
  };
  return address
    ? element("a", { ...properties, href: address, target: "_blank", rel: "noopener", title: "Play from here" })
    : element("span", properties);
}

/**
 * A timestamp in the note, with all that it plays in its attributes.
 * @param {Session} session
 * @param {Pick<Actions, "play">} actions
 * @param {number | null} recording
 * @param {number} ms
 */
function markedTime(session, actions, recording, ms) {
  const time = timestamp(session, actions, recording, ms);
  time.dataset.moment = `${recording ?? ""}:${ms}`;
  return time;
}

/**
 * @param {Session} session
 * @param {Pick<Actions, "selectCue" | "play">} actions
 */
export function renderCues(session, actions) {
  const { cues, problem } = shownRecording(session);
  const texts = spokenTexts(cues);
  const rows = cues.map(({ start_ms }, number) => {
    const time = timestamp(session, actions, session.recording, start_ms);
    // The arrow keys lead through the captions.
    time.setAttribute("tabindex", "-1");
    const click = (/** @type {MouseEvent} */ event) => { if (!isDrag(event)) actions.selectCue(number); };
    // The text of a button could not be selected, to be quoted.
    return element("li", {}, time, element("span", { class: "said", role: "button", tabindex: number ? "-1" : "0", text: texts[number], click }));
  });
  const none = problem ? `No captions: ${errorText(problem)}.` : "No captions.";
  byId("cues").replaceChildren(...(rows.length ? rows : [element("li", { text: none })]));
}

/** How far the pointer moves when it selects text, in pixels. */
const DRAG = 5;

let pressed = { x: 0, y: 0 };
addEventListener("pointerdown", ({ clientX, clientY }) => { pressed = { x: clientX, y: clientY }; });

/**
 * Whether a click ends a selection of text; any other click ends the one before.
 * @param {MouseEvent} event
 */
function isDrag({ clientX, clientY, detail }) {
  if (detail && Math.hypot(clientX - pressed.x, clientY - pressed.y) > DRAG) return true;
  document.getSelection()?.removeAllRanges();
  return false;
}

/**
 * Shows the captions that match a search, or all.
 * @param {number[] | null} found
 */
export function showFound(found) {
  const shown = found && new Set(found);
  [...byId("cues").children].forEach((row, number) => row.toggleAttribute("hidden", Boolean(shown && !shown.has(number))));
  byId("found").textContent = found ? plural(found.length, "match", "matches") : "";
}

/** The captions in which text is selected: the first, and the one after the last; null if there are none. */
export function selectedCues() {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const numbers = [...byId("cues").children].flatMap((row, number) => (range.intersectsNode(row) ? [number] : []));
  return numbers.length ? /** @type {[number, number]} */ ([numbers[0], numbers[numbers.length - 1] + 1]) : null;
}

/**
 * How links and pictures are shown: the addresses that they lead to, if they may be followed.
 * @typedef {object} Outward
 * @property {(url: string | null) => string | null} link
 * @property {(source: string | null) => string | null} picture
 */

/**
 * The note, with its sentences and anchors.
 * @param {Session} session
 * @param {Pick<Actions, "select" | "play">} actions
 * @param {Outward} outward
 */
export function renderProse(session, actions, outward) {
  const { claims, content } = session.view;
  const all = contentPieces(content, {
    claim: ({ claim, first }, inside) => [sentence(actions, claims[claim], claim, first, inside)],
    anchor: ({ claim, anchor }) => {
      const { time_ms, recording } = claims[claim].anchors[anchor];
      return time_ms === null ? [] : [" ", markedTime(session, actions, recording, time_ms)];
    },
    end: (claim) => marks(session, actions, claims[claim]),
    link: (piece, inside) => [link(actions, claims, piece, outward, inside)],
    picture: ({ source, text }) => [picture(source, text, outward)],
  });
  patchChildren(byId("prose"), all.length ? all : [element("p", { text: "This note has no text yet." })]);
}

/**
 * Text of a sentence. The first text of each can be reached by keys.
 * @param {Pick<Actions, "select">} actions
 * @param {ClaimView} claim
 * @param {number} number
 * @param {boolean} isFirst
 * @param {(Node | string)[]} inside
 */
function sentence(actions, claim, number, isFirst, inside) {
  const click = () => actions.select(number);
  if (!isFirst) return element("span", { class: `part ${claim.standing}`, "data-claim": number, click }, ...inside);
  return element("span", {
    class: `claim ${claim.standing}`, id: `claim-${number}`, "data-claim": number, role: "button", tabindex: "-1", "aria-pressed": "false", click,
  }, ...inside);
}

/**
 * What follows a sentence: the time that it is to get, and how it is.
 * @param {Session} session
 * @param {Pick<Actions, "play">} actions
 * @param {ClaimView} claim
 */
function marks(session, actions, claim) {
  const proposed = claim.proposed_ms === null ? [] : [" ", proposedTime(session, actions, claim.recording, claim.proposed_ms)];
  if (!needsReview(claim) && claim.standing !== "pinned") return proposed;
  return [...proposed, " ", element("span", { class: `mark ${claim.standing}`, text: `(${STATUS_LABELS[claim.standing]})` })];
}

/**
 * A link, or text of its sentence where it is not followed.
 * @param {Pick<Actions, "select">} actions
 * @param {ClaimView[]} claims
 * @param {Extract<ContentView, { kind: "link" }>} piece
 * @param {Outward} outward
 * @param {(Node | string)[]} inside
 */
function link(actions, claims, { claim, first, url }, outward, inside) {
  const address = outward.link(url);
  const shown = address === null ? element("span", { class: "link" }, ...inside)
    : element("a", { href: address, rel: "noopener noreferrer" }, ...inside);
  if (claim === null || (address !== null && !first)) return shown;
  if (address === null) return sentence(actions, claims[claim], claim, first, [shown]);
  // What can be followed cannot be a button as well.
  return element("span", { class: `claim ${claims[claim].standing}`, id: `claim-${claim}`, "data-claim": claim }, shown);
}

/**
 * @param {string | null} source
 * @param {string} text
 * @param {Outward} outward
 */
function picture(source, text, outward) {
  const address = outward.picture(source);
  if (address !== null) return element("img", { src: address, alt: text, loading: "lazy" });
  return element("span", { class: "no-picture", text: `Picture: ${text || source || "not in the vault"}` });
}

/**
 * The time that a new sentence is to get.
 * @param {Session} session
 * @param {Pick<Actions, "play">} actions
 * @param {number | null} recording
 * @param {number} ms
 */
function proposedTime(session, actions, recording, ms) {
  const time = markedTime(session, actions, recording, ms);
  time.classList.add("proposed");
  time.title = "Proposed, not yet in the file";
  return time;
}

/**
 * The button for new sentences.
 * @param {Session} session
 */
export function renderNew({ view }) {
  const count = newSentences(view);
  byId("anchor-new").replaceChildren(`Anchor ${plural(count, "new sentence")} `, element("kbd", { "aria-hidden": "true", text: "a" }));
  byId("anchor-new").hidden = !count || view.conflict !== null;
}

/**
 * The sentences to review.
 * @param {Session} session
 * @param {Actions} actions
 */
export function renderQueue({ view, walk, claim: selected }, actions) {
  const { pending, heading } = reviewQueue(view.claims, walk);
  patchChildren(byId("walk"), pending.map((number) => {
    const claim = view.claims[number];
    const time = claim.anchors[0]?.time_ms ?? null;
    return element("li", {}, element("button", {
      type: "button", "data-claim": number, "aria-current": number === selected ? "true" : null, click: () => actions.select(number),
    },
    element("span", { class: "time", text: time === null ? "–" : clock(time) }),
    element("span", { class: "text", text: claim.text }),
    element("span", { class: "why", text: claim.reason ?? STATUS_LABELS[claim.standing] })));
  }));
  byId("doubts-title").textContent = heading;
}

/**
 * Marks the selected sentence in the note and in the list of sentences to review.
 * @param {Session} session
 * @param {boolean} [isRevealed] Whether to scroll there.
 */
export function markSelected({ claim: selected }, isRevealed = true) {
  for (const claim of document.querySelectorAll(".claim")) {
    claim.setAttribute("aria-pressed", "false");
    claim.setAttribute("tabindex", "-1");
  }
  for (const part of document.querySelectorAll(".part")) part.classList.toggle("chosen", Number(part.getAttribute("data-claim")) === selected);
  const claim = find(`claim-${selected}`);
  // One sentence can be reached with Tab; the arrow keys lead to the others.
  (claim ?? find("claim-0"))?.setAttribute("tabindex", "0");
  if (claim) {
    claim.setAttribute("aria-pressed", "true");
    if (isRevealed) reveal(claim, byId("note"));
  }
  for (const row of document.querySelectorAll("#walk button")) {
    const isCurrent = Number(row.getAttribute("data-claim")) === selected;
    row.toggleAttribute("aria-current", isCurrent);
    if (!isCurrent) continue;
    row.setAttribute("aria-current", "true");
    if (isRevealed) reveal(row, byId("walk"));
  }
}

/**
 * Marks the captions of the selected anchor and the clicked caption.
 * @param {Session} session
 * @param {boolean} [isRevealed] Whether to scroll there.
 */
export function markCues(session, isRevealed = true) {
  const rows = byId("cues").children;
  for (const row of document.querySelectorAll("#cues .anchored, #cues .clicked")) row.classList.remove("anchored", "clicked");
  const anchor = selectedAnchor(session);
  const meant = isOnShown(session) ? anchor ?? selectedClaim(session)?.places[0] : undefined;
  const [first, end] = meant?.cues ?? [0, 0];
  for (let number = first; anchor && number < end; number += 1) rows[number]?.classList.add("anchored");
  if (session.cue !== null) rows[session.cue]?.classList.add("clicked");
  else if (isRevealed && end > first && rows[first]) reveal(rows[first], byId("cues"));
}

/**
 * Marks the caption that is being spoken and the sentences that rest on it.
 * @param {Session} session
 * @param {number} ms
 */
export function markPlaying(session, ms) {
  const { view, recording } = session;
  const cue = cueAt(shownRecording(session).cues, ms);
  const claims = new Set(spokenClaims(view.claims, recording, ms, cue));
  for (const part of document.querySelectorAll("#prose [data-claim]")) part.classList.toggle("lit", claims.has(Number(part.getAttribute("data-claim"))));
  const row = byId("cues").children[cue];
  if (row?.classList.contains("now")) return;
  document.querySelector("#cues .now")?.classList.remove("now");
  if (cue < 0 || !row) return;
  row.classList.add("now");
  // Whoever reads or searches the captions is not disturbed.
  if (!document.querySelector("#transcript:hover, #transcript:focus-within")) reveal(row, byId("cues"));
}

/**
 * The card of the selected sentence.
 * @param {Session} session
 * @param {Actions} actions
 */
export function renderCard(session, actions) {
  const claim = selectedClaim(session);
  if (!claim) {
    return byId("card").replaceChildren(element("p", { text: "Select a sentence of the note." }));
  }
  const body = session.draft ? editor(session, actions, claim, session.draft)
    : [element("p", { class: "sentence", text: claim.text }), buttons(session, actions, claim)];
  const unsaid = claim.unsaid.length
    ? [element("p", { class: "unsaid", text: `not in the captions: ${claim.unsaid.join(", ")}` })] : [];
  byId("card").replaceChildren(cardHeader(session, actions, claim), ...body,
    ...anchorCues(session, actions, claim), ...places(session, actions, claim), ...unsaid);
}

/**
 * @param {Session} session
 * @param {Actions} actions
 * @param {ClaimView} claim
 */
function cardHeader({ walk, claim: selected }, actions, claim) {
  const at = walk.findIndex((number) => number === selected);
  const position = at < 0 ? "" : ` · ${at + 1} of ${walk.length}`;
  return element("div", { class: "top" },
    element("span", { class: `standing ${claim.standing}`, text: STATUS_LABELS[claim.standing] }),
    element("span", { class: "reason", text: claim.reason ?? "" }),
    element("span", { class: "turn" }, element("span", { class: "place", text: `line ${claim.line}${position}` }), " ",
      keyButton("Previous", "p", () => actions.step(-1)), " ", keyButton("Next", "n", () => actions.step(1))));
}

/**
 * @param {Session} session
 * @param {Actions} actions
 * @param {ClaimView} claim
 */
function buttons(session, actions, claim) {
  const anchor = selectedAnchor(session);
  const disabled = isLocked(session);
  const row = [];
  if (anchor) {
    row.push(keyButton("Keep", "k", actions.keep, { disabled, class: claim.standing === "pinned" ? null : "first" }));
    if (anchor.time_ms !== null) row.push(keyButton("Listen", "l", actions.listen));
    if (anchor.end_ms !== null) row.push(keyButton("Passage", "s", actions.playPassage, { title: "Play the passage, and stop at its end" }));
    row.push(keyButton("Unpin", "f", actions.unpin, { disabled }), keyButton("Remove", "x", actions.remove, { disabled }));
  }
  if (mayBeDeclined(claim)) row.push(keyButton("No anchor", "x", actions.remove, { disabled }));
  row.push(keyButton("Edit", "e", actions.edit, { disabled: disabled || claim.source === null }));
  if (claim.takes_anchor) {
    const isElsewhere = !isOnShown(session);
    row.push(keyButton("Now", "t", actions.moveToNow, {
      disabled: disabled || isElsewhere, title: "Anchor it to the moment that the player is at",
    }));
    const cue = session.cue === null ? undefined : shownRecording(session).cues[session.cue];
    const label = cue ? `To ${clock(cue.start_ms)}` : "To a caption";
    row.push(keyButton(label, "m", actions.moveToCue, { disabled: disabled || isElsewhere || !cue, title: "Anchor it to the clicked caption" }));
  }
  return element("div", { class: "actions" }, ...row);
}

/**
 * @param {Session} session
 * @param {Actions} actions
 * @param {ClaimView} claim
 * @param {Draft} draft
 */
function editor(session, actions, claim, draft) {
  const field = element("textarea", { id: "typed", "aria-label": "Sentence as written in the file" });
  field.value = draft.text;
  field.addEventListener("input", () => { draft.text = field.value; });
  const disabled = isLocked(session) || draft.isOrphan;
  return [...draftConflict(actions, claim, draft), field, element("div", { class: "actions" },
    element("button", { type: "button", class: "first", text: "Save", click: actions.save, disabled }),
    element("button", { type: "button", text: "Cancel", click: actions.cancel }))];
}

/**
 * What became of the sentence in the file while it is edited here, and a choice of both texts.
 * @param {Actions} actions
 * @param {ClaimView} claim
 * @param {Draft} draft
 */
function draftConflict(actions, claim, draft) {
  if (draft.isOrphan) {
    const text = "This sentence is no longer in the file, so your text cannot be saved in its place. It is kept here until you cancel.";
    return [element("div", { id: "draft-conflict", role: "alert" }, element("p", { text }),
      element("button", { type: "button", text: "Copy my text", click: () => navigator.clipboard?.writeText(draft.text) }))];
  }
  if (claim.source === draft.source) return [];
  const theirs = claim.source ?? claim.text;
  return [element("div", { id: "draft-conflict", role: "alert" },
    element("p", { text: "You edit this sentence here, and it was changed in the file meanwhile. In the file it is now:" }),
    element("blockquote", { text: theirs }),
    element("p", { text: "Save writes your text below in its place." }),
    element("div", { class: "actions" },
      element("button", { type: "button", text: "Use the text of the file", click: () => actions.replaceDraft(theirs) }),
      element("button", { type: "button", text: "Put both below", click: () => actions.replaceDraft(`${theirs} ${draft.text}`) })))];
}

/**
 * The captions of the selected anchor, and a choice of anchors if there are several.
 * @param {Session} session
 * @param {Actions} actions
 * @param {ClaimView} claim
 */
function anchorCues(session, actions, claim) {
  const anchor = selectedAnchor(session);
  if (!anchor || anchor.time_ms === null) return [];
  const choice = (/** @type {AnchorView} */ { time_ms }, /** @type {number} */ number) => element("button", {
    type: "button", text: time_ms === null ? "?" : clock(time_ms),
    "aria-pressed": String(number === session.anchor), click: () => actions.selectAnchor(number),
  });
  const choices = element("div", { class: "actions", role: "group", "aria-label": "Anchors of the sentence" },
    ...claim.anchors.map(choice));
  const [first, end] = anchor.cues;
  const { cues: all } = recordingOf(session.view, anchor.recording);
  const cues = all.slice(first, Math.min(end, first + CUES_SHOWN));
  const time = anchor.time_ms;
  // The captions of a match are shown with it.
  const isMatch = placesMeant(session, claim).some((place) => isSameSecond(place.time_ms, time));
  return [
    element("h3", {}, "Anchor at ", timestamp(session, actions, anchor.recording, time)),
    ...(claim.anchors.length > 1 ? [choices] : []),
    ...(isMatch ? [] : [element("ul", { class: "heard" }, ...spokenTexts(cues).map((text) => element("li", { text })))]),
  ];
}

/**
 * The best places for the selected anchor; of a sentence on several recordings only one is searched.
 * @param {Session} session
 * @param {ClaimView} claim
 */
export const placesMeant = (session, claim) => (
  (selectedAnchor(session)?.recording ?? null) === claim.recording || !claim.anchors.length ? claim.places : []);

/**
 * The best places in the captions, each with a way to move the anchor there.
 * @param {Session} session
 * @param {Actions} actions
 * @param {ClaimView} claim
 */
function places(session, actions, claim) {
  const rows = placesMeant(session, claim).map((place, rank) => placeRow(session, actions, place, rank));
  if (!rows.length) return [];
  return [element("h3", { text: "Best matches in the captions" }), element("ol", { class: "places" }, ...rows)];
}

/**
 * @param {Session} session
 * @param {Actions} actions
 * @param {PlaceView} place
 * @param {number} rank
 */
function placeRow(session, actions, place, rank) {
  const claim = selectedClaim(session);
  const time = selectedAnchor(session)?.time_ms ?? null;
  const move = time !== null && isSameSecond(place.time_ms, time) ? element("span", { class: "current", text: "current anchor" })
    : keyButton("Anchor here", String(rank + 1), () => actions.moveTo(place.time_ms),
      { disabled: isLocked(session) || !claim?.takes_anchor });
  const [first, end] = place.cues;
  const recording = claim?.recording ?? null;
  const { cues } = recordingOf(session.view, recording);
  const captions = spokenTexts(cues.slice(first, end).slice(0, rank ? 1 : 2)).join(" ");
  return element("li", {},
    element("span", { class: "chance" }, timestamp(session, actions, recording, place.time_ms), ` ${Math.round(place.score * 100)} % sure that it is said here`), move,
    element("span", { class: "captions", text: captions }),
    place.words.length ? element("span", { class: "words", text: `matching words: ${place.words.join(", ")}` }) : null);
}
