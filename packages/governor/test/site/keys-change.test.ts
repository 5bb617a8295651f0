import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Clock } from "@plimsoll/foundation";
import { generateSigningKey, type SigningKey, signingKeyFromSeed } from "@plimsoll/foundation/node";
import { type Command, starterPolicy } from "@plimsoll/kernel";
import { type Ledger, memoryLedger, openCause, decisionsIn, signCommand } from "@plimsoll/ledger";
import { FileKeyRing, type KeyRing, memoryKeyRing, rehearsalKeys, Site, type Submission } from "../../src/index.ts";
import { Sequencer } from "../../src/site/sequencer.ts";

const ORIGIN = "log.example/keys";
const clock: Clock = { wallMs: () => 1_790_000_000_000, monotonicMs: () => 0 };
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-key-ring-"));
  folders.push(folder);
  return folder;
}

const newLedger = (): Ledger =>
  memoryLedger({ origin: ORIGIN, signingKey: signingKeyFromSeed(new Uint8Array(32).fill(3)) });

function opened(keys: KeyRing): Site {
  const site = new Site({ ledger: newLedger(), keys, clock });
  site.open("here", starterPolicy);
  return site;
}

const base64Of = ({ publicKey }: SigningKey): string => Buffer.from(publicKey.raw).toString("base64");

const admitting = (key: SigningKey, role: "auditor" | "operator" | "meter"): Command => ({
  type: "key.admit",
  keyId: key.keyId,
  role,
  publicKey: base64Of(key),
});

const codeOf = (submission: Submission): string =>
  submission.kind === "refused" ? submission.refusal.code : submission.kind;

/** Rotates the key of a name as `plimsoll key rotate` does, but for the ring. */
function rotated(site: Site, name: string): string {
  const from = site.keys.key(name).keyId;
  const draft = site.keys.draft(name);
  site.must(`rotate:${name}`, { type: "key.rotate", from, to: draft.keyId, publicKey: base64Of(draft) });
  return draft.keyId;
}

const rings: readonly (readonly [string, () => KeyRing])[] = [
  ["in files", () => new FileKeyRing(newFolder())],
  ["in memory", () => memoryKeyRing(rehearsalKeys("keys-change"))],
];

describe.each(rings)("a key ring %s", (_, ring) => {
  test("K-97 a draft is the same until it is settled, and signs nothing before", () => {
    const keys = ring();
    const old = keys.key("node").keyId;
    const draft = keys.draft("node").keyId;
    expect(keys.draft("node").keyId).toBe(draft);
    keys.settle(() => "unknown");
    expect([keys.key("node").keyId, keys.draft("node").keyId]).toEqual([old, draft]);
    keys.settle((keyId) => (keyId === draft ? "current" : "revoked"));
    expect(keys.key("node").keyId).toBe(draft);
    expect(keys.publicKey(old)?.keyId).toBe(old);
    expect(keys.names()).toEqual(["node"]);
    expect(keys.draft("node").keyId).not.toBe(draft);
  });

  test("K-97 a draft that was revoked since is dropped", () => {
    const keys = ring();
    const old = keys.key("node").keyId;
    const draft = keys.draft("node").keyId;
    keys.settle((keyId) => (keyId === draft ? "revoked" : "current"));
    expect(keys.key("node").keyId).toBe(old);
  });

  test("K-97 the site signs with the new key once the ledger knows it, also where a crash came between", () => {
    const keys = ring();
    using site = opened(keys);
    const old = keys.key("operator-1").keyId;
    const to = rotated(site, "operator-1");
    expect(keys.key("operator-1").keyId).toBe(old);
    site.accredit("acme", 1, 0);
    expect(keys.key("operator-1").keyId).toBe(to);
    expect([...site.history()].at(-1)?.signers).toContain(to);
  });
});

test("K-97 the private half of the old key is gone, and the files are their owner's alone", () => {
  const folder = newFolder();
  const keys = new FileKeyRing(folder);
  const old = keys.key("node").keyId;
  keys.draft("node");
  keys.settle(() => "current");
  expect(readdirSync(folder).toSorted()).toEqual([`node.${old}.pub.pem`, "node.pem"]);
  for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
  expect(new FileKeyRing(folder).publicKey(old)?.keyId).toBe(old);
  expect(new FileKeyRing(folder).names()).toEqual(["node"]);
});

test.each(["../node", "", "a/b"])("K-97 a draft is made under a name alone, not %j", (name) => {
  expect(() => new FileKeyRing(newFolder()).draft(name)).toThrow(expect.objectContaining({ code: "NAME_MALFORMED" }));
});

test("K-98 another operator stands in for one that is gone, and no meter for another", () => {
  const keys = memoryKeyRing(rehearsalKeys("stand-in"));
  using site = opened(keys);
  for (const [name, role] of [
    ["operator-3", "operator"],
    ["meter-2", "meter"],
  ] as const)
    site.must(`admit:${name}`, admitting(keys.key(name), role));
  site.accredit("acme", 1, 0, { persons: [], hardwareRoots: [], meters: ["meter", "meter-2"] });
  const revoke = (name: string, by: readonly string[]) =>
    codeOf(site.submitAs(`revoke:${name}`, { type: "key.revoke", keyId: keys.key(name).keyId, reason: "lost" }, by));
  expect(revoke("operator-1", ["operator-2", "operator-3"])).toBe("decided");
  expect(revoke("meter", ["operator-2", "operator-3"])).toBe("decided");
  site.accredit("beta", 1, 0);
  const signers = [...site.history()].findLast(({ kind }) => kind === "lab.accredited")?.signers;
  expect(signers?.toSorted()).toEqual(["operator-2", "operator-3"].map((name) => keys.key(name).keyId).toSorted());
  const report: Command = {
    type: "meter.report",
    lab: "acme",
    measuredAt: clock.wallMs(),
    energyMj: "0",
    apiCalls: 0,
    trainingFlop: "0",
    partsMj: [],
  };
  expect(codeOf(site.submit("report", report))).toBe("KEY_REVOKED");
});

test("K-96 a key that is admitted signs in the same batch, and its cause opens", () => {
  const keys = memoryKeyRing(rehearsalKeys("batch"));
  const ledger = newLedger();
  const sequencer = new Sequencer({ ledger, clock, keyOf: (keyId) => keys.publicKey(keyId) });
  using site = new Site({ writer: sequencer, keys, clock });
  site.open("here", starterPolicy);
  const [operator, auditor] = [generateSigningKey(), generateSigningKey()];
  const signed = (id: string, body: Command, by: readonly SigningKey[]) =>
    signCommand({ log: ORIGIN, id, body, claimedAt: clock.wallMs() }, by);
  const operators = ["operator-1", "operator-2"].map((name) => keys.key(name));
  const answers = sequencer.submitAll([
    signed("one", admitting(operator, "operator"), operators),
    signed("two", admitting(auditor, "auditor"), [operator, ...operators.slice(1)]),
    signed("three", admitting(auditor, "auditor"), [auditor, ...operators]),
    signed(
      "four",
      { ...admitting(generateSigningKey(), "auditor"), publicKey: base64Of(auditor) } as Command,
      operators,
    ),
    signed("five", admitting(generateSigningKey(), "auditor"), [generateSigningKey(), ...operators]),
  ]);
  expect(answers.map(codeOf)).toEqual(["decided", "decided", "KEY_EXISTS", "KEY_ID_FALSE", "SIGNATURE_INVALID"]);
  const causes = [...decisionsIn(ledger.leaves())].map(({ cause }) => openCause(cause ?? "")?.signers);
  expect(causes.at(-1)).toContain(operator.keyId);
});
