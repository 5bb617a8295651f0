import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { dataFolder, FileKeyRing } from "@plimsoll/governor";
import { FROZEN_ARTEFACTS, recordDigest, recordText, type Stage, STAGES } from "@plimsoll/sovereignty";
import { verifyLedger } from "@plimsoll/verifier";
import { beforeAll, describe, expect, test } from "vitest";
import { RECORD_FILES, RunFolder } from "../../src/sovereignty-tools/run-folder.ts";
import { firstSeeds } from "../../src/sovereignty-tools/seed-list.ts";
import { SignedLog } from "../../src/sovereignty-tools/signed-log.ts";
import { usualSeeds } from "../../src/sovereignty-tools/stage-work.ts";
import {
  CannedWork,
  copyOf,
  failing,
  freshPlaces,
  inExperiment,
  performed,
  performedAll,
  recordsIn,
  refusalOf,
  tampered,
} from "./canned-experiment.ts";

const fresh = freshPlaces();
const upTo = (count: number): readonly Stage[] => STAGES.slice(0, count);

/** A folder after so many stages, made once for all tests that only read it or copy it. */
const after: string[] = [];
beforeAll(async () => {
  const folder = fresh();
  for (const [count, stage] of STAGES.entries()) {
    await performed(folder, stage);
    after[count + 1] = copyOf(folder, fresh());
  }
});

/** A folder of its own after so many stages. */
const folderAfter = (count: number): string => (count === 0 ? fresh() : copyOf(after[count]!, fresh()));

const ALL_FILES = [
  "ablations.json",
  "baseline.json",
  "calibration.json",
  "freeze.json",
  "ladders.json",
  "spof.json",
  "traces/baseline-seed-1000.jsonl",
  "traces/baseline-seed-123.jsonl",
  "traces/baseline-seed-42.jsonl",
  "traces/baseline-seed-456.jsonl",
  "traces/baseline-seed-789.jsonl",
  "verdict.json",
];

describe("SV-143 a fresh folder", () => {
  test.each(STAGES.filter((stage) => stage !== "freeze"))(
    "SV-143 %s performs the stages before it by itself, and leaves what one leaves by hand",
    async (stage) => {
      const folder = fresh();
      const ended: string[] = [];
      const watch = { progress: () => {}, ended: (each: string) => ended.push(each) };
      const { how } = await performed(folder, stage, { watch });
      const count = STAGES.indexOf(stage) + 1;
      expect(how).toBe("done");
      expect(ended).toEqual(upTo(count));
      expect(recordsIn(folder)).toEqual(recordsIn(after[count]!));
    },
  );

  test("SV-143 where somebody began by hand nothing is done for them", async () => {
    const folder = folderAfter(1);
    const canned = new CannedWork();
    const refusal = await refusalOf(performed(folder, "run", { work: canned.work }));
    expect(refusal).toMatchObject({
      code: "INVALID_RUN / PROTOCOL_ORDER_VIOLATION",
      received: 'stage "run" while stage "calibrate" is due',
      fix: `do that first: plimsoll lab sovereignty calibrate --folder ${folder}`,
    });
    expect(canned.asked).toEqual([]);
    expect(recordsIn(folder)).toEqual(recordsIn(after[1]!));
  });

  test("SV-143 all six stages leave these files", () => {
    expect(Object.keys(recordsIn(after[6]!))).toEqual(ALL_FILES);
  });
});

