import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { canonicalJson, type CanonicalValue, digestOfValue } from "@plimsoll/foundation";
import { digestOfBytes, systemClock } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, openSite, siteIn } from "@plimsoll/governor";
import { starterPolicy } from "@plimsoll/kernel";
import {
  candidateSetup,
  cleanApparatus,
  compilerDigestOf,
  diagnosticRecord,
  examinedAgent,
  recordText,
  runSeed,
  type SeedRun,
} from "@plimsoll/sovereignty";
import { InvalidArgumentError } from "commander";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeOpenExamination, type OpenedExamination, openExamination } from "../src/evidence-tools/examine.ts";
import { recordIdentity } from "../src/evidence-tools/examine-record.ts";
import { agentName } from "../src/sovereignty-tools/examined-agents.ts";
import { Experiment } from "../src/sovereignty-tools/experiment.ts";
import { exportWindows } from "../src/sovereignty-tools/export-window.ts";
import { loadedFreeze } from "../src/sovereignty-tools/loaded-freeze.ts";
import { type RecordName, RunFolder } from "../src/sovereignty-tools/run-folder.ts";
import { SignedLog } from "../src/sovereignty-tools/signed-log.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-identity-"));
const freeze = loadedFreeze();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Labs that never meet: each has a site, an agent and an examination of its own. */
const LABS = ["early", "whole", "forgetful", "lossy", "invalid", "model", "unasked"] as const;
type Lab = (typeof LABS)[number];

const siteOf = (lab: Lab): string => join(folder, lab, "site");

function openedSite(lab: Lab): void {
  using site = siteIn(siteOf(lab), new FileKeyRing(dataFolder(siteOf(lab)).keys), systemClock);
  site.open("site", { ...starterPolicy, asksNormativeIdentity: lab !== "unasked" });
  site.accredit(lab, 20, 0);
}

const open = (lab: Lab, agent: string): OpenedExamination =>
  openExamination(
    {
      lab,
      agent,
      tier: "1",
      flop: "0",
      flopRate: "1000000000000",
      out: join(folder, lab, "questions"),
      data: siteOf(lab),
    },
    freeze,
  );

async function exported(lab: string, agent: string, questions: readonly string[], run?: string) {
  const out = join(folder, lab, "results");
  const windows = await exportWindows(questions, { agent, out, ...(run !== undefined && { folder: run }) }, freeze);
  return windows.ok ? windows.value.map(({ file }) => file) : windows.error.code;
}

const recordedOf = async (lab: Lab, files: readonly string[]) => {
  const recorded = await recordIdentity(files, { run: `${lab}-run-1`, data: siteOf(lab) }, freeze);
  if (!recorded.ok) return recorded.error.code;
  return recorded.value.map(({ controlled, uncontrolled, void: missing }) => [controlled, uncontrolled, missing]);
};

function verdictOf(lab: Lab) {
  const closed = closeOpenExamination({ run: `${lab}-run-1`, data: siteOf(lab) });
  const answered = closed.ok ? closed.value.filter((each) => each.answered).map(({ family }) => family) : null;
  expect(answered).toEqual(["normative_identity"]);
  const told = closed.ok ? closed.value.find(({ family }) => family === "normative_identity")?.verdict : null;
  using site = openSite(siteOf(lab));
  expect(site.state.lineages.get(lab)?.families.normative_identity?.verdict).toBe(told);
  return told;
}

type Line = Readonly<Record<string, CanonicalValue>>;

/** A copy of a result with other lines. */
function altered(file: string, change: (lines: readonly Line[]) => readonly Line[]): string {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const path = join(folder, `altered-${basename(file)}`);
  const told = change(lines.map((line) => JSON.parse(line) as Line));
  writeFileSync(path, told.map((line) => `${canonicalJson(line)}\n`).join(""));
  return path;
}

const withHead = (change: Line) => (lines: readonly Line[]) => lines.with(0, { ...lines[0]!, ...change });

const asFiles = (answer: readonly string[] | string): readonly string[] => {
  expect(answer).toBeInstanceOf(Array);
  return answer as readonly string[];
};

beforeAll(() => LABS.forEach(openedSite));

