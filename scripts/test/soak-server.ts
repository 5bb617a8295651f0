// Runs `plimsoll serve` under load for a long time and kills it every minute: nothing that was answered may be lost, and its memory must
// not grow. Prints its figures as JSON; the last line is the summary.
// Run: npm run soak -- --minutes 20
import { parseArgs } from "node:util";
import { soak } from "../../packages/server/test/soak/soak.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "20" },
    commands: { type: "string", default: "20000" },
    runs: { type: "string", default: "200" },
    readers: { type: "string", default: "50" },
    clients: { type: "string", default: "16" },
  },
});

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const figures = await soak(
  {
    durationMs: Number(values.minutes) * 60_000,
    roundMs: 60_000,
    commands: Number(values.commands),
    runs: Number(values.runs),
    readers: Number(values.readers),
    clients: Number(values.clients),
  },
  say,
);
say({ type: "summary", ...figures });
process.exit(figures.ok ? 0 : 1);
