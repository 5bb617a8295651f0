import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateSigningKey } from "@plimsoll/foundation/node";
import { describe, expect, test } from "vitest";
import { runVerifierCli } from "../src/index.ts";
import { writeEmptyLog, writeSignedLog } from "./signed-log.ts";
import { edit, temporaryFolders, writeSample } from "./verifier-rig.ts";

const newFolder = temporaryFolders();
const sample = newFolder();
writeSample(sample, 2);

const BIN = fileURLToPath(new URL("../bin/plimsoll-verify.js", import.meta.url));

async function run(...argv: string[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await runVerifierCli(argv, (line) => lines.push(line));
  return { code, lines };
}

/** The sample's third batch, altered. */
const ALTERED = "one of the entries 4 to 5 was altered, in the batch at byte 1168 of the log";

describe("plimsoll-verify", () => {
  test("LG-27 prints each root in hexadecimal and base64, then a summary", async () => {
    const { code, lines } = await run(sample, "--json");
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(0);
    expect(records.slice(0, -1).map(({ type, size }) => `${String(type)} ${String(size)}`)).toEqual(
      [0, 1, 2, 3].map((size) => `checkpoint ${size}`),
    );
    for (const { root, rootBase64 } of records.slice(0, -1)) {
      expect(Buffer.from(rootBase64 as string, "base64").toString("hex")).toBe(root);
    }
    const checkpoint = readFileSync(join(sample, "checkpoint"), "utf8");
    expect(records.at(-1)).toMatchObject({
      type: "summary",
      ok: true,
      size: 6,
      root: records.at(-2)?.["root"],
      checkpoint,
    });
  });

  test("LG-27 helps, and names what it does not know", async () => {
    for (const words of [["--help"], ["mesh", "-h"]])
      expect(await run(...words)).toMatchObject({ code: 0, lines: [expect.stringContaining("Exit code: 0 it holds")] });
    expect(await run("--bogus")).toMatchObject({
      code: 2,
      lines: [expect.stringContaining("--bogus"), expect.anything(), expect.anything()],
    });
    expect((await run(sample, sample)).lines[0]).toBe("expected one folder or address, got 2");
  });

  test("LG-27 says in words what it found", async () => {
    const { lines } = await run(sample);
    expect(lines.at(-1)).toMatch(/^OK .* 6 entries, 4 checkpoints, CU conserved \(key: the folder's own/);
    expect(lines[0]).toMatch(/^0 {2}e3b0c442[0-9a-f]+ {2}47DEQpj8/);
  });

  test("G-242 what a folder says of itself steers no terminal", async () => {
    const [named, revoking] = [newFolder(), newFolder()];
    writeEmptyLog(named, "log\u001b[1A\u001b[2K\u202eyours");
    expect((await run(named)).lines.join("\n")).toMatch(
      /^OK {2}log\\u\{1b\}\[1A\\u\{1b\}\[2K\\u\{202e\}yours: 0 entries/m,
    );
    const keyId = "\u001b[2J\nOK  all is well";
    const entries = [
      { at: 1, command: "a", keyId, kind: "key.revoked" },
      { at: 2, command: "b", kind: "test.noted", signers: [keyId] },
    ];
    writeSignedLog(revoking, [entries.map((entry) => ({ text: JSON.stringify(entry), entryCount: 1 }))]);
    expect((await run(revoking)).lines.at(-1)).toBe(
      "NOT OK  KEY_REVOKED: entry 1 is signed by \\u{1b}[2J\\u{a}OK  all is well, revoked before it",
    );
  });

  test("LG-27 answers 1 when the ledger does not verify", async () => {
    const directory = newFolder();
    writeSample(directory, 2);
    edit(directory, (log) => log.replace('"at":4,', '"at":5,'));
    const { code, lines } = await run(directory, "--json");
    expect(code).toBe(1);
    const summary = { type: "summary", ok: false, code: "LEDGER_DAMAGED", message: ALTERED };
    expect(JSON.parse(lines.at(-1) as string)).toEqual(summary);
    expect((await run(directory)).lines.at(-1)).toBe(`NOT OK  LEDGER_DAMAGED: ${ALTERED}`);
  });

  test("LG-27 believes the key that it is given, and no other", async () => {
    const key = join(newFolder(), "key.pem");
    writeFileSync(key, generateSigningKey().publicKey.toPem());
    expect((await run(sample, "--key", key)).code).toBe(1);
    expect((await run(sample, "--key", join(sample, "ledger.pub.pem"))).code).toBe(0);
    expect((await run(sample, "--key", join(sample, "no such file"))).lines.at(-1)).toMatch(/KEY_MALFORMED/);
  });

  test.each([[[]], [["a", "b"]], [["--nonsense", "a"]], [["a", "--key"]]])("LG-27 answers 2 to %j", async (argv) => {
    expect((await run(...argv)).code).toBe(2);
  });

  test("LG-27 runs as a program of its own, on plain Node", async () => {
    const { status, stdout } = spawnSync(process.execPath, [BIN, sample, "--json"], { encoding: "utf8" });
    expect(status).toBe(0);
    expect(JSON.parse(stdout.trim().split("\n").at(-1) as string)).toMatchObject({
      type: "summary",
      ok: true,
      size: 6,
    });
    expect(spawnSync(process.execPath, [BIN, join(sample, "nowhere")]).status).toBe(1);
    expect(spawnSync(process.execPath, [BIN]).status).toBe(2);
  });
});

const OPENSSL = "openssl";
const openssl = spawnSync(OPENSSL, ["version"], { encoding: "utf8" });
const hasOpenssl = openssl.status === 0 && openssl.stdout.startsWith("OpenSSL 3");
if (!hasOpenssl) console.warn("the OpenSSL test is skipped: no OpenSSL 3 on this machine");

describe.skipIf(!hasOpenssl)("OpenSSL", () => {
  const verify = (directory: string) =>
    spawnSync(
      OPENSSL,
      "pkeyutl -verify -pubin -inkey ledger.pub.pem -rawin -in checkpoint.txt -sigfile checkpoint.sig".split(" "),
      { cwd: directory, encoding: "utf8" },
    );

  test("LG-28 verifies the checkpoint from the files of the folder alone", async () => {
    expect(verify(sample)).toMatchObject({ status: 0, stdout: "Signature Verified Successfully\n" });
    const note = readFileSync(join(sample, "checkpoint"), "utf8");
    expect(note.startsWith(`${readFileSync(join(sample, "checkpoint.txt"), "utf8")}\n`)).toBe(true);
  });

  test("LG-28 refuses an altered one", async () => {
    const directory = newFolder();
    writeSample(directory, 2);
    writeFileSync(
      join(directory, "checkpoint.txt"),
      readFileSync(join(directory, "checkpoint.txt"), "utf8").replace("\n3\n", "\n4\n"),
    );
    expect(verify(directory).status).not.toBe(0);
  });
});
