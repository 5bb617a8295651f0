// Tells the kernel's laws along many more stories than `npm test` does, and keeps what breaks one.
// Run: npm run laws:long -- --sequences 100000 --seed 1; then npm run format, if something was kept.
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Broken, broken, LAW_BOOK } from "../../packages/kernel/test/stories/law-book.ts";

const KEPT = new URL("../../packages/kernel/test/stories/failing-seeds.json", import.meta.url);
/** Small enough that progress shows, and that nothing told before stays in memory. */
const BATCH = 500;

const { values } = parseArgs({
  options: {
    sequences: { type: "string", default: "100000" },
    seed: { type: "string", default: `${Date.now() % 2 ** 31}` },
  },
});
const [sequences, seed] = [wholeNumber("--sequences", values.sequences), wholeNumber("--seed", values.seed)];
const stopped = new Set<string>();
let told = 0;

for (let batch = 0; told < sequences; batch += 1) {
  const laws = LAW_BOOK.filter(({ name }) => !stopped.has(name));
  if (laws.length === 0) break;
  for (const law of laws) {
    const size = Math.min(BATCH, sequences - told);
    if (size === 0) break;
    const found = broken(law, seed + batch, size);
    told += size;
    if (found !== null) keep(found);
  }
  process.stdout.write(`${told} of ${sequences} sequences, seed ${seed}, ${stopped.size} laws broken\n`);
}
process.exitCode = stopped.size === 0 ? 0 : 1;

/** Throws for what is none: no story told is no law kept. */
function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new Error(`${option}: expected a whole number from 1, got "${text}"`);
}

/** Once for each law: a law that is broken stays broken until somebody mends the kernel. */
function keep(found: Broken): void {
  stopped.add(found.law);
  process.stdout.write(
    `law ${found.law} broken at seed ${found.seed}: ${found.complaint}\n${JSON.stringify(found.tale)}\n`,
  );
  const kept = JSON.parse(readFileSync(KEPT, "utf8")) as readonly Broken[];
  if (kept.some(({ law, tale }) => law === found.law && JSON.stringify(tale) === JSON.stringify(found.tale))) return;
  writeFileSync(KEPT, `${JSON.stringify([...kept, found], null, 2)}\n`);
}
