import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PlimsollError } from "@plimsoll/foundation";
import {
  checkpointText,
  type Cosigner,
  encodeAddCheckpoint,
  Frontier,
  leafHash,
  leavesOf,
  NOTHING_WITNESSED,
  noteVerifierFromVkey,
  openLedger,
  openNote,
  parseCheckpointText,
  parseNote,
  signNote,
  verifierKeyOf,
} from "@plimsoll/ledger";
import {
  ledgerSource,
  type LogSource,
  openWitnessStore,
  Witness,
  type WitnessAnswer,
  type WitnessStore,
} from "../src/index.ts";
import {
  askedFor,
  bodyOf,
  cosigners,
  decisionsOf,
  HandClock,
  honestSite,
  logKey,
  lyingLedger,
  ORIGIN,
  START_MS,
  witnessOf,
  witnessOfLedger,
} from "./witness-rig.ts";
import { temporaryFolders } from "./temporary-folders.ts";

const folder = temporaryFolders();
const verifiers = cosigners.map(({ vkey }) => noteVerifierFromVkey(vkey));

/** The times of the good cosignatures on a checkpoint. */
function cosignedAt(note: string, answer: WitnessAnswer): (number | null)[] {
  if (answer.status !== 200) throw new Error(`expected cosignatures, got ${JSON.stringify(answer)}`);
  const opened = openNote({ text: parseNote(note)?.text ?? "", signatures: answer.cosignatures }, verifiers);
  if (typeof opened === "string") throw new Error(opened);
  return opened.signatures.map(({ timestampSeconds }) => timestampSeconds);
}

const stateFile = (directory: string): string => {
  const log = readdirSync(directory).find((name) => /^[0-9a-f]{32}$/.test(name));
  return join(directory, log ?? "", "state.json");
};

describe("an honest log", () => {
  test("LG-72 is cosigned step by step, with every key of the witness and its time", async () => {
    using rig = honestSite(folder());
    const clock = new HandClock();
    const witness = witnessOf({ source: ledgerSource(rig.directory), directory: folder(), clock });
    for (const [step, oldSize] of [0, 3, 5, 11].entries()) {
      rig.go([1, 1, 3, 0][step] as number);
      clock.ms = rig.clock.ms;
      const answer = await askedFor(witness, rig.ledger, oldSize);
      expect(cosignedAt(rig.ledger.checkpoint, answer)).toEqual(Array(2).fill(Math.floor(clock.ms / 1000)));
    }
    expect(witness.status().logs).toMatchObject([{ origin: ORIGIN, size: 11, entryCount: 21, refusal: null }]);
    await witness.close();
  });

  test("LG-72 is cosigned while it has no leaf", async () => {
    using ledger = lyingLedger(folder(), []);
    const witness = witnessOf({ source: NO_SOURCE, directory: folder() });
    expect((await askedFor(witness, ledger, 0)).status).toBe(200);
    await witness.close();
  });

  test("LG-72 a request from another size than the witness's gets that size, and is read from nowhere", async () => {
    using rig = honestSite(folder());
    const directory = folder();
    const witness = witnessOfLedger(rig.directory, directory);
    await askedFor(witness, rig.ledger, 0);
    rig.go(1);
    expect(await askedFor(witness, rig.ledger, 0)).toEqual({ status: 409, size: 1 });
    expect(await askedFor(witness, rig.ledger, 2)).toEqual({ status: 409, size: 1 });
    await witness.close();
  });

  test("LG-75 a witness that starts anew goes on from what it kept, and without it decides everything again", async () => {
    using rig = honestSite(folder());
    const directory = folder();
    rig.go(2);
    const first = witnessOfLedger(rig.directory, directory);
    expect((await askedFor(first, rig.ledger, 0)).status).toBe(200);
    await first.close();
    const kept = stateFile(directory).replace("state.json", "kernel.snapshot");
    const text = readFileSync(kept, "utf8");
    for (const [damage, from] of [
      [text, 5],
      [text.slice(0, -1), 0],
      [text.replace(/\d(?=[^\d]*$)/, "9"), 0],
      ["", 0],
      [text.replace(/"size":\d+/, '"size":6'), 0],
    ] as const) {
      writeFileSync(kept, damage);
      const asked: number[] = [];
      const next = witnessOf({ source: listening(ledgerSource(rig.directory), asked), directory });
      const oldSize = rig.ledger.leafCount;
      rig.go(1);
      expect((await askedFor(next, rig.ledger, oldSize)).status).toBe(200);
      expect(asked[0]).toBe(from === 0 ? 0 : oldSize);
      await next.close();
    }
  });
});