describe("SV-146 out of order is refused, and nothing is run", () => {
  const pairs = STAGES.flatMap((asked, place) =>
    STAGES.slice(0, place).flatMap((_, done) => (done === 0 ? [] : [{ asked, done }])),
  );

  test.each(pairs)("SV-146 $asked after the first $done stages", async ({ asked, done }) => {
    const folder = folderAfter(done);
    const canned = new CannedWork();
    const refusal = await refusalOf(performed(folder, asked, { work: canned.work }));
    expect(refusal.code).toBe("INVALID_RUN / PROTOCOL_ORDER_VIOLATION");
    expect(refusal.received).toContain(`stage "${STAGES[done]}" is due`);
    expect(canned.asked).toEqual([]);
    expect(recordsIn(folder)).toEqual(recordsIn(after[done]!));
  });

  test("SV-146 a record that was taken away is due again, and its successors fit it again", async () => {
    const folder = folderAfter(6);
    rmSync(join(folder, "baseline.json"));
    expect((await refusalOf(performed(folder, "ablate"))).received).toContain('stage "run" is due');
    await performed(folder, "run");
    expect(recordsIn(folder)).toEqual(recordsIn(after[6]!));
    expect(await performed(folder, "spof")).toMatchObject({ how: "again" });
  });
});

describe("SV-147 nothing follows a stage that was not passed", () => {
  test("SV-147 an invalid calibration", async () => {
    const folder = folderAfter(1);
    const verdict = "INVALID_ENV / NO_ADMISSIBLE_REPAIR_PAIR";
    const canned = new CannedWork(await failing("calibrate"));
    await performed(folder, "calibrate", { work: canned.work });
    const refusal = await refusalOf(performed(folder, "run", { work: canned.work }));
    expect(refusal).toMatchObject({
      code: "INVALID_RUN / PROTOCOL_ORDER_VIOLATION",
      received: `its verdict ${verdict}`,
    });
    expect(canned.asked).toEqual(["calibrate"]);
  });

  test("SV-147 a rejected baseline, also in a fresh folder that goes on by itself", async () => {
    const canned = new CannedWork(await failing("run"));
    const folder = fresh();
    const refusal = await refusalOf(performed(folder, "spof", { work: canned.work }));
    expect(refusal).toMatchObject({ expected: 'stage "run" passed before stage "spof"' });
    expect(canned.asked).toEqual(["calibrate", "run"]);
    for (const file of ["ablations.json", "walk.txt"]) expect(existsSync(join(folder, file))).toBe(false);
    expect(existsSync(join(folder, "verdict.json"))).toBe(true);
  });
});

const CHANGED: Readonly<Record<string, readonly [module: string, reason: string]>> = {
  "agent architecture": ["agent/candidate", "BASELINE_CONTAMINATION"],
  "normative state schema": ["law/rule", "BASELINE_CONTAMINATION"],
  "justification DSL": ["law/condition", "COMPILER_INTERFACE_CHANGE"],
  "deliberator prompt": ["agent/language-model/prompt", "DELIBERATOR_INTERFACE_CHANGE"],
  "compiler (JCOMP-4.3)": ["compiler/exact-json", "COMPILER_INTERFACE_CHANGE"],
  "obligation mask gate": ["mask/obligation", "PREREGISTRATION_VIOLATION"],
  "TriDemandV430 environment": ["world/grid", "ENV_BOUND_VIOLATION"],
  "regime schedule and gating rule": ["world/schedule", "ENV_BOUND_VIOLATION"],
  "definitions of contradictions A and B": ["world/target", "ENV_BOUND_VIOLATION"],
  "LAW_REPAIR schema and canonicalization": ["law/law-repair", "COMPILER_INTERFACE_CHANGE"],
  "repair acceptance rules R1–R10": ["gate/new-default", "PREREGISTRATION_VIOLATION"],
  "weakening ladders": ["excision/ladders", "PREREGISTRATION_VIOLATION"],
  "thresholds, bounds, seeds": ["run/bounds", "EPISODE_MISCONFIGURED"],
  "hashing, canonical JSON and chance": ["foundation/encoding/digest", "PREREGISTRATION_VIOLATION"],
  "doors of the packages": ["foundation/index", "PREREGISTRATION_VIOLATION"],
};

