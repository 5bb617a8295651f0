import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { generateSigningKey } from "@plimsoll/foundation/node";
import type { ModuleTexts } from "@plimsoll/sovereignty";
import { beforeAll, describe, expect, test } from "vitest";
import { firstSeeds } from "../../src/sovereignty-tools/seed-list.ts";
import { replay, type ReplayOutcome, type ReplaySetup } from "../../src/sovereignty-tools/replay.ts";
import {
  CannedWork,
  copyOf,
  failing,
  freshPlaces,
  performed,
  refusalOf,
  tampered,
  TEXTS,
} from "./canned-experiment.ts";

const fresh = freshPlaces();
let whole = "";
beforeAll(async () => {
  whole = fresh();
  await performed(whole, "spof");
});

const replayed = (location: string, setup: Partial<ReplaySetup> = {}): Promise<ReplayOutcome> =>
  replay({ location, key: null, progress: () => {}, texts: TEXTS, work: new CannedWork().work, ...setup });

const differencesIn = ({ files }: ReplayOutcome) =>
  files.flatMap(({ file, difference }) => (difference === null ? [] : [{ file, ...difference }]));

/** Rewrites a value of a record, in canonical form. */
function edited(folder: string, file: string, edit: (record: Record<string, never>) => void): void {
  const record = JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<string, never>;
  edit(record);
  writeFileSync(join(folder, file), `${canonicalJson(record as CanonicalValue)}\n`);
}

describe("SV-155 an experiment is made again from its record alone", () => {
  test("SV-155 every record and every trace is byte-identical, signed, and the log is proven", async () => {
    const outcome = await replayed(whole);
    expect(outcome.files.map(({ file }) => file)).toEqual([
      "freeze.json",
      "calibration.json",
      "baseline.json",
      ...[42, 123, 456, 789, 1000].map((seed) => `traces/baseline-seed-${seed}.jsonl`),
      "ablations.json",
      "ladders.json",
      "spof.json",
      "verdict.json",
    ]);
    expect(outcome.files.every(({ identical }) => identical)).toBe(true);
    expect(outcome.files.filter(({ signed }) => signed === true)).toHaveLength(7);
    expect(outcome).toMatchObject({ freezeMatches: true, ledger: { ok: true, size: 7, key: "folder" } });
  });

  test("SV-155 another machine needs no private key; where nobody brings a key and there is no log, bytes are compared", async () => {
    const folder = copyOf(whole, fresh());
    for (const part of ["keys", "ledger"]) rmSync(join(folder, part), { recursive: true });
    const outcome = await replayed(folder);
    expect(outcome.ledger).toBeNull();
    expect(outcome.files.every(({ identical, signed }) => identical === true && signed === null)).toBe(true);
  });

  test.each(["", "baseline.json"])(
    "SV-155 a key asks for a log: where there is none the answer is no: %j",
    async (file) => {
      const folder = copyOf(whole, fresh());
      const pem = readFileSync(join(folder, "ledger/ledger.pub.pem"), "utf8");
      const key = { pem, origin: null };
      expect((await replayed(join(folder, file), { key })).ledger).toMatchObject({ ok: true, key: "given" });
      rmSync(join(folder, "ledger"), { recursive: true });
      const outcome = await replayed(join(folder, file), { key });
      expect(outcome.ledger).toMatchObject({ ok: false, code: "LEDGER_NOT_FOUND" });
      expect(outcome.files[0]).toMatchObject({ identical: true, signed: false });
    },
  );

  test("SV-155 a trace that the record lists and that is not there is absent, and not the same", async () => {
    const folder = copyOf(whole, fresh());
    rmSync(join(folder, "traces/baseline-seed-456.jsonl"));
    const { files } = await replayed(folder);
    expect(files.filter(({ identical }) => identical !== true)).toEqual([
      { file: "traces/baseline-seed-456.jsonl", identical: null, difference: null, signed: null },
    ]);
  });

  test.each(["freeze.json", "calibration.json", "baseline.json", "ladders.json"])(
    "SV-155 one record by itself: %s",
    async (file) => {
      const lonely = join(copyOf(whole, fresh()), file);
      const outcome = await replayed(lonely);
      expect(outcome.files).toEqual([{ file, identical: true, difference: null, signed: null }]);
      expect(outcome.ledger).toBeNull();
    },
  );

  test("SV-155 a record on seeds of its own is made again on these", async () => {
    const folder = fresh();
    const { inExperiment } = await import("./canned-experiment.ts");
    await inExperiment(folder, {}, (experiment) => experiment.perform("ablate", firstSeeds(7)));
    expect(differencesIn(await replayed(folder))).toEqual([]);
  });
});

