import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { digestOfValue } from "@plimsoll/foundation";
import { signingKeyFromPem } from "@plimsoll/foundation/node";
import { openSite, signNodeAttestation } from "@plimsoll/governor";
import { beginLineage, deploy, proveControl, WEIGHTS } from "../../governor/test/token/token-rig.ts";
import { nodeKeyOf } from "../src/token-tools/node-key.ts";
import { type TokenChecks, verifyToken } from "../src/token-tools/verify-token.ts";
import { plimsoll, PlimsollProcess } from "./faults/plimsoll-process.ts";
import { eventually } from "./faults/eventually.ts";

const OTHER = digestOfValue("other weights");
let directory = "";

const run = (...args: string[]): Promise<PlimsollProcess> => plimsoll([...args, "--json"], { cwd: directory });
const at = (name: string): string => join(directory, name);

function keyFile(name: string): void {
  const { privateKey } = generateKeyPairSync("ed25519");
  writeFileSync(at(name), privateKey.export({ format: "pem", type: "pkcs8" }));
}

const SITE = ["--data", "site"];
const NODE = ["--node-key", "node.pem"];
const RECORD = ["attest", "record", "--lab", "acme", "--root", "root.pem", "--artifact", WEIGHTS, ...SITE];
const ALL = [...SITE, ...NODE, "--issuer", "plimsoll.local/site", "--audience", "internal", "--artifact", WEIGHTS];
const ISSUE = ["token", "issue", "--deployment", "chat", "--artifact", WEIGHTS, ...NODE, ...SITE];

const clock = (): number => Date.now();

/** By hand as a user would, but for the window sets, which are entered and not measured. */
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "plimsoll-token-"));
  for (const name of ["root.pem", "other-root.pem", "node.pem", "other-node.pem"]) keyFile(name);
  const root = (await run("attest", "thumbprint", "root.pem")).line("summary")?.["thumbprint"] as string;
  for (const args of [
    ["init", ...SITE],
    ["lab", "accredit", "acme", "--hardware-root", root, ...SITE],
    ["attest", "sign", "--root-key", "root.pem", ...NODE, "--artifact", WEIGHTS, "--out", "node.intoto.json"],
  ]) {
    const done = await run(...args);
    expect(done.end, done.stderr).toEqual({ code: 0, signal: null });
  }
  using site = openSite(at("site"));
  beginLineage(site);
  deploy(site, "chat", "internal");
}, 120_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test(
  "G-68 without an attestation there is no token; with one there is, and it verifies here and nowhere else",
  { timeout: 120_000 },
  async () => {
    const before = await run(...ISSUE);
    expect([before.end?.code, before.line("summary")?.["code"]]).toEqual([3, "UNATTESTED"]);
    const recorded = await run(...RECORD, "--statement", "node.intoto.json");
    expect(recorded.line("summary"), recorded.stderr).toMatchObject({ ok: true, lab: "acme", artifact: WEIGHTS });
    const issued = await run(...ISSUE, "--out", "token.jwt");
    expect(issued.line("summary"), issued.stderr).toMatchObject({ ok: true, deployment: "chat", file: "token.jwt" });
    const verified = await run("token", "verify", "token.jwt", ...ALL, "--feed", "site/gate/withdrawals.json");
    expect([verified.end?.code, verified.line("summary")]).toMatchObject([
      0,
      { valid: true, code: null, unchecked: [] },
    ]);
    const stolen = await run("token", "verify", "token.jwt", ...ALL, "--node-key", "other-node.pem");
    expect([stolen.end?.code, stolen.line("summary")]).toMatchObject([
      3,
      { valid: false, code: "TOKEN_NODE_MISMATCH" },
    ]);
    const inspected = await run("token", "inspect", "token.jwt");
    expect(inspected.line("summary")).toMatchObject({ verified: false, header: { typ: "ct+jwt" } });
  },
);

test("G-68 a check that is not asked for is named, and every one that is asked for can refuse", () => {
  const token = readFileSync(at("token.jwt"), "utf8").trim();
  const jwks: unknown = JSON.parse(readFileSync(at("site/gate/jwks.json"), "utf8"));
  const feed: unknown = JSON.parse(readFileSync(at("site/gate/withdrawals.json"), "utf8"));
  const ask = (checks: Partial<TokenChecks>, text = token) => {
    const { result, unchecked } = verifyToken(text, { jwks, ...checks }, clock());
    return result.ok ? unchecked : result.error.code;
  };
  expect(ask({})).toEqual(["issuer", "audience", "artifact", "nodeKey", "feed"]);
  expect(ask({ issuer: "plimsoll.local/site", audience: "internal", artifact: WEIGHTS, feed })).toEqual(["nodeKey"]);
  expect(ask({ audience: "external" })).toBe("TOKEN_AUDIENCE_MISMATCH");
  expect(ask({ artifact: OTHER })).toBe("TOKEN_ARTIFACT_MISMATCH");
  expect(ask({ nodeKey: OTHER })).toBe("TOKEN_NODE_MISMATCH");
  expect(ask({ issuer: "other" })).toBe("TOKEN_ISSUER_MISMATCH");
  expect(ask({ feed: null })).toBe("TOKEN_WITHDRAWN");
  expect(ask({ feed: jwks })).toBe("TOKEN_WITHDRAWN");
  expect(ask({}, "")).toBe("TOKEN_MISSING");
  expect(ask({}, "hello")).toBe("TOKEN_MALFORMED");
});

