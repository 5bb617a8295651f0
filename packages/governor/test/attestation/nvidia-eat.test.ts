import { generateKeyPairSync, hash, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { digestOfValue } from "@plimsoll/foundation";
import { exportJWK, SignJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { es384KeysIn } from "../../src/attestation/es384-token.ts";
import { type ExpectedGpus, gpuNonce, verifyNvidiaEat } from "../../src/attestation/nvidia-eat.ts";
import { ARTIFACT, OTHER } from "./attestation-rig.ts";

type Claims = Record<string, unknown>;

const fixture = (name: string): Claims =>
  JSON.parse(readFileSync(new URL(`./nvidia/${name}.json`, import.meta.url), "utf8")) as Claims;

const NOW_S = 1_790_000_000;
const NODE = digestOfValue("node key");
const NONCE = gpuNonce({ nodeKey: NODE, artifact: ARTIFACT, challenge: "1" });
const TIMES = { iat: NOW_S - 10, nbf: NOW_S - 10, exp: NOW_S + 3_590, eat_nonce: NONCE };

const nvidia = generateKeyPairSync("ec", { namedCurve: "P-384" });
const stranger = generateKeyPairSync("ec", { namedCurve: "P-384" });
let keySet: { keys: Claims[] };
let expected: ExpectedGpus;

beforeAll(async () => {
  const jwk = { ...(await exportJWK(nvidia.publicKey)), kid: "nv-eat", alg: "ES384", use: "sig", x5c: ["ignored"] };
  keySet = { keys: [jwk] };
  expected = {
    keys: es384KeysIn(keySet),
    issuer: "https://nras.attestation.nvidia.com",
    nonce: NONCE,
    nowMs: NOW_S * 1_000,
    hardwareModels: ["GH100 A01 GSP BROM"],
    driverVersions: ["570.133.20"],
    vbiosVersions: ["96.00.CF.00.02"],
  };
});

const signed = (claims: Claims, key: KeyObject = nvidia.privateKey, header: Claims = {}): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: "ES384", kid: "nv-eat", ...header } as { alg: string }).sign(key);

interface Changes {
  readonly version?: "2.0" | "3.0";
  readonly gpu?: Claims;
  readonly overall?: Claims;
  /** Digests of more devices than there are. */
  readonly more?: Claims;
  readonly without?: string;
  readonly key?: KeyObject;
  readonly header?: Claims;
}

/** A bundle as the verifier answers it. */
async function bundle({ version = "2.0", gpu = {}, overall = {}, more = {}, without, key, header }: Changes = {}) {
  const device: Claims = { ...fixture(`gpu-${version}`), ...TIMES, ...gpu };
  if (without !== undefined) delete device[without];
  const token = await signed(device, key, header);
  const submods = { "GPU-0": ["DIGEST", ["SHA-256", hash("sha256", token, "hex")]], ...more };
  const head = await signed({ ...fixture("overall"), "x-nvidia-ver": version, ...TIMES, submods, ...overall });
  return [["JWT", head], { "GPU-0": token }] as const;
}

function codeOf(value: unknown, over: Partial<ExpectedGpus> = {}): string {
  const verified = verifyNvidiaEat(typeof value === "string" ? value : JSON.stringify(value), { ...expected, ...over });
  return verified.ok ? "verified" : verified.error.code;
}

