import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import {
  encodeAddCheckpoint,
  encodeWitnessResponse,
  exportTiles,
  noteVerifierFromVkey,
  parseNote,
  parseTlogPolicy,
  quorumMet,
  signNote,
  type TlogPolicy,
  trustedCheckpoint,
  verifierKeyOf,
} from "@plimsoll/ledger";
import {
  cosignedCheckpoint,
  ledgerSource,
  type LogSource,
  requestCosignatures,
  serveWitness,
  tilesFolderSource,
  tilesUrlSource,
  type Witness,
} from "../src/index.ts";
import { boundedFetch } from "../src/bounded-fetch.ts";
import {
  bodyOf,
  cosigners,
  decisionsOf,
  HandClock,
  type HonestSite,
  honestSite,
  logKey,
  logVerifier,
  lyingLedger,
  ORIGIN,
  witnessOf,
  witnessOfLedger,
} from "./witness-rig.ts";
import { temporaryFolders } from "./temporary-folders.ts";

const folder = temporaryFolders();
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function served(witness: Witness): Promise<string> {
  const server = await serveWitness({ witness, port: 0 });
  closing.push(() => server.close());
  return server.url;
}

/** A web server of another kind. */
async function web(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const staticFiles = (directory: string): Promise<string> =>
  web((request, response) => {
    try {
      response.end(readFileSync(join(directory, new URL(request.url ?? "", "http://x").pathname)));
    } catch {
      response.writeHead(404).end();
    }
  });

const policyFor = (urls: readonly string[], threshold: string): TlogPolicy => {
  const names = urls.flatMap((_, place) => cosigners.map((__, kind) => `w${place}k${kind}`));
  const lines = urls.flatMap((url, place) =>
    cosigners.map(({ vkey }, kind) => `witness w${place}k${kind} ${vkey} ${url}`),
  );
  const log = `log ${verifierKeyOf(ORIGIN, logKey.publicKey.raw)}`;
  return parseTlogPolicy([log, ...lines, `group all ${threshold} ${names.join(" ")}`, "quorum all", ""].join("\n"));
};

const proofsOf = ({ ledger }: HonestSite) => ({
  checkpoint: ledger.checkpoint,
  proveConsistency: (oldSize: number, newSize: number) => ledger.proveConsistency(oldSize, newSize),
  timeoutMs: 20_000,
});

const keys = cosigners.map(({ vkey }) => noteVerifierFromVkey(vkey));

describe("end to end over HTTP", () => {
  test("LG-76 LG-77 a site's log is exported, cosigned by both keys, and meets the quorum of a policy", async () => {
    using rig = honestSite(folder());
    const [tiles, url] = [folder(), { witness: "" }];
    rig.go(200);
    exportTiles(rig.ledger, tiles);
    const clock = new HandClock();
    clock.ms = rig.clock.ms;
    url.witness = await served(
      witnessOf({ source: tilesUrlSource(await staticFiles(tiles), 5_000), directory: folder(), clock }),
    );
    const policy = policyFor([url.witness], "all");
    const first = await cosignedCheckpoint(policy, proofsOf(rig));
    expect([...first.faults.values()]).toEqual([]);
    expect(first.quorum).toMatchObject({ met: true, signed: [{ name: "w0k0" }, { name: "w0k1" }] });
    rig.go(30);
    exportTiles(rig.ledger, tiles);
    clock.ms = rig.clock.ms;
    const second = await cosignedCheckpoint(policy, proofsOf(rig));
    expect(trustedCheckpoint(policy, second.note)).toMatchObject({
      ok: true,
      value: { size: rig.ledger.leafCount, witnesses: [{ timestampSeconds: Math.floor(clock.ms / 1000) }, {}] },
    });
    const status = (await (await fetch(url.witness)).json()) as unknown;
    expect(status).toMatchObject({
      type: "plimsoll.witness",
      keys: cosigners.map(({ vkey }) => vkey),
      logs: [{ origin: ORIGIN, size: rig.ledger.leafCount, entryCount: rig.ledger.size, refusal: null }],
    });
  });

  test("LG-77 one witness that is away leaves a quorum of the others, and is named", async () => {
    using rig = honestSite(folder());
    const url = await served(witnessOfLedger(rig.directory, folder()));
    const policy = parseTlogPolicy(
      [
        `witness here ${cosigners[0]?.vkey} ${url}`,
        `witness gone ${cosigners[1]?.vkey} http://127.0.0.1:9`,
        "group any any here gone",
        "quorum any",
        "",
      ].join("\n"),
    );
    const { quorum, faults } = await cosignedCheckpoint(policy, proofsOf(rig));
    expect(quorum).toMatchObject({ met: true, signed: [{ name: "here" }] });
    expect([...faults].map(([address, { code }]) => [address, code])).toEqual([
      ["http://127.0.0.1:9", "WITNESS_UNAVAILABLE"],
    ]);
  });

  test("LG-77 a forked and a rolled-back log hear of the conflict", async () => {
    using rig = honestSite(folder());
    rig.go(2);
    const url = await served(witnessOfLedger(rig.directory, folder()));
    expect(await requestCosignatures({ url, keys }, proofsOf(rig))).toMatchObject({ ok: true });
    using short = lyingLedger(folder(), decisionsOf(rig.ledger).slice(0, 4));
    const asked = { ...proofsOf(rig), checkpoint: short.checkpoint };
    expect(await requestCosignatures({ url, keys }, asked)).toMatchObject({ error: { code: "WITNESS_CONFLICT" } });
    using other = lyingLedger(folder(), [
      ...decisionsOf(rig.ledger).slice(0, 4),
      ...decisionsOf(rig.ledger).slice(2, 3),
    ]);
    const forked = { ...asked, checkpoint: other.checkpoint };
    expect(await requestCosignatures({ url, keys }, forked)).toMatchObject({ error: { code: "WITNESS_CONFLICT" } });
  });

  test("LG-72 LG-77 a lie is refused with 422, and the client hears the entry", async () => {
    using rig = honestSite(folder());
    rig.go(1);
    const lieFolder = folder();
    const forged = decisionsOf(rig.ledger).map(({ cause, entries }) => ({
      cause,
      entries: entries.map((text) => text.replace('"headcount":4', '"headcount":4000')),
    }));
    using lie = lyingLedger(lieFolder, forged);
    const url = await served(witnessOfLedger(lieFolder, folder()));
    const answer = await requestCosignatures({ url, keys }, { ...proofsOf(rig), checkpoint: lie.checkpoint });
    expect(answer).toMatchObject({ error: { code: "WITNESS_REFUSED" } });
    expect(answer.ok ? "" : answer.error.message).toMatch(/422: ENTRIES_DIFFER at entry 1: /);
  });
});

describe("LG-70 sources", () => {
  const watchedBy = async (source: LogSource, rig: HonestSite, reports: string[] = []) => {
    const witness = witnessOf({ source, directory: folder(), reports });
    const { status } = await witness.addCheckpoint(bodyOf(rig.ledger, 0));
    await witness.close();
    return [status, ...reports];
  };

  test("a folder of tiles, the ledger's own folder and a web server give the same leaves", async () => {
    using rig = honestSite(folder());
    rig.go(140);
    const tiles = folder();
    exportTiles(rig.ledger, tiles);
    for (const source of [
      ledgerSource(rig.directory),
      tilesFolderSource(tiles),
      tilesUrlSource(`${await staticFiles(tiles)}/`, 5_000),
    ]) {
      const leaves: Uint8Array[] = [];
      for await (const block of source.leaves(200, 270)) leaves.push(...block);
      const expected = [...rig.ledger.leaves(200)].slice(0, 70).map(({ bytes }) => Buffer.from(bytes));
      expect(leaves.map((leaf) => Buffer.from(leaf))).toEqual(expected);
      expect(await watchedBy(source, rig)).toEqual([200]);
    }
  });

  test("an export that grew on since the checkpoint still gives its leaves", async () => {
    using rig = honestSite(folder());
    const tiles = folder();
    rig.go(1);
    const body = bodyOf(rig.ledger, 0);
    rig.go(1);
    exportTiles(rig.ledger, tiles);
    const witness = witnessOf({ source: tilesFolderSource(tiles), directory: folder() });
    expect((await witness.addCheckpoint(body)).status).toBe(200);
    await witness.close();
    rig.go(140);
    exportTiles(rig.ledger, tiles);
    rmSync(join(tiles, "tile/entries/000.p"), { recursive: true });
    const later = witnessOf({ source: tilesFolderSource(tiles), directory: folder() });
    expect((await later.addCheckpoint(body)).status).toBe(200);
    await later.close();
  });

  test("a folder that lacks, cuts or bloats a bundle is no source", async () => {
    using rig = honestSite(folder());
    const tiles = folder();
    rig.go(1);
    exportTiles(rig.ledger, tiles);
    const bundle = join(tiles, "tile/entries/000.p/3");
    truncateSync(bundle, 20 * 1024 * 1024);
    expect(await watchedBy(tilesFolderSource(tiles), rig)).toEqual([503, "SOURCE_MALFORMED"]);
    truncateSync(bundle, 10);
    expect(await watchedBy(tilesFolderSource(tiles), rig)).toEqual([503, "SOURCE_MALFORMED"]);
    rmSync(bundle);
    expect(await watchedBy(tilesFolderSource(tiles), rig)).toEqual([503, "SOURCE_UNAVAILABLE"]);
    expect(await watchedBy(tilesFolderSource(folder()), rig)).toEqual([503, "SOURCE_UNAVAILABLE"]);
    expect(await watchedBy(ledgerSource(folder()), rig)).toEqual([503, "SOURCE_UNAVAILABLE"]);
  });

  test("a FIFO in the place of a bundle does not keep the witness waiting", async () => {
    using rig = honestSite(folder());
    const tiles = folder();
    mkdirSync(join(tiles, "tile/entries/000.p"), { recursive: true });
    execFileSync("mkfifo", [join(tiles, "tile/entries/000.p/1")]);
    expect(await watchedBy(tilesFolderSource(tiles), rig)).toEqual([503, "SOURCE_MALFORMED"]);
  });

  test.each<[string, RequestListener, string]>([
    ["never answers", () => {}, "SOURCE_UNAVAILABLE"],
    ["stops within its answer", (_, response) => void response.write("x"), "SOURCE_UNAVAILABLE"],
    ["breaks off", (_, response) => void response.destroy(), "SOURCE_UNAVAILABLE"],
    ["fails", (_, response) => void response.writeHead(500).end(), "SOURCE_UNAVAILABLE"],
    ["sends elsewhere", (_, response) => void response.writeHead(302, { location: "/" }).end(), "SOURCE_UNAVAILABLE"],
    ["answers with noise", (_, response) => void response.end(Buffer.alloc(5_000, 7)), "SOURCE_MALFORMED"],
    [
      "sends without end",
      (_, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(1 << 20)));
          if (!response.destroyed) response.once("drain", more);
        };
        more();
      },
      "SOURCE_MALFORMED",
    ],
  ])("a server that %s is no source", async (_, listener, code) => {
    using rig = honestSite(folder());
    const source = tilesUrlSource(await web(listener), 500);
    expect(await watchedBy(source, rig)).toEqual([503, code]);
  });
});

