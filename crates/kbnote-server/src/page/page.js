// @ts-check
// The page of `kbnote serve`: opens what the address names, and handles keys.

import { byId, inputById, showStatus } from "./dom.js";
import { concerns, concernsList, follow as followFiles } from "./follow.js";
import { hideList, reloadList, renderList, showList } from "./list.js";
import { fragmentPath, noteFragment } from "./model.js";
import {
  KEYS, anchorNew, cancelEdit, closeNote, goTo, hasUnsavedText, isEditing, isNoteOpen, openPath, refresh, saveEdit, showNote, undo,
} from "./note.js";
import { onMessage } from "./player.js";

/**
 * Keys on a sentence, and how many sentences further they lead.
 * @type {Record<string, number>}
 */
const SENTENCE_KEYS = { Enter: 0, " ": 0, ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

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
  const { key } = event;
  const target = /** @type {Element} */ (event.target);
  const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
  if (target.id === "typed") {
    if (key === "Escape") cancelEdit();
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) saveEdit();
    return;
  }
  if (target.classList?.contains("claim") && !hasModifier && Object.hasOwn(SENTENCE_KEYS, key)) {
    event.preventDefault();
    return goTo(Number(target.id.slice("claim-".length)) + SENTENCE_KEYS[key]);
  }
  const isTyping = isEditing() || target.closest?.("input, textarea, dialog");
  if (isTyping || hasModifier || event.repeat || !isNoteOpen() || !inputById("use-keys").checked) return;
  if (!Object.hasOwn(KEYS, key)) return;
  event.preventDefault();
  KEYS[key]();
}

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
byId("show-keys").addEventListener("click", () => /** @type {HTMLDialogElement} */ (byId("keys")).showModal());
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
