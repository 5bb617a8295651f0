import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateSigningKey, type SigningKey, systemClock } from "@plimsoll/foundation/node";
import { FileKeyRing, openDesk, openSite, replay, type Submission } from "@plimsoll/governor";
import { type Command, stateDigest } from "@plimsoll/kernel";
import { openLedgerReader, signCommand } from "@plimsoll/ledger";
import { beginning, FollowedLog } from "@plimsoll/witness";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { entriesIn, ofKind, verified } from "./faults/kept-ledger.ts";
import { plimsoll, type PlimsollProcess } from "./faults/plimsoll-process.ts";

const ORIGIN = "plimsoll.local/site";
const TIMEOUT = { timeout: 120_000 };

const folder = mkdtempSync(join(tmpdir(), "plimsoll-keys-"));
const template = join(folder, "template");
let data = "";
let made = 0;

beforeAll(async () => {
  for (const args of [["init"], ["lab", "accredit", "acme"]]) {
    const run = await plimsoll([...args, "--data", template]);
    expect(run.end?.code, run.stderr).toBe(0);
  }
}, 60_000);

beforeEach(() => {
  made += 1;
  data = join(folder, `site-${made}`);
  cpSync(template, data, { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const keys = (): string => join(data, "keys");
const ledger = (): string => join(data, "ledger");
const idOf = (name: string): string => new FileKeyRing(keys()).key(name).keyId;

const key = async (...args: readonly string[]): Promise<PlimsollProcess> =>
  await plimsoll(["key", ...args, "--data", data, "--json"]);

async function done(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const run = await key(...args);
  expect(run.end?.code, run.stderr).toBe(0);
  expect(run.lines().at(-1)).toMatchObject({ type: "summary", ok: true });
  return run.lines().at(-1) ?? {};
}

async function fails(code: string, exit: number, ...args: readonly string[]): Promise<void> {
  const run = await key(...args);
  expect(run.end?.code, run.stdout).toBe(exit);
  expect(run.stderr).toContain(code);
  expect(run.errorLines()).toHaveLength(1);
}

/** What the sequencer answers to a command that was signed outside the data folder. */
function handedIn(body: Command, ...signers: readonly SigningKey[]): Submission {
  const { desk } = openDesk(data);
  using _closing = { [Symbol.dispose]: () => desk.close() };
  const claim = { log: ORIGIN, id: `outside-${desk.state.entryCount}`, body, claimedAt: systemClock.wallMs() };
  return desk.submit(signCommand(claim, signers));
}

const codeOf = (submission: Submission): string =>
  submission.kind === "refused" ? submission.refusal.code : submission.kind;

function publicFile(name: string, { publicKey }: SigningKey): string {
  const file = join(folder, `${made}-${name}.pub.pem`);
  writeFileSync(file, publicKey.toPem());
  return file;
}

const ENDORSE: Command = { type: "contamination.endorse", dataset: `sha256:${"0".repeat(64)}` };
const attested = (lab: string): Command => ({
  type: "dataset.register",
  dataset: `sha256:${"1".repeat(64)}`,
  lab,
  chunks: [],
  derivedFrom: [],
});

/** The separate verifier, a witness that decides everything again, and a replay agree on the whole log. */
async function agreedByAll(): Promise<void> {
  const size = await verified(ledger());
  using reader = openLedgerReader({ directory: ledger() });
  expect(size).toBe(reader.size);
  const log = new FollowedLog(beginning(), { origin: ORIGIN, notAfterMs: systemClock.wallMs() + 60_000 });
  for (const { bytes } of reader.leaves()) log.take(bytes);
  log.endDecision();
  expect(log.refusal).toBeNull();
  using site = openSite(data);
  expect(stateDigest(log.position().state)).toBe(stateDigest(site.state));
  expect(stateDigest(replay(site.log))).toBe(stateDigest(site.state));
}

test("SVR-157 the site's own keys are given no role, by whatever way they are named", TIMEOUT, async () => {
  const before = entriesIn(ledger()).length;
  for (const name of ["ledger", "beacon"]) {
    await fails("KEY_OF_SITE", 1, "admit", name, "--role", "operator");
    const file = join(folder, `${name}-${made}.pub.pem`);
    writeFileSync(file, new FileKeyRing(keys()).key(name).publicKey.toPem());
    await fails("KEY_OF_SITE", 1, "admit", "--role", "auditor", "--public-key", file);
  }
  expect(entriesIn(ledger())).toHaveLength(before);
});

describe("plimsoll key", () => {
  test("K-96 a foreign key is admitted, signs outside the key ring, and the whole log stands", TIMEOUT, async () => {
    const auditor = generateSigningKey();
    expect(codeOf(handedIn(ENDORSE, auditor))).toBe("SIGNATURE_INVALID");
    const told = await done("admit", "--role", "auditor", "--public-key", publicFile("auditor", auditor));
    expect(told).toMatchObject({ keyId: auditor.keyId, role: "auditor", name: null });
    expect(codeOf(handedIn(ENDORSE, auditor))).toBe("NOT_RADIOACTIVE");
    await fails("KEY_EXISTS", 3, "admit", "--role", "node", "--public-key", publicFile("again", auditor));
    await done("revoke", auditor.keyId, "--reason", "retired");
    expect(codeOf(handedIn(ENDORSE, auditor))).toBe("KEY_REVOKED");
    await agreedByAll();
  });

  test("K-97 K-99 operator-1 is rotated: the site goes on, and the old key is refused", TIMEOUT, async () => {
    const old = new FileKeyRing(keys()).key("operator-1");
    const other = new FileKeyRing(keys()).key("operator-2");
    const told = await done("rotate", "operator-1");
    expect(told).toMatchObject({ from: old.keyId, to: idOf("operator-1"), name: "operator-1", role: "operator" });
    expect(idOf("operator-1")).not.toBe(old.keyId);
    const files = readdirSync(keys()).filter((file) => file.startsWith("operator-1"));
    expect(files.toSorted()).toEqual([`operator-1.${old.keyId}.pub.pem`, "operator-1.pem"]);
    expect(readFileSync(join(keys(), files.find((file) => file.includes(".pub.")) ?? ""), "utf8")).toMatch(
      /PUBLIC KEY/,
    );
    const accredited = await plimsoll(["lab", "accredit", "beta", "--data", data]);
    expect(accredited.end?.code, accredited.stderr).toBe(0);
    const { publicKey } = generateSigningKey();
    const admission: Command = {
      type: "key.admit",
      keyId: publicKey.keyId,
      role: "auditor",
      publicKey: Buffer.from(publicKey.raw).toString("base64"),
    };
    expect(codeOf(handedIn(admission, old, other))).toBe("KEY_REVOKED");
    expect(codeOf(handedIn(admission, new FileKeyRing(keys()).key("operator-1"), other))).toBe("decided");
    await agreedByAll();
  });

  test("K-96 a public key under another id is refused before it is decided", TIMEOUT, async () => {
    const operators = ["operator-1", "operator-2"].map((name) => new FileKeyRing(keys()).key(name));
    const before = entriesIn(ledger()).length;
    const publicKey = Buffer.from(generateSigningKey().publicKey.raw).toString("base64");
    const keyId = generateSigningKey().keyId;
    const admission = { type: "key.admit", keyId, role: "node", publicKey } as const;
    expect(codeOf(handedIn(admission, ...operators))).toBe("KEY_ID_FALSE");
    const rotation = { type: "key.rotate", from: idOf("node"), to: keyId, publicKey } as const;
    expect(codeOf(handedIn(rotation, ...operators))).toBe("KEY_ID_FALSE");
    expect(entriesIn(ledger())).toHaveLength(before);
  });

  test("K-97 a crash between the decision and the key ring heals with the next start", TIMEOUT, async () => {
    const old = readFileSync(join(keys(), "operator-1.pem"));
    const oldId = idOf("operator-1");
    await done("rotate", "operator-1");
    const newId = idOf("operator-1");
    // As it was when the decision was durable, and nothing after it had happened.
    renameSync(join(keys(), "operator-1.pem"), join(keys(), "operator-1.next"));
    writeFileSync(join(keys(), "operator-1.pem"), old, { mode: 0o600 });
    rmSync(join(keys(), `operator-1.${oldId}.pub.pem`));
    expect(idOf("operator-1")).toBe(oldId);
    await done("admit", "operator-3", "--role", "operator");
    expect(idOf("operator-1")).toBe(newId);
    expect(existsSync(join(keys(), "operator-1.next"))).toBe(false);
    expect(existsSync(join(keys(), `operator-1.${oldId}.pub.pem`))).toBe(true);
  });

  test(
    "K-97 a draft that the ledger does not know stays one, and is what the next rotation takes",
    TIMEOUT,
    async () => {
      const draft = new FileKeyRing(keys()).draft("operator-1");
      const before = idOf("operator-1");
      await done("list");
      expect(idOf("operator-1")).toBe(before);
      expect(await done("rotate", "operator-1")).toMatchObject({ to: draft.keyId });
      expect(idOf("operator-1")).toBe(draft.keyId);
    },
  );

  test("K-97 a process that runs on signs with the key that another one put there", TIMEOUT, async () => {
    using site = openSite(data);
    site.must("first", { type: "lab.accredit", lab: "one", labKey: "0000000000000001", ...LAB });
    const rotated = done("rotate", "operator-2");
    // What it hands in is answered in between.
    const { from } = await rotated;
    const { kind } = site.submit("second", { type: "lab.accredit", lab: "two", labKey: "0000000000000002", ...LAB });
    expect(kind).toBe("decided");
    expect(site.state.revokedKeys.has(String(from))).toBe(true);
  });

  test("K-98 a lab's stolen key: its runs stop, and a rotation by two operators brings it back", TIMEOUT, async () => {
    const thief = new FileKeyRing(keys()).key("lab-acme");
    expect(await done("revoke", "lab-acme", "--reason", "stolen")).toMatchObject({ keyId: thief.keyId, role: "lab" });
    expect(codeOf(handedIn(attested("acme"), thief))).toBe("KEY_REVOKED");
    const rotated = await done("rotate", "lab-acme");
    expect(rotated).toMatchObject({ from: thief.keyId, name: "lab-acme", role: "lab" });
    expect(codeOf(handedIn(attested("acme"), thief))).toBe("KEY_REVOKED");
    expect(codeOf(handedIn(attested("acme"), new FileKeyRing(keys()).key("lab-acme")))).toBe("decided");
    expect(ofKind(entriesIn(ledger()), "key.rotated").at(-1)?.signers).not.toContain(thief.keyId);
    await agreedByAll();
  });

  test("K-98 an operator goes only when two remain, and the others sign in its place", TIMEOUT, async () => {
    await fails("KEYS_TOO_FEW", 3, "revoke", "operator-1", "--reason", "lost");
    await done("admit", "operator-3", "--role", "operator");
    await done("revoke", "operator-1", "--reason", "lost");
    const accredited = await plimsoll(["lab", "accredit", "beta", "--data", data]);
    expect(accredited.end?.code, accredited.stderr).toBe(0);
    const signers = ofKind(entriesIn(ledger()), "lab.accredited").at(-1)?.signers;
    expect(signers?.toSorted()).toEqual([idOf("operator-2"), idOf("operator-3")].toSorted());
    await fails("UNKNOWN_KEY", 3, "revoke", "operator-1", "--reason", "stolen");
    await agreedByAll();
  });

  test("K-97 a key that lies elsewhere is rotated by its id, with two operators' word", TIMEOUT, async () => {
    const [before, after] = [generateSigningKey(), generateSigningKey()];
    await done("admit", "--role", "auditor", "--public-key", publicFile("before", before));
    const told = await done("rotate", before.keyId, "--public-key", publicFile("after", after));
    expect(told).toEqual({
      type: "summary",
      ok: true,
      from: before.keyId,
      to: after.keyId,
      name: null,
      role: "auditor",
    });
    expect(codeOf(handedIn(ENDORSE, before))).toBe("KEY_REVOKED");
    expect(codeOf(handedIn(ENDORSE, after))).toBe("NOT_RADIOACTIVE");
  });

  test("K-97 with --lost the old key does not sign, and two others must", TIMEOUT, async () => {
    await fails("SIGNER_NOT_ALLOWED", 3, "rotate", "operator-1", "--lost");
    await done("admit", "operator-3", "--role", "operator");
    const { from } = await done("rotate", "operator-1", "--lost");
    expect(ofKind(entriesIn(ledger()), "key.rotated").at(-1)?.signers).not.toContain(from);
  });

  test("K-99 the list says who may sign, and what became of the others", TIMEOUT, async () => {
    const old = idOf("node");
    const { to } = await done("rotate", "node");
    const run = await key("list");
    const rows = run.lines().filter(({ type }) => type === "key");
    expect(rows.find(({ keyId }) => keyId === to)).toMatchObject({ role: "node", status: "current", name: "node" });
    expect(rows.find(({ keyId }) => keyId === old)).toMatchObject({
      role: "node",
      status: "revoked",
      reason: "rotated",
      successor: to,
      name: null,
    });
    expect(rows.find(({ role }) => role === "lab")).toMatchObject({ labs: ["acme"], name: "lab-acme" });
    expect(run.lines().at(-1)).toEqual({ type: "summary", ok: true, current: 8, revoked: 1 });
    const table = await plimsoll(["key", "list", "--data", data]);
    expect(table.stdout).toContain(`${old}  node       rotated, now ${String(to)}`);
  });

  test.each<[string, number, string, readonly string[]]>([
    ["neither a name nor a file", 2, "USAGE", ["admit", "--role", "node"]],
    ["a name and a file", 2, "USAGE", ["admit", "x", "--role", "node", "--public-key", "FILE"]],
    ["no role", 2, "USAGE", ["admit", "x"]],
    ["the role of a lab", 2, "USAGE", ["admit", "x", "--role", "lab"]],
    ["a file that is not there", 1, "FILE_NOT_FOUND", ["admit", "--role", "node", "--public-key", "nowhere.pem"]],
    ["a file that holds no key", 1, "KEY_MALFORMED", ["admit", "--role", "node", "--public-key", "NO_KEY"]],
    ["a name that leads elsewhere", 1, "NAME_MALFORMED", ["admit", "../x", "--role", "node"]],
    ["a name that reads as a public half", 1, "NAME_MALFORMED", ["admit", "x.pub", "--role", "node"]],
    ["a key that nobody knows", 2, "KEY_UNKNOWN", ["rotate", "stranger"]],
    ["a key that is none of the kernel's", 2, "KEY_UNKNOWN", ["rotate", "ledger"]],
    ["a file for a key that lies here", 2, "USAGE", ["rotate", "node", "--public-key", "FILE"]],
    ["no reason", 2, "USAGE", ["revoke", "node"]],
    ["another reason", 2, "USAGE", ["revoke", "node", "--reason", "bored"]],
  ])("K-96 K-97 K-98 %s is said in one line", TIMEOUT, async (_, exit, code, args) => {
    const before = entriesIn(ledger()).length;
    const file = publicFile("any", generateSigningKey());
    await fails(
      code,
      exit,
      ...args.map((arg) => (arg === "FILE" ? file : arg === "NO_KEY" ? import.meta.filename : arg)),
    );
    expect(entriesIn(ledger())).toHaveLength(before);
    expect(readdirSync(keys()).filter((name) => name.endsWith(".next"))).toEqual([]);
  });
});

const LAB = { headcount: 1, baselineComputeUnits: 0, persons: [], hardwareRoots: [], meters: [] };
