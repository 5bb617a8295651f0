import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { generateSigningKey, systemClock } from "@plimsoll/foundation/node";
import { dataFolder, FileKeyRing, openSite, releaseRequirementOf } from "@plimsoll/governor";
import { buildEvaluationPack } from "@plimsoll/release/node";
import {
  encodeAddCheckpoint,
  noteVerifierFromVkey,
  openLedgerReader,
  parseAddCheckpoint,
  witnessStep,
  type WitnessState,
} from "@plimsoll/ledger";
import { verifyLedger } from "@plimsoll/verifier";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../kit/ask.ts";
import { startDaemon } from "../kit/daemon.ts";
import { wait } from "../kit/eventually.ts";
import { makeRichSite } from "../kit/rich-site.ts";
import { ORIGIN, Signer } from "../kit/signer.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";
import { ReleaseSite, viewAt } from "../release/release-site.ts";
import { backup, contentsOf, entriesOf, restore } from "./archive-kit.ts";

const template = new TemporaryFolder();
const rich = join(template.path, "site");

beforeAll(() => makeRichSite(rich), 60_000);
afterAll(() => template[Symbol.dispose]());

test("SVR-8 what is restored is the ledger byte for byte, and verifies; it is served to readers", async () => {
  using folder = new TemporaryFolder();
  const [file, data] = [join(folder.path, "site.tar"), join(folder.path, "restored")];
  const made = await backup(rich, file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const report = await restore(file, data);
  expect(report).toMatchObject({ entries: made.ledger.entries, checkpoint: made.ledger.checkpoint, withKeys: false });
  expect(readFileSync(join(data, "ledger", "ledger.log"))).toEqual(readFileSync(join(rich, "ledger", "ledger.log")));
  expect(verifyLedger(join(data, "ledger"))).toMatchObject({ ok: true, size: made.ledger.entries });
  const daemon = await startDaemon(data, { readOnly: true });
  const site = (await ask(daemon.url, "/v1/site")).json();
  await daemon.stop();
  expect(site).toMatchObject({ name: "rich", entries: made.ledger.entries, readOnly: true });
  expect(readdirSync(folder.path).toSorted()).toEqual(["restored", "site.tar"]);
});

test("SVR-8 without --with-keys no private key is in the archive, and nobody decides by it", async () => {
  using folder = new TemporaryFolder();
  const [file, data] = [join(folder.path, "site.tar"), join(folder.path, "restored")];
  mkdirSync(join(rich, "model-signing"), { recursive: true });
  writeFileSync(join(rich, "model-signing", "key.pem"), "-----BEGIN PRIVATE KEY-----");
  await backup(rich, file);
  expect(readFileSync(file).includes("PRIVATE KEY")).toBe(false);
  await restore(file, data);
  await expect(startDaemon(data)).rejects.toMatchObject({ code: "KEYS_MISSING" });
  expect(existsSync(join(dataFolder(data).keys, "ledger.pem"))).toBe(false);
});

test("SVR-8 the public half of the key that signs models is in the archive, and nothing else beside that key", async () => {
  using folder = new TemporaryFolder();
  const [data, file, restored] = [join(folder.path, "site"), join(folder.path, "site.tar"), join(folder.path, "back")];
  cpSync(rich, data, { recursive: true });
  const keys = dataFolder(data).modelSigning;
  mkdirSync(keys, { recursive: true });
  for (const name of ["key.pem", "public.pem", "other.pem"]) writeFileSync(join(keys, name), name);
  await backup(data, file);
  await restore(file, restored);
  expect(readdirSync(dataFolder(restored).modelSigning)).toEqual(["public.pem"]);
  expect(readFileSync(join(dataFolder(restored).modelSigning, "public.pem"), "utf8")).toBe("public.pem");
});

test("SVR-154 a site that requires a release requires it restored, whatever says so; signed orders to kill are kept", async () => {
  using folder = new TemporaryFolder();
  const data = join(folder.path, "site");
  cpSync(rich, data, { recursive: true });
  mkdirSync(join(data, "kill-orders"));
  writeFileSync(join(data, "kill-orders", "run.json"), "{}");
  const requirement = dataFolder(data).releaseRequired;
  const ways = [
    () => writeFileSync(requirement, "{}"),
    () => symlinkSync("/nowhere", requirement),
    () => mkdirSync(requirement),
  ];
  for (const [place, require] of ways.entries()) {
    rmSync(requirement, { recursive: true, force: true });
    require();
    const [file, restored] = [join(folder.path, `${place}.tar`), join(folder.path, `restored-${place}`)];
    await backup(data, file);
    expect(await restore(file, restored)).toMatchObject({ releaseRequired: true });
    expect(releaseRequirementOf(restored)()).toBe(true);
    expect(existsSync(join(restored, "kill-orders", "run.json"))).toBe(true);
  }
  rmSync(requirement, { recursive: true });
  await backup(data, join(folder.path, "free.tar"));
  expect(await restore(join(folder.path, "free.tar"), join(folder.path, "free"))).toMatchObject({
    releaseRequired: false,
  });
});

test("SVR-8 a restored site goes on looking for compute that nobody pays for, with the list that it had", async () => {
  using folder = new TemporaryFolder();
  const data = join(folder.path, "site");
  cpSync(rich, data, { recursive: true });
  const list = '{"uids":[0]}';
  const ways: readonly (readonly [() => void, string])[] = [
    [() => writeFileSync(dataFolder(data).unpaidAllowed, list), list],
    [() => mkdirSync(dataFolder(data).unpaidAllowed), "null\n"],
  ];
  for (const [place, [stand, kept]] of ways.entries()) {
    rmSync(dataFolder(data).unpaidAllowed, { recursive: true, force: true });
    stand();
    const [file, restored] = [join(folder.path, `${place}.tar`), join(folder.path, `restored-${place}`)];
    await backup(data, file);
    await restore(file, restored);
    expect(readFileSync(dataFolder(restored).unpaidAllowed, "utf8")).toBe(kept);
  }
});

test("SVR-31 who reads a restored site beyond loopback is still known by his key", async () => {
  using folder = new TemporaryFolder();
  const [file, data] = [join(folder.path, "site.tar"), join(folder.path, "restored")];
  await backup(rich, file);
  await restore(file, data);
  const { keyId } = new Signer(rich).key("operator-1");
  expect(new FileKeyRing(dataFolder(data).keys).publicKey(keyId)?.keyId).toBe(keyId);
});

test("SVR-8 with keys the restored site goes on deciding, and its keys are for their owner alone", async () => {
  using folder = new TemporaryFolder();
  const [file, data] = [join(folder.path, "site.tar"), join(folder.path, "restored")];
  const { ledger } = await backup(rich, file, true);
  await restore(file, data);
  {
    using site = openSite(data);
    site.accredit("later", 3, 0);
    expect(site.state.entryCount).toBeGreaterThan(ledger.entries);
  }
  expect(verifyLedger(join(data, "ledger"))).toMatchObject({ ok: true });
  for (const key of readdirSync(join(data, "keys"))) expect(statSync(join(data, "keys", key)).mode & 0o077).toBe(0);
});

test("SVR-9 a witness that saw a later checkpoint refuses the restored ledger, before and after it has grown", async () => {
  using folder = new TemporaryFolder();
  const [file, lost, data] = ["site.tar", "lost", "restored"].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ];
  cpSync(rich, lost, { recursive: true });
  await backup(lost, file, true);
  await restore(file, data);
  accredited(lost, "seen-by-the-witness");
  const seen = stateOf(lost);
  expect(answerTo(seen, lost)).toBe("cosign");
  expect(answerTo(seen, data)).toBe(400);
  accredited(data, "another-history");
  expect(stateOf(data).size).toBe(seen.size);
  expect(answerTo(seen, data)).toBe(409);
  accredited(data, "and-on");
  expect(answerTo(seen, data)).toBe(422);
});

