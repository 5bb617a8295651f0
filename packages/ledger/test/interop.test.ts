import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateSigningKey, signingKeyFromSeed } from "@plimsoll/foundation/node";
import { verifyTiles } from "@plimsoll/verifier";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportTiles, keyIdOf, openLedger, verifierKeyOf } from "../src/index.ts";
import { ed25519Cosigner, mlDsaCosigner } from "../src/note/cosignature.ts";
import { mlDsaKeyFromSeed } from "../src/note/ml-dsa-key.ts";
import { parseNote, withSignatures } from "../src/note/signed-note.ts";
import { checkProof } from "../src/proof/check-proof.ts";
import { encodeTlogProof } from "../src/proof/tlog-proof.ts";
import { parseTlogPolicy } from "../src/policy/parse-tlog-policy.ts";
import { quorumMet } from "../src/policy/quorum.ts";
import { entry, identity } from "./ledger-rig.ts";

/** Programs over the Go libraries of others, built by scripts/install/log-peers.js. */
const BIN = fileURLToPath(new URL("../../../bench/peers/bin/", import.meta.url));
const PEERS = ["tessera-fsck", "tessera-oneshot", "check-tiles", "check-proof", "make-proof", "witness-keys"];
const areThere = PEERS.every((name) => existsSync(join(BIN, name)));
if (!areThere) console.warn("interop tests are skipped: node scripts/install/log-peers.js needs Go");

const TIMEOUT_MS = 60_000;

interface Run {
  readonly code: number | null;
  readonly said: string;
}

function run(name: string, ...args: string[]): Run {
  const { status, stdout, stderr } = spawnSync(join(BIN, name), args, { encoding: "utf8", timeout: TIMEOUT_MS });
  return { code: status, said: `${stdout}${stderr}` };
}

const SIZE = 700;
let folder = "";
const path = (...parts: string[]): string => join(folder, ...parts);
const ourVkey = verifierKeyOf(identity.origin, identity.signingKey.publicKey.raw);
/** A log key of the Go libraries: `PRIVATE+KEY+name+id+base64(type || seed)` (golang.org/x/mod/sumdb/note). */
const theirs = { name: "example.org/foreign", seed: Buffer.alloc(32, 9) };
const theirKey = signingKeyFromSeed(theirs.seed);
const theirVkey = verifierKeyOf(theirs.name, theirKey.publicKey.raw);

