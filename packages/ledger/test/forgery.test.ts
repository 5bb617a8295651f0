import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RandomStream } from "@plimsoll/foundation";
import { verifyLedger, verifyTiles } from "@plimsoll/verifier";
import { describe, expect, test } from "vitest";
import { exportTiles, type Ledger, openLedger, verifierKeyOf } from "../src/index.ts";
import { checkProof } from "../src/proof/check-proof.ts";
import { encodeTlogProof } from "../src/proof/tlog-proof.ts";
import { entry, identity, temporaryFolders } from "./ledger-rig.ts";

type Verdict = ReturnType<typeof verifyLedger>;

const newFolder = temporaryFolders();
const logKey = verifierKeyOf(identity.origin, identity.signingKey.publicKey.raw);
const keyPem = identity.signingKey.publicKey.toPem();
const SEED = 20_261_121;
const PROOFS = 6_000;
const LOGS = 3_000;
const TILES = 1_000;

/** A ledger of so many decisions that begin at a number. */
function written(directory: string, decisions: number, first = 0): Ledger {
  const ledger = openLedger({ ...identity, directory });
  for (let at = 0; at < decisions; at += 1) ledger.append([entry(first + at), entry(first + at)], `{"id":"c${at}"}`);
  return ledger;
}

/** One of what a forger without the key can do to a text: never the same text again. */
function forged(text: string, random: RandomStream): string {
  const [place, length] = [random.below(text.length), 1 + random.below(20)];
  const lines = text.split("\n");
  const line = random.below(lines.length);
  const other = random.below(lines.length);
  const forgeries = [
    () =>
      text.slice(0, place) +
      String.fromCharCode(text.charCodeAt(place) ^ (1 << random.below(7))) +
      text.slice(place + 1),
    () => text.slice(0, place) + text.slice(place + length),
    () => text.slice(0, place),
    () => text.slice(0, place) + text.slice(place, place + length) + text.slice(place),
    () => lines.toSpliced(line, 1).join("\n"),
    () => lines.toSpliced(line, 0, lines[other] as string).join("\n"),
    () =>
      lines
        .with(line, lines[other] as string)
        .with(other, lines[line] as string)
        .join("\n"),
    () => lines.with(line, String(Number(lines[line]?.replace(/\D/g, "")) + 1)).join("\n"),
  ];
  const made = (forgeries[random.below(forgeries.length)] as () => string)();
  return made === text ? forged(text, random) : made;
}

const proofOf = (ledger: Ledger, index: number): { proof: string; leaf: Uint8Array } => {
  const [found] = ledger.prove(index);
  if (found === undefined) throw new Error("no proof");
  const { leafIndex, leaf, hashes, checkpoint } = found;
  return { proof: encodeTlogProof({ index: leafIndex, inclusionProof: hashes, checkpoint, extra: null }), leaf };
};

/** What a proof that was believed proves. */
const claimOf = (checked: ReturnType<typeof checkProof>): string =>
  JSON.stringify(
    checked.ok && [checked.value.index, checked.value.checkpoint.size, [...checked.value.checkpoint.root]],
  );

/** Refused, or nothing of what the log says is another: 1 or 0. */
function assertHarmless(found: Verdict, genuine: Verdict, where: string): number {
  if (!found.ok || !genuine.ok) expect([found.ok, genuine.ok], where).toEqual([false, true]);
  else
    expect([found.root, found.size, found.entriesByKind], where).toEqual([
      genuine.root,
      genuine.size,
      genuine.entriesByKind,
    ]);
  return Number(!found.ok);
}

