import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import {
  ed25519Cosigner,
  openLedger,
  openLedgerReader,
  parseNote,
  parseTlogProof,
  withSignatures,
} from "@plimsoll/ledger";
import { checkedProofs } from "../../src/ledger-tools/check.ts";
import { proofFiles } from "../../src/ledger-tools/prove.ts";
import { expectOneClearLine, expectUsageError } from "../inputs/one-clear-line.ts";
import {
  causeBy,
  copyOf,
  ledger,
  LOG_KEY,
  noted,
  OPERATOR,
  ORIGIN,
  OTHER_KEY,
  ran,
  temporaryFolders,
  writeLedger,
} from "./kept-ledgers.ts";

const newFolder = temporaryFolders();
const folder = newFolder();
/** Elsewhere: a folder with proofs and keys and no ledger. */
const elsewhere = newFolder();
/** The checkpoint of the first five leaves. */
let older = "";
const long = noted(2_000, "x".repeat(150_000));

beforeAll(async () => {
  writeLedger(join(folder, "log"), 5);
  older = readFileSync(join(folder, "log", "checkpoint"), "utf8");
  using log = openLedger({ directory: join(folder, "log"), origin: ORIGIN, signingKey: LOG_KEY });
  log.append([noted(1_900, "one"), noted(1_900, "two")], causeBy("two", OPERATOR));
  log.append([long], causeBy("long", OPERATOR));
  log.close();
  for (const name of ["ledger.pub.pem", "ledger.vkey"])
    writeFileSync(join(elsewhere, name), readFileSync(join(folder, "log", name)));
  writeFileSync(join(elsewhere, "other.pem"), OTHER_KEY.publicKey.toPem());
  const proven = await Promise.all(
    [2, 5, 7].map((index) => ledger(folder, "prove", `${index}`, "log", "--out", join(elsewhere, `${index}`))),
  );
  expect(proven.map(({ code }) => code)).toEqual([0, 0, 0]);
});

const proof = (name = "2"): string => readFileSync(join(elsewhere, name), "utf8");
const pem = LOG_KEY.publicKey.toPem();
const codeOf = (text: string, key = pem, wanted: Uint8Array | null = null): string => {
  const checked = checkedProofs([{ file: "p", text }], { key }, wanted);
  return checked.ok ? "ok" : checked.error.code;
};

describe("LG-81 plimsoll ledger prove", () => {
  test("LG-81 writes a c2sp.org/tlog-proof@v1 with the leaf's bytes, under INDEX.tlog-proof", async () => {
    const cwd = newFolder();
    mkdirSync(join(cwd, ".plimsoll"));
    copyOf(join(folder, "log"), join(cwd, ".plimsoll", "ledger"));
    expect(await ledger(cwd, "prove", "2")).toMatchObject({
      code: 0,
      summary: { ok: true, index: 2, files: ["2.tlog-proof"] },
    });
    const text = readFileSync(join(cwd, "2.tlog-proof"), "utf8");
    expect(text).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra /);
    const parsed = parseTlogProof(text);
    expect(parsed.ok && Buffer.from(parsed.value.extra ?? []).toString("utf8")).toContain(noted(1_002));
  });

  test("LG-81 an entry in several leaves has a file for each part", () => {
    const parts = readdirSync(elsewhere)
      .filter((name) => name.startsWith("7.part-"))
      .toSorted();
    expect(parts).toEqual(["7.part-1", "7.part-2", "7.part-3"]);
  });

  test("LG-81 never replaces another file silently", async () => {
    const out = join(newFolder(), "p");
    const prove = (...more: string[]) => ran(folder, "prove", "1", "log", "--out", out, ...more);
    writeFileSync(out, "mine");
    expectOneClearLine(await prove(), "FILE_EXISTS", 3);
    expect(readFileSync(out, "utf8")).toBe("mine");
    expect((await prove("--force")).end?.code).toBe(0);
    expect((await prove()).end?.code, "the same content is no other file").toBe(0);
    expect(codeOf(readFileSync(out, "utf8"))).toBe("ok");
  });

  test("LG-81 an entry that is not there, and a folder without a ledger", async () => {
    expectOneClearLine(await ran(folder, "prove", "8", "log"), "ENTRY_NOT_FOUND", 1);
    expectOneClearLine(await ran(folder, "prove", "0", "nowhere"), "LEDGER_NOT_FOUND", 1);
    expectUsageError(await ran(folder, "prove", "first", "log"), /whole number/);
  });

  test("LG-81 takes the cosignatures of a published checkpoint that is the newest", () => {
    using log = openLedgerReader({ directory: join(folder, "log") });
    const prove = (published: string) => proofFiles(log, { entryIndex: 1, out: "p", published, under: null })[0]?.text;
    const cosigned = cosign(log.checkpoint);
    expect(prove(cosigned)?.endsWith(cosigned)).toBe(true);
    expect(prove(older)?.endsWith(log.checkpoint)).toBe(true);
  });

  test("LG-81 proves under an older checkpoint that somebody has, and under none that the log never had", async () => {
    const note = join(elsewhere, "older.checkpoint");
    const prove = (...more: string[]) => ran(folder, "prove", "1", "log", "--out", join(elsewhere, "older"), ...more);
    writeFileSync(note, cosign(older));
    expect((await prove("--checkpoint", note)).end?.code).toBe(0);
    expect(proof("older").endsWith(cosign(older))).toBe(true);
    expect(codeOf(proof("older"))).toBe("ok");
    for (const [text, code] of [
      [older.replace("\n5\n", "\n4\n"), "CHECKPOINT_FOREIGN"],
      [older.replace("\n5\n", "\n1\n"), "CHECKPOINT_FOREIGN"],
      [older.replace("\n5\n", "\n500\n"), "CHECKPOINT_FOREIGN"],
      ["nothing", "CHECKPOINT_MALFORMED"],
    ] as const) {
      writeFileSync(note, text);
      expectOneClearLine(await prove("--force", "--checkpoint", note), code, 1);
    }
  });
});

