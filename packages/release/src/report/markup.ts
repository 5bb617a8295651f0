/** Text that is markup already. Made here alone, so that no value from outside passes for it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | readonly Markup[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const written = (part: Part): string => {
  if (part instanceof Markup) return part.text;
  if (typeof part !== "object") return String(part).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
  return part.map(({ text }) => text).join("");
};

/** Markup around values; each value is escaped on its way in. */
export const markup = (literals: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(
    literals.map((literal, place) => literal + (place < parts.length ? written(parts[place] as Part) : "")).join(""),
  );

export const NONE = new Markup("");
