import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { type PublicKey, signEnvelope, signingKeyFromSeed } from "@plimsoll/foundation/node";
import { decide, stateDigest } from "@plimsoll/kernel";
import {
  causeOf,
  type Decision,
  memoryLedger,
  openCause,
  signCommand,
  type SignedCommand,
  type VerifiedCommand,
  verifyCommand,
} from "@plimsoll/ledger";
import { beginning, FollowedLog, type ReexecutionCode, type ReexecutionRefusal } from "../src/index.ts";
import { decisionsOf, type HonestSite, honestSite, logKey, ORIGIN, START_MS } from "./witness-rig.ts";
import { temporaryFolders } from "./temporary-folders.ts";

const NOT_AFTER_MS = START_MS + 1_000_000_000;
const folder = temporaryFolders();

/** A site's decisions: opened (entry 0), then twice a lab accredited (1, 5) and its run started (2 to 4, 6 to 8). */
let honest: readonly Decision[];
let signed: Pick<HonestSite, "keys" | "clock">;
let digest: string;

beforeAll(() => {
  using rig = honestSite(folder());
  rig.go(2);
  [honest, signed, digest] = [decisionsOf(rig.ledger), rig, stateDigest(rig.site.state)];
});

const followed = (leaves: Iterable<Uint8Array>, notAfterMs = NOT_AFTER_MS): FollowedLog => {
  const log = new FollowedLog(beginning(), { origin: ORIGIN, notAfterMs });
  for (const leaf of leaves) log.take(leaf);
  log.endDecision();
  return log;
};

/** The leaves that a ledger makes of decisions, whatever they say. */
function bytesOf(decisions: readonly Decision[]): Uint8Array[] {
  using ledger = memoryLedger({ origin: ORIGIN, signingKey: logKey });
  ledger.appendAll(decisions);
  return [...ledger.leaves()].map(({ bytes }) => bytes);
}

const refusalOf = (decisions: readonly Decision[], notAfterMs?: number): ReexecutionRefusal | null =>
  followed(bytesOf(decisions), notAfterMs).refusal;

const at = (place: number): Decision => honest[place] as Decision;

/** The honest decisions with one of them changed. */
const changed = (place: number, change: (decision: Decision) => Decision): Decision[] =>
  honest.map((decision, index) => (index === place ? change(decision) : decision));

const withEntry = (place: number, entry: number, change: (text: string) => string): Decision[] =>
  changed(place, ({ cause, entries }) => ({
    cause,
    entries: entries.map((text, index) => (index === entry ? change(text) : text)),
  }));

/** A command as its signers would sign it, with the entries that the lab operator wishes to follow. */
const wished = (
  body: unknown,
  signers: readonly string[],
  entries: readonly string[],
  claimedAt: number,
  log = ORIGIN,
): Decision => {
  const keys = signers.map((name) => signed.keys.key(name));
  const envelope = signCommand({ log, id: "wished", body, claimedAt }, keys);
  return { cause: causeOf(envelope, (keyId) => signed.keys.publicKey(keyId)), entries };
};

const OPERATORS = ["operator-1", "operator-2"];
const ACCREDIT = {
  type: "lab.accredit",
  lab: "other",
  labKey: "0123456789abcdef",
  headcount: 1_000_000,
  baselineComputeUnits: 1_000_000_000,
  persons: [],
  hardwareRoots: [],
  meters: [],
};

test("LG-71 K-96 a public key that has not the id it is given is refused, whatever the kernel makes of it", () => {
  const stranger = signingKeyFromSeed(new Uint8Array(32).fill(9));
  const publicKey = Buffer.from(stranger.publicKey.raw).toString("base64");
  const claimedAt = START_MS + 3_000;
  const admission = (keyId: string): Decision =>
    decidedAfterAll({ type: "key.admit", keyId, role: "auditor", publicKey }, OPERATORS, claimedAt);
  expect(refusalOf([...honest, admission(stranger.keyId)])).toBeNull();
  expect(refusalOf([...honest, admission("0123456789abcdef")])?.code).toBe("KEY_ID_FALSE");
});

/** What the kernel decides of a command after all that the honest site decided. */
function decidedAfterAll(body: unknown, signers: readonly string[], claimedAt: number): Decision {
  const { cause } = wished(body, signers, [], claimedAt);
  const command = openCause(cause ?? "");
  if (command === null) throw new Error("expected a cause that opens");
  const stamped = { id: command.claim.id, digest: command.digest, at: claimedAt, signers: [], body };
  const decision = decide(followed(bytesOf(honest)).position().state, {
    ...stamped,
    signers: command.signers.map((keyId) => ({ keyId })),
  });
  if (decision.kind !== "decided") throw new Error(`expected a decision, got ${decision.kind}`);
  return { cause, entries: decision.entries.map((entry) => canonicalJson(entry as unknown as CanonicalValue)) };
}