const witness = ed25519Cosigner("witness.example", signingKeyFromSeed(new Uint8Array(32).fill(1)));
const cosign = (note: string): string => withSignatures(note, [witness.cosign(parseNote(note)?.text ?? "", 1_000)]);

describe("LG-82 plimsoll ledger check", () => {
  test("LG-82 needs a public key and nothing else", async () => {
    for (const key of ["ledger.pub.pem", "ledger.vkey"]) {
      const { code, summary } = await ledger(elsewhere, "check", "2", "--key", key);
      expect({ exit: code, ...summary }).toMatchObject({
        exit: 0,
        ok: true,
        index: 2,
        entries: [{ at: 1_002, kind: "test.noted", text: noted(1_002), signers: [OPERATOR.keyId] }],
        witnesses: 0,
      });
      expect(proof().endsWith(summary["checkpoint"] as string)).toBe(true);
    }
    const told = await ran(elsewhere, "check", "2", "--key", "ledger.pub.pem");
    expect(told.stdout).toContain(`1970-01-01T00:00:01.002Z  test.noted  ${noted(1_002)}`);
  });

  test("LG-82 never works without a key or a policy, nor with both", async () => {
    expectUsageError(await ran(elsewhere, "check", "2"), /--key or --policy/);
    expectUsageError(await ran(elsewhere, "check", "2", "--key", "ledger.vkey", "--policy", "p"), /not both/);
    expectUsageError(await ran(elsewhere, "check", "2", "5", "--entry", "2", "--key", "ledger.vkey"), /--entry/);
  });

  test("LG-82 another key, a key that is none, and a file that is none", async () => {
    const other = await ledger(elsewhere, "check", "2", "--key", "other.pem");
    expect([other.code, other.summary["code"]]).toEqual([1, "KEY_MISMATCH"]);
    expectOneClearLine(await ran(elsewhere, "check", "2", "--key", "2"), "KEY_MALFORMED", 1);
    expectOneClearLine(await ran(elsewhere, "check", "none", "--key", "ledger.vkey"), "FILE_NOT_FOUND", 1);
    expect((await ledger(elsewhere, "check", "ledger.vkey", "--key", "ledger.vkey")).summary).toMatchObject({
      ok: false,
      code: "PROOF_MALFORMED",
    });
  });

  test("LG-82 the parts of a long entry together make the entry; a part alone is refused", async () => {
    const parts = ["7.part-3", "7.part-1", "7.part-2"];
    const whole = await ledger(elsewhere, "check", ...parts, "--key", "ledger.vkey");
    expect(whole.summary).toMatchObject({ ok: true, entries: [{ at: 2_000, kind: "test.noted" }] });
    expect((whole.summary["entries"] as { text: string }[])[0]?.text).toBe(long);
    for (const some of [["7.part-1"], ["7.part-2"], ["7.part-1", "7.part-3"], ["7.part-1", "7.part-2"]])
      expect((await ledger(elsewhere, "check", ...some, "--key", "ledger.vkey")).summary).toMatchObject({
        ok: false,
        code: "ENTRY_INCOMPLETE",
      });
  });

  test("LG-82 holds the entry that somebody has against the proof, to the byte", () => {
    const wanted = (text: string): string => codeOf(proof("5"), pem, Buffer.from(text));
    expect(wanted(noted(1_900, "two"))).toBe("ok");
    expect(wanted(`${noted(1_900, "two")}\n`)).toBe("ok");
    expect(wanted(noted(1_900, "three"))).toBe("ENTRY_OTHER");
    const parsed = parseTlogProof(proof("5"));
    const leaf = (parsed.ok && parsed.value.extra) || new Uint8Array(0);
    expect(codeOf(proof("5").replace(/^extra .*\n/m, ""), pem, leaf)).toBe("ok");
    const two = checkedProofs([{ file: "p", text: proof("5") }], { key: pem }, Buffer.from(noted(1_900, "two")));
    expect(two.ok && two.value.entries.map(({ text }) => text)).toEqual([noted(1_900, "two")]);
  });

  test("LG-82 without the leaf there is nothing to check", () => {
    expect(codeOf(proof().replace(/^extra .*\n/m, ""))).toBe("PROOF_INVALID");
  });

  test("LG-82 refuses every proof of which one character is another", () => {
    const text = proof();
    const survivors = Array.from(text, (character, at) => {
      const altered = text.slice(0, at) + (character === "A" ? "B" : "A") + text.slice(at + 1);
      return codeOf(altered) === "ok" ? at : null;
    }).filter((at) => at !== null);
    expect(survivors).toEqual([]);
  });

  test("LG-82 a policy asks for witnesses, and says how many cosigned", async () => {
    const vkey = readFileSync(join(elsewhere, "ledger.vkey"), "utf8").trim();
    writeFileSync(join(elsewhere, "p.policy"), `log ${vkey}\nwitness w ${witness.vkey}\nquorum w\n`);
    const parsed = parseTlogProof(proof());
    const note = parsed.ok ? parsed.value.checkpoint : "";
    writeFileSync(join(elsewhere, "cosigned"), proof().replace(note, cosign(note)));
    expect((await ledger(elsewhere, "check", "2", "--policy", "p.policy")).summary).toMatchObject({
      ok: false,
      code: "QUORUM_NOT_MET",
    });
    expect((await ledger(elsewhere, "check", "cosigned", "--policy", "p.policy")).summary).toMatchObject({
      ok: true,
      witnesses: 1,
    });
  });
});
