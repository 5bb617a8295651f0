import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, utf8 } from "@plimsoll/foundation";
import { signEnvelope, signingKeyFromPem } from "@plimsoll/foundation/node";
import { type BuildFacts, provenanceStatement } from "./statement.ts";
import { digestOfFile, SUMS, sumsText } from "./sums.ts";

export const ENVELOPE = "build.intoto.json";
export const BUILDER_KEY = "builder.pub.pem";

interface BuildToSign {
  /** The folder with the files; what is written goes there too. */
  readonly out: string;
  readonly tarballs: readonly string[];
  readonly byproducts: readonly string[];
  readonly facts: BuildFacts;
  /** The builder's private Ed25519 key in PEM. */
  readonly builderKey: string;
}

/** Writes SHA256SUMS and the signed provenance of a build. Answers with the digest under which the build is known: that of SHA256SUMS. */
export function writeSignedProvenance({
  out,
  tarballs,
  byproducts,
  facts,
  builderKey,
}: BuildToSign): `sha256:${string}` {
  const files = tarballs.map((name) => digestOfFile(out, name));
  writeFileSync(join(out, SUMS), sumsText(files));
  const sums = digestOfFile(out, SUMS);
  const statement = provenanceStatement(
    [sums, ...files],
    facts,
    byproducts.map((name) => digestOfFile(out, name)),
  );
  const key = signingKeyFromPem(readFileSync(builderKey, "utf8"));
  const envelope = signEnvelope("application/vnd.in-toto+json", utf8(canonicalJson(statement)), [key]);
  writeFileSync(join(out, ENVELOPE), `${JSON.stringify(envelope)}\n`);
  writeFileSync(join(out, BUILDER_KEY), key.publicKey.toPem());
  return `sha256:${sums.sha256}`;
}
