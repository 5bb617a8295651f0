// Gives the kernel hostile commands, far more than `npm test` does.
// Run: node --conditions=@plimsoll/source scripts/study/fuzz-kernel.ts --commands 1000000 --seed 1
import { parseArgs } from "node:util";
import { fuzz } from "../../packages/kernel/test/fuzz/fuzz.ts";
import { realKernel } from "../../packages/kernel/test/stories/story-site.ts";

const { values } = parseArgs({
  options: {
    commands: { type: "string", default: "1000000" },
    seed: { type: "string", default: `${Date.now() % 2 ** 31}` },
  },
});
const seed = Number(values.seed);
const { commands, decided, refused, violations } = fuzz(Number(values.commands), seed, realKernel, (told) => {
  if (told % 50_000 === 0) process.stdout.write(`${told} commands, seed ${seed}\n`);
});
const codes = Object.entries(refused).toSorted(([, left], [, right]) => right - left);
process.stdout.write(`${commands} commands, seed ${seed}: ${decided} decided, ${violations.length} violations\n`);
process.stdout.write(`${codes.map(([code, count]) => `${code} ${count}`).join(", ")}\n`);
for (const { start, complaint, stamped } of violations.slice(0, 10))
  process.stdout.write(`in ${start}: ${complaint}\n${shown(stamped)}\n`);
process.exitCode = violations.length === 0 ? 0 : 1;

function shown(stamped: unknown): string {
  try {
    return JSON.stringify(stamped, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value)).slice(
      0,
      2_000,
    );
  } catch (error) {
    return `a command that cannot be shown: ${String(error)}`;
  }
}
