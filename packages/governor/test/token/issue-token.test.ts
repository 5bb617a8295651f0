import { digestOf, digestOfValue, utf8 } from "@plimsoll/foundation";
import { checkProof, parseTlogProof, verifierKeyOf } from "@plimsoll/ledger";
import { expect, test } from "vitest";
import { readToken } from "../../src/token/compact-token.ts";
import { issuerKeysIn } from "../../src/token/json-web-key-set.ts";
import { issueToken } from "../../src/token/issue-token.ts";
import { verifySignature } from "../../src/token/token-verifier.ts";
import { attest, deployedSite, NODE, ORIGIN, proveControl, WEIGHTS } from "./token-rig.ts";

const REQUEST = { token: "token-1", deployment: "chat", artifact: WEIGHTS, nodeKey: NODE };

test("G-40 a token says what the kernel granted, and the issuer's key signed it", () => {
  const { site, jwks } = deployedSite();
  const { token, claims } = issueToken(site, REQUEST);
  expect(verifySignature(token, issuerKeysIn(jwks))).toEqual({ ok: true, value: claims });
  const deployment = site.state.deployments.get("chat")!;
  expect(claims).toEqual({
    iss: ORIGIN,
    sub: "chat",
    aud: "internal",
    jti: "token-1",
    iat: 1_790_000_000,
    exp: 1_790_000_060,
    cnf: { jkt: NODE },
    artifact: WEIGHTS,
    graph: deployment.graphDigest,
    power: 1_000_000,
    epochs: [{ lineage: "line", killEpoch: 0 }],
    receipt: { index: deployment.receiptIndex, proof: claims.receipt.proof },
    policy: site.state.site?.policyDigest,
  });
});

test("G-40 L5 the grant is an entry of the ledger before the token is there", () => {
  const { site } = deployedSite();
  issueToken(site, REQUEST);
  const granted = [...site.history()].filter((entry) => entry.kind === "token.granted");
  expect(granted).toMatchObject([{ token: "token-1", nodeKey: NODE, output: "capability-token" }]);
});

test("G-40 the proof beside it shows the debit in the log, and the claims bind its text", () => {
  const { site, keys } = deployedSite();
  const { claims, proof } = issueToken(site, REQUEST);
  expect(claims.receipt.proof).toBe(digestOf(utf8(proof)));
  const parsed = parseTlogProof(proof);
  const leaf = parsed.ok ? parsed.value.extra! : new Uint8Array(0);
  const logKey = verifierKeyOf(ORIGIN, keys.key("ledger").publicKey.raw);
  expect(checkProof({ proof, leaf, logKey })).toMatchObject({ ok: true });
  const debit = [...site.history()][claims.receipt.index]!;
  expect(debit).toMatchObject({ kind: "deployment.registered", deployment: "chat", output: "debit-receipt" });
  expect(Buffer.from(leaf).toString()).toContain(`"commandDigest":"${debit.commandDigest}"`);
});

test("G-40 whole seconds never make it longer than the grant", () => {
  for (const ms of [1, 499, 500, 999]) {
    const { site, clock } = deployedSite();
    clock.pass(ms);
    const { claims } = issueToken(site, REQUEST);
    const granted = [...site.history()].find((entry) => entry.kind === "token.granted")!;
    expect(claims.iat * 1_000).toBeGreaterThanOrEqual(granted.at);
    expect(claims.iat * 1_000 - granted.at).toBeLessThan(1_000);
    expect(claims.exp * 1_000).toBeLessThanOrEqual((granted as typeof granted & { expiresAt: number }).expiresAt);
    expect(claims.exp - claims.iat).toBe(59);
  }
});

test("G-40 the same name again is the same grant, with the same times", () => {
  const { site, clock } = deployedSite();
  const first = issueToken(site, REQUEST);
  clock.pass(10_000);
  const { claims } = issueToken(site, REQUEST);
  expect([claims.iat, claims.exp]).toEqual([first.claims.iat, first.claims.exp]);
});

test("G-40 the same name for something else is refused", () => {
  const { site } = deployedSite();
  issueToken(site, REQUEST);
  expect(() => issueToken(site, { ...REQUEST, artifact: digestOfValue("other") })).toThrow(
    expect.objectContaining({ refusal: expect.objectContaining({ code: "ID_REUSED" }) }),
  );
});

test.each([
  ["UNKNOWN_DEPLOYMENT", { deployment: "nobody" }],
  ["ARTIFACT_MISMATCH", { artifact: digestOfValue("other weights") }],
  ["UNATTESTED", { nodeKey: digestOfValue("a node that nobody attested") }],
] as const)("G-40 what the kernel refuses is not signed: %s", (code, over) => {
  const { site } = deployedSite();
  expect(() => issueToken(site, { ...REQUEST, ...over })).toThrow(
    expect.objectContaining({ refusal: expect.objectContaining({ code }) }),
  );
});

test("G-40 after a kill none is issued", () => {
  const { site } = deployedSite();
  proveControl(site, "chat", "lost", 340);
  expect(() => issueToken(site, REQUEST)).toThrow(
    expect.objectContaining({ refusal: expect.objectContaining({ code: "LINEAGE_HOLD" }) }),
  );
});

test("G-40 an attestation of other weights on the node takes away the next token", () => {
  const { site } = deployedSite();
  attest(site, NODE, digestOfValue("other weights"));
  expect(() => issueToken(site, REQUEST)).toThrow(
    expect.objectContaining({ refusal: expect.objectContaining({ code: "UNATTESTED" }) }),
  );
});

test("G-42 a token is about a kilobyte, and in one spelling", () => {
  const { site } = deployedSite();
  const { token } = issueToken(site, REQUEST);
  expect(token.length).toBeLessThan(1_100);
  expect(readToken(token).ok).toBe(true);
});
