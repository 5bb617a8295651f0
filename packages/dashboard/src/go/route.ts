/** The pages, in their order, with the letter that follows `g` and the mark of each. */
export const PAGES = [
  { page: "now", title: "Now", key: "n" },
  { page: "ledger", title: "Ledger", key: "l" },
  { page: "budget", title: "Budget", key: "b" },
  { page: "evidence", title: "Evidence", key: "e" },
  { page: "graph", title: "Graph", key: "g" },
  { page: "release", title: "Release", key: "r" },
  { page: "mesh", title: "Mesh", key: "m" },
  { page: "lab", title: "Lab", key: "t" },
  { page: "audit", title: "Audit", key: "a" },
] as const;

export type PageName = (typeof PAGES)[number]["page"];

export interface Route {
  readonly page: PageName;
  /** What comes after the page's name, decoded. */
  readonly rest: readonly string[];
}

const NAMES: ReadonlySet<string> = new Set(PAGES.map(({ page }) => page));

/** `#/ledger/12` and the like; whatever is none of ours leads to Now. */
export function routeOf(hash: string): Route {
  const [page = "", ...rest] = hash.replace(/^#\/?/, "").split("/").map(decoded);
  return NAMES.has(page)
    ? { page: page as PageName, rest: rest.filter((part) => part !== "") }
    : { page: "now", rest: [] };
}

export const hashOf = (page: PageName, ...rest: readonly string[]): string =>
  `#/${[page, ...rest.map(encodeURIComponent)].join("/")}`;

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
