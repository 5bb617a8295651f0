import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PlimsollProcess } from "../faults/plimsoll-process.ts";
import { ledger, temporaryFolders } from "./kept-ledgers.ts";

const newFolder = temporaryFolders();

const plimsoll = async (...args: readonly string[]): Promise<void> => {
  await using run = new PlimsollProcess(args);
  expect(await run.finished(), run.stderr).toMatchObject({ code: 0 });
};

/** A policy that asks for both signatures of the witness. */
function policyOf(folder: string, logKey: string, url: string, [first = "", second = ""]: readonly string[]): string {
  const file = join(folder, "witness.policy");
  const lines = [`log ${logKey}`, `witness one ${first} ${url}`, `witness two ${second} ${url}`];
  writeFileSync(file, `${lines.join("\n")}\ngroup both all one two\nquorum both\n`);
  return file;
}

test(
  "LG-72 LG-76 LG-79 a witness in a process of its own cosigns a site's ledger, and the ledger cannot be rolled back behind it",
  { timeout: 60_000 },
  async () => {
    const folder = newFolder();
    const data = join(folder, "site");
    const dir = join(data, "ledger");
    await plimsoll("init", "--data", data);
    writeFileSync(join(folder, "log.vkey"), readFileSync(join(dir, "ledger.vkey")));
    const serving = [
      "--name",
      "example.org/witness",
      "--log",
      `${folder}/log.vkey=${dir}`,
      "--dir",
      `${folder}/witness`,
    ];
    await using witness = new PlimsollProcess(["ledger", "witness", "serve", ...serving, "--port", "0", "--json"]);
    const { url, keys } = (await witness.reached("serving")) ?? { url: "", keys: [] };
    const policy = policyOf(
      folder,
      readFileSync(join(folder, "log.vkey"), "utf8").trim(),
      String(url),
      keys as string[],
    );
    const kept = join(folder, "kept.jsonl");
    const anchor = () => ledger(folder, "anchor", dir, "--policy", policy, "--file", kept);

    expect(await anchor()).toMatchObject({ code: 0, summary: { ok: true, anchored: 2, failed: 0 } });
    const older = readFileSync(join(dir, "ledger.log"));
    await plimsoll("lab", "accredit", "acme", "--data", data);
    expect(await anchor()).toMatchObject({ code: 0, summary: { ok: true } });
    const verify = () => ledger(folder, "verify", dir, "--policy", policy);
    expect(await verify()).toMatchObject({ code: 0, summary: { ok: true, witnesses: 2 } });
    expect(readFileSync(kept, "utf8").trim().split("\n").length).toBe(2);

    witness.signal("SIGTERM");
    expect(await witness.finished()).toMatchObject({ code: 0 });
    expect(await anchor()).toMatchObject({ code: 1, summary: { ok: false, failed: 2 } });

    writeFileSync(join(dir, "ledger.log"), older);
    writeFileSync(join(dir, "checkpoint"), checkpointIn(older.toString()));
    expect(await verify()).toMatchObject({ code: 1, summary: { ok: false, code: "LEDGER_ROLLED_BACK" } });
  },
);

/** The newest note of a log: a rollback puts the file back with it. */
const checkpointIn = (log: string): string => log.slice(log.lastIndexOf("plimsoll.local/site\n"), -1);

test("LG-89 what to watch and where to keep have to be named", async () => {
  const folder = newFolder();
  mkdirSync(join(folder, "d"));
  const serve = ["witness", "serve", "--name", "example.org/w", "--dir", join(folder, "w"), "--port", "0"];
  expect((await ledger(folder, ...serve, "--log", "nothing")).summary).toMatchObject({ code: "LOG_MALFORMED" });
  expect((await ledger(folder, "anchor", "d")).summary).toMatchObject({ code: "ANCHOR_NOWHERE" });
  const rekor = await ledger(folder, "anchor", "d", "--rekor", "http://127.0.0.1:1");
  expect(rekor.summary).toMatchObject({ code: "ANCHOR_NOWHERE" });
});
