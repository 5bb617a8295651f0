import { type CanonicalValue, type Digest, digestOfValue } from "@plimsoll/foundation";
import type { Decision } from "../decision/decision.ts";
import { type Case, lastOwn } from "./case.ts";
import { actionWords, instant, share } from "./words.ts";

const SUBJECT_REF = "subject";
const ASSESSOR_REF = "assessor";

/**
 * The subject with what it rests on as a CycloneDX ML-BOM, 1.6. Serial number and time come from the decision, so that the same
 * decision gives the same bytes.
 */
export function mlBom(theCase: Case): CanonicalValue {
  const { body } = theCase.decision;
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: serialNumber(body),
    version: 1,
    metadata: {
      timestamp: instant(body.decidedAtMs),
      component: subjectComponent(theCase),
      properties: decisionProperties(theCase),
    },
    components: sourceComponents(theCase),
    declarations: declarations(theCase),
  };
}

/** A UUID of version 8 (RFC 9562 §5.8): made of the decision's digest and of nothing else. */
function serialNumber(decision: Decision): string {
  const hex = hexOf(digestOfValue(decision));
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const hexOf = (digest: Digest): string => digest.slice("sha256:".length);

const hashOf = (digest: Digest): CanonicalValue => ({ alg: "SHA-256", content: hexOf(digest) });

const property = (name: string, value: string): CanonicalValue => ({ name: `plimsoll:${name}`, value });

function subjectComponent(theCase: Case): CanonicalValue {
  const { subject, subjectDigest } = theCase.opened.body;
  return {
    type: "machine-learning-model",
    "bom-ref": SUBJECT_REF,
    name: subject.name,
    version: subject.version,
    hashes: [...new Set(subject.artifacts)].map(hashOf),
    modelCard: modelCard(theCase),
    properties: [
      property("subject:id", subject.id),
      property("subject:kind", subject.kind),
      property("subject:digest", subjectDigest),
      ...subject.parents.map(({ id, level }) => property("subject:parent", `${id} at ${level}`)),
      ...(subject.trainingFlop === null
        ? []
        : [property("subject:training-flop", `${subject.trainingFlop.flop}: ${subject.trainingFlop.method}`)]),
    ],
  };
}

function decisionProperties({ decision, material, opened }: Case): readonly CanonicalValue[] {
  const { body, sequence } = decision;
  return [
    property("evaluation", material.evaluation),
    property("decision:digest", digestOfValue(body)),
    property("decision:colour", body.colour),
    property("decision:action", body.action),
    property("decision:level", body.level),
    property("decision:expires", instant(body.expiresAtMs)),
    property("decision:record", String(sequence)),
    property("dossier:digest", body.dossier),
    property("policy:digest", body.policy),
    property("implementation:digest", opened.body.implementation),
  ];
}

function modelCard(theCase: Case): CanonicalValue {
  const made = lastOwn(theCase, "arbitration.made");
  const mission = made?.body.mission;
  const risks = lastOwn(theCase, "risks.mapped")?.body.risks ?? [];
  const texts = new Map((theCase.material.input?.dossier.risks ?? []).map(({ id, text }) => [id, text] as const));
  return {
    quantitativeAnalysis: { performanceMetrics: metricsOf(theCase) },
    considerations: {
      users: mission?.beneficiaries ?? [],
      useCases: mission === undefined || mission.statement === "" ? [] : [mission.statement],
      technicalLimitations: theCase.decision.body.reasons.map(({ code, detail }) => `${code}: ${detail}`),
      ethicalConsiderations: risks.map(({ risk, safeguards, state }) => ({
        name: texts.has(risk) ? `${risk}: ${texts.get(risk)}` : risk,
        mitigationStrategy: `${safeguards.length === 0 ? "none" : safeguards.join(", ")} (${state})`,
      })),
    },
    properties: [
      property("mission", made === null ? "not on record" : `record ${made.sequence}`),
      property("input", theCase.material.input === null ? "withheld" : theCase.opened.body.input),
    ],
  };
}

/** Shares of successes as counted from the logs, rounded down to ten-thousandths. */
function metricsOf({ material }: Case): readonly CanonicalValue[] {
  const names = new Map((material.input?.dossier.evaluations ?? []).map((each) => [each.id, each] as const));
  return (material.input?.examination.recounts ?? []).flatMap(({ evaluation, counted }) => {
    const named = names.get(evaluation);
    if (counted === null || counted.trials === 0 || named === undefined) return [];
    const value = share(Math.floor((counted.successes * 10_000) / counted.trials));
    return [
      {
        type: `${named.name} ${named.version}: share of successes, n = ${counted.trials}`,
        value,
        slice: named.subjectVersion,
      },
    ];
  });
}

const sourceComponents = (theCase: Case): readonly CanonicalValue[] =>
  (lastOwn(theCase, "sources.examined")?.body.sources ?? []).map(({ id, digest, originOrg, isAdmissible, group }) => ({
    type: "data",
    "bom-ref": `source:${id}`,
    name: id,
    publisher: originOrg,
    hashes: [hashOf(digest)],
    data: [{ type: "other", name: id }],
    properties: [property("source:admissible", String(isAdmissible)), property("source:group", group)],
  }));

function declarations(theCase: Case): CanonicalValue {
  const claims = lastOwn(theCase, "claims.judged")?.body.claims ?? [];
  const refsOf = (isCarried: boolean): string[] =>
    claims
      .filter(({ status }) => (status === "VERIFIED" || status === "REPAIRED") === isCarried)
      .map(({ id }) => `claim:${id}`);
  const { body } = theCase.decision;
  return {
    assessors: [{ "bom-ref": ASSESSOR_REF, thirdParty: false }],
    attestations: [
      {
        summary: `${body.colour} for ${actionWords(body.action)} at ${body.level}, until ${instant(body.expiresAtMs)}`,
        assessor: ASSESSOR_REF,
        map: [{ claims: refsOf(true), counterClaims: refsOf(false) }],
      },
    ],
    claims: claims.map(({ id, text, status, after }) => ({
      "bom-ref": `claim:${id}`,
      target: SUBJECT_REF,
      predicate: text,
      reasoning: `${status}, score ${share(after.score)}`,
    })),
  };
}
