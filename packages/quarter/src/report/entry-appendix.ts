import { dayOf } from "../plan/calendar.ts";
import type { LedgerView, Placed } from "../site/ledger-view.ts";
import { escapeHtml } from "./markup.ts";

const LINK = /href="#e(\d+)"/gu;

/** Every entry that the page leads to, as the ledger has it. */
export function entryAppendix(view: LedgerView, page: string): string {
  const linked = new Set([...page.matchAll(LINK)].map(([, index]) => Number(index)));
  const entries = [...linked].toSorted((a, b) => a - b).flatMap((index) => view.entries[index] ?? []);
  return entries.map(entryText).join("");
}

const JSON_CHARACTERS_MAX = 2_400;

function entryText({ index, entry }: Placed): string {
  const text = JSON.stringify(entry, null, 1);
  const shown =
    text.length > JSON_CHARACTERS_MAX
      ? `${text.slice(0, JSON_CHARACTERS_MAX)}\n… and ${text.length - JSON_CHARACTERS_MAX} characters more`
      : text;
  const day = dayOf(entry.at).toFixed(2);
  return `<details id="e${index}"><summary>#${index} ${escapeHtml(entry.kind)} <span class="when">day ${day}, ${new Date(entry.at).toISOString()}</span></summary><pre>${escapeHtml(shown)}</pre></details>`;
}
