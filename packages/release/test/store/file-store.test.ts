import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, type PlimsollError, utf8 } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import type { Ledger } from "@plimsoll/ledger";
import { verifyLedger } from "@plimsoll/verifier";
import { expect, test, vi } from "vitest";
import { changePause } from "../../src/node/desk/change-pause.ts";
import { recordEvent } from "../../src/node/desk/record-event.ts";
import { orderStop } from "../../src/node/desk/stop-order.ts";
import { openReleaseStore } from "../../src/node/store/open-store.ts";
import { readReleaseStore } from "../../src/node/store/read-store.ts";
import { withStore } from "../../src/node/store/with-store.ts";
import { integrity } from "../../src/record/integrity.ts";
import { caughtUp } from "../../src/state/caught-up.ts";
import { gateFacts } from "../../src/state/gate-facts.ts";
import { EMPTY_STATE, nextEvaluationId } from "../../src/state/release-state.ts";
import { siteFacts } from "../../src/state/site-facts-of.ts";
import { blobPath } from "./blob-path.ts";
import { incident, NOON_MS, of, recordEvaluation, SUBJECT } from "./drafts.ts";
import { testFolder } from "./folder.ts";
import { shippedPolicy } from "./shipped-policy.ts";

const filled = (folder: string, evaluations = 3): void => {
  using store = openReleaseStore(folder);
  for (let number = 1; number <= evaluations; number += 1)
    recordEvaluation(store, { evaluation: `evaluation-${number}` }, NOON_MS + number);
};

test("RS-276 the folder has its log, its bytes, its key for its owner alone, and the public key", () => {
  const folder = testFolder();
  filled(folder);
  expect(statSync(join(folder, "key.pem")).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, "release.pub"), "utf8")).toContain("BEGIN PUBLIC KEY");
  expect(
    verifyLedger(join(folder, "log"), { keyPem: readFileSync(join(folder, "release.pub"), "utf8") }),
  ).toMatchObject({
    ok: true,
    size: 21,
    origin: "plimsoll.local/release",
    entriesByKind: { "decision.made": 3, "evaluation.opened": 3, "reflection.made": 3, "vote.cast": 12 },
  });
});

test("RS-276 a log goes on under its own key alone", () => {
  const folder = testFolder();
  filled(folder, 1);
  const key = readFileSync(join(folder, "key.pem"));
  rmSync(join(folder, "key.pem"));
  expect(() => openReleaseStore(folder)).toThrow(expect.objectContaining({ code: "RELEASE_KEY_MISSING" }));
  expect(existsSync(join(folder, "key.pem"))).toBe(false);
  writeFileSync(join(folder, "key.pem"), key, { mode: 0o600 });
  using store = openReleaseStore(folder);
  expect(store.size).toBe(7);
});

test("A66 RS-277 the state is made of the log alone: reading it again gives the same", () => {
  const folder = testFolder();
  filled(folder);
  const seen = [0, 1].map(() => {
    using store = readReleaseStore(folder);
    return siteFacts(caughtUp(EMPTY_STATE, store), SUBJECT, NOON_MS + 10, shippedPolicy, {
      artifacts: [],
      parents: [],
      chainFaults: [],
      kernel: [],
    });
  });
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]?.earlier.map(({ evaluation, outcome }) => [evaluation, outcome])).toEqual([
    ["evaluation-1", "GREEN"],
    ["evaluation-2", "GREEN"],
    ["evaluation-3", "GREEN"],
  ]);
});

test("A18 RS-272 one changed byte is never served, is a fault, and closes the gate", () => {
  const folder = testFolder();
  filled(folder);
  using whole = readReleaseStore(folder);
  const decided = whole.records().findLast(({ kind }) => kind === "decision.made");
  if (decided === undefined) throw new Error("no decision");
  const path = blobPath(folder, decided.body);
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  expect(() => whole.kept(decided)).toThrow(expect.objectContaining({ code: "RELEASE_BLOB_DAMAGED" }));
  expect(integrity(whole).join("\n")).toContain(decided.body);
  const state = caughtUp(EMPTY_STATE, whole);
  expect(gateFacts(state, SUBJECT, "internal_deploy", () => [])).toMatchObject({
    decision: null,
    faults: expect.arrayContaining([expect.stringContaining("the body of decision.made cannot be read")]),
  });
});