function accredited(data: string, lab: string): void {
  using site = openSite(data);
  site.accredit(lab, 3, 0);
}

/** What a witness knows of a ledger that it cosigned last. */
function stateOf(data: string): WitnessState {
  using reader = openLedgerReader({ directory: join(data, "ledger") });
  return { size: reader.leafCount, root: reader.root };
}

/** What a witness in a state says to the newest checkpoint of a ledger. */
function answerTo(state: WitnessState, data: string): string | number {
  using reader = openLedgerReader({ directory: join(data, "ledger") });
  const consistencyProof = state.size <= reader.leafCount ? reader.proveConsistency(state.size) : [];
  const asked = parseAddCheckpoint(
    encodeAddCheckpoint({ oldSize: state.size, consistencyProof, note: reader.checkpoint }),
  );
  if (!asked.ok) throw asked.error;
  const vkey = readFileSync(join(data, "ledger", "ledger.vkey"), "utf8").trim();
  const log = { origin: ORIGIN, keys: [noteVerifierFromVkey(vkey)] };
  const step = witnessStep(state, asked.value, log);
  return step.decision === "cosign" ? "cosign" : step.response.status;
}

test("SVR-8 a torn last write is no part of a backup, and the file of the site stays as it was", async () => {
  using folder = new TemporaryFolder();
  const data = folder.copyOf(rich);
  const log = join(data, "ledger", "ledger.log");
  const whole = readFileSync(log);
  appendFileSync(log, "batch 999 9");
  await backup(data, join(folder.path, "site.tar"));
  expect(readFileSync(log).length).toBe(whole.length + 11);
  await restore(join(folder.path, "site.tar"), join(folder.path, "restored"));
  expect(readFileSync(join(folder.path, "restored", "ledger", "ledger.log"))).toEqual(whole);
});

