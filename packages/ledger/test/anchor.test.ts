import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createHash, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import {
  Anchoring,
  type AnchoringReport,
  anchorsInFile,
  type AnchorTarget,
  anchorTo,
  checkAgainstAnchor,
  memoryLedger,
  noteVerifierFromVkey,
  openLedger,
  openLedgerReader,
  rekorRequest,
  type RekorRequest,
  verifierKeyOf,
} from "../src/index.ts";
import { codeOf, entry, identity, temporaryFolders } from "./ledger-rig.ts";

const folder = temporaryFolders();
const logKey = noteVerifierFromVkey(verifierKeyOf(identity.origin, identity.signingKey.publicKey.raw));
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A web server on this machine, in place of one that is not to be reached from here. */
async function web(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers with one status after the other, the last for ever, and keeps what it got. */
async function answering(...statuses: number[]) {
  const got: { path: string; body: unknown }[] = [];
  const url = await web((request, response) => {
    void bodyOf(request).then((body) => {
      got.push({ path: request.url ?? "", body: JSON.parse(body) });
      response.writeHead(statuses[Math.min(got.length, statuses.length) - 1] ?? 500).end('{"logIndex":"7"}');
    });
  });
  return { url, got };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

const settings = (pauses: number[] = []) => ({
  timeoutMs: 500,
  attemptsMax: 3,
  wait: async (ms: number): Promise<void> => {
    pauses.push(ms);
    await Promise.resolve();
  },
});

function ledgerOf(entries: number, kind = "test.noted") {
  const ledger = memoryLedger(identity);
  for (let index = 0; index < entries; index += 1) ledger.append([entry(index, kind)]);
  return ledger;
}

describe("LG-78 a file", () => {
  test("keeps every checkpoint, one line each", async () => {
    const path = join(folder(), "anchors.jsonl");
    using ledger = ledgerOf(2);
    const first = ledger.checkpoint;
    expect(await anchorTo(first, { kind: "file", path })).toEqual({
      ok: true,
      value: { kind: "file", size: 2, answer: "" },
    });
    ledger.append([entry(9)]);
    expect(await anchorTo(ledger.checkpoint, { kind: "file", path })).toMatchObject({ ok: true, value: { size: 3 } });
    expect(anchorsInFile(path)).toEqual({ notes: [first, ledger.checkpoint], malformedLines: [] });
  });

  test("whose last write was cut off loses that line and no other", async () => {
    const path = join(folder(), "anchors.jsonl");
    using ledger = ledgerOf(2);
    await anchorTo(ledger.checkpoint, { kind: "file", path });
    appendFileSync(path, '{"checkpoint":"examp');
    expect(anchorsInFile(path)).toEqual({ notes: [ledger.checkpoint], malformedLines: [2] });
    await anchorTo(ledger.checkpoint, { kind: "file", path });
    expect(anchorsInFile(path)).toEqual({ notes: [ledger.checkpoint, ledger.checkpoint], malformedLines: [2] });
  });

  test("that cannot be written is a fault, not an exception", async () => {
    using ledger = ledgerOf(1);
    const path = join(folder(), "missing", "anchors.jsonl");
    expect(await anchorTo(ledger.checkpoint, { kind: "file", path })).toMatchObject({
      error: { code: "ANCHOR_FAILED" },
    });
    expect(existsSync(path)).toBe(false);
  });
});

describe("LG-78 a hook", () => {
  test("gets the checkpoint, verbatim and taken apart", async () => {
    using ledger = ledgerOf(2);
    const { url, got } = await answering(200);
    const anchored = await anchorTo(ledger.checkpoint, { kind: "hook", url: `${url}/log`, ...settings() });
    expect(anchored).toEqual({ ok: true, value: { kind: "hook", size: 2, answer: '{"logIndex":"7"}' } });
    expect(got).toEqual([
      {
        path: "/log",
        body: {
          type: "plimsoll.checkpoint",
          origin: identity.origin,
          size: 2,
          root: Buffer.from(ledger.root).toString("base64"),
          checkpoint: ledger.checkpoint,
        },
      },
    ]);
  });

  test("that fails is asked again, with longer pauses, and not for ever", async () => {
    using ledger = ledgerOf(1);
    const pauses: number[] = [];
    const recovering = await answering(503, 429, 200);
    const hook = { kind: "hook", ...settings(pauses) } as const;
    expect(await anchorTo(ledger.checkpoint, { ...hook, url: recovering.url })).toMatchObject({ ok: true });
    expect([recovering.got.length, pauses]).toEqual([3, [500, 1_000]]);
    const failing = await answering(503);
    expect(await anchorTo(ledger.checkpoint, { ...hook, url: failing.url })).toMatchObject({
      error: { code: "ANCHOR_FAILED" },
    });
    expect(failing.got.length).toBe(3);
  });

  test("that says no is not asked again; one that has it already has taken it", async () => {
    using ledger = ledgerOf(1);
    const refusing = await answering(403);
    const hook = { kind: "hook", ...settings() } as const;
    expect(await anchorTo(ledger.checkpoint, { ...hook, url: refusing.url })).toMatchObject({ ok: false });
    expect(refusing.got.length).toBe(1);
    expect(await anchorTo(ledger.checkpoint, { ...hook, url: (await answering(409)).url })).toMatchObject({ ok: true });
  });

  test.each<[string, RequestListener]>([
    ["never answers", () => {}],
    ["breaks off", (_, response) => void response.destroy()],
    ["sends elsewhere", (_, response) => void response.writeHead(307, { location: "/" }).end()],
    ["answers with too much", (_, response) => void response.end("x".repeat(300_000))],
  ])("that %s is a fault", async (_, listener) => {
    using ledger = ledgerOf(1);
    const target: AnchorTarget = {
      kind: "hook",
      url: await web(listener),
      ...settings(),
      timeoutMs: 200,
      attemptsMax: 2,
    };
    expect(await anchorTo(ledger.checkpoint, target)).toMatchObject({ error: { code: "ANCHOR_FAILED" } });
  });

  test("whose address is none is a fault", async () => {
    using ledger = ledgerOf(1);
    const target: AnchorTarget = { kind: "hook", url: "nowhere", ...settings() };
    expect(await anchorTo(ledger.checkpoint, target)).toMatchObject({ error: { code: "ANCHOR_FAILED" } });
  });
});

describe("LG-78 Rekor v2", () => {
  test("gets a hashedrekord 0.0.2 whose digest is that of the note and whose signature holds", async () => {
    using ledger = ledgerOf(2);
    const { url, got } = await answering(201);
    const target: AnchorTarget = { kind: "rekor", url: `${url}/`, privateKey, ...settings() };
    expect(await anchorTo(ledger.checkpoint, target)).toMatchObject({ ok: true, value: { kind: "rekor", size: 2 } });
    expect(got).toMatchObject([{ path: "/api/v2/log/entries" }]);
    const { hashedRekordRequestV002: record, ...rest } = (got[0] as { body: RekorRequest }).body;
    expect([Object.keys(rest), Object.keys(record)]).toEqual([[], ["digest", "signature"]]);
    expect(record.digest).toBe(createHash("sha256").update(ledger.checkpoint).digest("base64"));
    const { content, verifier } = record.signature;
    expect(verifier.keyDetails).toBe("PKIX_ECDSA_P256_SHA_256");
    const der = Buffer.from(verifier.publicKey.rawBytes, "base64");
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    expect(verify("sha256", Buffer.from(ledger.checkpoint), key, Buffer.from(content, "base64"))).toBe(true);
    expect(verify("sha256", Buffer.from(`${ledger.checkpoint}x`), key, Buffer.from(content, "base64"))).toBe(false);
  });

  test("takes a P-256 key and no other", async () => {
    using ledger = ledgerOf(1);
    const { privateKey: other, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
    const { privateKey: edwards } = generateKeyPairSync("ed25519");
    for (const wrong of [other, publicKey, edwards]) {
      expect(codeOf(() => rekorRequest(ledger.checkpoint, wrong))).toBe("KEY_MALFORMED");
    }
    const target: AnchorTarget = { kind: "rekor", url: "http://127.0.0.1:9", privateKey: other, ...settings() };
    expect(await anchorTo(ledger.checkpoint, target)).toMatchObject({ error: { code: "KEY_MALFORMED" } });
  });
});

test("LG-78 what is no checkpoint is anchored nowhere", async () => {
  const path = join(folder(), "anchors.jsonl");
  expect(await anchorTo("text\n", { kind: "file", path })).toMatchObject({ error: { code: "CHECKPOINT_MALFORMED" } });
  expect(existsSync(path)).toBe(false);
});

describe("LG-78 anchoring goes on beside the log:", () => {
  test("an offer returns before anything is written, and only the newest waits", async () => {
    const path = join(folder(), "anchors.jsonl");
    const reports: AnchoringReport[] = [];
    using ledger = ledgerOf(0);
    const anchoring = new Anchoring([{ kind: "file", path }], (report) => reports.push(report));
    for (let index = 0; index < 50; index += 1) {
      anchoring.offer(ledger.append([entry(index)]).checkpoint);
      expect(reports).toEqual([]);
    }
    await anchoring.settled();
    const sizes = reports.map(({ result }) => (result.ok ? result.value.size : 0));
    expect(sizes).toEqual([1, 50]);
    expect(anchorsInFile(path).notes.at(-1)).toBe(ledger.checkpoint);
    anchoring.offer(ledger.append([entry(99)]).checkpoint);
    await anchoring.settled();
    expect(anchorsInFile(path).notes.length).toBe(3);
  });

  test("a target that fails or hangs holds up no other", async () => {
    using ledger = ledgerOf(1);
    const path = join(folder(), "anchors.jsonl");
    const reports: AnchoringReport[] = [];
    const slow = await web(() => {});
    const anchoring = new Anchoring(
      [
        { kind: "hook", url: slow, ...settings(), timeoutMs: 300, attemptsMax: 1 },
        { kind: "file", path },
      ],
      (report) => reports.push(report),
    );
    anchoring.offer(ledger.checkpoint);
    await anchoring.settled();
    expect(reports.map(({ target, result }) => [target.kind, result.ok])).toEqual([
      ["file", true],
      ["hook", false],
    ]);
  });
});

describe("LG-79 against an anchored checkpoint", () => {
  test("a log that grew holds", () => {
    using ledger = ledgerOf(3);
    const anchored = ledger.checkpoint;
    expect(checkAgainstAnchor(ledger, anchored, logKey)).toEqual({ ok: true, value: { anchoredSize: 3, size: 3 } });
    for (let index = 3; index < 300; index += 1) ledger.append([entry(index)]);
    expect(checkAgainstAnchor(ledger, anchored, logKey)).toEqual({ ok: true, value: { anchoredSize: 3, size: 300 } });
    using empty = ledgerOf(0);
    expect(checkAgainstAnchor(ledger, empty.checkpoint, logKey)).toMatchObject({ ok: true });
  });

  test("a log that was rolled back is found, on disk and with all its files in order", async () => {
    const directory = folder();
    const path = join(folder(), "anchors.jsonl");
    const ledger = openLedger({ ...identity, directory });
    for (let index = 0; index < 3; index += 1) ledger.append([entry(index)]);
    ledger.close();
    const older = ["ledger.log", "checkpoint"].map((file) => [file, readFileSync(join(directory, file))] as const);
    const newer = openLedger({ ...identity, directory });
    newer.append([entry(3)]);
    await anchorTo(newer.checkpoint, { kind: "file", path });
    newer.close();
    for (const [file, bytes] of older) writeFileSync(join(directory, file), bytes);
    using reader = openLedgerReader({ directory });
    const [note = ""] = anchorsInFile(path).notes;
    expect(checkAgainstAnchor(reader, note, logKey)).toMatchObject({ error: { code: "LEDGER_ROLLED_BACK" } });
  });

  test("a log that was forked is found, whatever its length", () => {
    using ledger = ledgerOf(5);
    for (const length of [5, 6, 40]) {
      using fork = ledgerOf(length, "test.forged");
      expect(checkAgainstAnchor(fork, ledger.checkpoint, logKey)).toMatchObject({ error: { code: "LEDGER_FORKED" } });
    }
  });

  test("a note that the log's key did not sign says nothing of the log", () => {
    using ledger = ledgerOf(1);
    using foreign = memoryLedger({ ...identity, signingKey: signingKeyFromSeed(new Uint8Array(32).fill(8)) });
    for (let index = 0; index < 5; index += 1) foreign.append([entry(index)]);
    using elsewhere = memoryLedger({ ...identity, origin: "else.example" });
    const altered = ledgerOf(5).checkpoint.replace("\n5\n", "\n6\n");
    for (const [note, code] of [
      [foreign.checkpoint, "KEY_MISMATCH"],
      [elsewhere.checkpoint, "KEY_MISMATCH"],
      [altered, "SIGNATURE_INVALID"],
      ["nothing", "CHECKPOINT_MALFORMED"],
    ] as const) {
      expect(checkAgainstAnchor(ledger, note, logKey)).toMatchObject({ error: { code } });
    }
  });

  test("a log that another key signs is not the one that was anchored", () => {
    using ledger = ledgerOf(1);
    using foreign = memoryLedger({ ...identity, signingKey: signingKeyFromSeed(new Uint8Array(32).fill(8)) });
    expect(checkAgainstAnchor(foreign, ledger.checkpoint, logKey)).toMatchObject({ error: { code: "KEY_MISMATCH" } });
  });
});
