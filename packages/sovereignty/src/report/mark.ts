import { codeText } from "./code-text.ts";
import { html, type Html } from "./html.ts";

/** How something stands. `part` has begun; `open` was not run. */
export type Standing = "good" | "bad" | "part" | "open";

const SIGNS: Readonly<Record<Standing, string>> = { good: "✓", bad: "✕", part: "◐", open: "○" };

/** A standing by sign, word and colour, so that none of the three is needed. */
export const mark = (standing: Standing, words: string): Html =>
  html`<span class="mark ${standing}"><span aria-hidden="true">${SIGNS[standing]}</span> ${codeText(words)}</span>`;

export const yesOrNo = (isSo: boolean): Html => mark(isSo ? "good" : "bad", isSo ? "yes" : "no");

export const NOT_RUN_YET: Html = html`<p class="open-note">${mark("open", "not run yet")}</p>`;
