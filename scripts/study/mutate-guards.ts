// Weakens every guard of the kernel's decision core, one at a time, and says which of them no test noticed.
// Run: npm run mutation. It takes many minutes. --write writes docs/reference/guards.md; --resume goes on where a run broke off.
// PLIMSOLL_MUTATE_ONLY=control/,decide.ts names the files to look at, by the beginnings of their paths.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startVitest } from "vitest/node";
import { catalogue } from "./mutation/catalogue.ts";
import { type Equivalent, judged, type Judged } from "./mutation/judged.ts";
import { FINDINGS, ONLY, root } from "./mutation/places.ts";
import { guardsPage } from "./mutation/guards-page.ts";

const EQUIVALENTS = join(root, "spec/vectors/kernel/equivalent-guards.json");
const PAGE = join(root, "docs/reference/guards.md");

const { values } = parseArgs({
  options: { write: { type: "boolean", default: false }, resume: { type: "boolean", default: false } },
});
if (!values.resume) rmSync(FINDINGS, { force: true });
const began = performance.now();
const vitest = await startVitest("test", [], {
  config: join(root, "scripts/study/mutation/vitest.config.ts"),
  watch: false,
  // What it found is told below.
  reporters: [{}],
});
const passed = vitest.state.getCountOfFailedTests() === 0 && vitest.state.getUnhandledErrors().length === 0;
// A test that fails as the kernel stands says nothing of a guard.
const broken = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests("failed")]);
for (const { fullName } of broken) process.stdout.write(`fails with nothing weakened: ${fullName}\n`);
await vitest.close();

const isAsked = (file: string): boolean => ONLY.some((start) => file.startsWith(start));
const equivalents = JSON.parse(readFileSync(EQUIVALENTS, "utf8")) as readonly Equivalent[];
const result = judged(
  catalogue().mutants.filter(({ file }) => isAsked(file)),
  JSON.parse(readFileSync(FINDINGS, "utf8")),
  equivalents.filter(({ mutant }) => isAsked(mutant)),
);
tell(result, Math.ceil((performance.now() - began) / 60_000));
if (values.write) {
  writeFileSync(PAGE, guardsPage(result));
  process.stdout.write("wrote docs/reference/guards.md; npm run tables -- --keep counts its rows in the laws table\n");
}
const isDone = result.survivors.length === 0 && result.untried.length === 0 && result.stale.length === 0;
process.exitCode = passed && isDone ? 0 : 1;

function tell({ mutants, noticed, equivalents: listed, survivors, untried, stale }: Judged, minutes: number): void {
  for (const { name } of survivors) process.stdout.write(`not noticed: ${name}\n`);
  for (const { mutant } of stale) process.stdout.write(`listed as equivalent, but noticed or gone: ${mutant}\n`);
  process.stdout.write(
    `${mutants.length} weakened guards: ${noticed.length} noticed, ${listed.length} equivalent, ` +
      `${survivors.length} not noticed, ${untried.length} not tried; ${minutes} minutes\n`,
  );
}
