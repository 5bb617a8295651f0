import { readFileSync } from "node:fs";
import { type Digest, isDigest, PlimsollError } from "@plimsoll/foundation";
import { type PublicKey, publicKeyFromPem, signingKeyFromPem } from "@plimsoll/foundation/node";
import { type ListenAddress, nodeKeyDigest } from "@plimsoll/governor";

/** `HOST:PORT`, with an IPv6 host in brackets. Throws `GATE_OPTIONS_MALFORMED`. */
export function listenAddress(text: string): ListenAddress {
  const matched = /^(?:\[([0-9a-fA-F:]+)\]|([\w.-]+)):(\d{1,5})$/.exec(text);
  const port = Number(matched?.[3]);
  if (matched === null || port > 65_535) throw malformed("HOST:PORT to listen at", text);
  return { host: matched[1] ?? matched[2] ?? "", port };
}

export function artifactDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw malformed("the digest of what is served, sha256:…", text);
}

/** `NAME=NODE` pairs: which node of the graph a tool's name on the wire stands for. */
export function nodesOfTools(pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(pairs.map((pair) => nodeOfTool(pair)));
}

function nodeOfTool(pair: string): readonly [string, string] {
  const end = pair.lastIndexOf("=");
  if (end < 1 || end === pair.length - 1) throw malformed("a tool and its node, NAME=NODE", pair);
  return [pair.slice(0, end), pair.slice(end + 1)];
}

/** The thumbprint of the node's key, from its PEM file, private or public. */
export function nodeThumbprint(file: string): Digest {
  return nodeKeyDigest(publicKeyIn(readFileSync(file, "utf8")));
}

const publicKeyIn = (pem: string): PublicKey =>
  pem.includes("PRIVATE KEY") ? signingKeyFromPem(pem).publicKey : publicKeyFromPem(pem);

/** The issuer's key set. Throws `JWKS_MALFORMED` for what is no JSON; the gatekeeper judges the rest. */
export function keySetIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new PlimsollError({
      code: "JWKS_MALFORMED",
      expected: `a key set in "${file}"`,
      received: "no JSON",
      fix: "give the file gate/jwks.json that the site wrote",
      cause,
    });
  }
}

export const malformed = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "GATE_OPTIONS_MALFORMED",
    expected,
    received: JSON.stringify(received),
    fix: "see plimsoll gate proxy --help",
  });
