/** Elements that stand inside a word or a sentence: where they begin or end, nothing is put between. */
const INLINE: ReadonlySet<string> = new Set(
  (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp small span strike " +
    "strong sub sup time tt u var wbr"
  ).split(" "),
);

/** Elements whose content nobody sees. */
const UNSEEN: ReadonlySet<string> = new Set("script style template noscript iframe object svg math head".split(" "));
const RAW: ReadonlySet<string> = new Set(["script", "style"]);
const VOID: ReadonlySet<string> = new Set(
  "area base br col embed hr img input link meta param source track wbr".split(" "),
);

const HIDING = /(?:^|[\s"'/])hidden(?:$|[\s=/])|display\s?:\s?none|visibility\s?:\s?hidden/i;

/**
 * What a reader of a page sees: no scripts, styles, comments, head, nor what is marked as hidden. Whitespace is one space, or one line
 * break where a block begins or ends.
 *
 * A tokenizer and no parser: it goes over the page once, from left to right, builds no tree, and drops what does not end.
 */
export function htmlText(html: string): string {
  const reader = new PageReader(html);
  while (reader.step());
  return reader.text();
}

class PageReader {
  readonly #html: string;
  readonly #parts: string[] = [];
  /** What stands between the text so far and the next: nothing, a space, or the line break of a block. */
  #gap: "" | " " | "\n" = "";
  #place = 0;
  /** The element that hides what is read, and how many of its name are open. */
  #hiding: { readonly name: string; depth: number } | null = null;

  constructor(html: string) {
    this.#html = html;
  }

  text(): string {
    return this.#parts.join("");
  }

  /** One piece of text and the tag behind it; false at the end. */
  step(): boolean {
    const open = this.#html.indexOf("<", this.#place);
    this.#add(this.#html.slice(this.#place, open === -1 ? undefined : open));
    if (open === -1) return false;
    this.#place = open;
    return this.#isTag() ? this.#tag() : this.#plainBracket();
  }

  #add(piece: string): void {
    if (this.#hiding !== null || piece === "") return;
    const text = even(unescaped(piece));
    if (text.startsWith(" ") && this.#gap === "") this.#gap = " ";
    if (text === " ") return;
    if (this.#gap !== "" && this.#parts.length > 0) this.#parts.push(this.#gap);
    this.#parts.push(text.trim());
    this.#gap = text.endsWith(" ") ? " " : "";
  }

  #isTag(): boolean {
    return /[A-Za-z/!?]/.test(this.#html[this.#place + 1] ?? "");
  }

  #plainBracket(): boolean {
    this.#add("<");
    this.#place += 1;
    return true;
  }

  #tag(): boolean {
    if (this.#html.startsWith("<!--", this.#place)) return this.#skipTo("-->", this.#place + 4);
    const end = tagEnd(this.#html, this.#place + 1);
    if (end === -1) return false;
    const tag = this.#html.slice(this.#place + 1, end);
    this.#place = end + 1;
    return this.#element(tag);
  }

  #skipTo(mark: string, from: number): boolean {
    const end = this.#html.indexOf(mark, from);
    this.#place = end + mark.length;
    return end !== -1;
  }

  #element(tag: string): boolean {
    const isEnd = tag.startsWith("/");
    const name = (/^\/?([A-Za-z][^\s/>]{0,40})/.exec(tag)?.[1] ?? "").toLowerCase();
    if (!INLINE.has(name) && this.#hiding === null) this.#gap = "\n";
    if (isEnd) this.#leave(name);
    else this.#enter(name, tag);
    return isEnd || !RAW.has(name) || this.#skipRaw(name);
  }

  #enter(name: string, tag: string): void {
    if (VOID.has(name) || tag.endsWith("/")) return;
    if (this.#hiding?.name === name) this.#hiding.depth += 1;
    else if (this.#hiding === null && !RAW.has(name) && (UNSEEN.has(name) || isHidden(name, tag)))
      this.#hiding = { name, depth: 1 };
  }

  #leave(name: string): void {
    if (this.#hiding?.name !== name) return;
    this.#hiding.depth -= 1;
    if (this.#hiding.depth === 0) this.#hiding = null;
  }

  /** In a script or style, nothing is a tag but its own end. */
  #skipRaw(name: string): boolean {
    const end = new RegExp(`</${name}`, "gi");
    end.lastIndex = this.#place;
    const found = end.exec(this.#html);
    this.#place = found?.index ?? this.#html.length;
    return found !== null;
  }
}

const isHidden = (name: string, tag: string): boolean => tag.length > name.length && HIDING.test(tag);

/** The `>` that ends a tag: those in quoted attributes do not. -1 where none does. */
function tagEnd(html: string, from: number): number {
  const first = html.indexOf(">", from);
  if (first === -1 || !/["']/.test(html.slice(from, first))) return first;
  let quote = "";
  for (let place = from; place < html.length; place += 1) {
    const character = html[place] as string;
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === ">") return place;
    else if ((character === '"' || character === "'") && html[place - 1] === "=") quote = character;
  }
  return -1;
}

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ndash: "–",
  mdash: "—",
  hellip: "…",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  times: "×",
  le: "≤",
  ge: "≥",
  percnt: "%",
};

const unescaped = (text: string): string =>
  text.includes("&")
    ? text.replace(/&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z]{2,8});/g, (whole) =>
        characterOf(whole.slice(1, -1), whole),
      )
    : text;

function characterOf(name: string, whole: string): string {
  if (!name.startsWith("#")) return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? whole) : whole;
  const point = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  const isCharacter = point > 0 && point <= 0x10_ffff && !(point >= 0xd800 && point <= 0xdfff);
  return isCharacter ? String.fromCodePoint(point) : "\ufffd";
}

/** A run of whitespace is a space. Most text has none longer, and is left as it is. */
const even = (text: string): string => (/[^\S ]| {2}/.test(text) ? text.replace(/\s+/g, " ") : text);
