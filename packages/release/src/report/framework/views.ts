import type { Claim } from "../../dossier/claim.ts";
import { type Case, type Entry, entriesOf, lastOwn } from "../case.ts";
import { type Block, listBlock, row, type Said, tableBlock, textBlock } from "../document.ts";
import { usedOverrides } from "../risk/answer.ts";
import { policyRecords } from "../risk/back-matter.ts";
import { claimFigures } from "../risk/claims.ts";
import { recordsOfReason, remediesOf } from "../risk/reasons.ts";
import { unmeasured } from "../risk/unmeasured.ts";
import { evaluationsOn, outcomeWords } from "../subject-index.ts";
import { actionWords, counted, instant, listed, nameOf, sentence, share } from "../words.ts";
import { clockSaid } from "./clocks.ts";
import { commitmentTable } from "./commitments.ts";
import { lineSaid } from "./compute-lines.ts";
import type { Framework } from "./framework.ts";
import type { ViewName } from "./view-names.ts";

/** What is on record for one heading; nothing where nothing is. */
export type View = (theCase: Case, framework: Framework) => readonly Block[];

const sayings = (said: readonly Said[]): readonly Block[] => (said.length === 0 ? [] : [listBlock(...said)]);

const one = (text: string, ...records: readonly number[]): readonly Block[] => [textBlock({ text, records })];

/** Claims of one kind, each with what became of it: a claim alone shows nothing. */
const claimsOf =
  (kind: Claim["kind"]): View =>
  (theCase) => {
    const judged = lastOwn(theCase, "claims.judged");
    const claims = (judged?.body.claims ?? []).filter((claim) => claim.kind === kind);
    return sayings(
      claims.map(({ id, text, status, after }) => ({
        text: `Claimed (${id}): "${text}" Found: ${status}, score ${share(after.score)}.`,
        records: [judged?.sequence ?? 0],
      })),
    );
  };

const appendix: View = (theCase) => {
  const judged = lastOwn(theCase, "claims.judged");
  const open = (judged?.body.claims ?? []).filter(({ cause }) => cause !== null);
  return sayings(
    open.map(({ id, text, cause }) => ({
      text: `Not carried (${id}, ${cause}): "${text}"`,
      records: [judged?.sequence ?? 0],
    })),
  );
};

const arbitration: View = (theCase) => {
  const made = lastOwn(theCase, "arbitration.made");
  if (made === null) return [];
  const { verdict, because, harmony, bias } = made.body.arbitration;
  return one(
    `Arbitration ${verdict}: ${because}; harmony ${share(harmony)}, bias ${share(bias)} of at least ${share(made.body.biasMin)}.`,
    made.sequence,
  );
};

const changes: View = (theCase) =>
  sayings(
    entriesOf(theCase.history, "change.logged").map(({ body, sequence, record }) => ({
      text: `${instant(record.atMs)}: ${body.change}, ${body.direction}, by ${body.who}: ${sentence(body.why)}`,
      records: [sequence],
    })),
  );

const compute: View = ({ opened }) => {
  const { trainingFlop } = opened.body.subject;
  return trainingFlop === null
    ? []
    : one(`Training compute ${trainingFlop.flop} FLOP: ${sentence(trainingFlop.method)}`, opened.sequence);
};

const coverage: View = (theCase) => {
  const judged = lastOwn(theCase, "claims.judged");
  return judged === null ? [] : [textBlock(...claimFigures(theCase, judged))];
};

/** Green is the one answer that lets the step be taken. */
const decision: View = ({ decision: { body, sequence } }) =>
  one(
    `${body.colour === "GREEN" ? "Accepted" : "Not accepted, do not proceed"}: ${body.colour} for ${actionWords(body.action)}, decided ${instant(body.decidedAtMs)}, until ${instant(body.expiresAtMs)}. Votes: verification ${body.votes.L1}, stability ${body.votes.L2}, arbitration ${body.votes.L3}, evolution ${body.votes.L4}.`,
    sequence,
  );

const determinations: View = ({ material, opened }) =>
  sayings(
    (material.input?.dossier.determinations ?? []).map(({ threshold, state, claims }) => ({
      text: `The dossier says of the line ${threshold}: ${actionWords(state)}, by ${listed(claims, "no claim")}.`,
      records: [opened.sequence],
    })),
  );

const dissent: View = (theCase) => {
  const made = lastOwn(theCase, "arbitration.made");
  return sayings(
    (made?.body.mission.dissent ?? []).map(({ by, text, answer }) => ({
      text: `${by}: "${text}" Answer: ${answer === "" ? "none" : `"${answer}"`}.`,
      records: [made?.sequence ?? 0],
    })),
  );
};