describe("what NVIDIA's verifier says of a GPU", () => {
  test.each(["2.0", "3.0"] as const)("G-60 in version %s is evidence", async (version) => {
    const verified = verifyNvidiaEat(JSON.stringify(await bundle({ version })), expected);
    expect(verified).toMatchObject({ ok: true, value: { devices: [{ name: "GPU-0", model: "GH100 A01 GSP BROM" }] } });
  });

  test("G-60 as the command line prints it too, if it says that all went well", async () => {
    const detached = await bundle();
    expect(codeOf({ result_code: 0, result_message: "Ok", claims: [], detached_eat: detached })).toBe("verified");
    expect(codeOf({ result_code: 1, result_message: "no", detached_eat: detached })).toBe("ATTESTATION_MALFORMED");
    expect(codeOf({ detached_eat: detached })).toBe("ATTESTATION_MALFORMED");
  });

  test.each(["2.0", "3.0"] as const)(
    "G-60 every claim of version %s that is not true, missing or odd denies",
    async (version) => {
      const names = Object.keys(fixture(`gpu-${version}`)).filter((name) => !["jti", "oemid", "iss"].includes(name));
      const optional = new Set([
        "x-nvidia-attestation-warning",
        "x-nvidia-mismatch-measurement-records",
        "x-nvidia-device-type",
        "x-nvidia-gpu-claims-version",
      ]);
      for (const name of names) {
        for (const value of [false, "true", "other", 1, {}, []]) {
          if (name === "ueid" && value === "other") continue;
          if (name === "ueid" && value === "true") continue;
          expect(codeOf(await bundle({ version, gpu: { [name]: value } })), `${name}: ${JSON.stringify(value)}`).toBe(
            "ATTESTATION_CLAIM_UNEXPECTED",
          );
        }
        const missing = codeOf(await bundle({ version, without: name }));
        expect(missing, `without ${name}`).toBe(optional.has(name) ? "verified" : "ATTESTATION_CLAIM_UNEXPECTED");
      }
    },
  );

  test.each<[string, Claims]>([
    ["revoked", { "x-nvidia-cert-status": "revoked", "x-nvidia-cert-ocsp-status": "revoked" }],
    ["expired", { "x-nvidia-cert-status": "expired", "x-nvidia-cert-ocsp-status": "good" }],
    ["of unknown standing", { "x-nvidia-cert-status": "valid", "x-nvidia-cert-ocsp-status": "unknown" }],
    ["without its standing", { "x-nvidia-cert-status": "valid" }],
    [
      "answered for another question",
      {
        "x-nvidia-cert-status": "valid",
        "x-nvidia-cert-ocsp-status": "good",
        "x-nvidia-cert-ocsp-nonce-matches": false,
      },
    ],
    [
      "with a reason to revoke",
      {
        "x-nvidia-cert-status": "valid",
        "x-nvidia-cert-ocsp-status": "good",
        "x-nvidia-cert-revocation-reason": "keyCompromise",
      },
    ],
    [
      "with an unknown remark",
      { "x-nvidia-cert-status": "valid", "x-nvidia-cert-ocsp-status": "good", "x-nvidia-cert-remark": "" },
    ],
  ])("G-60 a certificate chain that is %s denies", async (_, chain) => {
    expect(codeOf(await bundle({ version: "3.0", gpu: { "x-nvidia-gpu-driver-rim-cert-chain": chain } }))).toBe(
      "ATTESTATION_CLAIM_UNEXPECTED",
    );
  });

  test.each<[string, Changes]>([
    ["an unknown claim of the device", { gpu: { "x-nvidia-gpu-new-warning": "x" } }],
    ["an unknown claim of the whole", { overall: { "x-nvidia-new": true } }],
    ["an unknown version", { overall: { "x-nvidia-ver": "4.0" } }],
    ["no version", { overall: { "x-nvidia-ver": undefined } }],
    ["a verdict that failed", { overall: { "x-nvidia-overall-att-result": false } }],
    ["a verdict in words", { overall: { "x-nvidia-overall-att-result": "true" } }],
    ["no verdict", { overall: { "x-nvidia-overall-att-result": undefined } }],
    ["another subject", { overall: { sub: "NVIDIA-SWITCH" } }],
    ["claims of version 3.0 under 2.0", { version: "3.0", overall: { "x-nvidia-ver": "2.0" } }],
    ["no digest of the device's token", { overall: { submods: {} } }],
    ["another digest", { overall: { submods: { "GPU-0": ["DIGEST", ["SHA-256", "0".repeat(64)]] } } }],
    ["a digest for a device that is not there", { more: { "GPU-1": ["DIGEST", ["SHA-256", "0".repeat(64)]] } }],
  ])("G-60 %s denies", async (_, changes) => {
    expect(codeOf(await bundle(changes))).toBe("ATTESTATION_CLAIM_UNEXPECTED");
  });

  test.each<[string, Partial<ExpectedGpus>]>([
    ["model", { hardwareModels: ["GB200"] }],
    ["driver", { driverVersions: [] }],
    ["VBIOS", { vbiosVersions: ["96.00.CF.00.0"] }],
  ])("G-60 a %s that is not on the list denies", async (_, over) => {
    expect(codeOf(await bundle(), over)).toBe("ATTESTATION_CLAIM_UNEXPECTED");
  });

  test("G-60 an answer to another question denies: other node, other artifact, other challenge", async () => {
    const good = await bundle();
    const bound = { nodeKey: NODE, artifact: ARTIFACT, challenge: "1" };
    for (const change of [{ nodeKey: OTHER }, { artifact: OTHER }, { challenge: "2" }]) {
      expect(codeOf(good, { nonce: gpuNonce({ ...bound, ...change }) })).toBe("ATTESTATION_NONCE_MISMATCH");
    }
    expect(codeOf(await bundle({ gpu: { eat_nonce: "0" } }))).toBe("ATTESTATION_NONCE_MISMATCH");
    expect(codeOf(await bundle({ gpu: { eat_nonce: "" }, overall: { eat_nonce: "" } }), { nonce: "" })).toBe(
      "ATTESTATION_NONCE_MISMATCH",
    );
  });

  test.each<[string, Changes]>([
    ["expired", { overall: { exp: NOW_S } }],
    ["not yet valid", { overall: { nbf: NOW_S + 1 } }],
    ["without an end", { overall: { exp: undefined } }],
    ["with an end in words", { gpu: { exp: "2030" } }],
    ["of a device, expired", { gpu: { exp: NOW_S - 1 } }],
  ])("G-60 a token %s denies", async (_, changes) => {
    expect(codeOf(await bundle(changes))).toBe("ATTESTATION_NOT_FRESH");
  });

  test("G-60 another verifier denies", async () => {
    expect(codeOf(await bundle({ overall: { iss: "https://local.example" } }))).toBe("ATTESTATION_SIGNER_UNTRUSTED");
    expect(codeOf(await bundle({ gpu: { iss: "https://local.example" } }))).toBe("ATTESTATION_SIGNER_UNTRUSTED");
  });
});

