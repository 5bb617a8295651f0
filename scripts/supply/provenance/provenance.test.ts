import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { npmEnvironment } from "../pack/npm-environment.ts";
import { ROOT } from "../workspace.ts";
import { checkBuild, type TrustedKeys } from "./check-build.ts";
import { recordBuild } from "./record-build.ts";
import { provenanceStatement } from "./statement.ts";
import { readSums, sumsText } from "./sums.ts";
import { BUILDER_KEY, ENVELOPE, writeSignedProvenance } from "./write-build.ts";

const COMMAND = join(ROOT, "scripts/supply/check-build.ts");

const FACTS = {
  gitCommit: "0123456789abcdef0123456789abcdef01234567",
  lockSha256: "00".repeat(32),
  node: "24.0.0",
  npm: "11.0.0",
  startedOn: "2026-11-22T12:00:00.000Z",
  finishedOn: "2026-11-22T12:01:00.000Z",
};

const work = mkdtempSync(join(tmpdir(), "plimsoll-provenance-"));
const out = join(work, "out");
const keyFile = (name: string, first: number): string => {
  const file = join(work, `${name}.pem`);
  writeFileSync(file, signingKeyFromSeed(new Uint8Array(32).fill(first)).toPem());
  return file;
};
let keys: TrustedKeys;

beforeAll(() => {
  mkdirSync(out);
  for (const name of ["a-1.0.0.tgz", "b-1.0.0.tgz"]) writeFileSync(join(out, name), `the bytes of ${name}`);
  writeFileSync(join(out, "sbom.cdx.json"), "{}");
  const [builderKey, rootKey, nodeKey] = [keyFile("builder", 1), keyFile("root", 2), keyFile("machine", 3)];
  const tarballs = ["a-1.0.0.tgz", "b-1.0.0.tgz"];
  const artifact = writeSignedProvenance({ out, tarballs, byproducts: ["sbom.cdx.json"], facts: FACTS, builderKey });
  const site = join(work, "site");
  recordBuild({
    out,
    site,
    rootKey,
    nodeKey,
    artifact,
    envelope: join(out, ENVELOPE),
    builderPublicKey: join(out, BUILDER_KEY),
  });
  keys = {
    builder: readFileSync(join(out, BUILDER_KEY), "utf8"),
    logPem: readFileSync(join(site, "ledger/ledger.pub.pem"), "utf8"),
    logVkey: readFileSync(join(site, "ledger/ledger.vkey"), "utf8"),
  };
}, 60_000);

afterAll(() => rmSync(work, { recursive: true, force: true }));

/** The published folder after somebody has been at it. */
async function afterChange(change: (folder: string) => void, trusted = keys): Promise<string> {
  const folder = mkdtempSync(join(work, "changed-"));
  cpSync(out, folder, { recursive: true });
  change(folder);
  const verdict = await checkBuild(folder, trusted);
  return verdict.ok ? "ok" : verdict.code;
}

const rewritten = (name: string, from: string | RegExp, to: string) => (folder: string) => {
  const text = readFileSync(join(folder, name), "utf8");
  expect(text.replace(from, to)).not.toBe(text);
  writeFileSync(join(folder, name), text.replace(from, to));
};

test("SC-12 a build is stated, signed, recorded in a ledger by the product's own commands, and verified offline", async () => {
  expect(await checkBuild(out, keys)).toEqual({ ok: true, files: 2, leafIndex: 2, gitCommit: FACTS.gitCommit });
});

