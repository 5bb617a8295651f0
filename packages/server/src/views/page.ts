import { asOf, type AsOf, type SiteView } from "./site-view.ts";

/** One page of a list, in the order of its keys. */
export interface Page<Item> extends AsOf {
  readonly items: readonly Item[];
  /** Cursor of the next page; null behind the last. */
  readonly next: string | null;
}

/** Which page is asked for. */
export interface PageAsked {
  /** The key after which it begins; null for the first. */
  readonly after: string | null;
  /** 1 to 500. */
  readonly limit: number;
}

/** A page ends before it is longer, in characters of JSON; one item is always on it. An item may be some megabytes long. */
export const PAGE_LENGTH_MAX = 4 * 1_048_576;

/** A cursor stands for a key, so a list that grows meanwhile shows nothing twice. */
export function pageOf<Item>(
  view: SiteView,
  rows: readonly (readonly [string, () => Item])[],
  { after, limit }: PageAsked,
): Page<Item> {
  const rest = after === null ? rows : rows.filter(([key]) => key > after);
  const items = itemsOf(rest, limit);
  const last = rest[items.length - 1];
  return {
    ...asOf(view),
    items,
    next: last === undefined || rest.length <= items.length ? null : cursorOf(last[0]),
  };
}

function itemsOf<Item>(rows: readonly (readonly [string, () => Item])[], limit: number): readonly Item[] {
  const items: Item[] = [];
  let length = 0;
  for (const [, item] of rows.slice(0, limit)) {
    const made = item();
    length += JSON.stringify(made).length;
    if (items.length > 0 && length > PAGE_LENGTH_MAX) break;
    items.push(made);
  }
  return items;
}

const cursorOf = (key: string): string => Buffer.from(key, "utf8").toString("base64url");

/** The key of a cursor; `undefined` for what is none. */
export function keyOfCursor(cursor: string): string | undefined {
  const key = Buffer.from(cursor, "base64url").toString("utf8");
  return cursorOf(key) === cursor ? key : undefined;
}