describe("forgeries", () => {
  test(`LG-35 ${PROOFS} altered proofs and entries: none proves anything else`, () => {
    const random = RandomStream.from("forged proofs", SEED);
    using ledger = written(newFolder(), 300);
    const genuine = Array.from({ length: 40 }, () => proofOf(ledger, random.below(ledger.size)));
    let refused = 0;
    for (const one of genuine) expect(checkProof({ ...one, logKey }).ok).toBe(true);
    for (let round = 0; round < PROOFS; round += 1) {
      const { proof, leaf } = genuine[round % genuine.length] as (typeof genuine)[number];
      const isLeaf = random.chance(1, 4);
      const altered = isLeaf
        ? { proof, leaf: Buffer.from(forged(Buffer.from(leaf).toString(), random)) }
        : { proof: forged(proof, random), leaf };
      const checked = checkProof({ ...altered, logKey });
      if (isLeaf || !checked.ok) expect(checked.ok, JSON.stringify(altered)).toBe(false);
      else expect(claimOf(checked), altered.proof).toBe(claimOf(checkProof({ proof, leaf, logKey })));
      refused += Number(!checked.ok);
    }
    // Lines of signers that nobody knows may come and go (C2SP signed-note): they are no part of the claim.
    expect(refused).toBeGreaterThan(PROOFS * 0.95);
  });

  test("LG-35 proofs of a fork by the same key do not prove our entries", () => {
    using ours = written(newFolder(), 64);
    using fork = written(newFolder(), 64, 1_000);
    for (let index = 0; index < 128; index += 7) {
      const [mine, other] = [proofOf(ours, index), proofOf(fork, index)];
      expect(checkProof({ proof: other.proof, leaf: mine.leaf, logKey }).ok).toBe(false);
      const grafted = `${other.proof.split("\n\n")[0]}\n\n${mine.proof.split("\n\n").slice(1).join("\n\n")}`;
      expect(checkProof({ proof: grafted, leaf: other.leaf, logKey }).ok).toBe(false);
    }
  });

  test(`LG-35 ${LOGS} altered logs: each is found, or no entry is another`, () => {
    const random = RandomStream.from("forged logs", SEED);
    const directory = newFolder();
    written(directory, 12).close();
    const path = join(directory, "ledger.log");
    const log = readFileSync(path, "utf8");
    const genuine = verifyLedger(directory, { keyPem });
    let refused = 0;
    for (let round = 0; round < LOGS; round += 1) {
      const altered = forged(log, random);
      writeFileSync(path, altered);
      refused += assertHarmless(verifyLedger(directory, { keyPem }), genuine, `round ${round}`);
    }
    expect(refused).toBeGreaterThan(LOGS * 0.95);
  });

  test(
    `LG-35 ${TILES} altered bundles and checkpoints of tiles: each is found, or no entry is another`,
    { timeout: 60_000 },
    async () => {
      const random = RandomStream.from("forged tiles", SEED);
      const [directory, tiles] = [newFolder(), newFolder()];
      using ledger = written(directory, 30);
      exportTiles(ledger, tiles);
      const genuine = await verifyTiles(tiles, { keyPem });
      let refused = 0;
      for (let round = 0; round < TILES; round += 1) {
        const file = join(tiles, random.chance(1, 2) ? "checkpoint" : "tile/entries/000.p/30");
        const before = readFileSync(file, "latin1");
        writeFileSync(file, forged(before, random), "latin1");
        refused += assertHarmless(await verifyTiles(tiles, { keyPem }), genuine, `round ${round}`);
        writeFileSync(file, before, "latin1");
      }
      expect(refused).toBeGreaterThan(TILES * 0.9);
    },
  );

  test("LG-35 a log that was forked behind a published checkpoint is told from it", () => {
    const [honest, fork] = [newFolder(), newFolder()];
    written(honest, 5).close();
    cpSync(honest, fork, { recursive: true });
    using one = openLedger({ ...identity, directory: honest });
    one.append([entry(100)]);
    one.close();
    using other = openLedger({ ...identity, directory: fork });
    for (let at = 0; at < 3; at += 1) other.append([entry(200 + at)]);
    other.close();
    expect(verifyLedger(fork).ok).toBe(true);
    cpSync(join(honest, "checkpoint"), join(fork, "checkpoint"));
    expect(verifyLedger(fork)).toMatchObject({ ok: false, code: "LEDGER_ROLLED_BACK" });
  });
});
