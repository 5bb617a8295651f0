import { readFileSync } from "node:fs";
import { identifier, integer, object, oneOf, PlimsollError, type Shaped } from "@plimsoll/foundation";
import { CONTEXTS, DIMENSIONS } from "@plimsoll/kernel";
import { trialLines } from "../rehearsal/battery-lines.ts";

const windowShape = object({
  window: identifier,
  dimension: oneOf(...DIMENSIONS),
  context: oneOf(...CONTEXTS),
  trials: integer(1, 1_000_000),
  seed: identifier,
});

/** Probes weights for the windows on standard input; prints a line for each trial (docs/guides/govern-a-job.md, "The probe command"). */
export function* probeLines(checkpoint: string, windowLines: string): Generator<string> {
  const weights = readFileSync(checkpoint);
  for (const line of windowLines.split("\n").filter((line) => line !== ""))
    yield* trialLines(weights, parseWindow(line));
}

function parseWindow(line: string): Shaped<typeof windowShape> {
  const window = windowShape.parse(JSON.parse(line));
  if (window.ok) return window.value;
  const { path, expected, received } = window.error;
  throw new PlimsollError({
    code: "WINDOW_MALFORMED",
    expected: `${expected} at "${path}"`,
    received,
    fix: "hand in the lines that plimsoll run gives to a probe command",
  });
}
