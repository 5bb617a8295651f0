import type { ReadonlySignal } from "@preact/signals";
import { ok, type Result, type Shape } from "@plimsoll/foundation";
import type { Problem } from "../../src/api/problem.ts";
import { ask } from "./ask.ts";
import { type OldWith, type Resource, useAsked } from "./resource.ts";

const PAGE_SIZE = 500;

/** A list is asked for again with each entry: a longer one than these make is for a program. */
const PAGES_MAX = 10;

/** One page of a list, as the API gives it (SVR-21). */
interface ListPage<T> {
  readonly asOf: number | null;
  readonly items: readonly T[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}

/** A list, page after page. */
export interface List<T> {
  /** Of its first page: none of it is older. */
  readonly asOf: number | null;
  readonly items: readonly T[];
  /** Whether there are more than these, which are the first by their keys. */
  readonly isCut: boolean;
}

/** Asks for a list of the site, and again when it may be old. */
export const useList = <T>(
  path: string,
  shape: Shape<ListPage<T>>,
  oldWith: OldWith,
): ReadonlySignal<Resource<List<T>>> => useAsked(path, () => askList(path, shape), oldWith);

async function askList<T>(path: string, shape: Shape<ListPage<T>>): Promise<Result<List<T>, Problem>> {
  const pages: ListPage<T>[] = [];
  let cursor: string | null = null;
  do {
    const after: string = cursor === null ? "" : `&cursor=${cursor}`;
    const page = await ask(`${path}?limit=${PAGE_SIZE}${after}`, shape);
    if (!page.ok) return page;
    pages.push(page.value);
    cursor = page.value.next;
  } while (cursor !== null && pages.length < PAGES_MAX);
  return ok({
    asOf: pages[0]?.asOf ?? null,
    items: pages.flatMap(({ items }) => items),
    isCut: cursor !== null,
  });
}