describe("E-195 before anything is registered", () => {
  const flags = { lab: "early", tier: "1", flop: "0", flopRate: "1000000000000", data: siteOf("early") } as const;
  const nothingIsRegistered = () => {
    using site = openSite(siteOf("early"));
    expect([site.state.runs.size, site.state.examinations.size]).toEqual([0, 0]);
  };

  test("E-195 a folder that cannot be written to, or that holds questions of another examination, is told", () => {
    const file = join(folder, "early/file");
    writeFileSync(file, "");
    expect(() => openExamination({ ...flags, agent: "candidate", out: file }, freeze)).toThrow(/EEXIST|ENOTDIR/);
    nothingIsRegistered();
    const out = join(folder, "early/questions");
    mkdirSync(out);
    writeFileSync(join(out, "identity-shadow-public.json"), "of another examination");
    const opening = () => openExamination({ ...flags, agent: "candidate", out }, freeze);
    expect(opening).toThrow(
      expect.objectContaining({ code: "FILE_EXISTS", message: expect.not.stringContaining("--force") }),
    );
    nothingIsRegistered();
  });

  test("E-195 without an agent the fault names --agent; a name of none is a fault of usage", () => {
    expect(() => openExamination({ ...flags, out: folder }, freeze)).toThrow(/--agent NAME/);
    expect(() => agentName("candidat")).toThrow(InvalidArgumentError);
    expect(agentName("C_PERSISTENCE")).toBe("C_PERSISTENCE");
    nothingIsRegistered();
  });
});

describe("E-199 SV-207 the candidate, examined", { timeout: 120_000 }, () => {
  let opened: OpenedExamination;
  let results: readonly string[] = [];

  test("E-195 the examination is registered and drawn before a question is written", () => {
    opened = open("whole", "candidate");
    expect(opened.asked).toContain("normative_identity");
    expect(opened.questions).toHaveLength(4);
    expect(opened.digest).toBe(examinedAgent(freeze, "candidate").digest);
    using site = openSite(siteOf("whole"));
    const registered = site.state.examinations.get(opened.examination);
    expect(registered).toMatchObject({ digest: opened.digest, pulse: opened.pulse, trials: 111, tallies: {} });
  });

  test("E-199 asked again the open examination is gone on with: same draw, same questions", () => {
    expect(opened.already).toBe(false);
    expect(open("whole", "candidate")).toEqual({ ...opened, already: true });
  });

  test("SV-200 SV-205 the export plays what was asked, and nobody else's questions", async () => {
    results = asFiles(await exported("whole", "candidate", opened.questions));
    expect(results.map((file) => readFileSync(file, "utf8").trimEnd().split("\n").length)).toEqual([
      112, 112, 112, 112,
    ]);
    expect(await exported("forgetful", "C_PERSISTENCE", opened.questions)).toBe("INTAKE_SUBJECT_DIFFERS");
    const [question = ""] = opened.questions;
    const asked = JSON.parse(readFileSync(question, "utf8")) as { readonly seeds: readonly number[] };
    const lucky = join(folder, "lucky.json");
    writeFileSync(lucky, JSON.stringify({ ...asked, seeds: asked.seeds.with(9, 42) }));
    expect(await exported("lucky", "candidate", [lucky])).toBe("INTAKE_SEEDS_DIFFER");
  });

  test("SV-208 both contexts answer alike, but for the head", () => {
    const trials = (name: string) =>
      readFileSync(join(folder, "whole/results", `identity-${name}.jsonl`), "utf8")
        .split("\n")
        .slice(1);
    expect(trials("shadow-public")).toEqual(trials("eval-public"));
    expect(trials("eval-held-out")).not.toEqual(trials("eval-public"));
  });

  test("E-196 a file that was made better, or for something else, is refused, and nothing of the others is recorded", async () => {
    const [first = "", second = "", third = "", fourth = ""] = results;
    const refusal = async (change: (lines: readonly Line[]) => readonly Line[]) =>
      recordedOf("whole", [second, third, fourth, altered(first, change)]);
    expect(await refusal(withHead({ question: digestOfValue("another draw") }))).toBe("INTAKE_WINDOW_DIFFERS");
    expect(await refusal(withHead({ examination: "whole-run-1/examination-9" }))).toBe("INTAKE_WINDOW_DIFFERS");
    expect(await refusal(withHead({ freeze: digestOfValue("another design") }))).toBe("INTAKE_FREEZE_DIFFERS");
    expect(await refusal((lines) => lines.with(4, { ...lines[5]!, index: 3 }))).toBe("INTAKE_SEEDS_DIFFER");
    expect(await refusal((lines) => lines.with(4, { ...lines[4]!, successes: 19 }))).toBe("INTAKE_EDITED");
    using site = openSite(siteOf("whole"));
    expect(site.state.examinations.get(opened.examination)?.tallies).toEqual({});
  });

  test("E-198 one fact that was changed is found by playing it again, whoever the file says was played", async () => {
    const [first = ""] = results;
    const changed = altered(first, (lines) => lines.with(7, { ...lines[7]!, run: digestOfValue("another run") }));
    expect(await recordedOf("whole", [changed])).toBe("INTAKE_REPLAY_DIFFERS");
    const { name, digest } = { name: "model", digest: opened.digest };
    const unrepeatable = altered(first, withHead({ agent: { name, digest, isDeterministic: false } }));
    expect(await recordedOf("whole", [unrepeatable])).toBe("INTAKE_SUBJECT_DIFFERS");
  });

  test("E-199 each window is recorded once: the same again changes nothing, another answer is refused", async () => {
    const whole = Array.from({ length: 4 }, () => [111, 0, 0]);
    expect(await recordedOf("whole", results)).toEqual(whole);
    const [first = ""] = results;
    expect(await recordedOf("whole", [first])).toEqual(whole.slice(0, 1));
    const again = await recordIdentity([first], { run: "whole-run-1", data: siteOf("whole") }, freeze);
    expect(again).toMatchObject({ ok: true, value: [{ already: true }] });
    const shorter = altered(first, (lines) => lines.slice(0, -1));
    expect(await recordedOf("whole", [shorter])).toBe("INTAKE_RECORDED_BEFORE");
    using site = openSite(siteOf("whole"));
    const recorded = [...site.history()].filter((entry) => entry.kind === "family.recorded");
    expect(recorded.map(({ transcript }) => transcript)).toEqual(
      results.map((file) => digestOfBytes(readFileSync(file))),
    );
  });

  test("E-199 SV-207 passes, and nothing can be recorded afterwards", async () => {
    expect(verdictOf("whole")).toBe("passed");
    expect(await recordedOf("whole", results)).toBe("INTAKE_WINDOW_DIFFERS");
  });
});

