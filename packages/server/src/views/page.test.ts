import { expect, test } from "vitest";
import { keyOfCursor, type Page, PAGE_LENGTH_MAX, pageOf } from "./page.ts";
import type { SiteView } from "./site-view.ts";

const VIEW = { nowMs: 1, state: { entryCount: 2 } } as SiteView;

/** Every page of a list, from the first to the last. */
function pagesOf(lengths: readonly number[], limit: number): readonly (readonly string[])[] {
  const keys = lengths.map((_, place) => String(place).padStart(4, "0"));
  const rows = keys.map((key, place) => [key, () => key + "x".repeat((lengths[place] ?? 0) - key.length)] as const);
  const pages: string[][] = [];
  for (let after: string | null = null; ;) {
    const { items, next }: Page<string> = pageOf<string>(VIEW, rows, { after, limit });
    pages.push(items.map((item) => item.slice(0, 4)));
    if (next === null) return pages;
    after = keyOfCursor(next) ?? null;
  }
}

const MIB = 1_048_576;

test("SVR-158 a page of long items ends before it is too long, and the pages together are the list", () => {
  const lengths = Array.from({ length: 11 }, () => MIB);
  const pages = pagesOf(lengths, 500);
  expect(pages.map(({ length }) => length)).toEqual([3, 3, 3, 2]);
  expect(pages.flat()).toEqual(lengths.map((_, place) => String(place).padStart(4, "0")));
  expect(3 * MIB).toBeLessThan(PAGE_LENGTH_MAX);
});

test("SVR-158 an item that is longer than a page is on one by itself", () => {
  expect(pagesOf([10, 5 * MIB, 10, 5 * MIB], 500).map(({ length }) => length)).toEqual([1, 1, 1, 1]);
});

test("SVR-21 short items fill pages of the limit", () => {
  expect(
    pagesOf(
      Array.from({ length: 7 }, () => 10),
      3,
    ).map(({ length }) => length),
  ).toEqual([3, 3, 1]);
});
