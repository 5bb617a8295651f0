import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { digestOf, utf8 } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { cleanApparatus } from "../run/apparatus.ts";
import { candidateSetup, runSeed } from "../run/run-seed.ts";
import type { TraceEntry } from "../trace/trace-entry.ts";
import { oracle } from "./oracle.ts";

const apparatus = cleanApparatus(`sha256:${"0".repeat(64)}`);

function traced(): readonly TraceEntry[] {
  const entries: TraceEntry[] = [];
  runSeed({ ...candidateSetup(apparatus, 42), trace: (entry) => entries.push(entry) }, oracle(0));
  return entries;
}

describe("the oracle", () => {
  test("SV-100 goes through every stage of the pipeline before each of its actions", () => {
    const before = new Map<string, string[]>();
    const ofSteps = traced().filter(({ entryType }) => STAGES.includes(entryType));
    for (const { episode, step, entryType } of ofSteps) {
      const place = `${episode}/${step}`;
      before.set(place, [...(before.get(place) ?? []), entryType]);
    }
    expect(before.size).toBe(18 * 18 + 2 * 23);
    for (const stages of before.values()) expect(stages).toEqual(STAGES);
  });

  const STAGES: readonly string[] = ["MASK", "DELIBERATION", "COMPILATION", "SELECTION", "EXECUTION"];

  test("SV-100 has its repairs judged by the gate: two are accepted, and of another compiler none", () => {
    const answers = traced()
      .filter(({ entryType }) => entryType === "LAW_REPAIR")
      .map(({ data }) => (data as { readonly answer: string }).answer);
    expect(answers).toEqual(["ACCEPT", "ACCEPT"]);
    const agentCompiler = digestOf(utf8("another compiler"));
    const refused = runSeed({ ...candidateSetup(apparatus, 42), agentCompiler }, oracle(0));
    expect(refused).toMatchObject({ repairs: [], halt: { detail: "R8_COMPILER_DRIFT", episode: 2 } });
  });

  test("SV-100 takes part in calibration alone: no other module has it", () => {
    const source = join(import.meta.dirname, "..");
    const modules = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
    );
    const importing = (pattern: RegExp) =>
      modules.filter((file) => pattern.test(readFileSync(join(source, file), "utf8"))).toSorted();
    const inVerdict = importing(/"\.\/oracle\.ts"/).filter((file) => file.startsWith("verdict"));
    expect(inVerdict.map((file) => file.replaceAll("\\", "/"))).toEqual([
      "verdict/admissible-repairs.ts",
      "verdict/oracle-run.ts",
    ]);
    expect(importing(/verdict\/(oracle|oracle-run|admissible-repairs)\.ts"/)).toEqual([]);
  });
});
