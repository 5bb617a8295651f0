import { hash } from "node:crypto";
import { type Digest, digestOfValue, ok, type Result } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { type AttestationRefusal, unattested } from "./attestation-refusal.ts";
import { es384Claims, type Es384Keys } from "./es384-token.ts";
import { isObject, quoted } from "./in-toto-statement.ts";
import {
  CHAIN_CLAIMS,
  CHAIN_CLAIMS_REQUIRED,
  CLAIMS_TABLES,
  type ClaimsTable,
  FIXED_CLAIMS,
  NAMING_CLAIMS,
  OPTIONAL_CLAIMS,
  TOKEN_CLAIMS,
} from "./nvidia-claims.ts";

type Claims = Readonly<Record<string, unknown>>;

/** Which GPUs, as they must be. Every list is an allow list, compared as a whole; an empty one admits nothing. */
export interface ExpectedGpus {
  readonly keys: Es384Keys;
  /** For example `https://nras.attestation.nvidia.com`. */
  readonly issuer: string;
  /** The nonce that the evidence was asked for with, 64 hexadecimal digits: see `gpuNonce`. */
  readonly nonce: string;
  /** Ms since 1970. */
  readonly nowMs: number;
  readonly hardwareModels: readonly string[];
  readonly driverVersions: readonly string[];
  readonly vbiosVersions: readonly string[];
}

export interface AttestedGpus {
  readonly devices: readonly { readonly name: string; readonly model: string; readonly ueid: string }[];
  /** Digest of the bundle's text. */
  readonly provenance: Digest;
}

/** The nonce to ask a GPU's evidence with: it binds the node's key, what the node holds, and a challenge that was never used. */
export const gpuNonce = (bound: {
  readonly nodeKey: Digest;
  readonly artifact: Digest;
  readonly challenge: string;
}): string => digestOfValue({ type: "gpu-nonce", ...bound }).slice("sha256:".length);

/**
 * Verifies what NVIDIA's verifier says of GPUs: a detached EAT bundle (RFC 9711 §5), as NRAS answers it or `nvattest` prints it. The GPU's own
 * report is not looked at: that is what the verifier did. Anything missing, false or unknown denies.
 * Refusals: `ATTESTATION_MALFORMED`, `_SIGNATURE_INVALID`, `_SIGNER_UNTRUSTED`, `_NOT_FRESH`, `_NONCE_MISMATCH`, `_CLAIM_UNEXPECTED`.
 */
export function verifyNvidiaEat(text: string, expected: ExpectedGpus): Result<AttestedGpus, AttestationRefusal> {
  const bundle = readBundle(text);
  if (bundle === null)
    return unattested("ATTESTATION_MALFORMED", 'a bundle [["JWT", …], {"GPU-0": …}]', "something else");
  const overall = es384Claims(bundle.overall, expected.keys);
  if (overall === null)
    return unattested("ATTESTATION_SIGNATURE_INVALID", "a bundle that the verifier signed", "another");
  const table = CLAIMS_TABLES.get(overall["x-nvidia-ver"]);
  if (table === undefined) return unexpected("x-nvidia-ver", overall);
  const stands = checkOverall(overall, bundle.devices, expected);
  if (!stands.ok) return stands;
  const devices: AttestedGpus["devices"][number][] = [];
  for (const [name, token] of bundle.devices) {
    const claims = es384Claims(token, expected.keys);
    if (claims === null) return unattested("ATTESTATION_SIGNATURE_INVALID", `a signed token of ${name}`, "another");
    const device = checkDevice(claims, table, expected);
    if (!device.ok) return device;
    devices.push({ name, model: String(claims["hwmodel"]), ueid: String(claims["ueid"]) });
  }
  if (new Set(devices.map(({ ueid }) => ueid)).size < devices.length) {
    return unattested("ATTESTATION_CLAIM_UNEXPECTED", "a ueid of its own for each device", "one twice");
  }
  return ok({ devices, provenance: digestOfBytes(text) });
}

interface Bundle {
  readonly overall: unknown;
  readonly devices: readonly (readonly [string, unknown])[];
}

const DEVICES_MAX = 64;

