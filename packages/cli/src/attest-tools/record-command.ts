import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Digest } from "@plimsoll/foundation";
import { type PublicKey, publicKeyFromPem } from "@plimsoll/foundation/node";
import {
  type AttestedNode,
  evidenceDigest,
  openSite,
  type Site,
  SLSA_PROVENANCE_TYPE,
  verifyNodeAttestation,
} from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { digestOption } from "../token-tools/digest-option.ts";
import { jsonInFile } from "../token-tools/json-file.ts";
import { type ArtifactEvidenceFlags, artifactEvidence } from "./artifact-evidence.ts";
import { type DeviceEvidenceFlags, deviceEvidence, NVIDIA_ISSUER } from "./device-evidence.ts";
import { checkEvidenceOptions } from "./evidence-options.ts";
import { orRefuse } from "./refused-evidence.ts";

interface RecordFlags extends ArtifactEvidenceFlags, DeviceEvidenceFlags {
  readonly lab: string;
  readonly statement: string;
  readonly root: string;
  readonly artifact: Digest;
  readonly data: string;
  readonly json?: boolean;
}

export const addRecord: AddCommand = (attest) => {
  attest
    .command("record")
    .description("verify what is said of a node and its artifact, and record it: without it there is no token")
    .requiredOption("--lab <name>", "the lab whose node it is")
    .requiredOption("--statement <file>", "the hardware root's statement (see: plimsoll attest sign)")
    .requiredOption("--root <file>", "the root's key in PEM; its thumbprint is in the lab's accreditation")
    .requiredOption("--artifact <digest>", "what the node must hold", digestOption)
    .option("--provenance <file>", "where the artifact comes from: in-toto in DSSE, or a Sigstore bundle")
    .option("--provenance-key <file>", "a key that may have signed it (repeatable)", listed, [])
    .option("--trusted-root <file>", "trusted_root.json of the Sigstore instance: the provenance is a bundle")
    .option("--identity <name>", "subject of the bundle's certificate, compared as a whole")
    .option("--oidc-issuer <url>", "who vouched for the identity")
    .option("--predicate-type <uri>", `what the provenance must be (default: ${SLSA_PROVENANCE_TYPE})`)
    .option("--builder <id>", "a builder that is trusted, for SLSA provenance (repeatable)", listed, [])
    .option("--nvidia-eat <file>", "what NVIDIA's verifier says of the node's GPUs")
    .option("--nvidia-jwks <file>", "the verifier's keys")
    .option("--nvidia-issuer <url>", `the verifier (default: ${NVIDIA_ISSUER})`)
    .option("--challenge <text>", "the challenge that the evidence was asked with (see: plimsoll attest nonce)")
    .option("--gpu-model <name>", "a model that is admitted (repeatable)", listed, [])
    .option("--gpu-driver <version>", "a driver that is admitted (repeatable)", listed, [])
    .option("--gpu-vbios <version>", "a VBIOS that is admitted (repeatable)", listed, [])
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Everything that is given must hold, and options without the evidence that they are about are refused. Keep the files: the ledger has their digest only.

Examples:
  plimsoll attest record --lab acme --statement node.intoto.json --root root.pem --artifact sha256:…
  plimsoll attest record --lab acme --statement node.intoto.json --root root.pem --artifact sha256:… \\
    --provenance build.intoto.json --provenance-key builder.pem --builder https://build.example/builder@v1`,
    )
    .action(async (flags: RecordFlags) => {
      checkEvidenceOptions(flags);
      using site = openSite(flags.data);
      const attested = await attestedNode(site, flags);
      const id = `attest:${attested.provenance.slice("sha256:".length, 39)}/${flags.lab}`;
      site.must(id, { type: "attestation.record", lab: flags.lab, ...attested });
      if (flags.json === true) printJson({ type: "summary", ok: true, lab: flags.lab, ...attested });
      else process.stdout.write(`recorded: ${attested.nodeKey} of ${flags.lab} holds ${attested.artifact}\n`);
    });
};

/** Verifies all that was given. Throws the first refusal. */
async function attestedNode(site: Site, flags: RecordFlags): Promise<AttestedNode> {
  const { artifact, statement, root } = flags;
  const nowMs = site.now();
  const expected = { root: publicKeyIn(root), artifact, nowMs, ageMsMax: site.policy.attestationTtlMs };
  const node = orRefuse(verifyNodeAttestation(jsonInFile(statement), expected));
  const provenance = evidenceDigest({
    node: node.provenance,
    artifact: await artifactEvidence(artifact, flags),
    device: deviceEvidence(node, flags, nowMs),
  });
  return { ...node, provenance };
}

/** From a private key's file too: on a machine for tests there is no other. */
function publicKeyIn(file: string): PublicKey {
  const pem = readFileSync(file, "utf8");
  if (!pem.includes("PRIVATE KEY")) return publicKeyFromPem(pem);
  return publicKeyFromPem(createPublicKey(pem).export({ format: "pem", type: "spki" }).toString());
}

const listed = (text: string, before: readonly string[]): readonly string[] => [...before, text];
