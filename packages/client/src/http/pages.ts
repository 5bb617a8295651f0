import { answerMalformed } from "./client-error.ts";

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Every item of a list, page by page; each page is asked for once the one before it was taken. */
export async function* pagesFrom<Item>(
  pageAt: (next: string | null) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let next: string | null = null;
  do {
    const page: Page<Item> = await pageAt(next);
    yield* page.items;
    // A list that names the same page again would never end.
    if (page.next !== null && page.next === next) throw answerMalformed("the cursor of another page", page.next);
    next = page.next;
  } while (next !== null);
}