function readBundle(text: string): Bundle | null {
  const parsed = parsedJson(text);
  const list: unknown = isObject(parsed) && parsed["result_code"] === 0 ? parsed["detached_eat"] : parsed;
  if (!Array.isArray(list) || list.length !== 2) return null;
  const [head, devices] = list as [unknown, unknown];
  if (!Array.isArray(head) || head.length !== 2 || head[0] !== "JWT" || !isObject(devices)) return null;
  const named = Object.entries(devices);
  return named.length > 0 && named.length <= DEVICES_MAX ? { overall: head[1], devices: named } : null;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const OVERALL_CLAIMS: ReadonlySet<string> = new Set([
  "sub",
  "iss",
  "iat",
  "nbf",
  "exp",
  "jti",
  "eat_nonce",
  "x-nvidia-ver",
  "x-nvidia-overall-att-result",
  "submods",
]);

/** The verdict on the whole, and that it is about exactly these device tokens. */
function checkOverall(
  overall: Claims,
  devices: Bundle["devices"],
  expected: ExpectedGpus,
): Result<null, AttestationRefusal> {
  const token = checkToken(overall, expected);
  if (!token.ok) return token;
  const strange = Object.keys(overall).find((name) => !OVERALL_CLAIMS.has(name));
  if (strange !== undefined) return unexpected(strange, overall);
  if (overall["sub"] !== "NVIDIA-PLATFORM-ATTESTATION") return unexpected("sub", overall);
  if (overall["x-nvidia-overall-att-result"] !== true) return unexpected("x-nvidia-overall-att-result", overall);
  const submods = isObject(overall["submods"]) ? overall["submods"] : {};
  const isComplete = Object.keys(submods).length === devices.length;
  return isComplete && devices.every(([name, device]) => isDigestOf(submods[name], device))
    ? ok(null)
    : unexpected("submods", overall);
}

/** A detached claims-set by its digest (RFC 9711 §4.2.18.2): SHA-256 over the token's text. */
const isDigestOf = (submod: unknown, token: unknown): boolean =>
  typeof token === "string" &&
  JSON.stringify(submod) === JSON.stringify(["DIGEST", ["SHA-256", hash("sha256", token, "hex")]]);

/** Who says it, when, and in answer to what. */
function checkToken(claims: Claims, { issuer, nonce, nowMs }: ExpectedGpus): Result<null, AttestationRefusal> {
  if (claims["iss"] !== issuer) {
    return unattested("ATTESTATION_SIGNER_UNTRUSTED", `the verifier "${issuer}"`, quoted(claims["iss"]));
  }
  const [from, until] = [secondsOf(claims["nbf"] ?? claims["iat"]), secondsOf(claims["exp"])];
  if (from === null || until === null || nowMs < from * 1_000 || nowMs >= until * 1_000) {
    return unattested("ATTESTATION_NOT_FRESH", "a token that holds now", `one from ${from} to ${until} s`);
  }
  if (nonce === "" || claims["eat_nonce"] !== nonce) {
    return unattested("ATTESTATION_NONCE_MISMATCH", `the nonce ${nonce}`, quoted(claims["eat_nonce"]));
  }
  return ok(null);
}

const secondsOf = (value: unknown): number | null => (Number.isSafeInteger(value) ? (value as number) : null);

function checkDevice(claims: Claims, table: ClaimsTable, expected: ExpectedGpus): Result<null, AttestationRefusal> {
  const token = checkToken(claims, expected);
  if (!token.ok) return token;
  const wrong =
    unknownClaim(claims, table) ??
    table.affirmed.find((name) => claims[name] !== true) ??
    table.chains.find((name) => !isGoodChain(claims[name])) ??
    Object.keys(FIXED_CLAIMS).find((name) => claims[name] !== FIXED_CLAIMS[name]) ??
    Object.keys(OPTIONAL_CLAIMS).find(
      (name) => Object.hasOwn(claims, name) && claims[name] !== OPTIONAL_CLAIMS[name],
    ) ??
    unlistedName(claims, expected);
  return wrong === undefined ? ok(null) : unexpected(wrong, claims);
}

function unknownClaim(claims: Claims, { affirmed, chains }: ClaimsTable): string | undefined {
  const known = new Set([
    ...affirmed,
    ...chains,
    ...Object.keys(FIXED_CLAIMS),
    ...Object.keys(OPTIONAL_CLAIMS),
    ...NAMING_CLAIMS,
    ...TOKEN_CLAIMS,
  ]);
  return Object.keys(claims).find((name) => !known.has(name));
}

function isGoodChain(chain: unknown): boolean {
  if (!isObject(chain) || !CHAIN_CLAIMS_REQUIRED.every((name) => Object.hasOwn(chain, name))) return false;
  return Object.entries(chain).every(
    ([name, value]) =>
      Object.hasOwn(CHAIN_CLAIMS, name) && (CHAIN_CLAIMS[name] === undefined || CHAIN_CLAIMS[name] === value),
  );
}

/** The first name that is on no list of the operator's. A `ueid` only has to be there. */
function unlistedName(claims: Claims, expected: ExpectedGpus): string | undefined {
  const lists: Readonly<Record<(typeof NAMING_CLAIMS)[number], readonly string[] | null>> = {
    hwmodel: expected.hardwareModels,
    ueid: null,
    "x-nvidia-gpu-driver-version": expected.driverVersions,
    "x-nvidia-gpu-vbios-version": expected.vbiosVersions,
  };
  return NAMING_CLAIMS.find((name) => {
    const value = claims[name];
    return typeof value !== "string" || value === "" || lists[name]?.includes(value) === false;
  });
}

const unexpected = (name: string, claims: Claims): Result<never, AttestationRefusal> =>
  unattested(
    "ATTESTATION_CLAIM_UNEXPECTED",
    `${name} as it must be`,
    Object.hasOwn(claims, name) ? quoted(claims[name]) : "nothing",
  );
