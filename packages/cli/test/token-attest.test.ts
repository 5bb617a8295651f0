import { generateKeyPairSync, hash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, SignJWT } from "jose";
import { afterAll, describe, expect, test } from "vitest";
import { digestOf, digestOfValue, utf8 } from "@plimsoll/foundation";
import { gpuNonce, SLSA_PROVENANCE_TYPE } from "@plimsoll/governor";
import { ARTIFACT, BUILDER, envelopeOf, keyOf, statementOn } from "../../governor/test/attestation/attestation-rig.ts";
import { sigstoreInstance } from "../../governor/test/attestation/sigstore-rig.ts";
import { type ArtifactEvidenceFlags, artifactEvidence } from "../src/attest-tools/artifact-evidence.ts";
import { deviceEvidence } from "../src/attest-tools/device-evidence.ts";
import { checkEvidenceOptions } from "../src/attest-tools/evidence-options.ts";
import { plimsoll } from "./faults/plimsoll-process.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-attest-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, value: unknown): string {
  writeFileSync(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
  return join(folder, name);
}

const coded = (code: string) => expect.objectContaining({ code }) as unknown;

describe("plimsoll attest record --provenance", () => {
  const builder = keyOf(1);
  const statement = statementOn(ARTIFACT);
  const flags: ArtifactEvidenceFlags = {
    provenance: file("build.json", envelopeOf(statement, builder)),
    provenanceKey: [file("builder.pem", builder.publicKey.toPem())],
    predicateType: SLSA_PROVENANCE_TYPE,
    builder: [BUILDER],
  };

  test("G-68 takes SLSA provenance of a trusted key and builder, and names it by its digest", async () => {
    expect(await artifactEvidence(ARTIFACT, flags)).toBe(digestOf(utf8(JSON.stringify(statement))));
    expect(await artifactEvidence(ARTIFACT, { ...flags, provenance: undefined } as never)).toBeNull();
  });

  test.each<[string, Partial<ArtifactEvidenceFlags>]>([
    ["EVIDENCE_TRUST_MISSING", { provenanceKey: [] }],
    ["ATTESTATION_SIGNER_UNTRUSTED", { builder: [] }],
    ["ATTESTATION_SIGNATURE_INVALID", { provenanceKey: [file("other.pem", keyOf(2).publicKey.toPem())] }],
    ["ATTESTATION_PREDICATE_UNEXPECTED", { predicateType: "https://slsa.dev/provenance/v0.2" }],
    ["EVIDENCE_TRUST_MISSING", { trustedRoot: file("root.json", {}) }],
    ["FILE_NOT_JSON", { provenance: file("text", "x") }],
  ])("G-68 refuses: %s", async (code, over) => {
    await expect(artifactEvidence(ARTIFACT, { ...flags, ...over })).rejects.toThrow(coded(code));
  });

  test("G-68 takes a Sigstore bundle of the named identity, and of no other", async () => {
    const instance = await sigstoreInstance("cli");
    const bundle = await instance.signStatement(statement, "mailto:builder@acme.example", "https://login.example");
    const sigstore: ArtifactEvidenceFlags = {
      ...flags,
      provenance: file("bundle.json", bundle),
      provenanceKey: [],
      trustedRoot: file("trusted_root.json", instance.trustedRoot),
      identity: "mailto:builder@acme.example",
      oidcIssuer: "https://login.example",
    };
    expect(await artifactEvidence(ARTIFACT, sigstore)).toBe(digestOf(utf8(JSON.stringify(statement))));
    const other = artifactEvidence(ARTIFACT, { ...sigstore, identity: "mailto:somebody@acme.example" });
    await expect(other).rejects.toThrow(coded("ATTESTATION_SIGNER_UNTRUSTED"));
  });
});