test("SC-12 the guide's own commands verify it with sha256sum and OpenSSL, and refuse what is changed", () => {
  const guide = readFileSync(join(ROOT, "docs/guides/verify-a-build.md"), "utf8");
  const [sums = "", signature = ""] = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
  const folder = mkdtempSync(join(work, "guide-"));
  cpSync(out, join(folder, "DIR"), { recursive: true });
  cpSync(join(out, BUILDER_KEY), join(folder, "keys", BUILDER_KEY));
  const script = `set -e\n${sums}\n${signature}`;
  expect(execFileSync("bash", ["-c", script], { cwd: folder, env: npmEnvironment(), encoding: "utf8" })).toContain(
    "Signature Verified Successfully",
  );
  writeFileSync(join(folder, "DIR/a-1.0.0.tgz"), "others");
  expect(() => execFileSync("bash", ["-c", `set -e\n${sums}`], { cwd: folder, stdio: "ignore" })).toThrow();
});

test("SC-13 whatever is changed is found", async () => {
  expect(await afterChange(() => {})).toBe("ok");
  expect(await afterChange((folder) => writeFileSync(join(folder, "a-1.0.0.tgz"), "others"))).toBe("FILE_OTHER");
  expect(await afterChange((folder) => rmSync(join(folder, "a-1.0.0.tgz")))).toBe("FILE_OTHER");
  expect(await afterChange((folder) => writeFileSync(join(folder, "c-1.0.0.tgz"), "more"))).toBe("FILE_UNNAMED");
  expect(await afterChange(rewritten("SHA256SUMS", "a-1.0.0", "../a"))).toBe("SUMS_MALFORMED");
  expect(await afterChange((folder) => writeFileSync(join(folder, "SHA256SUMS"), ""))).toBe("SUMS_MALFORMED");
  expect(await afterChange(rewritten(ENVELOPE, /"payload":"..../, '"payload":"AAAA'))).toBe(
    "PROVENANCE_SIGNATURE_INVALID",
  );
  expect(await afterChange((folder) => writeFileSync(join(folder, ENVELOPE), "[]"))).toBe("PROVENANCE_MALFORMED");
  expect(await afterChange(rewritten("entry.json", "attestation.recorded", "attestation.invented"))).toBe(
    "ENTRY_OTHER",
  );
  expect(await afterChange(rewritten("entry.json", '"lab":"build"', '"lab":"other"'))).toBe("ENTRY_UNPROVEN");
  expect(await afterChange(rewritten("entry.tlog-proof", "index 2", "index 1"))).toBe("ENTRY_UNPROVEN");
  expect(await afterChange((folder) => rmSync(join(folder, "log/tile"), { recursive: true }))).toBe("LOG_REFUTED");
  expect(await afterChange((folder) => writeFileSync(join(folder, "sbom.cdx.json"), "[]"))).toBe("PROVENANCE_OTHER");
  expect(await afterChange((folder) => writeFileSync(join(folder, "install.sh"), "true"))).toBe("FILE_UNNAMED");
  expect(await afterChange((folder) => writeFileSync(join(folder, "node.intoto.json"), "{}"))).toBe("ENTRY_OTHER");
});

test("SC-13 keys in the folder that are not the reader's are found, and a file that no log has", async () => {
  const stranger = signingKeyFromSeed(new Uint8Array(32).fill(9)).publicKey.toPem();
  for (const name of [BUILDER_KEY, "ledger.pub.pem", "ledger.vkey", "log/ledger.pub.pem", "log/ledger.vkey"])
    expect(await afterChange((folder) => writeFileSync(join(folder, name), stranger))).toBe("KEY_OTHER");
  expect(await afterChange((folder) => writeFileSync(join(folder, "ledger.pub.pem"), "no key"))).toBe("KEY_OTHER");
  for (const name of ["log/install.sh", "log/tile/0/install.sh"])
    expect(await afterChange((folder) => writeFileSync(join(folder, name), "true"))).toBe("FILE_UNNAMED");
});

test.each([
  ["SHA256SUMS", "SUMS_MALFORMED"],
  [ENVELOPE, "PROVENANCE_MALFORMED"],
  ["sbom.cdx.json", "PROVENANCE_OTHER"],
  ["node.intoto.json", "ENTRY_OTHER"],
  ["entry.json", "ENTRY_OTHER"],
  ["entry.tlog-proof", "ENTRY_UNPROVEN"],
  ["log", "LOG_REFUTED"],
  [BUILDER_KEY, "KEY_OTHER"],
  ["ledger.pub.pem", "KEY_OTHER"],
  ["ledger.vkey", "KEY_OTHER"],
])("SC-13 without %s: %s", async (name, code) => {
  expect(await afterChange((folder) => rmSync(join(folder, name), { recursive: true }))).toBe(code);
});

test("SC-13 a log of the same key in which the entry is not is not the one that the proof is of", async () => {
  const older = mkdtempSync(join(work, "older-"));
  const site = join(older, "site");
  cpSync(join(work, "site"), site, { recursive: true });
  const run = (...words: readonly string[]) =>
    execFileSync(process.execPath, [join(ROOT, "packages/cli/bin/plimsoll.js"), ...words]);
  run("lab", "accredit", "another", "--headcount", "1", "--data", site);
  run("ledger", "export", join(site, "ledger"), "--tiles", join(older, "log"));
  const exchange = (folder: string): void => {
    rmSync(join(folder, "log"), { recursive: true });
    cpSync(join(older, "log"), join(folder, "log"), { recursive: true });
  };
  expect(await afterChange(exchange)).toBe("LOG_REFUTED");
});

test("SC-13 other keys than the reader's verify nothing", async () => {
  const stranger = signingKeyFromSeed(new Uint8Array(32).fill(9)).publicKey.toPem();
  expect(await afterChange(() => {}, { ...keys, builder: stranger })).toBe("PROVENANCE_SIGNATURE_INVALID");
  expect(await afterChange(() => {}, { ...keys, logPem: stranger })).toBe("LOG_REFUTED");
  expect(await afterChange(() => {}, { ...keys, logVkey: "other+00000000+AA==" })).toBe("ENTRY_UNPROVEN");
});

test("SC-13 the command says in one line which key cannot be read, and says its verdict as JSON", () => {
  const keyFiles = ["--log-key", "ledger.pub.pem", "--log-vkey", "ledger.vkey"].map((word) =>
    word.startsWith("--") ? word : join(out, word),
  );
  const check = (builder: string) =>
    spawnSync(process.execPath, [COMMAND, out, "--builder-key", builder, ...keyFiles], { encoding: "utf8" });
  const without = check(join(work, "nobody.pem"));
  expect(without).toMatchObject({ status: 2, stdout: "", stderr: expect.stringMatching(/^FILE_NOT_READABLE: .*\n$/) });
  const { status, stdout } = check(join(out, BUILDER_KEY));
  expect([status, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ type: "summary", ok: true })]);
});

