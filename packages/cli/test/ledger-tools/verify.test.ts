import { createServer } from "node:http";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { ed25519Cosigner, parseNote, verifierKeyOf, withSignatures } from "@plimsoll/ledger";
import { expectOneClearLine, expectUsageError } from "../inputs/one-clear-line.ts";
import { copyOf, edit, ledger, LOG_KEY, OTHER_KEY, ran, temporaryFolders, writeLedger } from "./kept-ledgers.ts";

const newFolder = temporaryFolders();
const folder = newFolder();
const witnesses = [1, 2].map((seed) =>
  ed25519Cosigner(`witness-${seed}.example`, signingKeyFromSeed(new Uint8Array(32).fill(seed))),
);
const [first, second] = witnesses as [(typeof witnesses)[0], (typeof witnesses)[0]];

/** A policy that trusts the sample's log and asks for so many of the two witnesses. */
function policyOf(name: string, threshold: string): string {
  const log = readFileSync(join(folder, "log", "ledger.vkey"), "utf8").trim();
  const lines = [
    `log ${log}`,
    ...witnesses.map(({ vkey }, at) => `witness w${at + 1} ${vkey}`),
    `group both ${threshold} w1 w2`,
    "quorum both",
  ];
  writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
  return name;
}

/** Puts a cosignature of the first witness on a published checkpoint. */
function cosign(directory: string): void {
  const file = join(directory, "checkpoint");
  const note = readFileSync(file, "utf8");
  writeFileSync(file, withSignatures(note, [first.cosign(parseNote(note)?.text ?? "", 1_000)]));
}

beforeAll(async () => {
  writeLedger(join(folder, "log"), 3);
  expect((await ledger(folder, "export", "log", "--tiles", "tiles")).code).toBe(0);
  cosign(copyOf(join(folder, "log"), join(folder, "cosigned")));
  cosign(copyOf(join(folder, "tiles"), join(folder, "cosigned-tiles")));
  writeFileSync(join(folder, "other.pem"), OTHER_KEY.publicKey.toPem());
});

const server = createServer((request, response) => {
  const file = join(folder, "tiles", request.url ?? "");
  if (!existsSync(file)) response.writeHead(404).end();
  else response.end(readFileSync(file));
});
beforeAll(() => new Promise<void>((done) => void server.listen(0, "127.0.0.1", done)));
afterAll(() => void server.close());
const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

describe("LG-80 plimsoll ledger verify", () => {
  test("LG-80 a folder, its exported tiles and the same behind a web server have one root and one checkpoint", async () => {
    const answers = await Promise.all(
      ["log", "tiles", url()].map((location) => ledger(folder, "verify", location, "--key", "log/ledger.pub.pem")),
    );
    const checkpoint = readFileSync(join(folder, "log", "checkpoint"), "utf8");
    for (const { code, summary } of answers) {
      expect(code).toBe(0);
      expect(summary).toMatchObject({ ok: true, size: 3, leaves: 3, witnesses: 0, checkpoint, conservation: true });
    }
    expect(new Set(answers.map(({ summary }) => summary["root"])).size).toBe(1);
  });

  test("LG-80 creates nothing in the folder", async () => {
    const before = readdirSync(join(folder, "log")).toSorted();
    await ledger(folder, "verify", "log");
    expect(readdirSync(join(folder, "log")).toSorted()).toEqual(before);
  });

  test("LG-80 believes the key that it is given, PEM or vkey, and no other", async () => {
    for (const key of ["log/ledger.pub.pem", "log/ledger.vkey"])
      expect((await ledger(folder, "verify", "log", "--key", key)).summary).toMatchObject({ ok: true, key: "given" });
    const { code, summary } = await ledger(folder, "verify", "log", "--key", "other.pem");
    expect([code, summary["ok"], summary["code"]]).toEqual([1, false, "LEDGER_KEY_MISMATCH"]);
  });

  test("LG-80 a vkey of another log with the same key is another log's", async () => {
    writeFileSync(join(folder, "renamed.vkey"), `${verifierKeyOf("example.org/other", LOG_KEY.publicKey.raw)}\n`);
    const { code, summary } = await ledger(folder, "verify", "log", "--key", "renamed.vkey");
    expect([code, summary["ok"], summary["code"]]).toEqual([1, false, "LEDGER_KEY_MISMATCH"]);
  });

  test("LG-80 counts the witnesses that cosigned, each once, and no others", async () => {
    const asked = ["--witness", first.vkey, "--witness", second.vkey, "--witness", first.vkey];
    expect((await ledger(folder, "verify", "log", ...asked)).summary).toMatchObject({ ok: true, witnesses: 0 });
    for (const location of ["cosigned", "cosigned-tiles"])
      expect((await ledger(folder, "verify", location, ...asked)).summary).toMatchObject({ ok: true, witnesses: 1 });
  });

  test("LG-80 a quorum that is not met makes it not ok, and one that is met counts", async () => {
    const [any, all] = [policyOf("any.policy", "any"), policyOf("all.policy", "all")];
    for (const location of ["cosigned", "cosigned-tiles"]) {
      expect(await ledger(folder, "verify", location, "--policy", any)).toMatchObject({
        code: 0,
        summary: { ok: true, witnesses: 1, key: "given" },
      });
      const { code, summary } = await ledger(folder, "verify", location, "--policy", all);
      expect({ exit: code, ...summary }).toMatchObject({
        exit: 1,
        ok: false,
        code: "QUORUM_NOT_MET",
        witnesses: 1,
        size: 3,
      });
    }
    expect((await ledger(folder, "verify", "log", "--policy", any)).summary).toMatchObject({
      ok: false,
      code: "QUORUM_NOT_MET",
    });
  });

  test("LG-80 a cosigned checkpoint of another history is a rollback, whatever the quorum", async () => {
    const directory = copyOf(join(folder, "cosigned"), join(newFolder(), "log"));
    const shorter = join(newFolder(), "log");
    writeLedger(shorter, 2);
    writeFileSync(join(directory, "ledger.log"), readFileSync(join(shorter, "ledger.log")));
    const { summary } = await ledger(folder, "verify", directory, "--policy", policyOf("any.policy", "any"));
    expect(summary).toMatchObject({ ok: false, code: "LEDGER_ROLLED_BACK" });
  });

  test("LG-80 says what was altered, in words and in JSON, and exits with 1", async () => {
    const directory = copyOf(join(folder, "log"), join(newFolder(), "log"));
    edit(join(directory, "ledger.log"), '"at":1001', '"at":1009');
    expect(await ledger(folder, "verify", directory)).toMatchObject({
      code: 1,
      summary: { ok: false, code: "LEDGER_DAMAGED" },
    });
    const told = await ran(folder, "verify", directory);
    expect([told.end?.code, told.stderr]).toEqual([1, ""]);
    expect(told.stdout).toMatch(/^LEDGER_DAMAGED: .*entr(y|ies) 1/);
  });

  test("LG-80 a witness or a policy that is none is not left out in silence", async () => {
    expectUsageError(await ran(folder, "verify", "log", "--witness", "nonsense"), /verifier key/);
    writeFileSync(join(folder, "bad.policy"), "quorum nobody\n");
    expectOneClearLine(await ran(folder, "verify", "log", "--policy", "bad.policy"), "POLICY_MALFORMED", 1);
    expectOneClearLine(await ran(folder, "verify", "log", "--policy", "none"), "FILE_NOT_FOUND", 1);
  });
});
