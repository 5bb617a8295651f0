import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateSigningKey, type SigningKey as SiteKey } from "@plimsoll/foundation/node";
import { checkProof } from "@plimsoll/ledger";
import {
  type Command,
  type Envelope,
  PlimsollClient,
  ProblemError,
  signCommand,
  type SigningKey,
  signingKeyFromPem,
  signKillOrder,
  signReadToken,
  type SiteEvent,
  thisMachine,
} from "../src/index.ts";
import { TestDaemon } from "./daemon.ts";

/** Where the log's key is pinned from: never from the address that is asked. */
const vkeyOf = (daemon: TestDaemon): string => readFileSync(join(daemon.data, "ledger/ledger.vkey"), "utf8").trim();
const originOf = (daemon: TestDaemon): string => vkeyOf(daemon).split("+")[0] ?? "";

let daemon: TestDaemon;
let client: PlimsollClient;
let operators: readonly [SigningKey, SigningKey];
/** The lab's private key never comes near the site. */
const labSecret: SiteKey = generateSigningKey();
let lab: SigningKey;

beforeAll(async () => {
  daemon = await TestDaemon.started();
  writeFileSync(join(daemon.data, "keys", `lab-acme.${labSecret.keyId}.pub.pem`), labSecret.publicKey.toPem());
  client = new PlimsollClient({ url: daemon.url });
  const keyOf = async (name: string): Promise<SigningKey> =>
    await signingKeyFromPem(readFileSync(daemon.keyFile(name), "utf8"));
  operators = [await keyOf("operator-1"), await keyOf("operator-2")];
  lab = await signingKeyFromPem(labSecret.toPem());
});
afterAll(async () => await daemon[Symbol.asyncDispose]());

const signed = async (id: string, body: Command, keys: readonly SigningKey[]): Promise<Envelope> =>
  await signCommand({ log: originOf(daemon), id, body }, keys);

const ACCREDIT = (): Command => ({
  type: "lab.accredit",
  lab: "acme",
  labKey: lab.keyId,
  headcount: 40,
  baselineComputeUnits: 0,
  persons: [],
  hardwareRoots: [],
  meters: [],
});
const START: Command = {
  type: "run.start",
  run: "acme-run-1",
  lab: "acme",
  lineage: "acme",
  tier: 1,
  domain: "general",
  basis: { kind: "genesis", seed: "seed-1" },
  datasets: [],
  flopPerSecondMax: "1000000000",
};

const dataset = (digit: string): Command => ({
  type: "dataset.register",
  dataset: `sha256:${digit.repeat(64)}`,
  lab: "acme",
  chunks: [],
  derivedFrom: [],
});

