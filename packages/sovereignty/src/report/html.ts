/** Markup that may stand in a page. Only what is made here is taken for it: an object that merely looks like it is not. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

export type HtmlPart = Html | string | number | readonly Html[];

/** Markup as written, with each text or number between made safe: there is no other way for a value into the page. */
export function html(literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const [first = "", ...rest] = literals;
  return new Html(rest.reduce((text, literal, index) => text + markupOf(parts[index] ?? "") + literal, first));
}

export const NOTHING = new Html("");

/** Parts in a row with something between them. */
export const joined = (parts: readonly HtmlPart[], between: HtmlPart): Html =>
  new Html(parts.map(markupOf).join(markupOf(between)));

function markupOf(part: HtmlPart): string {
  if (part instanceof Html) return part.markup;
  if (typeof part === "object") return part.map(markupOf).join("");
  return escaped(String(part));
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