test("LG-71 L7 L8 an honest log is decided again to the same state", () => {
  const log = followed(bytesOf(honest));
  expect(log.refusal).toBeNull();
  expect(stateDigest(log.position().state)).toBe(digest);
});

describe("LG-71 what the kernel did not decide is refused, with its entry:", () => {
  const lies: [string, ReexecutionCode, number, () => Decision[]][] = [
    [
      "a larger budget",
      "ENTRIES_DIFFER",
      2,
      () => withEntry(2, 0, (text) => text.replaceAll(/(icroCu":)(\d{8,})/g, "$19$2")),
    ],
    [
      "a cheaper run",
      "ENTRIES_DIFFER",
      3,
      () => withEntry(2, 1, (text) => text.replace('"priceMicroCu":1', '"priceMicroCu":0')),
    ],
    ["an entry left out", "ENTRIES_DIFFER", 3, () => changed(2, (d) => ({ ...d, entries: d.entries.toSpliced(1, 1) }))],
    [
      "the last entry left out",
      "ENTRIES_DIFFER",
      4,
      () => changed(2, (d) => ({ ...d, entries: d.entries.slice(0, 2) })),
    ],
    [
      "an entry more",
      "ENTRIES_DIFFER",
      5,
      () => changed(2, (d) => ({ ...d, entries: [...d.entries, d.entries[1] as string] })),
    ],
    [
      "entries in another order",
      "ENTRIES_DIFFER",
      2,
      () => changed(2, (d) => ({ ...d, entries: d.entries.toReversed() })),
    ],
    ["a decision left out, on which the next rests", "COMMAND_REFUSED", 1, () => honest.toSpliced(1, 1)],
    ["an entry spelled otherwise", "ENTRIES_DIFFER", 3, () => withEntry(2, 1, (text) => text.replace("{", "{ "))],
    ["no entry at all", "ENTRIES_MISSING", 2, () => withEntry(2, 0, () => "null")],
    ["entries without a time", "ENTRIES_MISSING", 2, () => withEntry(2, 0, (text) => text.replace('"at"', '"when"'))],
    ["a first decision without a command", "CAUSE_MISSING", 0, () => changed(0, (d) => ({ ...d, cause: null }))],
    ["a later decision without a command", "ENTRIES_DIFFER", 2, () => changed(2, (d) => ({ ...d, cause: null }))],
    ["a cause spelled otherwise", "CAUSE_MALFORMED", 2, () => changed(2, (d) => ({ ...d, cause: ` ${d.cause}` }))],
    ["a cause that is none", "SIGNATURE_INVALID", 2, () => changed(2, (d) => ({ ...d, cause: "{}" }))],
    [
      "a cause whose keys are null",
      "SIGNATURE_INVALID",
      2,
      () => changed(2, (d) => ({ ...d, cause: (d.cause ?? "").replace(/"keys":\{[^}]*\}/, '"keys":null') })),
    ],
    [
      "a forged signature",
      "SIGNATURE_INVALID",
      2,
      () => changed(2, (d) => ({ ...d, cause: (d.cause ?? "").replace(/"sig":"..../, '"sig":"AAAA') })),
    ],
    [
      "another command under the signature",
      "SIGNATURE_INVALID",
      2,
      () =>
        changed(2, (d) => ({
          ...d,
          cause: (d.cause ?? "").replace(/"payload":"[^"]*/, `"payload":"${payloadOf(at(3))}`),
        })),
    ],
    ["a decision twice", "COMMAND_REPEATED", 9, () => [...honest, at(4)]],
    [
      "a command by someone who may not give it",
      "COMMAND_REFUSED",
      9,
      () => [...honest, shifted(wished(ACCREDIT, ["lab-lab1"], at(1).entries, START_MS + 2_000), 1_000)],
    ],
    [
      "a command that nobody signed",
      "COMMAND_REFUSED",
      9,
      () => [...honest, shifted(wished(ACCREDIT, [], at(1).entries, START_MS + 2_000), 1_000)],
    ],
    ["a time before the newest entry's", "TIME_RUNS_BACK", 2, () => [at(0), at(3), at(1)]],
    ["a time far from the signer's", "CLOCK_SKEW", 2, () => changed(2, (d) => shifted(d, 6_000))],
    [
      "a command signed long before",
      "CLOCK_SKEW",
      9,
      () => [...honest, shifted(wished(ACCREDIT, OPERATORS, at(1).entries, START_MS), 10_000)],
    ],
    [
      "a command for another log",
      "OTHER_LOG",
      9,
      () => [...honest, shifted(wished(ACCREDIT, OPERATORS, at(1).entries, START_MS + 2_000, "log.example/b"), 1_000)],
    ],
    [
      "a field in a cause that nobody signed",
      "CAUSE_MALFORMED",
      1,
      () => changed(1, (d) => ({ ...d, cause: (d.cause ?? "").replace(/\}$/, ',"note":"x"}') })),
    ],
    [
      "a key in a cause that signed nothing",
      "CAUSE_MALFORMED",
      1,
      () => changed(1, (d) => ({ ...d, cause: (d.cause ?? "").replace('"keys":{', '"keys":{"0":"x",') })),
    ],
    [
      "a key in another Base64",
      "CAUSE_MALFORMED",
      1,
      () => changed(1, (d) => ({ ...d, cause: (d.cause ?? "").replace(/("keys":\{"[^"]*":"[^"=]*)=/, "$1") })),
    ],
    [
      "signatures in another Base64",
      "CAUSE_MALFORMED",
      0,
      () =>
        honest.map((d) => ({
          ...d,
          cause: (d.cause ?? "").replaceAll(/"sig":"[^"]*/g, (sig) => sig.replaceAll("+", "-").replaceAll("/", "_")),
        })),
    ],
  ];

  test.each(lies)("%s: %s", (_, code, entryIndex, lie) => {
    expect(refusalOf(lie())).toMatchObject({ code, entryIndex });
  });

  test("a time that the reader has not lived: TIME_AHEAD", () => {
    expect(refusalOf(honest, START_MS + 1_999)).toMatchObject({ code: "TIME_AHEAD", entryIndex: 5 });
    expect(refusalOf(honest, START_MS + 3_000)).toBeNull();
  });
});

describe("LG-71 a sequencer whose clock ran back stamps with the time of the newest entry,", () => {
  const newestMs = START_MS + 2_000;
  const ticked = (claimedAt: number): ReexecutionRefusal | null => {
    const { state } = followed(bytesOf(honest)).position();
    const { cause } = wished(ACCREDIT, OPERATORS, [], claimedAt);
    const { claim, digest, signers } = openCause(cause ?? "") as VerifiedCommand;
    const stamped = {
      id: claim.id,
      digest,
      at: newestMs,
      signers: signers.map((keyId) => ({ keyId })),
      body: ACCREDIT,
    };
    const decision = decide(state, stamped);
    if (decision.kind !== "decided") throw new Error(JSON.stringify(decision));
    const entries = decision.entries.map((entry) => canonicalJson(entry as unknown as CanonicalValue));
    return refusalOf([...honest, { cause, entries }]);
  };

  test.each([0, 5_001, 5 * 60_000])("%d ms after its signing", (lateMs) => {
    expect(ticked(newestMs - lateMs)).toBeNull();
  });

  test("but not more than 5 min: old signatures come to no log later", () => {
    expect(ticked(newestMs - 5 * 60_000 - 1)).toMatchObject({ code: "CLOCK_SKEW", entryIndex: 9 });
    expect(ticked(newestMs - 3_600_000)).toMatchObject({ code: "CLOCK_SKEW" });
  });
});

describe("LG-71 leaves that no ledger writes are refused:", () => {
  const odd: [string, (leaves: Uint8Array[]) => Uint8Array[]][] = [
    [
      "two decisions in one leaf",
      (leaves) =>
        leaves.toSpliced(0, 2, Buffer.concat([leaves[0] as Uint8Array, Buffer.from("\n"), leaves[1] as Uint8Array])),
    ],
    [
      "a line end at the end",
      (leaves) => leaves.toSpliced(0, 1, Buffer.concat([leaves[0] as Uint8Array, Buffer.from("\n")])),
    ],
    ["an empty leaf", (leaves) => leaves.toSpliced(1, 0, new Uint8Array(0))],
    ["bytes that are no text", (leaves) => [...leaves, Buffer.from([0xff, 0xfe])]],
    [
      "another last byte of a cause",
      ([first, second, ...rest]) => {
        const altered = Buffer.from(second as Uint8Array);
        altered[altered.indexOf("\n") - 1] = "Z".charCodeAt(0);
        return [first as Uint8Array, altered, ...rest];
      },
    ],
    ["a further part that adds nothing", (leaves) => leaves.toSpliced(1, 0, Buffer.from("+"))],
    [
      "a decision in more leaves than it needs",
      (leaves) => {
        const whole = Buffer.from(leaves[2] as Uint8Array);
        const cut = whole.lastIndexOf("\n");
        return leaves.toSpliced(2, 1, whole.subarray(0, cut), whole.subarray(cut + 1));
      },
    ],
    ["a further part of nothing", (leaves) => [Buffer.from("+x"), ...leaves]],
    ["the end of a decision cut off", (leaves) => leaves.toSpliced(2, 1, (leaves[2] as Uint8Array).subarray(0, -1))],
  ];

  test.each(odd)("%s", (_, change) => {
    expect(followed(change(bytesOf(honest))).refusal).not.toBeNull();
  });
});

test("LG-71 a decision of more bytes than a ledger writes at once is refused before it is read", () => {
  const part = Buffer.alloc(60_000, "+");
  const log = followed([...bytesOf(honest), ...Array.from({ length: 1_200 }, () => part)]);
  expect(log.refusal).toMatchObject({ code: "LEAF_MALFORMED" });
});

test("LG-71 after a refusal the tree is followed on, so that it shows whether the log signed this", () => {
  const lie = [...honest.slice(0, 2), at(1), ...honest.slice(2)];
  const log = followed(bytesOf(lie));
  expect(log.refusal).not.toBeNull();
  expect(log.size).toBe(bytesOf(lie).length);
});

test("LG-71 L7 no change of any character makes another state", () => {
  const leaves = bytesOf(honest);
  const change = fc.record({
    leaf: fc.nat(leaves.length - 1),
    place: fc.nat(),
    byte: fc.integer({ min: 0, max: 255 }),
  });
  fc.assert(
    fc.property(change, ({ leaf, place, byte }) => {
      const altered = leaves.map((bytes) => Uint8Array.from(bytes));
      const target = altered[leaf] as Uint8Array;
      target[place % target.length] = byte;
      const log = followed(altered);
      expect(log.refusal !== null || stateDigest(log.position().state) === digest).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test("LG-71 a key that names itself by another's id signs nothing", () => {
  const foreign = signingKeyFromSeed(new Uint8Array(32).fill(99));
  const operator = signed.keys.key("operator-1").keyId;
  const lie = changed(1, (d) => ({
    ...d,
    cause: (d.cause ?? "").replace(
      new RegExp(`"${operator}":"[^"]*"`),
      `"${operator}":"${Buffer.from(foreign.publicKey.raw).toString("base64")}"`,
    ),
  }));
  expect(refusalOf(lie)).toMatchObject({ code: "SIGNATURE_INVALID", entryIndex: 1 });
});

describe("LG-71 a signed claim says exactly what it is for:", () => {
  const key = signingKeyFromSeed(new Uint8Array(32).fill(98));
  const claim = { body: {}, claimedAt: 1, id: "a", log: ORIGIN };
  const opens = (payload: CanonicalValue): boolean => {
    const text = new TextEncoder().encode(canonicalJson(payload));
    const envelope = signEnvelope("application/vnd.plimsoll.command+json", text, [key]);
    return verifyCommand(envelope, () => key.publicKey) !== null;
  };

  test("body, time, id and log", () => expect(opens(claim)).toBe(true));

  test.each<[string, CanonicalValue]>([
    ["no log", { body: {}, claimedAt: 1, id: "a" }],
    ["no body, but something else", { claimedAt: 1, id: "a", log: ORIGIN, other: {} }],
    ["something more", { ...claim, other: 1 }],
    ["a log that is no text", { ...claim, log: 1 }],
    ["an id that is no text", { ...claim, id: 1 }],
    ["a time that is no time", { ...claim, claimedAt: "1" }],
    ["nothing", null],
  ])("%s is no claim", (_, payload) => {
    expect(opens(payload)).toBe(false);
  });
});

test("LG-71 the cause that a ledger keeps has one spelling, whichever Base64 the command came in", () => {
  const key = signed.keys.key("operator-1");
  const plain = signCommand({ log: ORIGIN, id: "\u00ff\u00fe?>~", body: { text: "?>?>~~" }, claimedAt: 1 }, [key]);
  const url = (text: string): string => text.replaceAll("+", "-").replaceAll("/", "_");
  const spelled: SignedCommand = {
    ...plain,
    payload: url(plain.payload),
    signatures: plain.signatures.map(({ keyid, sig }) => ({ keyid, sig: url(sig) })),
  };
  const keyOf = (): PublicKey => key.publicKey;
  expect(spelled).not.toEqual(plain);
  expect(verifyCommand(spelled, keyOf)).not.toBeNull();
  expect(causeOf(spelled, keyOf)).toBe(causeOf(plain, keyOf));
});

const payloadOf = ({ cause }: Decision): string => /"payload":"([^"]*)/.exec(cause ?? "")?.[1] ?? "";

/** The entries of a decision with another time, as a liar would write them. */
const shifted = ({ cause, entries }: Decision, ms: number): Decision => ({
  cause,
  entries: entries.map((text) => text.replace(/"at":(\d+)/, (_, time: string) => `"at":${Number(time) + ms}`)),
});
