// @ts-check
// The note as a reader sees it. Elements come from this list only, and text enters as text.

import { element } from "./dom.js";

/** @import { ContentView } from "./note_view.d.ts" */

/**
 * How sentences, anchors, links and pictures are shown.
 * @typedef {object} Maker
 * @property {(piece: Extract<ContentView, { kind: "claim" }>, inside: Pieces) => Pieces} claim
 * @property {(piece: Extract<ContentView, { kind: "anchor" }>) => Pieces} anchor
 * @property {(claim: number) => Pieces} end
 * @property {(piece: Extract<ContentView, { kind: "link" }>, inside: Pieces) => Pieces} link
 * @property {(piece: Extract<ContentView, { kind: "picture" }>) => Pieces} picture
 */

/** @typedef {(Node | string)[]} Pieces */

/** Pieces that are elements of HTML by their names. */
const PLAIN = /** @type {const} */ (["p", "h3", "h4", "h5", "h6", "blockquote", "ul", "li", "em", "strong", "del", "code", "br", "hr"]);

/**
 * @param {ContentView[]} content
 * @param {Maker} maker
 * @returns {Pieces}
 */
export const contentPieces = (content, maker) => content.flatMap((piece) => pieces(piece, maker));

/**
 * @param {ContentView} piece
 * @param {Maker} maker
 * @returns {Pieces}
 */
function pieces(piece, maker) {
  if (piece.kind === "text") return [piece.text];
  if (piece.kind === "claim") return maker.claim(piece, contentPieces(piece.inside, maker));
  if (piece.kind === "anchor") return maker.anchor(piece);
  if (piece.kind === "end") return maker.end(piece.claim);
  if (piece.kind === "link") return maker.link(piece, contentPieces(piece.inside, maker));
  if (piece.kind === "picture") return maker.picture(piece);
  return [block(piece, maker)];
}

/**
 * @param {Extract<ContentView, { kind: "element" }>} piece
 * @param {Maker} maker
 */
function block({ tag, name, inside }, maker) {
  const plain = PLAIN.find((known) => known === tag);
  if (tag === "table") return element("div", { class: "table" }, element("table", {}, ...inside.map((row) => tableRow(row, maker))));
  const all = contentPieces(inside, maker);
  if (plain) return element(plain, {}, ...all);
  if (tag === "ol") return element("ol", { start: name }, ...all);
  if (tag === "pre") return element("pre", { "data-language": name || null }, element("code", {}, ...all));
  if (tag === "source") return element("pre", { class: "source" }, ...all);
  if (tag === "callout") return element("div", { class: "callout", "data-type": name }, ...all);
  if (tag === "callout-title") return element("p", { class: "callout-title" }, ...all);
  if (tag === "task") return element("span", { class: "task", role: "img", "aria-label": name ? "done" : "to do", text: name ? "☑" : "☐" });
  if (tag === "call") return element("sup", { text: name ?? "" });
  if (tag === "footnote") return element("div", { class: "footnote" }, element("sup", { text: name ?? "" }), ...all);
  return element("p", {}, ...all);
}

/**
 * @param {ContentView} row
 * @param {Maker} maker
 */
function tableRow(row, maker) {
  if (row.kind !== "element") return null;
  const cell = (/** @type {ContentView} */ one) => {
    const { name, inside } = one.kind === "element" ? one : { name: null, inside: [] };
    const all = contentPieces(inside, maker);
    return row.tag === "head" ? element("th", { class: name, scope: "col" }, ...all) : element("td", { class: name }, ...all);
  };
  return element("tr", {}, ...row.inside.map(cell));
}
