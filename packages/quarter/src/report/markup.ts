const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it may stand in a page. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** A coordinate, to a tenth. */
export const round = (value: number): number => Math.round(value * 10) / 10;

/** An element of a drawing. Attributes are escaped; the content is markup. */
export function tag(name: string, attributes: Readonly<Record<string, string | number>>, content = ""): string {
  const words = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeHtml(String(value))}"`);
  return `<${name}${words.join("")}>${content}</${name}>`;
}

/** A drawing that scales with its place, and says what it shows. */
export const drawing = (width: number, height: number, label: string, content: readonly string[]): string =>
  tag("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, content.join(""));

/** A number of an entry, which leads to the entry below. */
export const entryLink = (index: number): string => `<a class="entry" href="#e${index}">#${index}</a>`;

const SHOWN_MAX = 4;

/** The first few of them, and how many there are besides. */
export function entryLinks(entries: readonly number[]): string {
  const more = entries.length - SHOWN_MAX;
  return `${entries.slice(0, SHOWN_MAX).map(entryLink).join(" ")}${more > 0 ? ` and ${more.toLocaleString("en")} more` : ""}`;
}