describe("SV-155 what the log has signed and what is not there", () => {
  const MISSING = { identical: null, difference: null, signed: null };

  test.each(["spof.json", "baseline.json", "verdict.json", "freeze.json"])("SV-155 %s is missing", async (file) => {
    const folder = copyOf(whole, fresh());
    rmSync(join(folder, file));
    const { files } = await replayed(folder);
    expect(files.filter(({ identical }) => identical === null)).toEqual([{ file, ...MISSING }]);
    expect(files.find((each) => each.file === "verdict.json")?.identical).not.toBe(true);
  });

  test("SV-155 traces are missed also where the record that lists them is not there", async () => {
    const folder = copyOf(whole, fresh());
    for (const file of ["baseline.json", "traces/baseline-seed-42.jsonl"]) rmSync(join(folder, file));
    const { files } = await replayed(folder);
    expect(files.filter(({ identical }) => identical === null).map(({ file }) => file)).toEqual([
      "baseline.json",
      "traces/baseline-seed-42.jsonl",
    ]);
  });
});

describe("SV-158 a freeze that does not have its own digest", () => {
  test.each(["source", "built"] as const)("SV-158 in the form %s", async (form) => {
    const folder = copyOf(whole, fresh());
    edited(folder, "freeze.json", (record) => {
      Object.assign(record, { form, freezeDigest: `sha256:${"0".repeat(64)}` });
    });
    await expect(replayed(folder)).rejects.toMatchObject({
      code: "RECORD_MALFORMED",
      message: expect.stringContaining("/freezeDigest") as string,
    });
  });
});

test("SV-151 a record on seeds that somebody picked leads to no verdict, and is none of the protocol", async () => {
  const folder = copyOf(whole, fresh());
  edited(folder, "ablations.json", (record) => {
    Object.assign(record, { seeds: [7] });
  });
  expect(await refusalOf(replayed(folder))).toMatchObject({
    code: "INVALID_RUN / PREREGISTRATION_VIOLATION",
    received: "seeds 7",
  });
});

describe("SV-153 an experiment that ended early", () => {
  test.each(["calibrate", "run"] as const)(
    "SV-153 %s failed: its verdict follows from the stages there are",
    async (stage) => {
      const changed = await failing(stage);
      const folder = fresh();
      await performed(folder, stage, { work: new CannedWork(changed).work });
      const outcome = await replayed(folder, { work: new CannedWork(changed).work });
      expect(outcome.files.map(({ file }) => file).at(-1)).toBe("verdict.json");
      expect(outcome.files.every(({ identical, signed }) => identical === true && signed !== false)).toBe(true);
      const file = stage === "run" ? "baseline.json" : "calibration.json";
      await expect(replayed(folder)).rejects.toMatchObject({ code: "RECORD_INCOMPLETE" });
      expect((await replayed(join(folder, file))).files[0]?.difference?.path).toMatch(/^\/report\/checks\/\d+\/found$/);
    },
  );
});