test("RS-272 right bytes take the place of damaged ones, and nothing else does", () => {
  const folder = testFolder();
  using store = openReleaseStore(folder);
  const [digest = of("")] = store.putBlobs([utf8("evidence")]);
  writeFileSync(blobPath(folder, digest), "evidencf");
  expect(() => store.blob(digest)).toThrow(expect.objectContaining({ code: "RELEASE_BLOB_DAMAGED" }));
  store.putBlobs([utf8("evidencf")]);
  expect(() => store.blob(digest)).toThrow(expect.objectContaining({ code: "RELEASE_BLOB_DAMAGED" }));
  store.putBlobs([utf8("evidence")]);
  expect(Buffer.from(store.blob(digest)).toString()).toBe("evidence");
});

test("RS-273 redacted bytes leave the disk, and do not come back to it", () => {
  const folder = testFolder();
  using store = openReleaseStore(folder);
  const [digest = of("")] = store.putBlobs([utf8("a name")]);
  expect(existsSync(blobPath(folder, digest))).toBe(true);
  store.redact({ digest, by: "operator-1", why: "asked for" }, NOON_MS);
  store.putBlobs([utf8("a name")]);
  expect(existsSync(blobPath(folder, digest))).toBe(false);
});

test("RS-275 a body in another text form than its one is a fault", () => {
  const folder = testFolder();
  using store = openReleaseStore(folder);
  const [digest = of("")] = store.putBlobs([utf8('{"why": "x","by":"y"}')]);
  const record = {
    spec: "rsp",
    sequence: 0,
    atMs: 1,
    at: 1,
    kind: "stop.ordered",
    subject: null,
    evaluation: null,
    body: digest,
  };
  (store.log as Ledger).append([canonicalJson(record)]);
  expect(integrity(store)).toEqual([expect.stringContaining(digest)]);
});

test("A64 RS-278 taking any one line out of the log makes verification fail", () => {
  const folder = testFolder();
  filled(folder);
  const log = join(folder, "log", "ledger.log");
  const whole = readFileSync(log);
  const lines = whole
    .toString("utf8")
    .split("\n")
    .filter((line) => line.includes('"spec":"rsp"'));
  expect(lines).toHaveLength(21);
  for (const line of lines) {
    writeFileSync(log, whole.toString("utf8").replace(`${line}\n`, ""));
    expect(verifyLedger(join(folder, "log")).ok, line).toBe(false);
    expect(isRefused(folder), line).toBe(true);
  }
  writeFileSync(log, whole);
  expect(verifyLedger(join(folder, "log")).ok).toBe(true);
  expect(isRefused(folder)).toBe(false);
});

/** Whether the product itself sees that something is wrong. */
function isRefused(folder: string): boolean {
  try {
    using reader = readReleaseStore(folder);
    return integrity(reader).length > 0;
  } catch {
    return true;
  }
}

test("A64 RS-278 a log that was cut back to an earlier end is refused", () => {
  const folder = testFolder();
  filled(folder, 1);
  const log = join(folder, "log", "ledger.log");
  const early = readFileSync(log);
  filled(folder, 0);
  using store = openReleaseStore(folder);
  store.append([incident("i-1")], NOON_MS + 5);
  store.close();
  writeFileSync(log, early);
  expect(verifyLedger(join(folder, "log"))).toMatchObject({ ok: false });
  expect(() => openReleaseStore(folder)).toThrow(expect.objectContaining({ code: "LEDGER_ROLLED_BACK" }));
});

/** Everything in a folder that reading might touch. */
const printOf = (folder: string): string =>
  ["log/ledger.log", "log/checkpoint", "log/index.db", "key.pem", "release.pub"]
    .map((file) =>
      createHash("sha256")
        .update(readFileSync(join(folder, file)))
        .digest("hex"),
    )
    .join(" ");

test("A33 LT6 RS-279 10 000 status reads change neither index, account nor log", () => {
  const folder = testFolder();
  filled(folder);
  const before = printOf(folder);
  using store = readReleaseStore(folder);
  let state = caughtUp(EMPTY_STATE, store);
  const ask = (): unknown => {
    state = caughtUp(state, store);
    const facts = siteFacts(state, SUBJECT, NOON_MS + 100, shippedPolicy, {
      artifacts: [],
      parents: [],
      chainFaults: [],
      kernel: [],
    });
    return [facts, gateFacts(state, SUBJECT, "internal_deploy", () => []), nextEvaluationId(state)];
  };
  const first = ask();
  const startMs = performance.now();
  for (let read = 0; read < 10_000; read += 1) ask();
  console.info(`A33  10 000 status reads in ${Math.round(performance.now() - startMs)} ms`);
  expect(ask()).toEqual(first);
  expect(store.size).toBe(21);
  expect(printOf(folder)).toBe(before);
});

