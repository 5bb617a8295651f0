// Writes docs/reference/language-model-battery.md from the journal of a run of the battery.
// Run: node --conditions=@plimsoll/source scripts/language-model/write-table.ts [JOURNAL]
import { writeFileSync } from "node:fs";
import { journalLines } from "./journal.ts";
import { tableOf } from "./table.ts";

const journal = process.argv[2] ?? new URL("./measured.jsonl", import.meta.url).pathname;
const page = new URL("../../docs/reference/language-model-battery.md", import.meta.url);
writeFileSync(page, tableOf(journalLines(journal)));