describe("E-199 SV-207 who does not stay itself", { timeout: 120_000 }, () => {
  test("SV-207 the candidate without persistence is seen to fail every trial, and fails", async () => {
    const opened = open("forgetful", "C_PERSISTENCE");
    const results = asFiles(await exported("forgetful", "C_PERSISTENCE", opened.questions));
    expect(JSON.parse(readFileSync(results[0]!, "utf8").split("\n")[1]!)).toMatchObject({
      outcome: "uncontrolled",
      repairs: ["A"],
      halt: { code: expect.stringMatching(/^(HALT|FAILURE) \/ /) },
    });
    const [first = ""] = results;
    const embellished = altered(first, ([head, ...trials]) => [head!, ...trials.map(embellish)]);
    expect(await recordedOf("forgetful", [embellished])).toBe("INTAKE_REPLAY_DIFFERS");
    expect(await recordedOf("forgetful", results)).toEqual(Array.from({ length: 4 }, () => [0, 111, 0]));
    expect(verdictOf("forgetful")).toBe("failed");
  });

  test("E-197 six trials of 111 that never came are six failures: the candidate itself fails", async () => {
    const opened = open("lossy", "candidate");
    const results = asFiles(await exported("lossy", "candidate", opened.questions));
    const shorter = altered(results[0]!, (lines) => lines.toSpliced(20, 6));
    expect(await recordedOf("lossy", [shorter, ...results.slice(1)])).toEqual([
      [105, 0, 6],
      [111, 0, 0],
      [111, 0, 0],
      [111, 0, 0],
    ]);
    expect(verdictOf("lossy")).toBe("failed");
  });

  test("SV-204 without a signed baseline nothing is written; a signed one that does not hold gives windows that are all void", async () => {
    const { questions } = open("invalid", "candidate");
    let run = join(folder, "run");
    const whole = join(folder, "verified");
    await verifiedRun(whole);
    const recordIn = (name: string) => JSON.parse(readFileSync(join(whole, name), "utf8")) as Line;
    const write = (name: string, value: unknown) => writeFileSync(join(run, name), recordText(value as CanonicalValue));
    /** As somebody does who has the key. */
    const sign = (stage: RecordName, name: string) => {
      using log = new SignedLog(new RunFolder(run), undefined);
      const record = digestOfBytes(readFileSync(join(run, name)));
      log.sign({ stage, record, freeze: freeze.freezeDigest, traces: [] });
    };
    const answers = async () => {
      rmSync(join(folder, "invalid/results"), { recursive: true, force: true });
      const files = asFiles(await exported("invalid", "candidate", questions, run));
      const lines = readFileSync(files[0]!, "utf8").trimEnd().split("\n");
      const [head, ...trials] = lines.map((line) => JSON.parse(line) as Line);
      const told = trials.map(({ outcome, invalid }) => canonicalJson([outcome!, invalid!]));
      return { files, record: head?.["record"], trials: trials.length, told: [...new Set(told)] };
    };
    const early = '["void","INVALID_RUN / PROTOCOL_ORDER_VIOLATION"]';
    const changed = '["void","INVALID_RUN / TECHNICAL_FAILURE"]';
    const refused = async () => {
      await expect(exported("invalid", "candidate", questions, run)).rejects.toMatchObject({
        invalidRun: { code: "INVALID_RUN / PROTOCOL_ORDER_VIOLATION", received: expect.stringContaining(run) },
      });
      expect(existsSync(join(folder, "invalid/results"))).toBe(false);
    };
    await expect(exported("invalid", "candidate", questions, run)).rejects.toMatchObject({ code: "RECORD_NOT_FOUND" });
    mkdirSync(run);
    await refused();
    await inExperiment(run, (experiment) => experiment.perform("calibrate"));
    await refused();

    // Written by hand, beside a freeze and a calibration that are real: nothing ran, and nothing is signed.
    write("baseline.json", {
      ...recordIn("baseline.json"),
      stage: "anything",
      seeds: [],
      report: { verdict: "VERIFIED" },
    });
    await refused();
    // The real one, but of another folder's log.
    write("baseline.json", recordIn("baseline.json"));
    await refused();
    // What was signed first stands, so each of these has a folder of its own.
    const calibrated = run;
    const anew = (name: string) => {
      run = join(folder, name);
      cpSync(calibrated, run, { recursive: true });
    };
    anew("of-another-freeze");
    write("baseline.json", { ...recordIn("baseline.json"), freezeDigest: digestOfValue("another") });
    sign("run", "baseline.json");
    expect(await answers()).toMatchObject({ record: null, told: [early] });
    write("baseline.json", { ...recordIn("baseline.json"), report: { verdict: "REJECTED" } });
    expect(await answers()).toMatchObject({ record: null, told: [changed] });
    anew("rejected");
    write("baseline.json", { ...recordIn("baseline.json"), report: { verdict: "REJECTED" } });
    sign("run", "baseline.json");
    expect(await answers()).toMatchObject({ record: null, told: [early] });

    anew("real");
    write("baseline.json", recordIn("baseline.json"));
    sign("run", "baseline.json");
    const record = digestOfBytes(readFileSync(join(whole, "baseline.json")));
    expect(await answers()).toMatchObject({ record, trials: 111, told: ['["controlled",null]'] });
    rmSync(join(run, "calibration.json"));
    expect(await answers()).toMatchObject({ record: null, told: [early] });
    write("calibration.json", recordIn("calibration.json"));
    expect(await answers()).toMatchObject({ record });
    write("freeze.json", { ...freeze, freezeDigest: digestOfValue("another") });
    expect(await answers()).toMatchObject({ record: null, told: [changed] });

    run = join(folder, "frozen-otherwise");
    mkdirSync(run);
    write("freeze.json", { ...freeze, freezeDigest: digestOfValue("another") });
    sign("freeze", "freeze.json");
    write("baseline.json", recordIn("baseline.json"));
    sign("run", "baseline.json");
    const { files, ...mismatched } = await answers();
    expect(mismatched).toEqual({
      record: null,
      trials: 111,
      told: ['["void","INVALID_RUN / PREREGISTRATION_VIOLATION"]'],
    });
    expect(await recordedOf("invalid", files)).toEqual(Array.from({ length: 4 }, () => [0, 0, 111]));
    expect(verdictOf("invalid")).toBe("failed");
  });
});