beforeAll(() => {
  if (!areThere) return;
  folder = mkdtempSync(join(tmpdir(), "plimsoll-interop-"));
  writeFileSync(path("our.vkey"), ourVkey);
  writeFileSync(path("their.vkey"), theirVkey);
  const id = Buffer.from(keyIdOf(theirs.name, theirKey.publicKey.raw)).toString("hex");
  const secret = Buffer.concat([Buffer.of(1), theirs.seed]).toString("base64");
  writeFileSync(path("their.key"), `PRIVATE+KEY+${theirs.name}+${id}+${secret}`);
  using ledger = openLedger({ ...identity, directory: path("ledger") });
  for (let at = 0; at < SIZE; at += 1) ledger.append([entry(at)], `{"id":"c${at}"}`);
  exportTiles(ledger, path("tiles"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What Tessera's fsck says of a folder; it exits with 0 whatever it finds. */
const fsck = (directory: string): string =>
  run("tessera-fsck", `-storage_url=file://${directory}`, `-public_key=${path("our.vkey")}`, "-ui=false", "-N=16").said;

const altered = (file: string, action: () => void): void => {
  const before = readFileSync(path(file));
  const after = Buffer.from(before);
  after[40] = (before[40] as number) ^ 1;
  writeFileSync(path(file), after);
  try {
    action();
  } finally {
    writeFileSync(path(file), before);
  }
};

describe.skipIf(!areThere)("our log, read by others", { timeout: TIMEOUT_MS }, () => {
  test("LG-34 Tessera's fsck and a reader over golang.org/x/mod verify our tiles", () => {
    expect(fsck(path("tiles"))).toMatch(new RegExp(`Successfully fsck'd log with size ${SIZE}`));
    expect(run("check-tiles", "-log", path("our.vkey"), "-dir", path("tiles"))).toMatchObject({
      code: 0,
      said: expect.stringContaining(`verified ${identity.origin} ${SIZE}`) as string,
    });
  });

  test.each(["tile/entries/001", "tile/0/001", "tile/1/000.p/2"])(
    "LG-34 they and we find a flipped bit in %s",
    (file) => {
      altered(join("tiles", file), () => {
        expect(fsck(path("tiles"))).toMatch(/fsck failed/);
        expect(run("check-tiles", "-log", path("our.vkey"), "-dir", path("tiles")).code).toBe(1);
      });
    },
  );

  test("LG-34 they verify our offline proofs, and refuse them for another entry", () => {
    using ledger = openLedger({ ...identity, directory: path("ledger") });
    for (const index of [0, 1, 255, 256, 511, SIZE - 1]) {
      const [proof] = ledger.prove(index);
      if (proof === undefined) throw new Error("no proof");
      const { leafIndex, leaf, hashes, checkpoint } = proof;
      writeFileSync(path("p"), encodeTlogProof({ index: leafIndex, inclusionProof: hashes, checkpoint, extra: null }));
      writeFileSync(path("e"), leaf);
      expect(run("check-proof", "-log", path("our.vkey"), "-proof", path("p"), "-entry", path("e")).code).toBe(0);
      writeFileSync(path("e"), `${Buffer.from(leaf).toString()} `);
      expect(run("check-proof", "-log", path("our.vkey"), "-proof", path("p"), "-entry", path("e")).code).toBe(1);
    }
  });

  test("LG-34 they verify that our log of now begins with our log of then", () => {
    using ledger = openLedger({ ...identity, directory: path("growing") });
    for (const [from, to] of [
      [1, 5],
      [256, 300],
      [300, 513],
    ] as const) {
      while (ledger.leafCount < from) ledger.append([entry(ledger.size)]);
      writeFileSync(path("old"), ledger.checkpoint);
      while (ledger.leafCount < to) ledger.append([entry(ledger.size)]);
      writeFileSync(path("new"), ledger.checkpoint);
      const lines = ledger.proveConsistency(from).map((hash) => Buffer.from(hash).toString("base64"));
      writeFileSync(path("c"), lines.join("\n"));
      const check = [
        "-log",
        path("our.vkey"),
        "-checkpoint",
        path("new"),
        "-old",
        path("old"),
        "-consistency",
        path("c"),
      ];
      expect(run("check-proof", ...check).code).toBe(0);
      writeFileSync(path("c"), [Buffer.alloc(32).toString("base64"), ...lines.slice(1)].join("\n"));
      expect(run("check-proof", ...check).code).toBe(1);
    }
  });

  test("LG-34 they verify our cosignatures, Ed25519 and ML-DSA-44", () => {
    const note = readFileSync(path("tiles", "checkpoint"), "utf8");
    const text = parseNote(note)?.text ?? "";
    const cosigners = [
      ed25519Cosigner("example.org/w1", generateSigningKey()),
      mlDsaCosigner("example.org/w2", mlDsaKeyFromSeed(Buffer.alloc(32, 3))),
    ];
    const cosigned = withSignatures(
      note,
      cosigners.map((cosigner) => cosigner.cosign(text, 1_790_000_000)),
    );
    writeFileSync(path("cosigned"), cosigned);
    for (const [place, { vkey }] of cosigners.entries()) writeFileSync(path(`w${place}.vkey`), vkey);
    const check = (file: string, ...keys: string[]): number | null =>
      run(
        "check-proof",
        "-log",
        path("our.vkey"),
        ...keys.flatMap((key) => ["-cosigner", path(key)]),
        "-checkpoint",
        path(file),
      ).code;
    expect(check("cosigned", "w0.vkey", "w1.vkey")).toBe(0);
    writeFileSync(path("plain"), note);
    expect(check("plain")).toBe(0);
    expect(check("plain", "w0.vkey")).toBe(1);
  });
});

describe.skipIf(!areThere)("a log of others, read by us", { timeout: TIMEOUT_MS }, () => {
  beforeAll(() => {
    mkdirSync(path("entries"));
    for (let at = 0; at < 300; at += 1) writeFileSync(path("entries", `${1_000 + at}`), entry(5));
    const made = run(
      "tessera-oneshot",
      `-storage_dir=${path("foreign")}`,
      `-entries=${path("entries")}/*`,
      `-private_key=${path("their.key")}`,
    );
    expect(made.code, made.said).toBe(0);
    writeFileSync(path("their.pem"), theirKey.publicKey.toPem());
  });

  test("LG-34 our verifier recomputes what Tessera wrote, and finds a flipped bit", async () => {
    const keyPem = theirKey.publicKey.toPem();
    expect(await verifyTiles(path("foreign"), { keyPem })).toMatchObject({
      ok: true,
      size: 300,
      leaves: 300,
      origin: theirs.name,
    });
    const before = readFileSync(path("foreign", "tile/entries/000"));
    writeFileSync(path("foreign", "tile/entries/000"), Buffer.from(before).fill((before[60] as number) ^ 1, 60, 61));
    expect((await verifyTiles(path("foreign"), { keyPem })).ok).toBe(false);
    writeFileSync(path("foreign", "tile/entries/000"), before);
  });

  test("LG-34 we check proofs that others make, cosigned by others", () => {
    for (const [name, flag] of [
      ["g1", []],
      ["g2", ["-mldsa"]],
    ] as const)
      expect(
        run(
          "witness-keys",
          "-origin",
          `example.org/${name}`,
          ...flag,
          "-out_priv",
          path(`${name}.key`),
          "-out_pub",
          path(`${name}.pub`),
        ).code,
      ).toBe(0);
    const policy = parseTlogPolicy(
      [
        `log ${theirVkey}`,
        `witness g1 ${readFileSync(path("g1.pub"), "utf8").trim()}`,
        `witness g2 ${readFileSync(path("g2.pub"), "utf8").trim()}`,
        "group all-of-them all g1 g2",
        "quorum all-of-them",
        "",
      ].join("\n"),
    );
    const proofOf = (index: number, ...keys: string[]): string =>
      run(
        "make-proof",
        "-log",
        path("their.vkey"),
        "-dir",
        path("foreign"),
        "-index",
        `${index}`,
        ...keys.flatMap((key) => ["-cosigner_key", path(key)]),
      ).said;
    const leaf = Buffer.from(entry(5));
    for (const index of [0, 255, 256, 299]) {
      const proof = proofOf(index, "g1.key", "g2.key");
      expect(checkProof({ proof, leaf, policy })).toMatchObject({ ok: true, value: { index } });
      expect(checkProof({ proof, leaf: Buffer.from(entry(6)), policy })).toMatchObject({
        ok: false,
        error: { code: "PROOF_INVALID" },
      });
      expect(checkProof({ proof, leaf, logKey: theirVkey }).ok).toBe(true);
      const unwitnessed = proofOf(index, "g1.key");
      expect(checkProof({ proof: unwitnessed, leaf, policy })).toMatchObject({
        ok: false,
        error: { code: "QUORUM_NOT_MET" },
      });
      expect(checkProof({ proof, leaf, logKey: ourVkey }).ok).toBe(false);
    }
    const cosigned = run(
      "make-proof",
      "-log",
      path("their.vkey"),
      "-dir",
      path("foreign"),
      "-cosign",
      "-cosigner_key",
      path("g1.key"),
      "-cosigner_key",
      path("g2.key"),
    ).said;
    const note = parseNote(cosigned);
    expect(note && quorumMet(policy, note).met).toBe(true);
  });
});