describe("SV-145 what is loaded is compared with the freeze before anything runs", () => {
  test.each(FROZEN_ARTEFACTS)("SV-145 $name", async ({ name }) => {
    const [module, reason] = CHANGED[name]!;
    for (const stage of STAGES) {
      const canned = new CannedWork();
      const refusal = await refusalOf(performed(after[6]!, stage, { work: canned.work, texts: tampered(module) }));
      expect(refusal.code).toBe(`INVALID_RUN / ${reason}`);
      expect(refusal.received).toContain(`${module} has changed in "${name}"`);
      expect(canned.asked).toEqual([]);
    }
  });

  test("SV-145 a new folder freezes the changed modules: that is another candidate", async () => {
    const folder = fresh();
    const { report } = await inExperiment(folder, { texts: tampered("world/grid") }, (experiment) =>
      experiment.freeze(),
    );
    expect(readFileSync(join(after[1]!, "freeze.json"), "utf8")).not.toContain(report.freezeDigest);
  });
});

describe("SV-144 a stage that is done is done again and compared", () => {
  test.each(STAGES)("SV-144 %s: the same bytes", async (stage) => {
    const folder = folderAfter(6);
    const canned = new CannedWork();
    const said: string[] = [];
    const watch = { progress: () => {}, ended: (_: Stage, text: string) => said.push(text) };
    expect(await performed(folder, stage, { work: canned.work, watch })).toMatchObject({ how: "again" });
    expect(said).toEqual([expect.stringMatching(/ \(already done, same result\)$/)]);
    expect(canned.asked).toEqual(stage === "freeze" ? [] : [stage]);
    expect(recordsIn(folder)).toEqual(recordsIn(after[6]!));
  });

  test("SV-144 a result that differs under the same freeze is a technical failure, at its first place", async () => {
    const { report } = await inExperiment(after[6]!, {}, (experiment) => experiment.perform("ablate"));
    const changed = report.map((each, place) => (place === 2 ? { ...each, strictNote: "otherwise" } : each));
    const canned = new CannedWork({ ablate: changed });
    const refusal = await refusalOf(performed(folderAfter(6), "ablate", { work: canned.work }));
    expect(refusal.code).toBe("INVALID_RUN / TECHNICAL_FAILURE");
    expect(refusal.received).toMatch(/^"otherwise" instead of .+ at "\/report\/2\/strictNote"$/);
  });

  test("SV-152 a trace that is not the one that was signed is found when the baseline is run again", async () => {
    const folder = folderAfter(4);
    const file = join(folder, "traces/baseline-seed-456.jsonl");
    writeFileSync(file, readFileSync(file, "utf8").replace("EXECUTION", "SELECTION"));
    const refusal = await refusalOf(performed(folder, "run"));
    expect(refusal).toMatchObject({
      code: "INVALID_RUN / TECHNICAL_FAILURE",
      expected: "the trace traces/baseline-seed-456.jsonl whose digest was signed",
    });
  });
});