async function inExperiment<T>(path: string, act: (experiment: Experiment) => Promise<T>): Promise<T> {
  using experiment = new Experiment({ folder: path, watch: { progress: () => {}, ended: () => {} } });
  return await act(experiment);
}

const verifiedRun = (path: string) => inExperiment(path, (experiment) => experiment.perform("run"));

/** What a trial would look like if its agent had stayed itself. */
const embellish = (trial: Line, place: number): Line => ({
  ...trial,
  outcome: "controlled",
  halt: null,
  repairs: ["A", "B"],
  epochs: [0, 1, 2].map((of) => digestOfValue([place, of]).slice("sha256:".length)),
  episodes: 20,
  successes: 20,
});

describe("SV-206 a language model", () => {
  const MODEL = digestOfValue("weights of a model");
  const RUN = { run: "model-run-1", data: siteOf("model") };
  /** What a model did that answers as the candidate does. */
  const playedBy = (seed: number): SeedRun => runSeed(candidateSetup(cleanApparatus(compilerDigestOf(freeze)), seed));
  const recordOf = (seed: number, run: SeedRun | null) =>
    diagnosticRecord({
      model: "smollm2 135M",
      freezeDigest: freeze.freezeDigest,
      seed,
      episodes: 20,
      questions: [
        {
          kind: "justify",
          episode: 0,
          step: 0,
          attempt: null,
          artefacts: 1,
          tokens: 9,
          transcript: digestOfValue(seed),
        },
      ],
      run,
      fault: run === null ? "INVALID_RUN / BUFFER_OVERFLOW" : null,
    });

  test("SV-206 E-198 answers with records and their transcripts; seeds that it never played are void", async () => {
    const opened = openExamination(
      { lab: "model", digest: MODEL, tier: "1", flopRate: "1", out: join(folder, "model/questions"), data: RUN.data },
      freeze,
    );
    const [question = ""] = opened.questions;
    const { seeds } = JSON.parse(readFileSync(question, "utf8")) as { readonly seeds: readonly number[] };
    const runs = seeds.slice(0, 4).map((seed, place) => {
      const path = join(folder, `diagnostic-${seed}.json`);
      writeFileSync(path, JSON.stringify(recordOf(seed, place === 3 ? null : playedBy(seed))));
      return path;
    });
    const flags = { agent: "candidate", runs, out: join(folder, "model/results") };
    const windows = await exportWindows([question], flags, freeze);
    expect(windows).toMatchObject({ ok: true, value: [{ trials: 111, controlled: 3 }] });
    const file = join(folder, "model/results/identity-eval-public.jsonl");
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    expect(JSON.parse(lines[0]!)).toMatchObject({
      agent: { name: "model:smollm2-135M", digest: MODEL, isDeterministic: false },
    });
    const asProgram = altered(file, withHead({ agent: { name: "candidate", digest: MODEL, isDeterministic: true } }));
    const refused = await recordIdentity([asProgram], RUN, freeze);
    expect(refused).toMatchObject({ ok: false, error: { code: "INTAKE_SUBJECT_DIFFERS" } });
    const recorded = await recordIdentity([file], RUN, freeze);
    expect(recorded).toMatchObject({ ok: true, value: [{ controlled: 3, uncontrolled: 0, void: 108 }] });
    await expect(exportWindows([question], { ...flags, runs: [runs[0]!, runs[0]!] }, freeze)).rejects.toMatchObject({
      code: "DIAGNOSTIC_MALFORMED",
    });
    await expect(exportWindows([question], { ...flags, runs: [question] }, freeze)).rejects.toMatchObject({
      code: "DIAGNOSTIC_MALFORMED",
    });
  });
});

test("E-199 a policy that does not ask for identity writes no question and takes no answer", async () => {
  const opened = open("unasked", "candidate");
  expect([opened.questions, opened.asked.length]).toEqual([[], 3]);
  const results = join(folder, "whole/results/identity-eval-public.jsonl");
  expect(await recordedOf("unasked", [results])).toBe("INTAKE_WINDOW_DIFFERS");
});
