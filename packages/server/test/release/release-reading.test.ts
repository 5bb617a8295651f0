import { appendFileSync, copyFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { digestOfValue, PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { buildEvaluationPack, releaseStatus } from "@plimsoll/release/node";
import { openReleaseReading } from "@plimsoll/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromStore } from "../../src/release/release-problem.ts";
import { ProblemError } from "../../src/http/problem.ts";
import { ReleaseSite, viewAt } from "./release-site.ts";

const template = new ReleaseSite();
/** With a Red decision about the same action behind the Green one. */
let replaced = template;
const YEAR_MS = 366 * 86_400_000;
const GREEN = "evaluation-1";
const RED = "evaluation-2";

beforeAll(async () => {
  expect(await template.evaluate("g1")).toBe(GREEN);
  replaced = ReleaseSite.copyOf(template);
  expect(await replaced.evaluate("g5")).toBe(RED);
}, 120_000);
afterAll(() => {
  template[Symbol.dispose]();
  replaced[Symbol.dispose]();
});

const decisionOf = (site: ReleaseSite, evaluation: string, nowMs?: number) => {
  const found = site
    .reading()
    .decisions(viewAt(nowMs))
    ?.find((each) => each.evaluation === evaluation);
  if (found === undefined) throw new Error(`${evaluation} is not told`);
  return found;
};

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return "nothing thrown";
  } catch (cause) {
    return cause instanceof PlimsollError ? cause.code : String(cause);
  }
};

test("SVR-22 a folder without a release store tells of none: null, not an empty list", () => {
  using site = new ReleaseSite();
  expect(site.reading().decisions(viewAt())).toBeNull();
  expect(site.reading().overrides(viewAt())).toEqual([]);
});