describe("signatures", () => {
  test("G-60 of somebody else, of a key that is not in the set, or with another header deny", async () => {
    const bad = [
      await bundle({ key: stranger.privateKey }),
      await bundle({ header: { kid: "other" } }),
      await bundle({ header: { typ: "ct+jwt" } }),
      await bundle({ header: { jku: "https://keys.example" } }),
    ];
    for (const each of bad) expect(codeOf(each)).toBe("ATTESTATION_SIGNATURE_INVALID");
  });

  test("G-60 nobody's, though the claims are right, deny", async () => {
    const [[, head], { "GPU-0": device }] = await bundle();
    const unsigned = (token: string): string => {
      const [, payload = ""] = token.split(".");
      return `${Buffer.from('{"alg":"none","kid":"nv-eat"}').toString("base64url")}.${payload}.`;
    };
    expect(codeOf([["JWT", unsigned(head)], { "GPU-0": device }])).toBe("ATTESTATION_SIGNATURE_INVALID");
    expect(codeOf([["JWT", head], { "GPU-0": unsigned(device) }])).toBe("ATTESTATION_CLAIM_UNEXPECTED");
  });

  test("G-60 one GPU named twice denies", async () => {
    const device = await signed({ ...fixture("gpu-2.0"), ...TIMES });
    const entry = ["DIGEST", ["SHA-256", hash("sha256", device, "hex")]];
    const head = await signed({ ...fixture("overall"), ...TIMES, submods: { "GPU-0": entry, "GPU-1": entry } });
    expect(codeOf([["JWT", head], { "GPU-0": device, "GPU-1": device }])).toBe("ATTESTATION_CLAIM_UNEXPECTED");
  });
});

test.each([
  ["", ""],
  ["null", ""],
  ["[]", ""],
  ['[["JWT","x"],{}]', ""],
  ['[["JWT","x"]]', ""],
  ['[["CWT","x"],{"GPU-0":"x"}]', ""],
])("G-60 %j is malformed", (text) => {
  expect(codeOf(text)).toBe("ATTESTATION_MALFORMED");
});

test("G-60 a key set without a usable key is none", () => {
  const [jwk] = keySet.keys as [Claims];
  const bad = [
    null,
    {},
    { keys: [] },
    { keys: [{ ...jwk, crv: "P-256" }] },
    { keys: [{ ...jwk, use: "enc" }] },
    { keys: [jwk, jwk] },
  ];
  for (const each of bad) expect(() => es384KeysIn(each)).toThrow(expect.objectContaining({ code: "JWKS_MALFORMED" }));
});