test(
  "SVR-8 every backup that is made while the daemon decides is a prefix with all that was acknowledged before",
  { timeout: 60_000 },
  async () => {
    using folder = new TemporaryFolder();
    const data = folder.copyOf(rich);
    const daemon = await startDaemon(data);
    const signer = new Signer(data);
    let acknowledged = 0;
    const busy = new AbortController();
    const writing = (async () => {
      for (let number = 0; !busy.signal.aborted; number += 1) {
        const lab = {
          lab: `busy-${number}`,
          labKey: generateSigningKey().keyId,
          headcount: 1,
          baselineComputeUnits: 0,
        };
        const body = { type: "lab.accredit", ...lab, persons: [], hardwareRoots: [], meters: [] };
        const envelope = signer.command(`busy-${number}`, body, ["operator-1", "operator-2"]);
        const answer = await ask(daemon.url, "/v1/commands", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(envelope),
        });
        expect(answer.status).toBe(200);
        await wait(2);
        acknowledged = Number(answer.json()["firstEntry"]) + 1;
      }
    })();
    for (let round = 0; round < 5; round += 1) {
      const known = acknowledged;
      const file = join(folder.path, `${round}.tar`);
      const { ledger } = await backup(data, file, round === 4);
      expect(ledger.entries).toBeGreaterThanOrEqual(known);
      const report = await restore(file, join(folder.path, `restored-${round}`));
      expect(report.entries).toBe(ledger.entries);
      const part = readFileSync(join(folder.path, `restored-${round}`, "ledger", "ledger.log"));
      expect(readFileSync(join(data, "ledger", "ledger.log")).subarray(0, part.length)).toEqual(part);
    }
    busy.abort();
    await writing;
    await daemon.stop();
    expect(acknowledged).toBeGreaterThan(100);
  },
);

test("SVR-8 nothing is written over: not an archive, not a folder, not a link to nowhere", async () => {
  using folder = new TemporaryFolder();
  const file = join(folder.path, "site.tar");
  await backup(rich, file);
  await expect(backup(rich, file)).rejects.toMatchObject({ code: "BACKUP_EXISTS" });
  const taken = ["folder", "file", "link"].map((name) => join(folder.path, name));
  mkdirSync(taken[0] as string);
  writeFileSync(taken[1] as string, "kept");
  symlinkSync(join(folder.path, "nowhere"), taken[2] as string);
  for (const data of taken) await expect(restore(file, data)).rejects.toMatchObject({ code: "DATA_EXISTS" });
  expect(readFileSync(taken[1] as string, "utf8")).toBe("kept");
  expect(existsSync(join(folder.path, "nowhere"))).toBe(false);
});