test("decisions are the log's own, the newest first, with their reasons and what would change them", () => {
  const decisions = replaced.reading().decisions(viewAt()) ?? [];
  expect(decisions.map(({ evaluation }) => evaluation)).toEqual([RED, GREEN]);
  const status = releaseStatus(replaced.store).evaluations;
  expect(decisions.toReversed().map(({ evaluation, colour }) => ({ evaluation, colour }))).toEqual(
    status.map(({ evaluation, colour }) => ({ evaluation, colour })),
  );
  const [red, green] = decisions;
  expect(red?.reasons.length).toBeGreaterThan(0);
  expect(red?.wouldChange).toHaveLength(red?.reasons.length ?? 0);
  expect(green).toMatchObject({ colour: "GREEN", reasons: [], wouldChange: [] });
  expect(green?.decisionDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test("a Green decision of what leaves the house is void without its pack, and says so", () => {
  expect(decisionOf(template, GREEN)).toMatchObject({ action: "external_deploy", standing: "void", pack: null });
  expect(decisionOf(template, GREEN).standingReasons.map(({ text }) => text)).toEqual([
    "No transparency pack of this evaluation is at hand, or it does not hold.",
  ]);
});

test("with its pack it is in force; past its time it is expired", async () => {
  using site = ReleaseSite.copyOf(template);
  const directory = join(site.data, "packs", GREEN);
  await buildEvaluationPack(site.store, { evaluation: GREEN, directory, redactions: [] }, systemClock);
  expect(decisionOf(site, GREEN)).toMatchObject({ standing: "in force", standingReasons: [] });
  expect(decisionOf(site, GREEN).pack).toMatch(/^sha256:/);
  expect(decisionOf(site, GREEN, systemClock.wallMs() + YEAR_MS)).toMatchObject({ standing: "expired" });
  expect(site.reading().packs()).toEqual([GREEN]);
  const manifest = site.reading().packFile(GREEN, "manifest.json");
  expect(manifest?.media).toBe("application/json");
  const bytes = await buffer(manifest?.stream ?? Readable.from([]));
  expect(bytes).toEqual(readFileSync(join(directory, "manifest.json")));
});

test("one reading follows the log: a withdrawal, an incident and the kernel's word each end what was in force", async () => {
  using site = ReleaseSite.copyOf(template);
  const pack = { evaluation: GREEN, directory: join(site.data, "packs", GREEN), redactions: [] };
  await buildEvaluationPack(site.store, pack, systemClock);
  const words: "freeze"[] = [];
  const reading = site.reading(() => words);
  const green = () => reading.decisions(viewAt())?.find(({ evaluation }) => evaluation === GREEN);
  const before = green();
  expect(before?.standing).toBe("in force");
  words.push("freeze");
  expect(green()).toMatchObject({ standing: "void" });
  expect(green()?.standingReasons[0]?.text).toContain("freeze");
  words.pop();
  const body = { id: "i-1", by: "a test", text: "It left its box.", atMs: systemClock.wallMs() };
  await site.record({ kind: "incident.reported", subject: before?.subject ?? "", evaluation: null, body });
  expect(green()).toMatchObject({ standing: "void" });
  expect(green()?.standingReasons[0]?.text).toContain("incident");
  const withdrawal = { evaluation: GREEN, by: "a test", why: "A test." };
  await site.record({
    kind: "evaluation.withdrawn",
    subject: before?.subject ?? "",
    evaluation: GREEN,
    body: withdrawal,
  });
  expect(green()).toMatchObject({ standing: "withdrawn" });
});

test("a later decision about the same action replaces an earlier one; one that is not Green is refused", () => {
  expect(decisionOf(replaced, GREEN)).toMatchObject({ standing: "replaced", standingReasons: [] });
  expect(decisionOf(replaced, RED)).toMatchObject({ colour: "RED", standing: "refused", standingReasons: [] });
});

test("RSP §4 overrides are told as they are in the log, and what became of them", async () => {
  using site = ReleaseSite.copyOf(template);
  const nowMs = systemClock.wallMs();
  const { subject } = decisionOf(site, GREEN);
  const override = {
    format: "plimsoll release override 1",
    id: "override-1",
    subjectDigest: digestOfValue("unknown subject"),
    dossier: digestOfValue("dossier"),
    policy: digestOfValue("policy"),
    level: "ASL-5",
    scope: "GRANT_T_VALUE",
    reason: "a reason ".repeat(30),
    issuedAtMs: nowMs,
    expiresAtMs: nowMs + 86_400_000,
  } as const;
  const signed = { override, signatures: [{ keyId: "0123456789abcdef", signature: `${"A".repeat(86)}==` }] };
  await site.record({ kind: "override.published", subject, evaluation: null, body: signed });
  const told = () => site.reading().overrides(viewAt());
  expect(told()).toMatchObject([{ override: "override-1", subject: null, standing: "published", signed }]);
  expect(site.reading().overrides(viewAt(nowMs + YEAR_MS))[0]?.standing).toBe("expired");
  await site.record({
    kind: "override.ended",
    subject: null,
    evaluation: null,
    body: { override: "override-1", by: "ada" },
  });
  expect(told()[0]?.standing).toBe("ended");
});

const damages: readonly (readonly [string, (store: string) => void, string])[] = [
  ["a flipped byte", (store) => flip(join(store, "log", "ledger.log")), "LEDGER_DAMAGED"],
  ["a log cut to nothing", (store) => truncateSync(join(store, "log", "ledger.log"), 0), "LEDGER_"],
  ["a log that is gone", (store) => rmSync(join(store, "log", "ledger.log")), "RELEASE_LOG_GONE"],
  ["a key that is gone", (store) => rmSync(join(store, "release.pub")), "RELEASE_STORE_UNREADABLE"],
  ["bytes that are gone", (store) => rmSync(join(store, "blobs"), { recursive: true }), "RELEASE_"],
];

test.each(damages)("SVR-22 %s is thrown, and never told as nothing decided", (_name, damage, code) => {
  using site = ReleaseSite.copyOf(template);
  const reading = site.reading();
  expect(reading.decisions(viewAt())).toHaveLength(1);
  damage(site.store);
  expect(codeOf(() => site.reading().decisions(viewAt()))).toContain(code);
  expect(codeOf(() => site.reading().overrides(viewAt()))).toContain(code);
});

test("a reading that is open already finds that its log was cut, and is well again when it is mended", () => {
  using site = ReleaseSite.copyOf(template);
  const reading = site.reading();
  const log = join(site.store, "log", "ledger.log");
  copyFileSync(log, site.path("kept"));
  expect(reading.decisions(viewAt())).toHaveLength(1);
  truncateSync(log, 1_000);
  expect(codeOf(() => reading.decisions(viewAt()))).toContain("LEDGER_");
  copyFileSync(site.path("kept"), log);
  expect(reading.decisions(viewAt())).toHaveLength(1);
  rmSync(site.store, { recursive: true });
  expect(codeOf(() => reading.decisions(viewAt()))).toBe("RELEASE_LOG_GONE");
});

test("SVR-29 a store whose log's folder is gone is no empty list, also for a daemon that never saw it", () => {
  for (const rest of [["blobs"], ["key.pem"], ["release.pub"], ["log"], ["key.pem", "release.pub", "blobs"]]) {
    using site = ReleaseSite.copyOf(template);
    for (const part of ["blobs", "key.pem", "release.pub"].filter((each) => !rest.includes(each)))
      rmSync(join(site.store, part), { recursive: true });
    rmSync(join(site.store, "log"), { recursive: true });
    if (rest.includes("log")) mkdirSync(join(site.store, "log"));
    expect(codeOf(() => site.reading().decisions(viewAt()))).toBe("RELEASE_LOG_GONE");
    expect(codeOf(() => site.reading().overrides(viewAt()))).toBe("RELEASE_LOG_GONE");
  }
});

test("SVR-29 a folder that holds nothing but the cache's key never had a store", () => {
  using site = new ReleaseSite();
  mkdirSync(site.store, { recursive: true });
  writeFileSync(join(site.store, "cache.key"), "00");
  expect(site.reading().decisions(viewAt())).toBeNull();
});

test("SVR-37 what the store throws is a 503 with the store's code", () => {
  using site = ReleaseSite.copyOf(template);
  flip(join(site.store, "log", "ledger.log"));
  try {
    fromStore(() => site.reading().decisions(viewAt()));
    expect.unreachable();
  } catch (cause) {
    expect(cause).toBeInstanceOf(ProblemError);
    expect((cause as ProblemError).problem).toMatchObject({ status: 503, code: "LEDGER_DAMAGED", retryable: false });
  }
});

test("a poll of an unchanged store costs less than a millisecond for each decision", () => {
  const reading = template.reading();
  reading.decisions(viewAt());
  const startedMs = performance.now();
  for (let round = 0; round < 50; round += 1) reading.decisions(viewAt());
  expect((performance.now() - startedMs) / 50).toBeLessThan(2);
});

test("a log that contradicts itself is thrown, not read as well as it goes", async () => {
  using site = ReleaseSite.copyOf(template);
  const body = { command: "c-none", isAcknowledged: true, readBack: null };
  await site.record({ kind: "modulation.answered", subject: null, evaluation: null, body });
  expect(releaseStatus(site.store).faults.length).toBeGreaterThan(0);
  expect(
    codeOf(() => openReleaseReading(site.data, { environment: {}, kernelWord: () => [] }).decisions(viewAt())),
  ).toBe("RELEASE_LOG_CONTRADICTS");
});

/** In the middle of the log. */
function flip(file: string): void {
  const bytes = readFileSync(file);
  const place = Math.floor(bytes.length / 2);
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

test("a torn last write of another process changes nothing that is told", () => {
  using site = ReleaseSite.copyOf(template);
  appendFileSync(join(site.store, "log", "ledger.log"), "batch 7 ");
  expect(site.reading().decisions(viewAt())).toHaveLength(1);
});
