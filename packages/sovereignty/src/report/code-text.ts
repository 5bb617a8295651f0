import { html, type Html, joined } from "./html.ts";

/** A code or name in capitals that may be broken after each underscore, where a line is too short for it. */
export const codeText = (text: string): Html => joined(text.split(/(?<=_)/), html`<wbr />`);
