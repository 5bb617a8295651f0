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

/** A thing that a reason may name, and where it stands. */
interface Place {
  readonly what: string;
  readonly to: string;
}

/** One id may be borne by a claim and by an evaluation: then each is linked by what it is, and a reader chooses. */
function linksTo(id: string, places: readonly Place[]): ShownFinding["evidence"] {
  const [first, other] = places;
  if (first === undefined) return [];
  if (other === undefined) return [{ text: id, to: first.to }];
  return places.map(({ what, to }) => ({ text: `${id} (${what})`, to }));
}

function shown(
  theCase: Case,
  reason: Reason,
  place: number,
  places: ReadonlyMap<string, readonly Place[]>,
): ShownFinding {
  const records = recordsOfReason(theCase, reason);
  const found = reason.records.flatMap((id) => linksTo(id, places.get(id) ?? []));
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
function placesOf(theCase: Case): ReadonlyMap<string, readonly Place[]> {
  const ssi = lastOwn(theCase, "stability.read")?.body;
  const sources = lastOwn(theCase, "sources.examined")?.body.sources ?? [];
  const risks = lastOwn(theCase, "risks.mapped")?.body.risks ?? [];
  const claims = lastOwn(theCase, "claims.judged")?.body.claims ?? [];
  const criteria = lastOwn(theCase, "arbitration.made")?.body.criteria ?? [];
  const adopted = entriesOf(theCase.history, "safeguards.adopted").flatMap(({ body }) => body.safeguards);
  const fused = entriesOf(theCase.own, "fusion.made").flatMap(({ body }) => body.candidate ?? []);
  const recounted = theCase.material.input?.examination.recounts ?? [];
  const places = new Map<string, Map<string, string>>();
  const at = (what: string, to: string, ...ids: readonly string[]): void => {
    for (const id of ids) places.set(id, (places.get(id) ?? new Map<string, string>()).set(what, to));
  };
  at("safeguard", "change-log.html#safeguards", ...adopted.map(({ id }) => id));
  at("safeguard", "change-log.html#fusions", ...fused.map(({ id }) => id));
  at("stability", "ssi-log.html#present", "index", "pause", "signals");
  at("drill", "ssi-log.html#drills", "drills", ...(ssi?.drills ?? []).map(({ id }) => id));
  at("direction", "arbitration-transcript.html#direction", "direction", "loop");
  at("phase", "ssi-log.html#phases", ...(ssi?.phases ?? []).map(({ id }) => id));
  at("signal", "ssi-log.html#present", ...(ssi?.signals ?? []).map(({ signal }) => signal));
  at("criterion", "arbitration-transcript.html#criteria", ...criteria.map(({ criterion }) => criterion));
  at("risk", "change-log.html#risks", ...risks.map(({ risk }) => risk));
  for (const { evaluation } of recounted) at("evaluation", `#evaluation-${evaluation}`, evaluation);
  for (const { id } of sources) at("source", `#source-${id}`, id);
  for (const { id } of claims) at("claim", `#claim-${id}`, id);
  return new Map([...places].map(([id, found]) => [id, [...found].map(([what, to]) => ({ what, to }))]));
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
