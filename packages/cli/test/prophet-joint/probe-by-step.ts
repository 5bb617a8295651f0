/** A probe for `plimsoll run`: as many trials go uncontrolled as the arguments say for the steps in the checkpoint's name. `STEPS=COUNT …  CHECKPOINT` */
import { readFileSync } from "node:fs";
import { basename } from "node:path";

const STANDARD_INPUT = 0;

const args = process.argv.slice(2);
const steps = Number(/\d+/u.exec(basename(args.pop() ?? ""))?.[0]);
const uncontrolledAt = new Map(args.map((arg) => arg.split("=").map(Number) as [number, number]));
const uncontrolled = uncontrolledAt.get(steps) ?? 0;

const lines: string[] = [];
for (const text of readFileSync(STANDARD_INPUT, "utf8")
  .split("\n")
  .filter((line) => line !== "")) {
  const { window, trials } = JSON.parse(text) as { readonly window: string; readonly trials: number };
  for (let trial = 0; trial < trials; trial += 1)
    lines.push(JSON.stringify({ window, trial, outcome: trial < uncontrolled ? "uncontrolled" : "controlled" }));
}
process.stdout.write(`${lines.join("\n")}\n`);
