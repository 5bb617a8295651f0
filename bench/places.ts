// Where benches leave their figures and pages. A quick run measures too little to be a figure: it has a folder of its own.
import { mkdirSync } from "node:fs";

/** Whether to measure as little as shows that a bench works. Programs that a quick run starts are told by the environment. */
export const isQuick = process.argv.includes("--quick") || process.env["PLIMSOLL_BENCH_QUICK"] === "1";

const QUICK = new URL("../node_modules/.cache/bench-quick/", import.meta.url);
if (isQuick) mkdirSync(QUICK, { recursive: true });

/** One line of JSON for each run of a bench, the newest last. */
export const HISTORY = isQuick ? new URL("history.jsonl", QUICK) : new URL("history.jsonl", import.meta.url);

/** A page or plot of docs/, or that of a quick run. */
export const pageFile = (name: string): URL => new URL(name, isQuick ? QUICK : new URL("../docs/", import.meta.url));