describe("SVR-144 a whole story over the API", () => {
  test("SVR-144 a lab is accredited, and what was decided is seen as it is read", async () => {
    const heard: SiteEvent[] = [];
    const leaving = new AbortController();
    const listening = (async () => {
      for await (const event of client.events({ signal: leaving.signal })) {
        heard.push(event);
        if (event.type === "entry" && event.entry.kind === "lab.accredited") return;
      }
    })();
    while (heard.length === 0) await thisMachine.sleep(10);
    const answer = await client.submitCommand(await signed("accredit:acme", ACCREDIT(), operators));
    expect(answer).toMatchObject({ decision: "decided", entries: [{ kind: "lab.accredited", lab: "acme" }] });
    await listening;
    expect(heard.at(-1)).toMatchObject({ type: "entry", index: answer.firstEntry });
    const { item } = await client.getLab({ name: "acme" });
    expect(item.headcount).toBe(40);
  });

  test("SVR-133 what the kernel refuses is a typed error with its code and what to do", async () => {
    const fault = await client
      .submitCommand(await signed("start:2", START, [operators[0]]))
      .catch((cause: unknown) => cause as ProblemError);
    expect(fault).toBeInstanceOf(ProblemError);
    expect(fault).toMatchObject({ status: 403, code: "SIGNER_NOT_ALLOWED", retryable: false, fix: expect.any(String) });
  });

  test("SVR-144 the lab starts a run, which is there, and has no power before anything is proven", async () => {
    const answer = await client.submitCommand(await signed("start:1", START, [lab]));
    expect(answer).toMatchObject({ decision: "decided" });
    const { item } = await client.getRun({ name: "acme-run-1" });
    expect(item).toMatchObject({ run: "acme-run-1", lab: "acme", tier: 1 });
    const { runs } = await client.getNow();
    expect(runs.map(({ run }) => run)).toEqual(["acme-run-1"]);
    const { status } = await client.getRunEvidence({ run: "acme-run-1" });
    expect(status).toBeDefined();
  });

  test("SVR-135 after a lost answer the same envelope is sent again, and nothing is decided twice", async () => {
    let sent = 0;
    const bodies: unknown[] = [];
    const losing = new PlimsollClient({
      url: daemon.url,
      machine: {
        fetch: async (...[url, init]: Parameters<typeof fetch>) => {
          const response = await fetch(url, init);
          bodies.push(init?.body);
          sent += 1;
          if (sent === 1) throw new TypeError("the answer was lost");
          return response;
        },
      },
    });
    const before = (await client.getSite()).entries;
    const answer = await losing.submitCommand(await signed("dataset:1", dataset("a"), [lab]));
    expect(answer).toEqual({ decision: "repeated", firstEntry: before });
    expect(new Set(bodies).size).toBe(1);
    const added: string[] = [];
    for await (const { entry } of client.allEntries({ from: before })) added.push(entry.command);
    expect(added.filter((command) => command === "dataset:1")).toHaveLength(1);
  });

  test("SVR-135 the same id with another body is refused", async () => {
    const reused = await signed("dataset:1", dataset("b"), [lab]);
    await expect(client.submitCommand(reused)).rejects.toMatchObject({ code: "ID_REUSED", status: 409 });
  });

  test("SVR-144 an entry is proven under the key that was pinned, and another leaf is not", async () => {
    const { entries } = await client.getSite();
    const { leaves } = await client.getProof({ index: entries - 1 });
    const { entry } = (await client.getEntry({ index: entries - 1 })).item;
    expect(leaves.length).toBeGreaterThan(0);
    for (const { leaf, proof } of leaves) {
      const bytes = new Uint8Array(Buffer.from(leaf, "base64"));
      expect(checkProof({ logKey: vkeyOf(daemon), proof, leaf: bytes }).ok).toBe(true);
      const other = bytes.with(0, (bytes[0] ?? 0) ^ 1);
      expect(checkProof({ logKey: vkeyOf(daemon), proof, leaf: other }).ok).toBe(false);
    }
    const text = leaves.map(({ leaf }) => Buffer.from(leaf, "base64").toString("utf8")).join("");
    expect(text).toContain(entry.command);
  });

  test("SVR-136 lists are read to their end, page by page, each item once", async () => {
    const paged: string[] = [];
    for await (const { keyId } of client.allKeys({ limit: 2 })) paged.push(keyId);
    const { items } = await client.listKeys({ limit: 500 });
    expect(paged.length).toBeGreaterThan(4);
    expect(paged).toEqual(items.map(({ keyId }) => keyId));
    const indices: number[] = [];
    for await (const { index } of client.allEntries({ from: 1, limit: 2 })) indices.push(index);
    const { entries } = await client.getSite();
    expect(indices.slice(0, entries - 1)).toEqual(Array.from({ length: entries - 1 }, (_, place) => place + 1));
  });

  test("SVR-132 an order to kill that the client signed is opened; and the answer says what the process table showed", async () => {
    const order = { log: originOf(daemon), id: "kill:1", run: "acme-run-1" };
    expect(await client.orderKill(await signKillOrder(order, [operators[0]]))).toMatchObject({
      run: "acme-run-1",
      processes: 0,
    });
    await expect(client.orderKill(await signed("kill:2", START, [lab]))).rejects.toMatchObject({
      code: "SIGNATURE_INVALID",
    });
  });

  test("SVR-132 a read token that the client signed is taken; one for another log is not", async () => {
    const token = await signReadToken({ log: originOf(daemon) }, operators[0]);
    expect((await new PlimsollClient({ url: daemon.url, token }).getSite()).origin).toBe(originOf(daemon));
    const foreign = async (): Promise<string> => await signReadToken({ log: "elsewhere" }, operators[0]);
    await expect(new PlimsollClient({ url: daemon.url, token: foreign }).getSite()).rejects.toMatchObject({
      status: 401,
      code: "TOKEN_INVALID",
    });
  });

  test("SVR-137 a listener goes on behind a restart of the daemon, and misses nothing", async () => {
    const indices: number[] = [];
    const leaving = new AbortController();
    const known = (await client.getSite()).entries - 1;
    const listening = (async () => {
      for await (const event of client.events({ after: known, signal: leaving.signal }))
        if (event.type === "entry") {
          indices.push(event.index);
          if (event.entry.command === "dataset:2") return;
        }
    })();
    await daemon.stop("SIGKILL");
    await daemon.start();
    await client.submitCommand(await signed("dataset:2", dataset("c"), [lab]));
    await listening;
    expect(indices.length).toBeGreaterThan(0);
    expect(indices).toEqual(indices.map((_, place) => known + 1 + place));
  });
});