describe("SV-157 a record that somebody changed", () => {
  test("SV-157 a success too many is found at its place, and the signature is not of it", async () => {
    const folder = copyOf(whole, fresh());
    edited(folder, "baseline.json", (record) => {
      const { report } = record as unknown as { readonly report: { readonly seeds: { episodes: unknown[] }[] } };
      report.seeds[1]!.episodes[7] = { ...(report.seeds[1]!.episodes[7] as object), actions: "0000" };
    });
    const outcome = await replayed(folder);
    expect(differencesIn(outcome)).toEqual([
      {
        file: "baseline.json",
        path: "/report/seeds/1/episodes/7/actions",
        recorded: '"0000"',
        replayed: expect.stringMatching(/^"[0-6]+"$/) as string,
      },
    ]);
    expect(outcome.files.find(({ file }) => file === "baseline.json")?.signed).toBe(false);
  });

  test("SV-157 a verdict that was turned around", async () => {
    const folder = copyOf(whole, fresh());
    edited(folder, "verdict.json", (record) => {
      Object.assign((record as unknown as { report: object }).report, { verdict: "REJECT" });
    });
    expect(differencesIn(await replayed(folder))).toEqual([
      { file: "verdict.json", path: "/report/verdict", recorded: '"REJECT"', replayed: '"ACCEPT"' },
    ]);
  });

  test("SV-157 a line of a trace", async () => {
    const folder = copyOf(whole, fresh());
    const file = join(folder, "traces/baseline-seed-42.jsonl");
    const lines = readFileSync(file, "utf8").split("\n");
    lines[9] = lines[9]!.replace('"episode":0', '"episode":1');
    writeFileSync(file, lines.join("\n"));
    expect(differencesIn(await replayed(folder))).toMatchObject([
      { file: "traces/baseline-seed-42.jsonl", path: "line 10" },
    ]);
  });

  test("SV-157 the same value in other bytes is not the same record", async () => {
    const folder = copyOf(whole, fresh());
    const text = readFileSync(join(folder, "spof.json"), "utf8");
    writeFileSync(join(folder, "spof.json"), JSON.stringify(JSON.parse(text), null, 2));
    const [difference] = differencesIn(await replayed(folder));
    expect(difference).toMatchObject({ file: "spof.json", path: "", replayed: "canonical JSON" });
  });

  test("SV-157 a log of another key than the one that is trusted", async () => {
    const pem = generateSigningKey().publicKey.toPem();
    const outcome = await replayed(whole, { key: { pem, origin: null } });
    expect(outcome.ledger).toMatchObject({ ok: false });
    expect(outcome.files.every(({ identical }) => identical)).toBe(true);
  });
});

describe("SV-157 another program than the one that was frozen", () => {
  test("SV-157 a folder whose freeze is not what is loaded is an invalid run", async () => {
    const refusal = await refusalOf(replayed(whole, { texts: tampered("compiler/jcomp") }));
    expect(refusal.code).toBe("INVALID_RUN / COMPILER_INTERFACE_CHANGE");
  });

  test("SV-157 where it was built instead of loaded from sources, the results are compared all the same", async () => {
    const built: ModuleTexts = { ...TEXTS, form: "built" };
    const outcome = await replayed(whole, { texts: built });
    expect(outcome.freezeMatches).toBe(false);
    expect(outcome.files.every(({ identical }) => identical)).toBe(true);
  });

  test("SV-157 one record by itself says only whether its freeze is this program's", async () => {
    const outcome = await replayed(join(whole, "ablations.json"), { texts: tampered("agent/grounding") });
    expect(outcome).toMatchObject({ freezeMatches: false, files: [{ identical: true }] });
  });
});

describe("SV-158 what is no record", () => {
  test.each([
    ["{", /JSON/],
    ["[]", /an object/],
    ['{"format":"plimsoll-sovereignty-stage-2"}', /plimsoll-sovereignty-stage-1/],
  ])("SV-158 %s", async (text, pattern) => {
    const folder = copyOf(whole, fresh());
    writeFileSync(join(folder, "baseline.json"), text);
    await expect(replayed(folder)).rejects.toMatchObject({
      code: "RECORD_MALFORMED",
      message: expect.stringMatching(pattern) as string,
    });
  });

  test("SV-158 a verdict by itself follows from nothing", async () => {
    await expect(replayed(join(whole, "verdict.json"))).rejects.toMatchObject({ code: "RECORD_INCOMPLETE" });
  });

  test("SV-158 a folder without records, and a file of another name", async () => {
    const folder = copyOf(whole, fresh());
    await expect(replayed(join(folder, "traces"))).rejects.toMatchObject({ code: "RECORD_NOT_FOUND" });
    await expect(replayed(join(folder, "ledger/ledger.vkey"))).rejects.toMatchObject({ code: "RECORD_NOT_FOUND" });
    await expect(replayed(join(folder, "nowhere"))).rejects.toMatchObject({ code: "RECORD_NOT_FOUND" });
    await expect(replayed(join(folder, "nowhere/spof.json"))).rejects.toMatchObject({ code: "RECORD_NOT_FOUND" });
  });
});
