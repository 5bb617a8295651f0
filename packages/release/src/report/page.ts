import { digestOf, utf8 } from "@plimsoll/foundation";
import { curveSvg } from "./curve-svg.ts";
import type {
  Block,
  Cell,
  CitedRecord,
  ReportDocument,
  Row,
  Said,
  Section,
  ShownFinding,
  ShownReason,
} from "./document.ts";
import { type Markup, markup, Markup as Written, NONE } from "./markup.ts";
import { cellWords, proseWords } from "./page-words.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { instant, listed, sentence } from "./words.ts";

/**
 * A document as one page that needs nothing else: no script, no network, one style known by its digest. Without the style the
 * order of the text is the order of the document.
 */
export const pageOf = (document: ReportDocument): string =>
  markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${document.title}: ${document.evaluation}</title>
<style>${new Written(PAGE_STYLE)}</style>
</head>
<body>
<main>
<h1>${document.title}</h1>
<p class="about">${document.evaluation}. Numbers in brackets are records of the log; the foot of the page says which.</p>
${contents(document)}${document.sections.map((each) => sectionMarkup(each, classOf(document, each)))}${foot(document.cited)}</main>
</body>
</html>
`.text;

/** A style that is allowed by its digest alone (Content Security Policy Level 3). */
const STYLE_HASH = `sha256-${base64OfHex(digestOf(utf8(PAGE_STYLE)).slice("sha256:".length))}`;

function base64OfHex(digits: string): string {
  return btoa(digits.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16))));
}

/** The answer and what bears it come first; a reader who wants the rest finds it from the list behind the answer. */
const contents = ({ sections }: ReportDocument): Markup =>
  sections[0]?.id === "answer"
    ? NONE
    : markup`<nav aria-label="Contents"><ol>${sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
`;

const classOf = ({ facts }: ReportDocument, { id }: Section): string =>
  id === "answer" ? ((facts as { readonly colour?: string }).colour ?? "").toLowerCase() : "";

const sectionMarkup = ({ id, title, asks, blocks }: Section, className: string): Markup =>
  markup`<section id="${id}" class="${className}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${asks === null ? NONE : markup`<p class="asks">Asked for: ${asks}</p>\n`}${blocks.map(blockMarkup)}</section>
`;

function blockMarkup(block: Block): Markup {
  switch (block.block) {
    case "text":
      return markup`${block.said.map((said) => markup`<p>${saidMarkup(said)}</p>\n`)}`;
    case "list":
      return markup`<ul>${block.said.map((said) => markup`<li>${saidMarkup(said)}</li>\n`)}</ul>\n`;
    case "warning":
      return markup`<div class="warning" role="note">${block.said.map((said) => markup`<p>${saidMarkup(said)}</p>\n`)}</div>\n`;
    case "reasons":
      return markup`${block.reasons.map(reasonMarkup)}`;
    case "table":
      return tableMarkup(block.caption, block.heads, block.rows);
    default:
      return markup`<figure class="curve"><figcaption>${block.caption}; n = ${block.n} ${rests(block.records)}</figcaption>${curveSvg(block)}</figure>\n`;
  }
}

const saidMarkup = ({ text, records }: Said): Markup => markup`${proseWords(text)} ${rests(records)}`;

const rests = (records: readonly number[]): Markup =>
  markup`<span class="rests">[${records.map((record, place) => markup`${place === 0 ? "" : ", "}<a href="#r${record}">${record}</a>`)}]</span>`;

/** Told apart by sign, word and border, so that none of the three is needed. */
const FAMILIES: Readonly<Record<ShownReason["family"], string>> = {
  VIOLATION: "✕ Shown against it",
  UNPROVEN: "? Required and not shown",
  CONDITION: "○ Open condition",
};

/** A remedy that all findings of a box share is said once. */
function reasonMarkup({ code, family, says, findings }: ShownReason): Markup {
  const remedies = [...new Set(findings.map(({ wouldChange }) => wouldChange))];
  const [shared] = remedies.length === 1 ? remedies : [];
  const found = findings.map((finding) => findingMarkup(finding, shared === undefined));
  return markup`<article class="reason ${family.toLowerCase()}">
<h3><span class="family">${FAMILIES[family]}</span>: ${says} <code>${code}</code></h3>
${found.length === 1 ? found : markup`<ul>${found.map((each) => markup`<li>${each}</li>\n`)}</ul>\n`}${shared === undefined ? NONE : remedyMarkup(shared)}</article>
`;
}

const findingMarkup = (
  { anchor, detail, about, wouldChange, evidence, records }: ShownFinding,
  hasOwnRemedy: boolean,
): Markup =>
  markup`<div id="${anchor}"><p>${proseWords(detail)} About: ${proseWords(listed(about, "the whole"))}. ${rests(records)}</p>
<p>Evidence: ${evidence.map(({ text, to }, place) => markup`${place === 0 ? "" : ", "}<a href="${to}">${text}</a>`)}</p>
${hasOwnRemedy ? remedyMarkup(wouldChange) : NONE}</div>
`;

const remedyMarkup = (wouldChange: string): Markup =>
  markup`<p><b>Would change it:</b> ${proseWords(sentence(wouldChange))}</p>\n`;

const tableMarkup = (caption: string, heads: readonly string[], rows: readonly Row[]): Markup =>
  rows.length === 0
    ? markup`<p>${caption.replace(/: 0$/, "")}: none.</p>\n`
    : markup`<figure><figcaption>${caption}</figcaption><div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table>
<thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}<th scope="col">records</th></tr></thead>
<tbody>${rows.map(rowMarkup)}</tbody>
</table></div></figure>
`;

const rowMarkup = ({ anchor, cells, records }: Row): Markup =>
  markup`<tr${anchor === null ? NONE : markup` id="${anchor}"`}>${cells.map((cell, place) =>
    place === 0 ? markup`<th scope="row">${cellMarkup(cell)}</th>` : markup`<td>${cellMarkup(cell)}</td>`,
  )}<td>${rests(records)}</td></tr>
`;

const cellMarkup = (cell: Cell): Markup =>
  typeof cell === "string" ? cellWords(cell) : markup`<a href="${cell.to}">${cellWords(cell.text)}</a>`;

const foot = (cited: readonly CitedRecord[]): Markup =>
  markup`<footer><h2 id="records">Records</h2><div class="scroll" role="region" tabindex="0" aria-label="Records"><table>
<thead><tr><th scope="col">record</th><th scope="col">time</th><th scope="col">kind</th><th scope="col">body</th></tr></thead>
<tbody>${cited.map(citedMarkup)}</tbody>
</table></div></footer>
`;

const citedMarkup = ({ sequence, atMs, kind, body, isWithheld }: CitedRecord): Markup =>
  markup`<tr id="r${sequence}"><th scope="row">${sequence}</th><td>${instant(atMs)}</td><td>${kind}</td><td><code>${body}</code>${isWithheld ? ", withheld" : ""}</td></tr>
`;