describe("LG-76 the server", () => {
  const post = (url: string, body: string | Uint8Array<ArrayBuffer>): Promise<Response> =>
    fetch(`${url}/add-checkpoint`, { method: "POST", body });

  test("answers as the specification has it", async () => {
    using rig = honestSite(folder());
    const url = await served(witnessOfLedger(rig.directory, folder()));
    const cosigned = await post(url, bodyOf(rig.ledger, 0));
    expect([cosigned.status, (await cosigned.text()).match(/^— witness\.example\/w1 /gm)?.length]).toEqual([200, 2]);
    const conflict = await post(url, bodyOf(rig.ledger, 0));
    expect([conflict.status, conflict.headers.get("content-type"), await conflict.text()]).toEqual([
      409,
      "text/x.tlog.size",
      "1\n",
    ]);
    expect((await post(url, "nonsense")).status).toBe(400);
    expect((await post(url, Uint8Array.of(0xff, 0xfe))).status).toBe(400);
    expect((await post(url, "x".repeat(300_000))).status).toBe(413);
    expect((await fetch(`${url}/add-checkpoint`)).status).toBe(405);
    expect((await fetch(`${url}/else`, { method: "POST", body: "" })).status).toBe(404);
    const foreign = signNote(`else.example\n0\n${"A".repeat(43)}=\n`, "else.example", logKey);
    expect((await post(url, encodeAddCheckpoint({ oldSize: 0, consistencyProof: [], note: foreign }))).status).toBe(
      404,
    );
  });

  test("listens on loopback only, where nothing else is said", async () => {
    const url = await served(witnessOf({ source: ledgerSource(folder()), directory: folder() }));
    expect(new URL(url).hostname).toBe("127.0.0.1");
  });

  test("says which port it cannot have", async () => {
    const url = await served(witnessOf({ source: ledgerSource(folder()), directory: folder() }));
    const second = witnessOf({ source: ledgerSource(folder()), directory: folder() });
    await expect(serveWitness({ witness: second, port: Number(new URL(url).port) })).rejects.toMatchObject({
      code: "PORT_NOT_USABLE",
    });
    await second.close();
  });

  test("answers what came before it closes, and lets go of its folder", async () => {
    using rig = honestSite(folder());
    rig.go(50);
    const directory = folder();
    const server = await serveWitness({ witness: witnessOfLedger(rig.directory, directory), port: 0 });
    const asked = post(server.url, bodyOf(rig.ledger, 0));
    await fetch(server.url);
    await server.close();
    expect((await asked).status).toBe(200);
    const next = witnessOfLedger(rig.directory, directory);
    expect(next.status().logs).toMatchObject([{ size: rig.ledger.leafCount }]);
    await next.close();
  });

  test("a client that goes away in the middle of its request disturbs nobody", async () => {
    using rig = honestSite(folder());
    const url = await served(witnessOfLedger(rig.directory, folder()));
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    await once(socket, "connect");
    socket.write("POST /add-checkpoint HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nold 0\n");
    socket.destroy();
    expect((await post(url, bodyOf(rig.ledger, 0))).status).toBe(200);
  });
});