test("G-68 a node's key is named by its file or its thumbprint in either spelling", () => {
  const digest = nodeKeyOf(at("node.pem"));
  expect(nodeKeyOf(digest)).toBe(digest);
  expect(nodeKeyOf(Buffer.from(digest.slice(7), "hex").toString("base64url"))).toBe(digest);
  expect(() => nodeKeyOf("nowhere.pem")).toThrow(expect.objectContaining({ code: "NODE_KEY_MALFORMED" }));
  expect(() => nodeKeyOf(at("node.intoto.json"))).toThrow(expect.objectContaining({ code: "KEY_MALFORMED" }));
});

test(
  "G-55 a statement older than an attestation holds, or ahead of the clock, is not recorded",
  { timeout: 60_000 },
  async () => {
    const root = signingKeyFromPem(readFileSync(at("root.pem"), "utf8"));
    const ttlMs = (): number => {
      using site = openSite(at("site"));
      return site.policy.attestationTtlMs;
    };
    for (const attestedAt of [clock() - ttlMs() - 1, clock() + 60_000]) {
      const statement = { nodeKey: nodeKeyOf(at("node.pem")), artifact: WEIGHTS, attestedAt };
      writeFileSync(at("untimely.intoto.json"), JSON.stringify(signNodeAttestation(statement, root)));
      const refused = await run(...RECORD, "--statement", "untimely.intoto.json");
      expect([refused.end?.code, refused.line("summary")?.["code"]], refused.stderr).toEqual([
        3,
        "ATTESTATION_NOT_FRESH",
      ]);
    }
  },
);

test("G-68 a root that the lab did not name, and another artifact, are refused", { timeout: 60_000 }, async () => {
  const root = signingKeyFromPem(readFileSync(at("other-root.pem"), "utf8"));
  const statement = { nodeKey: nodeKeyOf(at("node.pem")), artifact: WEIGHTS, attestedAt: clock() };
  writeFileSync(at("other.intoto.json"), JSON.stringify(signNodeAttestation(statement, root)));
  const answers: [string, string[]][] = [
    ["ATTESTATION_SIGNATURE_INVALID", ["--root", "root.pem", "--statement", "other.intoto.json"]],
    ["UNATTESTED", ["--root", "other-root.pem", "--statement", "other.intoto.json"]],
    ["ATTESTATION_SUBJECT_MISMATCH", ["--root", "root.pem", "--statement", "node.intoto.json", "--artifact", OTHER]],
  ];
  for (const [code, flags] of answers) {
    const refused = await run(...RECORD, ...flags);
    expect([refused.end?.code, refused.line("summary")?.["code"]], refused.stderr).toEqual([3, code]);
  }
});

test(
  "G-69 a token that is kept is renewed, and a kill ends it at whoever reads the feed",
  { timeout: 120_000 },
  async () => {
    const keeping = new PlimsollProcess([...ISSUE, "--keep", "--out", "kept.jwt", "--json"], { cwd: directory });
    onTestFinished(async () => await keeping[Symbol.asyncDispose]());
    await keeping.reached("issued");
    const feed = (): string => readFileSync(at("site/gate/withdrawals.json"), "utf8");
    const first = feed();
    await eventually(() => feed() !== first);
    const jwks: unknown = JSON.parse(readFileSync(at("site/gate/jwks.json"), "utf8"));
    const code = (): string | null => {
      const kept = readFileSync(at("kept.jwt"), "utf8").trim();
      const { result } = verifyToken(kept, { jwks, feed: JSON.parse(feed()) }, clock());
      return result.ok ? null : result.error.code;
    };
    expect(code()).toBeNull();
    {
      using site = openSite(at("site"));
      proveControl(site, "chat", "lost", 400);
    }
    await eventually(() => code() === "TOKEN_WITHDRAWN");
    await keeping.reached("refused");
    expect(keeping.line("refused")).toMatchObject({ code: "LINEAGE_HOLD" });
    keeping.signal("SIGINT");
    await keeping.finished();
    expect([keeping.end, keeping.line("summary")], keeping.stderr).toMatchObject([
      { code: 0 },
      { ok: true, issued: 1 },
    ]);
  },
);

test("G-68 a folder that is no image layout has no image's digest", { timeout: 60_000 }, async () => {
  const none = await run("artifact", "digest", "site", "--oci");
  expect([none.end?.code, none.line("summary")?.["code"]]).toEqual([3, "OCI_LAYOUT_MALFORMED"]);
});

test(
  "RS-387 where a site requires a release no token is granted without the dossier of what is served",
  { timeout: 60_000 },
  async () => {
    await run("release", "require", ...SITE);
    const without = await run(...ISSUE);
    expect([without.end?.code, without.line("summary")?.["code"]]).toEqual([3, "RELEASE_REQUIRED"]);
    await run("release", "init", "heron", "--example", "g1");
    const other = await run(...ISSUE, "--dossier", "heron");
    expect([other.end?.code, other.line("summary")?.["code"]]).toEqual([3, "RELEASE_NOT_ALLOWED"]);
    rmSync(at("site/release-required.json"));
  },
);