describe("an option of attest record that nothing would be held against", () => {
  const NONE = { provenanceKey: [], builder: [], gpuModel: [], gpuDriver: [], gpuVbios: [] };
  const code = (flags: object): string | null => {
    try {
      checkEvidenceOptions({ ...NONE, ...flags });
      return null;
    } catch (fault) {
      return (fault as { readonly code: string }).code;
    }
  };
  const [provenance, nvidiaEat, trustedRoot] = ["build.json", "eat.json", "root.json"];

  test.each<object>([
    { provenanceKey: ["key.pem"] },
    { trustedRoot },
    { identity: "a" },
    { oidcIssuer: "a" },
    { predicateType: SLSA_PROVENANCE_TYPE },
    { builder: [BUILDER] },
    { nvidiaJwks: "/nonexistent" },
    { nvidiaIssuer: "a" },
    { challenge: "" },
    { gpuModel: ["GH100"] },
    { gpuDriver: ["570"] },
    { gpuVbios: ["96"] },
    { provenance, gpuModel: ["GH100"] },
    { nvidiaEat, builder: [BUILDER] },
    { provenance, provenanceKey: ["key.pem"], identity: "a" },
    { provenance, provenanceKey: ["key.pem"], oidcIssuer: "a" },
    { provenance, provenanceKey: ["key.pem"], trustedRoot },
    { provenance, provenanceKey: ["key.pem"], predicateType: "https://example.org/other", builder: [BUILDER] },
  ])("G-56 is refused: %j", (flags) => {
    expect(code(flags)).toBe("EVIDENCE_TRUST_MISSING");
  });

  test.each<object>([
    {},
    { provenance, provenanceKey: ["key.pem"], builder: [BUILDER] },
    { provenance, provenanceKey: ["key.pem"], predicateType: "https://example.org/other" },
    { provenance, trustedRoot, identity: "a", oidcIssuer: "b", builder: [BUILDER] },
    { nvidiaEat, nvidiaJwks: "keys.json", challenge: "1", gpuModel: ["GH100"] },
  ])("G-56 with its evidence it is none: %j", (flags) => {
    expect(code(flags)).toBeNull();
  });

  test("G-56 ends the command as wrongly used, before anything is read", async () => {
    const record = ["attest", "record", "--lab", "acme", "--statement", "no.json", "--root", "no.pem"];
    const asked = ["--builder", "X", "--gpu-model", "GH100", "--challenge", "c", "--nvidia-jwks", "/nonexistent"];
    const refused = await plimsoll([...record, "--artifact", ARTIFACT, ...asked, "--json"], { cwd: folder });
    expect([refused.end?.code, refused.line("summary")?.["code"]], refused.stderr).toEqual([
      2,
      "EVIDENCE_TRUST_MISSING",
    ]);
    const digest = await plimsoll(["artifact", "digest", ".", "--manifest", ARTIFACT], { cwd: folder });
    expect([digest.end?.code, digest.stdout], digest.stderr).toEqual([2, ""]);
  });
});

test("G-68 attest record --nvidia-eat takes what was asked with the challenge, and needs the verifier's keys", async () => {
  const nowS = 1_790_000_000;
  const bound = { nodeKey: digestOfValue("node"), artifact: ARTIFACT };
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
  const fixture = (name: string): Record<string, unknown> => {
    const path = new URL(`../../governor/test/attestation/nvidia/${name}.json`, import.meta.url);
    return JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  };
  const sign = (claims: object): Promise<string> =>
    new SignJWT({ ...claims, eat_nonce: gpuNonce({ ...bound, challenge: "1" }), nbf: nowS, exp: nowS + 60 })
      .setProtectedHeader({ alg: "ES384", kid: "nv" })
      .sign(privateKey);
  const device = await sign(fixture("gpu-2.0"));
  const submods = { "GPU-0": ["DIGEST", ["SHA-256", hash("sha256", device, "hex")]] };
  const eat = JSON.stringify([["JWT", await sign({ ...fixture("overall"), submods })], { "GPU-0": device }]);
  const flags = {
    nvidiaEat: file("eat.json", eat),
    nvidiaJwks: file("nvidia.json", { keys: [{ ...(await exportJWK(publicKey)), kid: "nv", alg: "ES384" }] }),
    nvidiaIssuer: "https://nras.attestation.nvidia.com",
    challenge: "1",
    gpuModel: ["GH100 A01 GSP BROM"],
    gpuDriver: ["570.133.20"],
    gpuVbios: ["96.00.CF.00.02"],
  };
  expect(deviceEvidence(bound, flags, nowS * 1_000)).toBe(digestOf(utf8(eat)));
  const ask = (over: object) => () => deviceEvidence(bound, { ...flags, ...over }, nowS * 1_000);
  expect(ask({ challenge: "2" })).toThrow(coded("ATTESTATION_NONCE_MISMATCH"));
  expect(ask({ challenge: undefined })).toThrow(coded("EVIDENCE_TRUST_MISSING"));
  expect(ask({ nvidiaJwks: undefined })).toThrow(coded("EVIDENCE_TRUST_MISSING"));
  expect(ask({ gpuDriver: [] })).toThrow(coded("ATTESTATION_CLAIM_UNEXPECTED"));
  expect(ask({ nvidiaEat: undefined })()).toBeNull();
});
