import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSite } from "@plimsoll/governor";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { beginLineage, deploy, WEIGHTS } from "../../../governor/test/token/token-rig.ts";
import { verifyToken } from "../../src/token-tools/verify-token.ts";
import { eventually } from "../faults/eventually.ts";
import { plimsoll, PlimsollProcess } from "../faults/plimsoll-process.ts";

const SLOW = { timeout: 180_000 };
const SITE = ["--data", "site"];
const NODE = ["--node-key", "node.pem"];
const SERVED = ["--deployment", "chat", "--artifact", WEIGHTS, ...NODE, ...SITE];
const PROXY = ["gate", "proxy", "--upstream", "http://127.0.0.1:9", "--listen", "127.0.0.1:0", ...SERVED];
let directory = "";

const run = (...args: string[]): Promise<PlimsollProcess> => plimsoll([...args, "--json"], { cwd: directory });
const at = (...names: readonly string[]): string => join(directory, ...names);

function started(...args: readonly string[]): PlimsollProcess {
  const process = new PlimsollProcess([...args, "--json"], { cwd: directory });
  onTestFinished(async () => await process[Symbol.asyncDispose]());
  return process;
}

/** A site that requires a release, with a deployment that nothing but the release could stop, and a Green dossier of it. */
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "plimsoll-served-"));
  for (const name of ["root.pem", "node.pem"]) {
    const { privateKey } = generateKeyPairSync("ed25519");
    writeFileSync(at(name), privateKey.export({ format: "pem", type: "pkcs8" }));
  }
  const root = (await run("attest", "thumbprint", "root.pem")).line("summary")?.["thumbprint"] as string;
  const done = async (...args: string[]): Promise<void> => {
    const each = await run(...args);
    expect(each.end, each.stderr).toEqual({ code: 0, signal: null });
  };
  await done("init", ...SITE);
  await done("lab", "accredit", "acme", "--hardware-root", root, ...SITE);
  await done("attest", "sign", "--root-key", "root.pem", ...NODE, "--artifact", WEIGHTS, "--out", "node.intoto.json");
  {
    using site = openSite(at("site"));
    beginLineage(site);
    deploy(site, "chat", "internal");
  }
  const record = ["attest", "record", "--lab", "acme", "--root", "root.pem", "--artifact", WEIGHTS, ...SITE];
  await done(...record, "--statement", "node.intoto.json");
  await done("release", "init", "heron", "--example", "g1");
  const dossier = JSON.parse(readFileSync(at("heron", "dossier.json"), "utf8")) as { readonly subject: object };
  const subject = { ...dossier.subject, artifacts: [WEIGHTS] };
  writeFileSync(at("heron", "dossier.json"), JSON.stringify({ ...dossier, action: "internal_deploy", subject }));
  await done("release", "require", ...SITE);
  await done("release", "evaluate", "heron", ...SITE);
}, 180_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test(
  "RS-508 a gate in front of a model serves nothing without the Green decision that the site requires",
  SLOW,
  async () => {
    const refused = await run(...PROXY);
    expect([refused.end?.code, refused.line("summary")?.["code"]]).toEqual([3, "RELEASE_REQUIRED"]);
  },
);

test(
  "RS-508 RS-509 a kept token and a gate end with the decision that they rest on: in the feed, and with exit code 3",
  SLOW,
  async () => {
    const keeping = started("token", "issue", ...SERVED, "--dossier", "heron", "--keep", "--out", "kept.jwt");
    await keeping.reached("issued");
    const proxy = started(...PROXY, "--dossier", "heron");
    expect(await proxy.reached("listening"), proxy.stderr).toBeDefined();
    expect(proxy.lines()).toContainEqual(expect.objectContaining({ type: "standing", serves: "all" }));
    const jwks: unknown = JSON.parse(readFileSync(at("site/gate/jwks.json"), "utf8"));
    const verified = (): string | null => {
      const feed: unknown = JSON.parse(readFileSync(at("site/gate/withdrawals.json"), "utf8"));
      const { result } = verifyToken(readFileSync(at("kept.jwt"), "utf8").trim(), { jwks, feed }, Date.now());
      return result.ok ? null : result.error.code;
    };
    expect(verified()).toBeNull();
    await run("release", "incident", "tidal-works/heron-2", "i-1", "--why", "A test.", ...SITE);
    await keeping.finished();
    expect([keeping.end?.code, keeping.line("summary")]).toMatchObject([3, { ok: false, code: "RELEASE_NOT_ALLOWED" }]);
    expect(verified()).toBe("TOKEN_WITHDRAWN");
    await eventually(() => proxy.lines().some(({ type, serves }) => type === "standing" && serves === "nothing"));
  },
);