describe("LG-72 a log that lies under its own key, in a tree that is in order,", () => {
  test("is refused with the entry, and the state stays", async () => {
    using rig = honestSite(folder());
    const directory = folder();
    rig.go(1);
    const witness = witnessOfLedger(rig.directory, directory);
    await askedFor(witness, rig.ledger, 0);
    await witness.close();
    rig.go(1);
    const forged = decisionsOf(rig.ledger).map(({ cause, entries }, place) => ({
      cause,
      entries: place < 3 ? entries : entries.map((text) => text.replaceAll(/(icroCu":)(\d{7,})/g, "$19$2")),
    }));
    const lieFolder = folder();
    using lie = lyingLedger(lieFolder, forged);
    const deceived = witnessOfLedger(lieFolder, directory);
    const answer = await askedFor(deceived, lie, 3);
    expect(answer).toMatchObject({
      status: 422,
      reason: expect.stringMatching(/^ENTRIES_DIFFER at entry 6: /) as string,
    });
    expect(deceived.status().logs).toMatchObject([{ size: 3, refusal: { code: "ENTRIES_DIFFER", entryIndex: 6 } }]);
    await deceived.close();
    const again = witnessOfLedger(rig.directory, directory);
    expect((await askedFor(again, rig.ledger, 3)).status).toBe(200);
    await again.close();
  });

  test("is refused where a grant of budget has no command behind it", async () => {
    using rig = honestSite(folder());
    rig.go(1);
    const [open, accredit, start] = decisionsOf(rig.ledger);
    const grant = start?.entries[0] ?? "";
    const lieFolder = folder();
    using lie = lyingLedger(
      lieFolder,
      [open, accredit, { cause: null, entries: [grant] }].filter((d) => d !== undefined),
    );
    const witness = witnessOfLedger(lieFolder, folder());
    expect(await askedFor(witness, lie, 0)).toMatchObject({ status: 422 });
    await witness.close();
  });

  test.each<[string, (leaves: readonly Uint8Array[]) => Uint8Array[]]>([
    [
      "where a cause ends otherwise than a ledger ends it",
      (leaves) =>
        leaves.map((leaf, place) =>
          Buffer.from(place === 1 ? Buffer.from(leaf).toString().replace("}\n", "Z\n") : leaf),
        ),
    ],
    ["where a leaf adds nothing to the one before", (leaves) => [...leaves, Buffer.from("+")]],
  ])("is refused %s", async (_, change) => {
    using rig = honestSite(folder());
    rig.go(1);
    const leaves = change([...rig.ledger.leaves()].map(({ bytes }) => bytes));
    const witness = witnessOf({ source: sourceOf(leaves), directory: folder() });
    const answer = await witness.addCheckpoint(firstRequest(leaves));
    expect(answer).toMatchObject({ status: 422, reason: expect.stringMatching(/^LEAF_MALFORMED at /) as string });
    expect(witness.status().logs).toMatchObject([{ size: 0 }]);
    await witness.close();
    const honest = leavesOf(decisionsOf(rig.ledger)).map(({ bytes }) => bytes);
    const other = witnessOf({ source: sourceOf(honest), directory: folder() });
    expect((await other.addCheckpoint(firstRequest(honest))).status).toBe(200);
    await other.close();
  });

  test("is refused where a command was signed for another log, with the same keys", async () => {
    using rig = honestSite(folder());
    rig.go(1);
    using other = openLedger({ directory: folder(), origin: "log.example/b", signingKey: logKey });
    other.appendAll(decisionsOf(rig.ledger));
    const known = noteVerifierFromVkey(verifierKeyOf("log.example/b", logKey.publicKey.raw));
    const witness = new Witness({
      cosigners,
      logs: [
        { origin: "log.example/b", keys: [known], source: sourceOf([...other.leaves()].map(({ bytes }) => bytes)) },
      ],
      store: openWitnessStore(folder()),
      clock: rig.clock,
    });
    expect(await askedFor(witness, other, 0)).toMatchObject({
      status: 422,
      reason: expect.stringMatching(/^OTHER_LOG at entry 0: /) as string,
    });
    await witness.close();
  });
});

describe("LG-59 LG-72 a log that goes back or aside:", () => {
  test("a fork after what was cosigned is refused", async () => {
    using rig = honestSite(folder());
    const directory = folder();
    rig.go(2);
    const witness = witnessOfLedger(rig.directory, directory);
    await askedFor(witness, rig.ledger, 0);
    const forkFolder = folder();
    using fork = lyingLedger(forkFolder, [...decisionsOf(rig.ledger).slice(0, 1), ...decisionsOf(rig.ledger).slice(3)]);
    const short = await askedFor(witness, fork, 0);
    expect(short).toEqual({ status: 409, size: 5 });
    using longFork = lyingLedger(folder(), [
      ...decisionsOf(rig.ledger).slice(0, 4),
      ...decisionsOf(fork),
      ...decisionsOf(fork),
    ]);
    expect(await askedFor(witness, longFork, 5)).toMatchObject({ status: 422, reason: "bad consistency proof" });
    await witness.close();
  });

  test("a log cut short is refused, and the size says how far it was", async () => {
    using rig = honestSite(folder());
    rig.go(2);
    const witness = witnessOfLedger(rig.directory, folder());
    await askedFor(witness, rig.ledger, 0);
    using short = lyingLedger(folder(), decisionsOf(rig.ledger).slice(0, 4));
    expect(await askedFor(witness, short, 4)).toEqual({ status: 409, size: 5 });
    await witness.close();
  });

  test("another root at the same size is refused", async () => {
    using rig = honestSite(folder());
    rig.go(2);
    const witness = witnessOfLedger(rig.directory, folder());
    await askedFor(witness, rig.ledger, 0);
    using other = lyingLedger(folder(), [
      ...decisionsOf(rig.ledger).slice(0, 4),
      ...decisionsOf(rig.ledger).slice(2, 3),
    ]);
    expect(await askedFor(witness, other, 5)).toEqual({ status: 409, size: 5 });
    await witness.close();
  });

  test("another log, another key and no checkpoint are refused", async () => {
    using rig = honestSite(folder());
    const witness = witnessOfLedger(rig.directory, folder());
    using elsewhere = openLedger({ directory: folder(), origin: "else.example", signingKey: logKey });
    expect(await askedFor(witness, elsewhere, 0)).toMatchObject({ status: 404 });
    expect(await witness.addCheckpoint("old 0\n\nnothing\n")).toMatchObject({ status: 400 });
    const unsigned = bodyOf(rig.ledger, 0).replace(
      /(\+|\/|[A-Za-z0-9])(=*\n)$/,
      (_, last: string, end: string) => `${last === "A" ? "Q" : "A"}${end}`,
    );
    expect([400, 403]).toContain((await witness.addCheckpoint(unsigned)).status);
    expect(witness.status().logs).toMatchObject([{ size: 0 }]);
    await witness.close();
  });
});

describe("LG-73 save before sign", () => {
  /** Notes what happens, in its order. */
  const recorded = (store: WitnessStore, events: string[]): WitnessStore => ({
    ...store,
    replace(origin, expected, next) {
      store.replace(origin, expected, next);
      events.push(`saved ${next.size}`);
    },
  });
  const recordedCosigner = (events: string[], fail: () => boolean): Cosigner => {
    const [first] = cosigners as [Cosigner];
    return {
      ...first,
      cosign(text, seconds) {
        events.push(`signed ${parseCheckpointText(text)?.size}`);
        if (fail()) throw new Error("the process is gone");
        return first.cosign(text, seconds);
      },
    };
  };

  test("the state is durable before a signature is made", async () => {
    using rig = honestSite(folder());
    const [directory, events] = [folder(), [] as string[]];
    const witness = witnessOf({
      source: ledgerSource(rig.directory),
      directory,
      store: recorded(openWitnessStore(directory), events),
      cosigners: [recordedCosigner(events, () => false)],
    });
    await askedFor(witness, rig.ledger, 0);
    expect(events).toEqual(["saved 1", "signed 1"]);
    await witness.close();
  });

  test("a crash between save and sign loses a signature, and never lets another history be signed", async () => {
    using rig = honestSite(folder());
    rig.go(1);
    const [directory, events] = [folder(), [] as string[]];
    let isDying = true;
    const dying = witnessOf({
      source: ledgerSource(rig.directory),
      directory,
      cosigners: [recordedCosigner(events, () => isDying)],
    });
    await expect(askedFor(dying, rig.ledger, 0)).rejects.toThrow("the process is gone");
    isDying = false;
    await dying.close();
    const next = witnessOfLedger(rig.directory, directory);
    using fork = lyingLedger(folder(), decisionsOf(rig.ledger).slice(0, 2));
    expect(await askedFor(next, fork, 0)).toEqual({ status: 409, size: 3 });
    expect(await askedFor(next, rig.ledger, 0)).toEqual({ status: 409, size: 3 });
    expect((await askedFor(next, rig.ledger, 3)).status).toBe(200);
    await next.close();
  });

  test("where the state cannot be saved, nothing is signed", async () => {
    using rig = honestSite(folder());
    const [directory, events, reports] = [folder(), [] as string[], [] as string[]];
    const store = openWitnessStore(directory);
    const full = new PlimsollError({ code: "DISK_FULL", expected: "room", received: "none", fix: "make some" });
    const witness = witnessOf({
      source: ledgerSource(rig.directory),
      directory,
      store: {
        ...store,
        replace: () => {
          throw full;
        },
      },
      cosigners: [recordedCosigner(events, () => false)],
      reports,
    });
    expect(await askedFor(witness, rig.ledger, 0)).toMatchObject({ status: 503 });
    expect([events, reports]).toEqual([[], ["DISK_FULL"]]);
    await witness.close();
  });

  test("of two histories asked for at once, one at most is signed", async () => {
    for (const isForkFirst of [true, false]) {
      using rig = honestSite(folder());
      rig.go(2);
      // An honest prefix that the kernel decides as well, grown differently: both would be signed if each were alone.
      const otherFolder = folder();
      using other = honestSite(otherFolder);
      other.clock.ms += 500;
      other.go(1);
      const both: LogSource = {
        name: "both",
        leaves: (from, to) => ledgerSource(to === rig.ledger.leafCount ? rig.directory : otherFolder).leaves(from, to),
      };
      const witness = witnessOf({ source: both, directory: folder() });
      const asked = isForkFirst ? [other, rig] : [rig, other];
      const answers = await Promise.all(asked.map(({ ledger }) => askedFor(witness, ledger, 0)));
      expect(answers.map(({ status }) => status)).toEqual([200, 409]);
      await witness.close();
    }
  });

  test("the store itself refuses to replace a state that is no longer there", () => {
    const store = openWitnessStore(folder());
    const next = { size: 2, root: new Uint8Array(32).fill(1) };
    store.replace(ORIGIN, NOTHING_WITNESSED, next);
    const rival = { size: 2, root: new Uint8Array(32).fill(2) };
    expect(() => store.replace(ORIGIN, NOTHING_WITNESSED, rival)).toThrow(
      expect.objectContaining({ code: "WITNESS_STATE_MOVED" }),
    );
    expect(store.read(ORIGIN)).toEqual(next);
    store.close();
  });
});

describe("LG-74 the state file", () => {
  test.each([
    ["is empty", () => ""],
    ["is cut", (text: string) => text.slice(0, 20)],
    ["is of another log", (text: string) => text.replace(ORIGIN, "else.example")],
    ["has another field", (text: string) => text.replace("{", '{"more":1,')],
    ["is another text", () => "null"],
    ["has a size that is none", (text: string) => text.replace(/"size":\d+/, '"size":-1')],
  ])("that %s stops the witness for this log: it does not begin anew", async (_, damage) => {
    using rig = honestSite(folder());
    const [directory, reports] = [folder(), [] as string[]];
    const first = witnessOfLedger(rig.directory, directory);
    await askedFor(first, rig.ledger, 0);
    await first.close();
    writeFileSync(stateFile(directory), damage(readFileSync(stateFile(directory), "utf8")));
    const witness = witnessOf({ source: ledgerSource(rig.directory), directory, reports });
    expect(await askedFor(witness, rig.ledger, 0)).toMatchObject({ status: 503 });
    expect(reports).toEqual(["WITNESS_STATE_DAMAGED"]);
    await witness.close();
  });

  test("belongs to one process", () => {
    const directory = folder();
    const store = openWitnessStore(directory);
    expect(() => openWitnessStore(directory)).toThrow(expect.objectContaining({ code: "DATA_IN_USE" }));
    store.close();
    openWitnessStore(directory).close();
  });

  test("that was half written is not the state", async () => {
    using rig = honestSite(folder());
    const directory = folder();
    const witness = witnessOfLedger(rig.directory, directory);
    await askedFor(witness, rig.ledger, 0);
    writeFileSync(`${stateFile(directory)}.tmp`, "{");
    rig.go(1);
    expect((await askedFor(witness, rig.ledger, 1)).status).toBe(200);
    expect(existsSync(`${stateFile(directory)}.tmp`)).toBe(false);
    await witness.close();
    rmSync(directory, { recursive: true });
  });
});

describe("LG-70 a source is believed in nothing:", () => {
  const sources: [string, (directory: string) => LogSource][] = [
    ["leaves left out", (directory) => altered(directory, (block) => block.slice(1))],
    ["leaves altered", (directory) => altered(directory, (block) => block.with(0, Buffer.from('{"cause":{}}\n{}')))],
    ["leaves in another order", (directory) => altered(directory, (block) => block.toReversed())],
    ["nothing", () => NO_SOURCE],
    ["empty blocks", (directory) => altered(directory, () => [])],
    [
      "what fails",
      () => ({
        name: "failing",
        leaves: () => {
          throw new PlimsollError({ code: "SOURCE_UNAVAILABLE", expected: "an answer", received: "none", fix: "wait" });
        },
      }),
    ],
  ];

  test.each(sources)("%s: no decision about the log, and nothing is signed", async (_, source) => {
    using rig = honestSite(folder());
    rig.go(2);
    const reports: string[] = [];
    const witness = witnessOf({ source: source(rig.directory), directory: folder(), reports });
    expect(await askedFor(witness, rig.ledger, 0)).toMatchObject({ status: 503 });
    expect(reports).toEqual(["SOURCE_UNAVAILABLE"]);
    expect(witness.status().logs).toMatchObject([{ size: 0, refusal: null }]);
    await witness.close();
  });

  test("more leaves than were asked for are left out", async () => {
    using rig = honestSite(folder());
    rig.go(2);
    const more = altered(rig.directory, (block) => [...block, Buffer.from("more")]);
    const witness = witnessOf({ source: more, directory: folder() });
    expect((await askedFor(witness, rig.ledger, 0)).status).toBe(200);
    await witness.close();
  });
});

test("LG-71 entries from a time that the witness has not reached are refused", async () => {
  using rig = honestSite(folder());
  rig.clock.ms = START_MS + 3_600_000;
  rig.go(1);
  const clock = new HandClock();
  const witness = witnessOf({ source: ledgerSource(rig.directory), directory: folder(), clock });
  expect(await askedFor(witness, rig.ledger, 0)).toMatchObject({
    status: 422,
    reason: expect.stringMatching(/^TIME_AHEAD at entry 1: /) as string,
  });
  clock.ms = rig.clock.ms;
  expect((await askedFor(witness, rig.ledger, 0)).status).toBe(200);
  await witness.close();
});

/** A ledger whose leaves are changed on their way. */
const altered = (directory: string, change: (block: readonly Uint8Array[]) => readonly Uint8Array[]): LogSource => ({
  name: "altered",
  async *leaves(from, to) {
    for await (const block of ledgerSource(directory).leaves(from, to)) yield change(block);
  },
});

/** Notes from where the witness reads. */
const listening = (source: LogSource, asked: number[]): LogSource => ({
  name: source.name,
  leaves(from, to) {
    asked.push(from);
    return source.leaves(from, to);
  },
});

const NO_SOURCE: LogSource = { name: "none", async *leaves() {} };

const sourceOf = (leaves: readonly Uint8Array[]): LogSource => ({
  name: "memory",
  async *leaves(from, to) {
    yield leaves.slice(from, to);
  },
});

/** Asks for a first cosignature of a tree over any leaves, as the log's key can sign it. */
function firstRequest(leaves: readonly Uint8Array[]): string {
  const tree = Frontier.empty();
  for (const leaf of leaves) tree.append(leafHash(leaf));
  const text = checkpointText({ origin: ORIGIN, size: tree.size, root: tree.root() });
  return encodeAddCheckpoint({ oldSize: 0, consistencyProof: [], note: signNote(text, ORIGIN, logKey) });
}
