// @ts-check
// The list of notes.

import { listNotes } from "./api.js";
import { byId, element, inputById, showStatus } from "./dom.js";
import { countsLabel, errorText, filterNotes, noteFragment, plural } from "./model.js";

/** @import { NoteRow } from "./note_list.d.ts" */

const POLL_MS = 700;
const MAX_ROWS = 500;

/** @type {{ notes: NoteRow[], counting: boolean, timer: number }} */
const list = { notes: [], counting: false, timer: 0 };

export async function showList() {
  byId("title").textContent = "Notes";
  byId("about").textContent = "";
  byId("list").hidden = false;
  document.title = "kbnote";
  showStatus("");
  await load(true);
}

/** Shows the notes as they are now. */
export function reloadList() {
  if (!byId("list").hidden) load(true);
}

export function hideList() {
  clearTimeout(list.timer);
  byId("list").hidden = true;
}

/** @param {boolean} recount */
async function load(recount) {
  clearTimeout(list.timer);
  try {
    const { notes, counting } = await listNotes(recount);
    Object.assign(list, { notes, counting });
  } catch (error) {
    return showStatus(errorText(error), true);
  }
  if (byId("list").hidden) return;
  renderList();
  if (list.counting) list.timer = setTimeout(() => load(false), POLL_MS + list.notes.length / 5);
}

/** Shows the notes that match the search field. */
export function renderList() {
  const found = filterNotes(list.notes, inputById("find").value);
  const focused = document.activeElement?.closest("#notes a")?.getAttribute("href");
  byId("notes").replaceChildren(...found.slice(0, MAX_ROWS).map(row));
  if (focused) {
    /** @type {HTMLElement | null} */ (document.querySelector(`#notes a[href="${CSS.escape(focused)}"]`))?.focus();
  }
  byId("progress").textContent = summary(found.length);
}

/** @param {NoteRow} note */
function row(note) {
  return element("li", {},
    element("a", { href: noteFragment(note.path), text: note.title || note.path }),
    element("span", { class: "path", text: note.path }),
    element("span", { class: "count", text: countsLabel(note, list.counting) }));
}

/** @param {number} found */
function summary(found) {
  if (!list.notes.length) return "This vault has no notes yet.";
  if (list.counting) return "Counting doubtful anchors…";
  const hidden = found - MAX_ROWS;
  return plural(found, "note") + (hidden > 0 ? `; ${hidden} more not shown, narrow the search` : "");
}