describe("LG-77 the client believes nothing that does not hold:", () => {
  const [first] = cosigners;

  const answering = (answer: (body: string) => { status: number; contentType: string; body: string }) =>
    web((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const { status, contentType, body: text } = answer(body);
        response.writeHead(status, { "content-type": contentType }).end(text);
      });
    });

  const noteIn = (body: string): string => body.slice(body.indexOf("\n\n") + 2);
  const cosigned = (text: string, seconds = 1): string =>
    encodeWitnessResponse({
      status: 200,
      cosignatures: [first?.cosign(text, seconds)].filter((line) => line !== undefined),
    }).body;
  const okText = (body: string) => ({ status: 200, contentType: "text/plain; charset=utf-8", body });

  test.each<[string, string, (body: string) => { status: number; contentType: string; body: string }]>([
    [
      "a cosignature of another checkpoint",
      "WITNESS_UNTRUSTED",
      () => okText(cosigned(`${ORIGIN}\n9\n${"A".repeat(43)}=\n`)),
    ],
    [
      "a line of a key that is not known",
      "WITNESS_UNTRUSTED",
      (body) => okText(cosigned(parseNote(noteIn(body))?.text ?? "").replace("w1", "w2")),
    ],
    ["no line", "WITNESS_UNTRUSTED", () => okText("")],
    ["a page", "WITNESS_UNTRUSTED", () => okText("<html>")],
    ["a status of its own", "WITNESS_UNTRUSTED", () => ({ ...okText(""), status: 201 })],
    ["a size without its type", "WITNESS_UNTRUSTED", () => ({ ...okText("1\n"), status: 409 })],
    ["403", "WITNESS_REFUSED", () => ({ ...okText("no\n"), status: 403 })],
    ["500", "WITNESS_UNAVAILABLE", () => ({ ...okText("no\n"), status: 500 })],
    ["a larger log", "WITNESS_CONFLICT", () => ({ status: 409, contentType: "text/x.tlog.size", body: "99\n" })],
    ["more than it may", "WITNESS_UNAVAILABLE", () => okText("x".repeat(300_000))],
  ])("%s: %s", async (_, code, answer) => {
    using rig = honestSite(folder());
    rig.go(2);
    const url = await answering(answer);
    expect(await requestCosignatures({ url, keys }, proofsOf(rig))).toMatchObject({ ok: false, error: { code } });
  });

  test("another size with every answer ends", async () => {
    using rig = honestSite(folder());
    rig.go(4);
    let size = 0;
    const url = await answering(() => ({ status: 409, contentType: "text/x.tlog.size", body: `${(size += 1)}\n` }));
    const answer = await requestCosignatures({ url, keys }, proofsOf(rig));
    expect([answer, size]).toMatchObject([{ error: { code: "WITNESS_UNAVAILABLE" } }, 4]);
  });

  test("no answer in time, and no checkpoint to ask about", async () => {
    using rig = honestSite(folder());
    const url = await web(() => {});
    const asked = { ...proofsOf(rig), timeoutMs: 200 };
    expect(await requestCosignatures({ url, keys }, asked)).toMatchObject({ error: { code: "WITNESS_UNAVAILABLE" } });
    const none = { ...asked, checkpoint: "nothing" };
    expect(await requestCosignatures({ url, keys }, none)).toMatchObject({ error: { code: "CHECKPOINT_MALFORMED" } });
  });

  test("lines of other keys are left out of what is handed on", async () => {
    using rig = honestSite(folder());
    const url = await served(witnessOfLedger(rig.directory, folder()));
    const known = keys.slice(0, 1);
    const answer = await requestCosignatures({ url, keys: known }, proofsOf(rig));
    const ids = answer.ok ? answer.value.map(({ keyId }) => Buffer.from(keyId).toString("hex")) : [];
    expect(ids).toEqual([Buffer.from(known[0]?.keyId ?? []).toString("hex")]);
  });
});

test("LG-77 quorumMet holds for a checkpoint that the log signed as well", async () => {
  using rig = honestSite(folder());
  const url = await served(witnessOfLedger(rig.directory, folder()));
  const policy = policyFor([url], "all");
  const { note } = await cosignedCheckpoint(policy, proofsOf(rig));
  const parsed = parseNote(note);
  if (parsed === undefined) throw new Error("no note");
  expect(quorumMet(policy, parsed).met).toBe(true);
  expect(parsed.signatures.map(({ name }) => name)).toEqual([ORIGIN, "witness.example/w1", "witness.example/w1"]);
  expect(logVerifier.verify(parsed.text, parsed.signatures[0]?.signature ?? new Uint8Array(0))).toBeDefined();
});

test("LG-70 a fetch has one limit of time for head and body together", async () => {
  const url = await web((_, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write("x"), 50);
    response.on("close", () => clearInterval(drip));
  });
  const begun = performance.now();
  await expect(boundedFetch(url, { timeoutMs: 400, bytesMax: 1_000_000 })).rejects.toThrow();
  expect(performance.now() - begun).toBeLessThan(2_000);
});
