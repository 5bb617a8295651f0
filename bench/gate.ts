// Whether ours have become slower beside their peers: judges the newest line of each bench by its earlier ones (bench/ratio-gate.ts).
// Run: node bench/gate.ts [--json] [--history FILE]. Exit 1 when a ratio fell.
import { parseArgs } from "node:util";
import { existsSync } from "node:fs";
import { fallenTable } from "./gate-table.ts";
import { historyLines } from "./history.ts";
import { HISTORY } from "./places.ts";
import { judged } from "./ratio-gate.ts";

const { values: asked } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    history: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const HELP = `Usage: npm run bench:gate [-- --json] [--history FILE]

Compares what each bench measured last, beside its peers, with the median of up to five earlier runs on the same processor.
A ratio may fall short by what it swung within and between those runs, at least 15 % (30 % where no rounds were recorded), at most 50 %.
Exit 1 when one fell. One that fell is no measure for later runs, unless its line in bench/history.jsonl says why it stands, as "accepted":"…".

  npm run bench:gate             a table of what fell
  npm run -s bench:gate -- --json  all figures, as one line of JSON
  npm run bench:gate -- --history /tmp/other.jsonl
`;

if (asked.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const history = asked.history ?? HISTORY;
if (!existsSync(history)) {
  process.stderr.write(`HISTORY_MISSING: expected a file of lines of JSON; received ${history}, which is not there\n`);
  process.exit(2);
}
const outcome = judged(historyLines(history));
const { rows } = outcome;
const fallen = rows.filter(({ verdict }) => verdict === "fell");
if (asked.json) process.stdout.write(`${JSON.stringify({ type: "summary", ok: fallen.length === 0, ...outcome })}\n`);
else process.stdout.write(`${fallenTable(outcome)}\n`);
process.exit(fallen.length === 0 ? 0 : 1);