describe("SV-148 each record is bound to the freeze, to the one before it, and to the signature", () => {
  const header = (folder: string, file: string) =>
    JSON.parse(readFileSync(join(folder, file), "utf8")) as {
      readonly freezeDigest: string;
      readonly previousDigest: string;
    };
  const sha256Of = (folder: string, file: string): string =>
    `sha256:${createHash("sha256")
      .update(readFileSync(join(folder, file)))
      .digest("hex")}`;

  const FILES = [
    "freeze.json",
    "calibration.json",
    "baseline.json",
    "ablations.json",
    "ladders.json",
    "spof.json",
    "verdict.json",
  ];

  test("SV-159 records are canonical JSON and a line end, and their digest is that of the file", () => {
    for (const file of FILES) {
      const text = readFileSync(join(after[6]!, file), "utf8");
      expect(text).toBe(`${canonicalJson(JSON.parse(text) as CanonicalValue)}\n`);
    }
  });

  test("SV-148 the chain of digests leads from the freeze to the verdict", () => {
    const { freezeDigest } = header(after[6]!, "freeze.json");
    for (const [place, file] of FILES.slice(1).entries())
      expect(header(after[6]!, file)).toMatchObject({
        freezeDigest,
        previousDigest: sha256Of(after[6]!, FILES[place]!),
      });
  });

  test.each(FILES.slice(0, 6))("SV-148 %s changed after it was signed", async (file) => {
    const folder = folderAfter(6);
    const text = readFileSync(join(folder, file), "utf8");
    writeFileSync(
      join(folder, file),
      text.replace(/(\d)"/, (_, digit: string) => `${9 - Number(digit)}"`),
    );
    const refusal = await refusalOf(performed(folder, "spof"));
    expect(refusal).toMatchObject({
      code: "INVALID_RUN / TECHNICAL_FAILURE",
      expected: expect.stringContaining(`${file} as it was signed, sha256:`) as string,
    });
  });

  test("SV-148 a record of another protocol, signed in this log, does not fit its predecessor", async () => {
    const { report } = await inExperiment(after[6]!, {}, (experiment) => experiment.perform("calibrate"));
    const other = fresh();
    const canned = new CannedWork({ calibrate: { ...report, oracle: { ...report.oracle, successes: 1 } } });
    await performed(other, "run", { work: canned.work });
    const folder = folderAfter(2);
    writeFileSync(join(folder, "baseline.json"), readFileSync(join(other, "baseline.json")));
    await inExperiment(folder, {}, async (experiment) => {
      // As somebody would who has the key.
      using log = new SignedLog(new RunFolder(folder), undefined);
      const record = sha256Of(folder, "baseline.json") as `sha256:${string}`;
      log.sign({ stage: "run", record, freeze: experiment.frozen.freezeDigest, traces: [] });
    });
    const refusal = await refusalOf(performed(folder, "ablate"));
    expect(refusal.code).toBe("INVALID_RUN / PROTOCOL_ORDER_VIOLATION");
    expect(refusal.expected).toContain(sha256Of(folder, "calibration.json"));
  });

  test("SV-158 a record that is none is told with its place", async () => {
    const folder = folderAfter(1);
    await expect(
      inExperiment(folder, {}, async () => {
        const { parsed } = await import("../../src/sovereignty-tools/recorded-protocol.ts");
        const { stageRecordShape } = await import("@plimsoll/sovereignty");
        parsed(stageRecordShape, "spof.json", "{");
      }),
    ).rejects.toMatchObject({ code: "RECORD_MALFORMED", message: expect.stringContaining("spof.json") as string });
  });
});

describe("SV-149 whoever is interrupted leaves nothing half-written", () => {
  /** The folder as it was when the log of a later moment was not written yet. */
  function interruptedAfter(count: number, file: string): string {
    const folder = folderAfter(count);
    writeFileSync(join(folder, file), readFileSync(join(after[6]!, file)));
    return folder;
  }

  test.each([
    [1, "calibration.json", "calibrate"],
    [2, "baseline.json", "run"],
    [3, "ablations.json", "ablate"],
    [5, "spof.json", "spof"],
  ] as const)(
    "SV-149 a record without a signature is as if it were not there: %i stages, %s",
    async (count, file, stage) => {
      const folder = interruptedAfter(count, file);
      const next = STAGES[count + 1];
      if (next !== undefined)
        expect((await refusalOf(performed(folder, next))).received).toContain(`"${stage}" is due`);
      expect(await performed(folder, stage)).toMatchObject({ how: "done" });
      expect(recordsIn(folder)).toEqual(recordsIn(after[count + 1]!));
    },
  );

  test("SV-149 half a record that was never signed is written anew", async () => {
    const folder = folderAfter(2);
    writeFileSync(join(folder, "baseline.json"), '{"format":"plims');
    expect(await performed(folder, "run")).toMatchObject({ how: "done" });
    expect(recordsIn(folder)).toEqual(recordsIn(after[3]!));
  });

  test("SV-149 a stage that throws leaves the folder as it was, and can be done after it", async () => {
    const folder = folderAfter(3);
    const { work } = new CannedWork();
    const failing = {
      ...work,
      ablate: () => {
        throw new Error("no memory");
      },
    };
    await expect(performed(folder, "ablate", { work: failing })).rejects.toThrow("no memory");
    expect(recordsIn(folder)).toEqual(recordsIn(after[3]!));
    expect(await performed(folder, "ablate")).toMatchObject({ how: "done" });
  });

  test("SV-153 a verdict that was not written yet is written when stage 6 is asked for again", async () => {
    const folder = folderAfter(6);
    rmSync(join(folder, "verdict.json"));
    await performed(folder, "spof");
    expect(recordsIn(folder)).toEqual(recordsIn(after[6]!));
  });
});

describe("SV-150 the log of a folder", () => {
  test("SV-150 the verifier proves it with the public key alone, and each record is an entry", async () => {
    const folder = copyOf(after[6]!, fresh());
    rmSync(join(folder, "keys"), { recursive: true });
    const keyPem = readFileSync(join(folder, "ledger", "ledger.pub.pem"), "utf8");
    const verdict = verifyLedger(join(folder, "ledger"), { keyPem });
    expect(verdict).toMatchObject({ ok: true, origin: "plimsoll.local/sovereignty", size: 7 });
    const log = readFileSync(join(folder, "ledger", "ledger.log"), "utf8");
    for (const file of ["freeze.json", "baseline.json", "traces/baseline-seed-42.jsonl", "verdict.json"])
      expect(log).toContain(
        createHash("sha256")
          .update(readFileSync(join(folder, file)))
          .digest("hex"),
      );
  });

  test("SV-150 without the private key a folder can be read, and not gone on with", async () => {
    const folder = copyOf(after[3]!, fresh());
    rmSync(join(folder, "keys"), { recursive: true });
    expect(await performed(folder, "run")).toMatchObject({ how: "again" });
    await expect(performed(folder, "ablate")).rejects.toMatchObject({ code: "KEY_NOT_FOUND" });
    expect(recordsIn(folder)).toEqual(recordsIn(after[3]!));
  });

  test("SV-150 a site signs with its ledger's key, and no other key is made", async () => {
    const site = fresh();
    await expect(performed(fresh(), "freeze", { site })).rejects.toMatchObject({ code: "KEY_NOT_FOUND" });
    const { publicKey } = new FileKeyRing(dataFolder(site).keys).key("ledger");
    const folder = fresh();
    await performed(folder, "calibrate", { site });
    expect(verifyLedger(join(folder, "ledger"), { keyPem: publicKey.toPem() })).toMatchObject({
      ok: true,
      size: 2,
    });
    expect(existsSync(join(folder, "keys"))).toBe(false);
    await expect(performed(folder, "run")).rejects.toMatchObject({ code: "KEY_NOT_FOUND" });
  });
});

describe("SV-151 a stage is recorded once, and always on the five frozen seeds", () => {
  const seedsIn = (folder: string, file: string) =>
    (JSON.parse(readFileSync(join(folder, file), "utf8")) as { readonly seeds: readonly number[] }).seeds;

  test("SV-151 other seeds are told beside the record, and the record stays", async () => {
    const folder = folderAfter(4);
    const told = await inExperiment(folder, {}, (experiment) => experiment.perform("ablate", [7, 8]));
    expect(told).toMatchObject({ how: "beside", seeds: [7, 8] });
    expect(told.report[0]?.collapsed.seeds).toBe(2);
    expect(told.recorded[0]?.frozenSeeds).toHaveLength(5);
    expect(recordsIn(folder)).toEqual(recordsIn(after[4]!));
  });

  test.each([[[7]], [[42, 123, 456]], [[42, 7]], [[123, 42, 456, 789, 1000]], [[...usualSeeds("run"), 7]]])(
    "SV-151 who picks seeds at once gets the same record as everybody: %j",
    async (seeds) => {
      const folder = fresh();
      const told = await inExperiment(folder, {}, (experiment) => experiment.perform("ablate", seeds));
      expect(told).toMatchObject({ how: "beside", seeds });
      expect(told.report[0]?.collapsed.seeds).toBe(seeds.length);
      expect(recordsIn(folder)).toEqual(recordsIn(after[4]!));
    },
  );

  test("SV-151 the frozen five and 0, 1, 2 … after them may be recorded; asked again without seeds, it is done on those", async () => {
    const folder = folderAfter(3);
    const seven = firstSeeds(7);
    expect(await inExperiment(folder, {}, (experiment) => experiment.perform("ablate", seven))).toMatchObject({
      how: "done",
    });
    const again = await inExperiment(folder, {}, (experiment) => experiment.perform("ablate"));
    expect(again).toMatchObject({ how: "again", seeds: seven });
    await performedAll(folder, ["weaken", "spof"]);
    expect(seedsIn(folder, "ablations.json")).toEqual(seven);
    expect(seedsIn(folder, "spof.json")).toEqual([42, 123, 456, 789, 1000]);
  });

  test.each(["run", "ablate", "weaken", "spof"] as const)(
    "SV-151 a signed record of %s without every frozen seed leads to no verdict",
    async (stage) => {
      const count = STAGES.indexOf(stage);
      const folder = folderAfter(count);
      const file = RECORD_FILES[stage];
      const record = JSON.parse(readFileSync(join(after[6]!, file), "utf8")) as Readonly<
        Record<string, CanonicalValue>
      >;
      const text = recordText({ ...record, seeds: [7] });
      writeFileSync(join(folder, file), text);
      {
        using log = new SignedLog(new RunFolder(folder), undefined);
        log.sign({ stage, record: recordDigest(text), freeze: recordDigest(""), traces: [] });
      }
      const refusal = await refusalOf(inExperiment(folder, {}, (experiment) => experiment.verdict()));
      expect(refusal).toMatchObject({ code: "INVALID_RUN / PREREGISTRATION_VIOLATION", received: "seeds 7" });
    },
  );
});

describe("SV-189 a stage that was signed is not signed again as another one", () => {
  test("SV-189 taken away and done on other seeds it is refused, and nothing is written", async () => {
    const folder = folderAfter(4);
    rmSync(join(folder, "ablations.json"));
    const refusal = await refusalOf(
      inExperiment(folder, {}, (experiment) => experiment.perform("ablate", firstSeeds(7))),
    );
    expect(refusal).toMatchObject({
      code: "INVALID_RUN / TECHNICAL_FAILURE",
      expected: expect.stringContaining("ablations.json as the log has signed it first, sha256:") as string,
    });
    expect(recordsIn(folder)).toEqual(recordsIn(after[3]!));
    await performed(folder, "ablate");
    expect(recordsIn(folder)).toEqual(recordsIn(after[4]!));
  });

  test("SV-189 another candidate is not frozen in the folder of the first", async () => {
    const folder = folderAfter(3);
    for (const file of ["freeze.json", "calibration.json", "baseline.json"]) rmSync(join(folder, file));
    const refusal = await refusalOf(performed(folder, "freeze", { texts: tampered("world/grid") }));
    expect(refusal.expected).toContain("freeze.json as the log has signed it first");
    expect(existsSync(join(folder, "freeze.json"))).toBe(false);
  });

  test("SV-189 whoever has the key and signs another one does not make it stand", async () => {
    const folder = folderAfter(4);
    const text = readFileSync(join(folder, "ablations.json"), "utf8").replace("REPAIR_B", "REPAIR_A");
    writeFileSync(join(folder, "ablations.json"), text);
    {
      using log = new SignedLog(new RunFolder(folder), undefined);
      log.sign({ stage: "ablate", record: recordDigest(text), freeze: recordDigest(""), traces: [] });
    }
    expect((await refusalOf(performed(folder, "weaken"))).expected).toContain("ablations.json as it was signed");
  });
});

describe("SV-143 a walk that was interrupted goes on", () => {
  const stopping = (stage: Stage) => ({
    ...new CannedWork().work,
    [stage]: () => {
      throw new Error("killed");
    },
  });

  test.each(["calibrate", "run", "ablate", "weaken", "spof"] as const)("SV-143 in %s", async (stage) => {
    const folder = fresh();
    await expect(performed(folder, "spof", { work: stopping(stage) })).rejects.toThrow("killed");
    const canned = new CannedWork();
    expect(await performed(folder, "spof", { work: canned.work })).toMatchObject({ how: "done" });
    expect(canned.asked).toEqual(STAGES.slice(STAGES.indexOf(stage)));
    expect(recordsIn(folder)).toEqual(recordsIn(after[6]!));
  });

  test("SV-143 also behind stages that were asked for by hand meanwhile, and for whoever wants all", async () => {
    const folder = fresh();
    const all = (work: CannedWork["work"]) =>
      inExperiment(folder, { work }, async (experiment) => {
        await experiment.walkTo();
      });
    await expect(all(stopping("ablate"))).rejects.toThrow("killed");
    await performedAll(folder, ["freeze", "calibrate", "ablate"]);
    await all(new CannedWork().work);
    expect(recordsIn(folder)).toEqual(recordsIn(after[6]!));
  });
});

test("SV-153 the verdict comes with stage 6, and is that of all stages", async () => {
  const verdictOf = (folder: string) => inExperiment(folder, {}, (experiment) => experiment.verdict());
  expect(await verdictOf(after[5]!)).toBeNull();
  const { report } = JSON.parse(readFileSync(join(after[6]!, "verdict.json"), "utf8")) as { readonly report: unknown };
  expect(await verdictOf(after[6]!)).toEqual(report);
  expect(report).toMatchObject({ verdict: "ACCEPT", classification: "ACCEPTED / MINIMAL_AGENCY_INSTANTIATED" });
});

describe("SV-153 a stage that failed ends the experiment, and the verdict is written at once", () => {
  const ENDS = {
    calibrate: { file: "calibration.json", classification: "INVALID_RUN" },
    run: { file: "baseline.json", classification: "Ontological Collapse" },
  } as const;

  test.each(["calibrate", "run"] as const)("SV-153 %s", async (stage) => {
    const { file, classification } = ENDS[stage];
    const folder = fresh();
    const { work } = new CannedWork(await failing(stage));
    await performed(folder, stage, { work });
    const text = readFileSync(join(folder, "verdict.json"), "utf8");
    const { report, previousDigest } = JSON.parse(text) as { readonly report: object; readonly previousDigest: string };
    expect(report).toMatchObject({ verdict: "REJECT", classification });
    expect(report).toMatchObject({ reasons: expect.arrayContaining([expect.stringContaining("(none)")]) as string[] });
    expect(previousDigest).toBe(
      `sha256:${createHash("sha256")
        .update(readFileSync(join(folder, file)))
        .digest("hex")}`,
    );
    expect(await inExperiment(folder, { work }, (experiment) => experiment.verdict())).toEqual(report);

    rmSync(join(folder, "verdict.json"));
    await performed(folder, stage, { work });
    expect(readFileSync(join(folder, "verdict.json"), "utf8")).toBe(text);
  });

  test("SV-153 a page of all there is stops at the stage that failed, and throws nothing", async () => {
    const { work } = new CannedWork(await failing("run"));
    const recorded = await inExperiment(fresh(), { work }, async (experiment) => {
      await experiment.walkTo();
      return experiment.recorded();
    });
    expect(recorded).toMatchObject({ done: ["freeze", "calibrate", "run"], failed: { stage: "run" } });
  });
});
