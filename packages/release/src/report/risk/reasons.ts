import type { Reason } from "../../decision/reason.ts";
import { familyOf, REASON_CODES, type ReasonCode } from "../../decision/reason-code.ts";
import { type Case, entriesOf, type Entry, lastOwn } from "../case.ts";
import {
  listBlock,
  type Said,
  type Section,
  section,
  type ShownFinding,
  type ShownReason,
  textBlock,
} from "../document.ts";
import { instant, listed, sentence } from "../words.ts";

/** Reasons stand in the decision's own order: violations, what is unproven, conditions. Those of one code share a box. */
export function reasonsSection(theCase: Case): Section {
  const { reasons } = theCase.decision.body;
  const places = placesOf(theCase);
  const findings = reasons.map((reason, place) => ({
    code: reason.code,
    finding: shown(theCase, reason, place, places),
  }));
  const byCode = Map.groupBy(findings, ({ code }) => code);
  return section("reasons", "Reasons, worst first", [
    reasons.length === 0
      ? textBlock({ text: "No reason stands against it.", records: [theCase.decision.sequence] })
      : {
          block: "reasons",
          reasons: [...byCode].map(([code, of]) =>
            box(
              code,
              of.map(({ finding }) => finding),
            ),
          ),
        },
  ]);
}

const box = (code: ReasonCode, findings: readonly ShownFinding[]): ShownReason => ({
  code,
  family: familyOf(code),
  says: REASON_CODES[code],
  findings,
});

function shown(theCase: Case, reason: Reason, place: number, places: ReadonlyMap<string, string>): ShownFinding {
  const records = recordsOfReason(theCase, reason);
  const found = reason.records.flatMap((id) => (places.has(id) ? [{ text: id, to: places.get(id) as string }] : []));
  const voted = records.map((record) => ({ text: `record ${record}`, to: `#r${record}` }));
  return {
    anchor: `reason-${place + 1}`,
    about: reason.records,
    detail: sentence(reason.detail),
    wouldChange: reason.wouldChange,
    evidence: [...found, ...voted],
    records,
  };
}

/** The votes that gave it; the decision itself where no vote did. */
export function recordsOfReason(theCase: Case, reason: Reason): readonly number[] {
  const votes = entriesOf(theCase.own, "vote.cast").filter(({ body }) =>
    body.reasons.some(({ code, detail }) => code === reason.code && detail === reason.detail),
  );
  return votes.length === 0 ? [theCase.decision.sequence] : votes.map(({ sequence }) => sequence);
}

/** Where in the pack a reader finds what a reason names. */
function placesOf(theCase: Case): ReadonlyMap<string, string> {
  const ssi = lastOwn(theCase, "stability.read")?.body;
  const sources = lastOwn(theCase, "sources.examined")?.body.sources ?? [];
  const risks = lastOwn(theCase, "risks.mapped")?.body.risks ?? [];
  const claims = lastOwn(theCase, "claims.judged")?.body.claims ?? [];
  const criteria = lastOwn(theCase, "arbitration.made")?.body.criteria ?? [];
  const adopted = entriesOf(theCase.history, "safeguards.adopted").flatMap(({ body }) => body.safeguards);
  const fused = entriesOf(theCase.own, "fusion.made").flatMap(({ body }) => body.candidate ?? []);
  return new Map([
    ...adopted.map(({ id }) => [id, "change-log.html#safeguards"] as const),
    ...fused.map(({ id }) => [id, "change-log.html#fusions"] as const),
    ...["index", "pause", "signals"].map((id) => [id, "ssi-log.html#present"] as const),
    ...["drills", ...(ssi?.drills ?? []).map(({ id }) => id)].map((id) => [id, "ssi-log.html#drills"] as const),
    ...["direction", "loop"].map((id) => [id, "arbitration-transcript.html#direction"] as const),
    ...(ssi?.phases ?? []).map(({ id }) => [id, "ssi-log.html#phases"] as const),
    ...(ssi?.signals ?? []).map(({ signal }) => [signal, "ssi-log.html#present"] as const),
    ...criteria.map(({ criterion }) => [criterion as string, "arbitration-transcript.html#criteria"] as const),
    ...risks.map(({ risk }) => [risk, "change-log.html#risks"] as const),
    ...sources.map(({ id }) => [id, `#source-${id}`] as const),
    ...claims.map(({ id }) => [id, `#claim-${id}`] as const),
  ]);
}

export interface Remedy {
  readonly wouldChange: string;
  readonly codes: readonly string[];
  /** What its reasons name. */
  readonly about: readonly string[];
  readonly owners: readonly string[];
  readonly records: readonly number[];
}

/** What would change the answer: each remedy once, with the reasons that it would close, in their order. */
export function remediesOf(theCase: Case): readonly Remedy[] {
  const owners = ownersOf(theCase);
  const byRemedy = Map.groupBy(theCase.decision.body.reasons, ({ wouldChange }) => wouldChange);
  return [...byRemedy].map(([wouldChange, reasons]) => ({
    wouldChange,
    codes: [...new Set(reasons.map(({ code }) => code))],
    about: [...new Set(reasons.flatMap(({ records }) => records))],
    owners: [...new Set(reasons.flatMap(({ records }) => records.flatMap((id) => owners.get(id) ?? [])))],
    records: [...new Set(reasons.flatMap((reason) => recordsOfReason(theCase, reason)))],
  }));
}

/** Who owns a safeguard owns what it is to show; who can stop the subject owns its pauses. Of nothing else an owner is on record. */
function ownersOf(theCase: Case): ReadonlyMap<string, readonly string[]> {
  const safeguards = [
    ...entriesOf(theCase.history, "safeguards.adopted").flatMap(({ body }) => body.safeguards),
    ...entriesOf(theCase.own, "fusion.made").flatMap(({ body }) => body.candidate ?? []),
  ];
  const ownerOf = new Map(safeguards.map(({ id, owner }) => [id, [owner]] as const));
  const risks = lastOwn(theCase, "risks.mapped")?.body.risks ?? [];
  const stop = lastOwn(theCase, "arbitration.made")?.body.mission.stopOwner ?? "";
  return new Map<string, readonly string[]>([
    ...ownerOf,
    ...risks.map(({ risk, safeguards: held }) => [risk, held.flatMap((id) => ownerOf.get(id) ?? [])] as const),
    ...(stop === "" ? [] : [["pause", [stop]] as const]),
  ]);
}

export function wouldChangeSection(theCase: Case): Section {
  const remedies = remediesOf(theCase);
  return section("would-change", "What would change this answer", [
    remedies.length === 0 ? textBlock(...keepsGreen(theCase.decision)) : listBlock(...remedies.map(remedySaid)),
  ]);
}

const remedySaid = ({ wouldChange, codes, about, owners, records }: Remedy): Said => ({
  text: `${sentence(wouldChange)} About: ${listed(about, "the whole")}. Closes ${codes.join(", ")}.${owners.length === 0 ? "" : ` Owner: ${owners.join(", ")}.`}`,
  records,
});

const keepsGreen = ({ body, sequence }: Entry<"decision.made">): readonly Said[] => [
  {
    text: `Another subject, action, dossier or policy; an incident, a pause or a stop; and the time: nothing of it holds from ${instant(body.expiresAtMs)} on.`,
    records: [sequence],
  },
];
