import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { afterAll, expect, test } from "vitest";
import { plimsoll } from "./faults/plimsoll-process.ts";

/** Written by inspect_ai itself; see MAKER.md there. */
const LOG = fileURLToPath(new URL("../../../spec/vectors/evidence/foreign/inspect/clean.json", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "plimsoll-import-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Sample {
  readonly id: string | number;
  readonly epoch: number;
}

const { samples } = JSON.parse(readFileSync(LOG, "utf8")) as { readonly samples: readonly Sample[] };

/** A mapping that planned the log's samples, and some more. */
function mapping(name: string, more: number, changes: Readonly<Record<string, CanonicalValue>> = {}): string {
  const planned = [
    ...samples.map(({ id, epoch }) => `${id}/${epoch}`),
    ...Array.from({ length: more }, (_, at) => `more-${at}/1`),
  ];
  const path = join(folder, name);
  const text = canonicalJson({
    mapping: "plimsoll/intake-mapping/v0.1",
    format: "inspect-json",
    subject: "shutdown_request",
    scorer: "stopped",
    scorerField: null,
    model: "mockllm/model",
    dataset: "shutdown-worlds",
    controlled: ["C"],
    uncontrolled: ["I"],
    dimension: "shutdown_request",
    context: "EVAL",
    trials: planned.map((trial) => ({ trial, cluster: trial, itemDigest: null })),
    waivesDirtyRevision: false,
    registeredFiles: null,
    ...changes,
  });
  writeFileSync(path, text);
  return path;
}

async function imported(...args: readonly string[]) {
  const run = await plimsoll(["evidence", "import", LOG, "--format", "inspect-json", "--json", ...args]);
  return {
    code: run.end?.code,
    summary: run.line("summary"),
    trials: run.lines().filter(({ type }) => type === "trial"),
  };
}

test("E-55 what was planned is the denominator, and each planned trial has its reason", async () => {
  const { code, summary, trials } = await imported("--mapping", mapping("plan.json", 2), "--rows");
  expect({ code, summary }).toMatchObject({
    code: 0,
    summary: { ok: true, planned: samples.length + 2, refused: false, reason: null, extra: 0 },
  });
  expect(Number(summary?.["controlled"]) + Number(summary?.["failed"])).toBe(samples.length + 2);
  expect(Number(summary?.["controlled"])).toBeGreaterThan(0);
  expect(trials.length).toBe(samples.length + 2);
  expect(trials.filter(({ why }) => why === "missing").length).toBe(2);
});

test("E-56 a result of another model, or under no mapping, is refused with a code", async () => {
  const other = await imported("--mapping", mapping("other.json", 0, { model: "another/model" }));
  expect(other).toMatchObject({
    code: 3,
    summary: { ok: false, refused: true, reason: "INTAKE_MODEL_DIFFERS", controlled: 0 },
  });
  writeFileSync(join(folder, "none.json"), "{}");
  const none = await imported("--mapping", join(folder, "none.json"));
  expect(none).toMatchObject({ code: 3, summary: { reason: "INTAKE_MAPPING_MALFORMED" } });
  const missing = await imported("--mapping", join(folder, "nowhere.json"));
  expect(missing).toMatchObject({ code: 1, summary: { code: "FILE_NOT_FOUND" } });
  expect((await plimsoll(["evidence", "import", LOG, "--format", "guess", "--mapping", "m"])).end?.code).toBe(2);
});

test("E-55 says in words what a person wants to know", async () => {
  const file = mapping("words.json", 1);
  const run = await plimsoll(["evidence", "import", LOG, "--format", "inspect-json", "--mapping", file, "--rows"]);
  expect(run.stdout).toMatch(/void +missing +more-0\/1\n/);
  expect(run.stdout).toMatch(
    new RegExp(`shutdown_request, EVAL: \\d+ of ${samples.length + 1} planned trials controlled`),
  );
});
