import { type PageName, PAGES } from "./route.ts";

/** What a key asks for. */
export type Wish =
  | { readonly wish: "go"; readonly page: PageName }
  | { readonly wish: "filter" | "help" | "theme" | "leader" };

/** A key as the browser tells it, and where the reader is. */
export interface KeyPress {
  readonly key: string;
  /** With control, alt or the system's key, a press is the browser's. */
  readonly isModified: boolean;
  /** In a field a letter is a letter. */
  readonly isTyping: boolean;
  /** The key before was `g`, and not long ago. */
  readonly isAfterLeader: boolean;
}

/** `1` to `9` and `g` with a letter go to a page, `/` to the filter, `?` to the help. Null for a key that is not ours. */
export function wishOf({ key, isModified, isTyping, isAfterLeader }: KeyPress): Wish | null {
  if (isModified || isTyping) return null;
  const page = isAfterLeader ? PAGES.find((each) => each.key === key) : PAGES[Number(key) - 1];
  if (page !== undefined) return { wish: "go", page: page.page };
  return OTHERS[key] ?? null;
}

const OTHERS: Readonly<Partial<Record<string, Wish>>> = {
  g: { wish: "leader" },
  "/": { wish: "filter" },
  "?": { wish: "help" },
  d: { wish: "theme" },
};