const earlier: View = (theCase) =>
  sayings(
    evaluationsOn(theCase.history).map((each) => ({
      text: `${each.evaluation}, ${instant(each.openedAtMs)}, ${actionWords(each.action)}: ${outcomeWords(each)}.`,
      records: each.records,
    })),
  );

/** Counts of the logs, never of the dossier's own summary. */
const evaluations: View = ({ material, opened }) => {
  const recounts = new Map(
    (material.input?.examination.recounts ?? []).map((each) => [each.evaluation, each] as const),
  );
  return sayings(
    (material.input?.dossier.evaluations ?? []).map(({ id, name, version, elicitation, runs }) => {
      const recount = recounts.get(id)?.counted ?? null;
      const figure =
        recount === null
          ? "its logs could not be counted"
          : `${recount.successes} successes in ${counted(recount.trials, "trial")} of ${counted(recount.runs, "run")}, counted from the logs`;
      return {
        text: `${name} ${version} (${id}): ${figure}; ${counted(runs.length, "run")} named. Elicitation: ${elicitation === null ? "not said" : sentence(elicitation)}`,
        records: [opened.sequence],
      };
    }),
  );
};

const firewall: View = (theCase) => {
  const routed = lastOwn(theCase, "claims.routed");
  if (routed === null) return [];
  const { latentFirewall, denied } = routed.body;
  return one(
    `Firewall inside the subject: ${latentFirewall === null ? "not measured" : `measured by ${latentFirewall}`}; ${denied.length} flows to checkers denied.`,
    routed.sequence,
  );
};

const incidents: View = (theCase) => {
  const made = lastOwn(theCase, "arbitration.made");
  return sayings([
    ...(made?.body.mission.incidents ?? []).map(({ id, text, atMs, isClosed }) => ({
      text: `${id}, ${instant(atMs)}, ${isClosed ? "closed or disclosed" : "open"}: ${sentence(text)}`,
      records: [made?.sequence ?? 0],
    })),
    ...entriesOf(theCase.history, "incident.reported").map(({ body, sequence }) => ({
      text: `${body.id}, ${instant(body.atMs)}, reported by ${nameOf(body.by)}: ${sentence(body.text)}`,
      records: [sequence],
    })),
  ]);
};

const level: View = (theCase) => {
  const derived = lastOwn(theCase, "level.derived");
  return derived === null
    ? []
    : one(
        `Level ${derived.body.level} of this policy, by ${derived.body.threshold ?? derived.body.because}. It is no other framework's level.`,
        derived.sequence,
      );
};

const mission: View = (theCase) => {
  const made = lastOwn(theCase, "arbitration.made");
  if (made === null || made.body.mission.statement === "") return [];
  const { statement, beneficiaries, rationale } = made.body.mission;
  return one(
    `"${statement}" For: ${listed(beneficiaries, "nobody named")}. Rationale: ${rationale === "" ? "none" : `"${rationale}"`}.`,
    made.sequence,
  );
};

const overrides: View = (theCase) =>
  sayings(
    usedOverrides(theCase).map(({ body, sequence }) => ({
      text: `Override ${body.override}: ${sentence(body.effect)}`,
      records: [sequence],
    })),
  );

const owner: View = (theCase) => {
  const made = lastOwn(theCase, "arbitration.made");
  const stop = made?.body.mission.stopOwner ?? "";
  const owned = entriesOf(theCase.history, "safeguards.adopted").at(-1);
  return sayings([
    ...(made === null || stop === "" ? [] : [{ text: `It can be stopped by ${stop}.`, records: [made.sequence] }]),
    ...(owned?.body.safeguards ?? []).map(({ id, owner: by }) => ({
      text: `Safeguard ${id} is owned by ${by}.`,
      records: [owned?.sequence ?? 0],
    })),
  ]);
};

const policy: View = (theCase) =>
  one(
    `Decided under policy ${theCase.material.policy.id} ${theCase.material.policy.version} (${theCase.decision.body.policy}), as of ${theCase.material.policy.asOf}.`,
    ...policyRecords(theCase),
  );

const prediction: View = (theCase) => {
  const made = lastOwn(theCase, "prediction.made");
  if (made === null) return [];
  const predicted = made.body.prediction;
  if (predicted === null) return one(`Not predicted: ${sentence(made.body.why)}`, made.sequence);
  return one(
    `Chance of failure within ${predicted.within.map(({ cycles, either }) => `${cycles} cycles ${share(either)}`).join(", ")}, from n = ${predicted.cycles} cycles.`,
    made.sequence,
  );
};

