import { describe, expect, test } from "vitest";
import { evidenceDigest } from "../../src/attestation/evidence-digest.ts";
import { signNodeAttestation, verifyNodeAttestation } from "../../src/attestation/node-attestation.ts";
import { nodeKeyDigest } from "../../src/token/json-web-key-set.ts";
import { ARTIFACT, envelopeOf, keyOf, OTHER, statementOn } from "./attestation-rig.ts";

const [root, otherRoot, node] = [keyOf(1), keyOf(2), keyOf(3)];
const NOW_MS = 1_790_000_000_000;
const STATEMENT = { nodeKey: nodeKeyDigest(node.publicKey), artifact: ARTIFACT, attestedAt: NOW_MS - 1_000 };
const EXPECTED = { root: root.publicKey, artifact: ARTIFACT, nowMs: NOW_MS, ageMsMax: 60_000 };

const codeOf = (envelope: unknown, over: Partial<typeof EXPECTED> = {}): string => {
  const verified = verifyNodeAttestation(envelope, { ...EXPECTED, ...over });
  return verified.ok ? "verified" : verified.error.code;
};

describe("a hardware root's word on a node", () => {
  test("G-55 gives what the kernel records", () => {
    const verified = verifyNodeAttestation(signNodeAttestation(STATEMENT, root), EXPECTED);
    expect(verified).toMatchObject({
      ok: true,
      value: {
        nodeKey: STATEMENT.nodeKey,
        hardwareRoot: nodeKeyDigest(root.publicKey),
        artifact: ARTIFACT,
        provenance: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
      },
    });
  });

  test.each<[string, string, () => string]>([
    ["ATTESTATION_SIGNATURE_INVALID", "by another root", () => codeOf(signNodeAttestation(STATEMENT, otherRoot))],
    [
      "ATTESTATION_SUBJECT_MISMATCH",
      "of another artifact",
      () => codeOf(signNodeAttestation(STATEMENT, root), { artifact: OTHER }),
    ],
    ["ATTESTATION_NOT_FRESH", "too old", () => codeOf(signNodeAttestation(STATEMENT, root), { ageMsMax: 999 })],
    [
      "ATTESTATION_NOT_FRESH",
      "from the future",
      () => codeOf(signNodeAttestation({ ...STATEMENT, attestedAt: NOW_MS + 5_001 }, root)),
    ],
    ["ATTESTATION_PREDICATE_UNEXPECTED", "of another predicate", () => codeOf(envelopeOf(statementOn(ARTIFACT), root))],
    [
      "ATTESTATION_MALFORMED",
      "with a field too many",
      () =>
        codeOf(
          envelopeOf(
            statementOn(ARTIFACT, {
              predicateType: "urn:plimsoll:predicate:node-attestation/v0.1",
              predicate: { nodeKey: STATEMENT.nodeKey, attestedAt: NOW_MS, except: "weekends" },
            }),
            root,
          ),
        ),
    ],
  ])("G-55 %s: %s", (code, _, verify) => {
    expect(verify()).toBe(code);
  });

  test("G-55 to the millisecond of its age", () => {
    expect(codeOf(signNodeAttestation(STATEMENT, root), { ageMsMax: 1_000 })).toBe("verified");
    expect(codeOf(signNodeAttestation({ ...STATEMENT, attestedAt: NOW_MS + 5_000 }, root))).toBe("verified");
  });
});

test("G-56 the name of all evidence changes with each piece of it", () => {
  const all = [
    { node: ARTIFACT, artifact: null, device: null },
    { node: ARTIFACT, artifact: OTHER, device: null },
    { node: ARTIFACT, artifact: null, device: OTHER },
    { node: OTHER, artifact: null, device: null },
  ];
  expect(new Set(all.map(evidenceDigest)).size).toBe(all.length);
});
