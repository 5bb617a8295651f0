import type { Halt } from "../run/halt.ts";
import { codeText } from "./code-text.ts";
import { html, type HtmlPart } from "./html.ts";

/** A halt with the rule that decided and its place; a dash where there is none. */
export const haltNote = (halt: Halt | null): HtmlPart =>
  halt === null
    ? "–"
    : html`<span class="halt"
        >${codeText(`${halt.code}: ${halt.detail}`)} at episode ${halt.episode}, step ${halt.step}</span
      >`;