test("SC-13 a file and SHA256SUMS that were changed together are not what the builder stated", async () => {
  const change = (folder: string): void => {
    writeFileSync(join(folder, "a-1.0.0.tgz"), "others");
    const files = readSums(readFileSync(join(folder, "SHA256SUMS"), "utf8")) ?? [];
    const others = files.map((file) => (file.name === "a-1.0.0.tgz" ? { ...file, sha256: sha256Of("others") } : file));
    writeFileSync(join(folder, "SHA256SUMS"), sumsText(others));
  };
  expect(await afterChange(change)).toBe("PROVENANCE_OTHER");
});

const sha256Of = (text: string): string => createHash("sha256").update(text).digest("hex");

test("SC-11 the statement is an in-toto Statement v1 with SLSA provenance v1, and claims no level", () => {
  const statement = provenanceStatement([{ name: "a.tgz", sha256: "11".repeat(32) }], FACTS, []);
  expect(statement).toMatchObject({
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "a.tgz", digest: { sha256: "11".repeat(32) } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        resolvedDependencies: [{ digest: { gitCommit: FACTS.gitCommit } }, { name: "package-lock.json" }],
      },
      runDetails: { builder: { id: "urn:plimsoll:builder:npm-run-provenance/v1" } },
    },
  });
  expect(JSON.stringify(statement)).not.toMatch(/level/i);
});