test("RS-280 who waits for the store too long is told so, and who waits long enough gets it", async () => {
  const folder = testFolder();
  let letGo = (): void => {};
  const held = withStore(folder, async () => await new Promise<void>((resolve) => (letGo = resolve)));
  await expect(withStore(folder, () => 1, { waitMs: 60 })).rejects.toMatchObject({ code: "RELEASE_STORE_BUSY" });
  const waiting = withStore(folder, ({ store }) => store.append([incident("i-1")], NOON_MS).length);
  letGo();
  await held;
  expect(await waiting).toBe(1);
});

test("RS-280 a store that another handle has open is waited for just as long", async () => {
  const folder = testFolder();
  using other = openReleaseStore(folder);
  await expect(withStore(folder, () => 1, { waitMs: 60 })).rejects.toMatchObject({ code: "RELEASE_STORE_BUSY" });
  const waiting = withStore(folder, ({ store }) => store.size);
  await new Promise((resolve) => setTimeout(resolve, 20));
  other.close();
  expect(await waiting).toBe(0);
});

/** What comes of an action that finds the store in another's hands, and has waited so long until that one lets go. */
async function afterWaiting(folder: string, waitedMs: number, act: () => Promise<unknown>): Promise<unknown> {
  using other = openReleaseStore(folder);
  const startedMs = systemClock.monotonicMs();
  const clock = vi.spyOn(systemClock, "monotonicMs").mockReturnValueOnce(startedMs);
  clock.mockReturnValue(startedMs + waitedMs);
  try {
    const acted = act().then(
      () => "done",
      (fault: unknown) => (fault as PlimsollError).code,
    );
    await new Promise((resolve) => setTimeout(resolve, 60));
    other.close();
    return await acted;
  } finally {
    clock.mockRestore();
  }
}

test("RS-280 what must get through beside evaluations waits ten minutes, anything else half a minute", async () => {
  const folder = testFolder();
  filled(folder);
  const words: Readonly<Record<string, () => Promise<unknown>>> = {
    incident: () => recordEvent(folder, incident("i-1"), NOON_MS + 9),
    pause: () => changePause(folder, SUBJECT, "order", "a test", NOON_MS + 9),
    stop: () => orderStop(folder, { by: "ada", why: "a test", key: null }, systemClock),
  };
  for (const [word, say] of Object.entries(words)) {
    expect([word, await afterWaiting(folder, 600_000, say)]).toEqual([word, "RELEASE_STORE_BUSY"]);
    expect([word, await afterWaiting(folder, 599_000, say)]).toEqual([word, "done"]);
  }
  const size = (): Promise<number> => withStore(folder, ({ store }) => store.size);
  expect(await afterWaiting(folder, 30_000, size)).toBe("RELEASE_STORE_BUSY");
  expect(await afterWaiting(folder, 29_000, size)).toBe("done");
});

test("RS-280 what throws lets go of the store", async () => {
  const folder = testFolder();
  await expect(withStore(folder, () => Promise.reject(new Error("mine")))).rejects.toThrow("mine");
  expect(await withStore(folder, ({ store }) => store.size, { waitMs: 0 })).toBe(0);
});

test("LT2 RS-281 fifty evaluations at once take turns, and no record of one is another's", async () => {
  const folder = testFolder();
  const startMs = performance.now();
  const names = await Promise.all(
    Array.from({ length: 50 }, async (_, place) =>
      withStore(folder, async ({ store, state }) => {
        const evaluation = nextEvaluationId(state());
        await Promise.resolve();
        recordEvaluation(store, { evaluation, subject: `model-${place % 5}` }, NOON_MS + place);
        return evaluation;
      }),
    ),
  );
  console.info(`LT2  50 evaluations, each with its own turn: ${Math.round(performance.now() - startMs)} ms`);
  expect(new Set(names).size).toBe(50);
  using store = readReleaseStore(folder);
  const records = store.records();
  expect(records).toHaveLength(350);
  for (let place = 0; place < 350; place += 7) {
    const own = records.slice(place, place + 7);
    expect(own.map(({ kind }) => kind)).toEqual([
      "evaluation.opened",
      "reflection.made",
      ...Array<string>(4).fill("vote.cast"),
      "decision.made",
    ]);
    expect(new Set(own.map(({ evaluation, subject }) => `${evaluation} ${subject}`)).size).toBe(1);
  }
  expect(integrity(store)).toEqual([]);
  expect(verifyLedger(join(folder, "log")).ok).toBe(true);
});