test.each([
  ["no site", (data: string) => rmSync(data, { recursive: true }), "SITE_NOT_FOUND"],
  ["a format of later", (data: string) => writeFileSync(join(data, "format.json"), '{"format":9}'), "DATA_TOO_NEW"],
  ["a log that is gone", (data: string) => rmSync(join(data, "ledger", "ledger.log")), "LEDGER_NOT_FOUND"],
  ["a key that is gone", (data: string) => rmSync(join(data, "ledger", "ledger.pub.pem")), "BACKUP_FAILED"],
])("a folder with %s gives no archive", async (_name, spoil, code) => {
  using folder = new TemporaryFolder();
  const data = folder.copyOf(rich);
  spoil(data);
  await expect(backup(data, join(folder.path, "site.tar"))).rejects.toMatchObject({ code });
  expect(readdirSync(folder.path).filter((name) => name !== "site")).toEqual([]);
});

test("SVR-8 the node of a mesh gives no archive with keys: two nodes with one key would be an equivocation", async () => {
  using folder = new TemporaryFolder();
  const data = folder.copyOf(rich);
  writeFileSync(join(data, "sites.json"), "{}");
  await expect(backup(data, join(folder.path, "a.tar"), true)).rejects.toMatchObject({ code: "BACKUP_MESH_KEYS" });
  await backup(data, join(folder.path, "b.tar"));
});

test("what cannot be made of the ledger is in it; what can, what is of a process and what is a draft is not", async () => {
  using folder = new TemporaryFolder();
  const data = folder.copyOf(rich);
  const kept = [
    "gate/jwks.json",
    "evidence/e-1/transcript.jsonl",
    "meters/lab.json",
    "orders/run.json",
    "runs/r-1/job.json",
  ];
  const left = [
    "runs/r-1/output.log",
    "hand-in/x.json",
    "controllers/c.json",
    "gate/x.tmp",
    "gate/withdrawals.json.lock/ledger.lock",
    "release-cache/x",
  ];
  for (const path of [...kept, ...left]) {
    mkdirSync(join(data, path, ".."), { recursive: true });
    writeFileSync(join(data, path), path);
  }
  symlinkSync("/etc/passwd", join(data, "gate", "link.json"));
  await backup(data, join(folder.path, "site.tar"));
  const names = (await entriesOf(join(folder.path, "site.tar"))).map(({ header }) => header.name);
  for (const path of kept) expect(names).toContain(path);
  for (const path of [...left, "gate/link.json", "ledger/index.db", "ledger/ledger.lock"])
    expect(names).not.toContain(path);
});

test(
  "SVR-8 the release store comes back with its decisions, packs and bytes; without its key nobody adds to it",
  { timeout: 60_000 },
  async () => {
    using site = new ReleaseSite();
    makeRichSite(site.data);
    const evaluation = await site.evaluate("g1");
    const pack = { evaluation, directory: join(site.data, "packs", evaluation), redactions: [] };
    await buildEvaluationPack(site.store, pack, systemClock);
    const [file, data] = [site.path("site.tar"), site.path("restored")];
    await backup(site.data, file);
    await restore(file, data);
    const view = viewAt();
    using restored = ReleaseSite.copyOf({ data } as ReleaseSite);
    expect(restored.reading().decisions(view)).toEqual(site.reading().decisions(view));
    expect(restored.reading().packs()).toEqual([evaluation]);
    expect(contentsOf(join(data, "packs"))).toEqual(contentsOf(join(site.data, "packs")));
    await expect(restored.evaluate("g2")).rejects.toMatchObject({ code: "RELEASE_KEY_MISSING" });
  },
);