const reasons: View = (theCase) =>
  sayings(
    theCase.decision.body.reasons.map((reason) => ({
      text: `${reason.code}: ${sentence(reason.detail)}`,
      records: recordsOfReason(theCase, reason),
    })),
  );

const review: View = (theCase) => {
  const made = lastOwn(theCase, "arbitration.made");
  const judged = made?.body.criteria.find(({ criterion }) => criterion === "independent-review");
  if (made === null || judged === undefined) return [];
  return one(
    `Independent review: met ${share(judged.met)}, shown by ${listed(judged.claims, "nothing")}; ${judged.isRequired ? "required" : "not required"} at this level.`,
    made.sequence,
  );
};

const risks: View = (theCase) => {
  const mapped = lastOwn(theCase, "risks.mapped");
  const texts = new Map((theCase.material.input?.dossier.risks ?? []).map((risk) => [risk.id, risk] as const));
  return sayings(
    (mapped?.body.risks ?? []).map(({ risk, safeguards, state }) => ({
      text: `${risk}${texts.has(risk) ? ` (${texts.get(risk)?.domain}): ${sentence(texts.get(risk)?.text ?? "")}` : "."} Safeguards: ${listed(safeguards)}; ${state}.`,
      records: [mapped?.sequence ?? 0],
    })),
  );
};

const sources: View = (theCase) => {
  const examined = lastOwn(theCase, "sources.examined");
  if (examined === null) return [];
  const { sources: all, admissible, groups } = examined.body;
  return one(
    `${admissible} of ${all.length} sources are admissible, in ${groups} independence groups; their digests are in sources.json.`,
    examined.sequence,
  );
};

const stability: View = (theCase) => {
  const read = lastOwn(theCase, "stability.read");
  if (read === null) return [];
  const { index, lowest, unread, pause, series } = read.body;
  return one(
    `Stability index ${share(index)} (n = ${series.length}), fixed by ${lowest ?? "no signal"}; state ${pause.state}; not read: ${listed(unread)}.`,
    read.sequence,
  );
};

const subject: View = ({ opened: { body, sequence } }: { readonly opened: Entry<"evaluation.opened"> }) => {
  const { name, version, id, kind, parents, artifacts } = body.subject;
  return one(
    `${name}, version ${version} (${id}, ${actionWords(kind)}), derived from ${listed(
      parents.map((parent) => `${parent.id} at ${parent.level}`),
      "nothing named",
    )}; ${counted(artifacts.length, "artifact")} by digest; asked for: ${actionWords(body.action)}.`,
    sequence,
  );
};

const thresholds: View = (theCase, { crosswalk }) => {
  const rests = policyRecords(theCase);
  const rows = theCase.material.policy.thresholds.flatMap(({ id, level: of, text, crosswalk: all }) =>
    all
      .filter(({ framework }) => framework === crosswalk)
      .map(({ version, place, relation, confidence }) =>
        row(rests, [id, of, text, `${place} (${version})`, relation, confidence]),
      ),
  );
  return rows.length === 0
    ? []
    : [
        tableBlock(
          "Lines of this policy that map to lines of the framework",
          ["line", "level", "text", "maps to", "relation", "certainty"],
          rows,
        ),
      ];
};

const wouldChange: View = (theCase) =>
  sayings(remediesOf(theCase).map(({ wouldChange: text, records }) => ({ text: sentence(text), records })));

export const viewOf: Readonly<Record<ViewName, View>> = {
  appendix,
  arbitration,
  changes,
  "claims-benefit": claimsOf("benefit"),
  "claims-capability": claimsOf("capability"),
  "claims-compute": claimsOf("compute"),
  "claims-control": claimsOf("control"),
  "claims-governance": claimsOf("governance"),
  "claims-safeguard": claimsOf("safeguard"),
  clocks: (theCase, { clocks, lines }) => sayings(clockSaid(theCase, clocks, lines)),
  commitments: (theCase, framework) => commitmentTable(theCase, framework, (view) => viewOf[view](theCase, framework)),
  compute,
  coverage,
  decision,
  determinations,
  dissent,
  earlier,
  evaluations,
  firewall,
  incidents,
  level,
  lines: (theCase, { lines }) => sayings(lines.flatMap((line) => lineSaid(theCase, line))),
  mission,
  "not-measured": (theCase) => sayings(unmeasured(theCase)),
  overrides,
  owner,
  policy,
  prediction,
  reasons,
  review,
  risks,
  sources,
  stability,
  subject,
  thresholds,
  "would-change": wouldChange,
};
