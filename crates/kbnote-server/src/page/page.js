// @ts-check
// The page of `kbnote serve`: opens what the address names, and handles keys.

import { byId, inputById, showStatus } from "./dom.js";
import { decideFocused, focusChange } from "./changes.js";
import { concerns, concernsList, follow as followFiles } from "./follow.js";
import { hideList, reloadList, renderList, showList } from "./list.js";
import { fragmentPath, noteFragment } from "./model.js";
import {
  KEYS, anchorNew, cancelEdit, chooseRecording, closeNote, endSearch, goTo, hasUnsavedText, isEditing, isNoteOpen, nextFound, openPath, quote,
  refresh, saveEdit, searchCaptions, selectCue, showNote, undo,
} from "./note.js";
import { onMessage } from "./player.js";
import { stepStrip } from "./strip.js";

/**
 * Keys on a sentence, a caption or a part of the strip, and how many of these further they lead.
 * @type {Record<string, number>}
 */
const STEPS = { Enter: 0, " ": 0, ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

const pathInAddress = () => fragmentPath(location.hash);

/** Shows the note in the address, or the list of notes. */
async function follow() {
  const path = pathInAddress();
  const open = openPath();
  if (path === open) return;
  if (open !== null && hasUnsavedText() && !confirm("Discard your edit?")) {
    return history.replaceState(null, "", noteFragment(open));
  }
  closeNote();
  hideList();
  await (path ? showNote(path, () => pathInAddress() === path) : showList());
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const target = /** @type {Element} */ (event.target);
  const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
  if (target.id === "typed") return onKeyInEditor(event);
  if (target.id === "find-caption") return onKeyInSearch(event);
  if (!hasModifier && Object.hasOwn(STEPS, event.key) && step(target, event.key)) return event.preventDefault();
  const isTyping = isEditing() || target.closest?.("input:not([type=checkbox]), select, textarea, dialog[open]");
  if (isTyping || hasModifier || event.repeat || !isNoteOpen() || !inputById("use-keys").checked) return;
  if (!Object.hasOwn(PAGE_KEYS, event.key)) return;
  event.preventDefault();
  PAGE_KEYS[event.key]();
}

/** @param {KeyboardEvent} event */
function onKeyInEditor({ key, ctrlKey, metaKey }) {
  if (key === "Escape") cancelEdit();
  if (key === "Enter" && (ctrlKey || metaKey)) saveEdit();
}

/** @param {KeyboardEvent} event */
function onKeyInSearch({ key }) {
  if (key === "Enter") nextFound();
  if (key !== "Escape") return;
  endSearch();
  inputById("find-caption").blur();
}

/**
 * Moves on from a sentence, a caption or a part of the strip; returns whether the key does that there.
 * @param {Element} target
 * @param {string} key
 */
function step(target, key) {
  const by = STEPS[key];
  if (target.classList?.contains("claim")) goTo(Number(target.id.slice("claim-".length)) + by);
  else if (target.classList?.contains("said")) stepCue(target, by);
  else if (by && target.closest?.("#strip")) stepStrip(target, by);
  else return false;
  return true;
}

/**
 * Selects and plays a caption, or moves the focus to another one.
 * @param {Element} from
 * @param {number} by
 */
function stepCue(from, by) {
  const rows = [...document.querySelectorAll("#cues li:not([hidden]) .said")];
  const all = [...document.querySelectorAll("#cues .said")];
  if (!by) return selectCue(all.indexOf(from));
  const to = rows[rows.indexOf(from) + by];
  if (!to) return;
  from.setAttribute("tabindex", "-1");
  to.setAttribute("tabindex", "0");
  /** @type {HTMLElement} */ (to).focus();
}

function showKeys() {
  const dialog = /** @type {HTMLDialogElement} */ (byId("keys"));
  dialog.showModal();
  // The first control is at its end.
  dialog.scrollTop = 0;
}

/**
 * What single keys do.
 * @type {Record<string, () => void>}
 */
const PAGE_KEYS = {
  ...KEYS, "?": showKeys, "/": () => byId("find-caption").focus(), c: () => focusChange(0),
  "+": () => decideFocused("accept"), "-": () => decideFocused("reject"),
};

/** The setting of the keys is remembered where the browser allows it. */
function rememberKeys() {
  const keys = inputById("use-keys");
  try {
    keys.checked = localStorage.getItem("keys") !== "no";
  } catch {
    // The default holds.
  }
  keys.addEventListener("change", () => {
    try {
      localStorage.setItem("keys", keys.checked ? "yes" : "no");
    } catch {
      // It holds until the page is closed.
    }
  });
}

/** @param {string[]} paths */
function onFiles(paths) {
  const open = openPath();
  if (open === null) return concernsList(paths) && reloadList();
  return concerns(paths, open) && refresh();
}

rememberKeys();
byId("show-keys").addEventListener("click", showKeys);
byId("find-caption").addEventListener("input", searchCaptions);
byId("recording").addEventListener("change", chooseRecording);
byId("quote").addEventListener("click", quote);
byId("undo").addEventListener("click", undo);
byId("anchor-new").addEventListener("click", anchorNew);
byId("find").addEventListener("input", renderList);
addEventListener("hashchange", follow);
addEventListener("keydown", onKey);
addEventListener("message", onMessage);
addEventListener("focus", refresh);
addEventListener("beforeunload", (event) => { if (hasUnsavedText()) event.preventDefault(); });
followFiles(onFiles, (reason) => showStatus(`Changes of files are looked for every second only: ${reason}.`));
follow();
