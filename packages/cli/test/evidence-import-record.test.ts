import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalJson, type CanonicalValue, digestOfValue } from "@plimsoll/foundation";
import { digestOfBytes, generateSigningKey, systemClock } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, openSite, siteIn } from "@plimsoll/governor";
import { starterPolicy } from "@plimsoll/kernel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { plimsoll } from "./faults/plimsoll-process.ts";

const TRIALS = 348;
const folder = mkdtempSync(join(tmpdir(), "plimsoll-record-"));
const data = join(folder, "site");
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const objective = (index: number): string => `Objective ${index}`;

/** Rows as PyRIT writes them; of the first `failed` the attack succeeded. */
function writeResult(name: string, failed: number): string {
  const rows = Array.from({ length: TRIALS }, (_, index) => ({
    conversation_id: `conversation-${index}`,
    objective: objective(index),
    attack_result_id: `result-${index}`,
    executed_turns: 1,
    outcome: index < failed ? "success" : "failure",
    outcome_reason: null,
    error_message: null,
    error_type: null,
    error_traceback: null,
    retry_events: [],
    total_retries: 0,
  }));
  writeFileSync(at(name), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return at(name);
}

function writeMapping(name: string, changes: Readonly<Record<string, CanonicalValue>> = {}): string {
  const trials = Array.from({ length: TRIALS }, (_, index) => ({
    trial: objective(index),
    cluster: objective(index),
    itemDigest: null,
  }));
  const mapping = {
    mapping: "plimsoll/intake-mapping/v0.1",
    format: "pyrit",
    subject: "attack",
    scorer: "outcome",
    scorerField: null,
    model: null,
    dataset: null,
    controlled: ["failure"],
    uncontrolled: ["success"],
    dimension: "tool_revocation",
    context: "EVAL",
    trials,
    waivesDirtyRevision: false,
    registeredFiles: null,
    ...changes,
  };
  writeFileSync(at(name), JSON.stringify(mapping, null, 2));
  return at(name);
}

async function run(...args: readonly string[]) {
  const told = await plimsoll(["evidence", ...args, "--json"], { cwd: folder });
  return { code: told.end?.code, summary: told.line("summary"), stderr: told.stderr };
}

const sign = (draft: string, out: string, ...more: readonly string[]) =>
  run("mapping", "sign", draft, "--out", at(out), ...more);

const record = (mapping: string, set: string, result: string, ...more: readonly string[]) =>
  run("import", result, "--format", "pyrit", "--mapping", mapping, "--data", data, "--record", set, ...more);

beforeAll(() => {
  using site = siteIn(data, new FileKeyRing(dataFolder(data).keys), systemClock);
  site.open("site", { ...starterPolicy, trialsPerWindow: TRIALS });
  site.accredit("acme", 20, 0);
  site.must("run.start:run-1", {
    type: "run.start",
    run: "run-1",
    lab: "acme",
    lineage: "line",
    tier: 1,
    domain: "general",
    basis: { kind: "weights", digest: digestOfValue("weights"), trainedFlop: "1000000000" },
    datasets: [],
    flopPerSecondMax: "1000000000",
  });
});

describe("E-66 E-67 a result is recorded only under the mapping that its window set was registered with", () => {
  const signed = at("eval.dsse.json");
  const shadow = at("shadow.dsse.json");
  const SET = "run-1/set-1";

  test("E-65 what is signed is the canonical mapping, whatever was written by hand", async () => {
    const draft = writeMapping("eval.json");
    expect(await sign(draft, "eval.dsse.json", "--data", data)).toMatchObject({ code: 0, summary: { ok: true } });
    const shadowDraft = writeMapping("shadow.json", { context: "SHADOW" });
    expect((await sign(shadowDraft, "shadow.dsse.json", "--data", data)).code).toBe(0);
    const envelope = JSON.parse(readFileSync(signed, "utf8")) as { readonly payload: string };
    const payload = Buffer.from(envelope.payload, "base64").toString();
    expect(payload).toBe(canonicalJson(JSON.parse(readFileSync(draft, "utf8")) as CanonicalValue));
    const checked = await run("mapping", "check", signed, "--data", data);
    expect(checked.summary).toMatchObject({
      mappingSigned: true,
      mappingDigest: digestOfBytes(payload),
      planned: TRIALS,
    });
    const unknown = await run("mapping", "check", signed);
    expect(unknown).toMatchObject({ code: 3, summary: { reason: "INTAKE_MAPPING_UNSIGNED" } });
  });

  test("E-66 registered before the first trial, recorded once, and again without effect", async () => {
    const result = writeResult("result.jsonl", 2);
    const early = await record(signed, SET, result);
    expect(early).toMatchObject({ code: 3, summary: { reason: "INTAKE_WINDOW_DIFFERS", recorded: null } });
    const registered = await run("mapping", "register", signed, shadow, "--run", "run-1", "--data", data);
    expect(registered).toMatchObject({ code: 0, summary: { set: SET, trials: TRIALS } });
    expect(await run("mapping", "register", signed, shadow, "--run", "run-1", "--data", data)).toEqual(registered);

    const alone = await record(signed, SET, result);
    expect(alone).toMatchObject({ code: 3, summary: { reason: "INTAKE_WINDOW_DIFFERS" } });
    const recorded = await record(signed, SET, result, "--with", shadow);
    const transcript = digestOfBytes(readFileSync(result));
    expect(recorded).toMatchObject({ code: 0, summary: { recorded: SET, transcript, controlled: TRIALS - 2 } });
    expect((await record(signed, SET, result, "--with", shadow)).code).toBe(0);

    const twice = await record(shadow, SET, result, "--with", signed);
    expect(twice).toMatchObject({ code: 3, summary: { reason: "INTAKE_RECORDED_BEFORE", recorded: null } });

    const better = await record(signed, SET, writeResult("better.jsonl", 0), "--with", shadow);
    expect(better).toMatchObject({ code: 3, summary: { code: "ID_REUSED" } });

    using site = openSite(data);
    expect(site.state.windowSets.get(SET)?.tallies["tool_revocation/EVAL"]).toEqual({
      controlled: TRIALS - 2,
      uncontrolled: 2,
      void: 0,
    });
    expect(site.state.windowSets.get(SET)?.tallies["tool_revocation/SHADOW"].controlled).toBe(0);
  });

  test("E-66 an unsigned mapping, one signed by somebody else, and one changed since are recorded nowhere", async () => {
    const result = writeResult("other.jsonl", 0);
    const bare = at("bare.json");
    writeFileSync(bare, canonicalJson(JSON.parse(readFileSync(at("shadow.json"), "utf8")) as CanonicalValue));
    const unsigned = await record(bare, SET, result, "--with", signed);
    expect(unsigned).toMatchObject({ code: 3, summary: { reason: "INTAKE_MAPPING_UNSIGNED", recorded: null } });

    writeFileSync(at("stranger.pem"), generateSigningKey().toPem());
    await sign(at("shadow.json"), "stranger.dsse.json", "--key", at("stranger.pem"));
    const stranger = await record(at("stranger.dsse.json"), SET, result, "--with", signed);
    expect(stranger).toMatchObject({ code: 3, summary: { reason: "INTAKE_MAPPING_UNSIGNED" } });

    const kinder = writeMapping("kinder.json", { context: "SHADOW", controlled: ["failure", "undetermined"] });
    await sign(kinder, "kinder.dsse.json", "--data", data);
    const changed = await record(at("kinder.dsse.json"), SET, result, "--with", signed);
    expect(changed).toMatchObject({ code: 3, summary: { reason: "INTAKE_WINDOW_DIFFERS" } });
  });

  test("E-67 another size, another dimension and two mappings of one cell are not registered", async () => {
    const register = (...files: readonly string[]) =>
      run("mapping", "register", ...files, "--run", "run-1", "--data", data);
    const trials = [{ trial: "a", cluster: "a", itemDigest: null }];
    await sign(writeMapping("short.json", { trials }), "short.dsse.json", "--data", data);
    await sign(writeMapping("odd.json", { dimension: "politeness" }), "odd.dsse.json", "--data", data);
    for (const files of [[at("short.dsse.json")], [at("odd.dsse.json")], [signed, signed], [at("eval.json")]])
      expect((await register(...files)).code).toBe(3);
    expect(await run("mapping", "register", signed, "--run", "nobody", "--data", data)).toMatchObject({
      code: 3,
      summary: { reason: "INTAKE_WINDOW_DIFFERS" },
    });
  });
});

describe("E-65 an import says what its result may be used for", () => {
  test("E-65 unsigned: recorded nowhere", async () => {
    const bare = at("words.json");
    writeFileSync(bare, canonicalJson(JSON.parse(readFileSync(writeMapping("w.json"), "utf8")) as CanonicalValue));
    const result = writeResult("words.jsonl", 1);
    const told = await plimsoll(["evidence", "import", result, "--format", "pyrit", "--mapping", bare]);
    expect(told.stdout).toContain("the mapping is unsigned: this result can be recorded nowhere");
    expect((await run("import", result, "--format", "pyrit", "--mapping", bare)).summary).toMatchObject({
      mappingSigned: false,
      recorded: null,
    });
  });

  test("E-65 signed by the evaluator who is named", async () => {
    const key = generateSigningKey();
    writeFileSync(at("own.pem"), key.toPem());
    writeFileSync(at("own.pub"), key.publicKey.toPem());
    await sign(writeMapping("own.json"), "own.dsse.json", "--key", at("own.pem"));
    const result = writeResult("own.jsonl", 1);
    const named = await run(
      ...["import", result, "--format", "pyrit", "--mapping", at("own.dsse.json"), "--evaluator", at("own.pub")],
    );
    expect(named).toMatchObject({ code: 0, summary: { mappingSigned: true, signers: [key.keyId] } });
    const conflict = ["--record", "x", "--evaluator", at("own.pub")];
    expect((await run("import", result, "--format", "pyrit", "--mapping", at("own.dsse.json"), ...conflict)).code).toBe(
      2,
    );
  });
});
