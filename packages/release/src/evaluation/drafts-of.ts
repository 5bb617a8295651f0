import { type CanonicalValue, type Digest, digestOfValue } from "@plimsoll/foundation";
import { ARGUMENT_RULES } from "../argument/defect.ts";
import { VOTING_LAYERS } from "../decision/layer.ts";
import { changeLogEntry } from "../evolution/change-log.ts";
import { effectOf } from "../evolution/under-override.ts";
import type { Evaluation } from "../dossier/evaluation.ts";
import type { Bodies, Draft } from "../record/bodies.ts";
import { reflect } from "../reflection/reflect.ts";
import type { Course } from "../reflection/reflection.ts";
import { latentFirewallOf } from "../routing/latent-firewall.ts";
import { courseOf } from "./course-of.ts";
import type { EvaluationInput } from "./evaluation-input.ts";
import { isCarried } from "../verification/judge-claims.ts";
import type { AnsweredCase } from "./judge-case.ts";
import type { EvolvedCase } from "./evolve-case.ts";
import { modulateCase } from "./modulate-case.ts";
import { arbitrationBody, predictionBody, stabilityBody } from "./course-records.ts";
import { pauseStep } from "./pause-step.ts";
import { claimsBody, sourcesBody } from "./verification-records.ts";

/** Everything that the evaluation found, in the order in which it is told. One record for each step, also where nothing came of it. */
export function draftsOf(
  asked: EvaluationInput,
  input: EvaluationInput,
  plan: Course,
  answered: AnsweredCase,
): readonly Draft[] {
  const { judged, votes, decision, argued } = answered;
  const { verified, stability, foretold, arbitrated, evolved } = judged;
  const { dossier, examination, site } = input;
  const act = courseOf(answered);
  const modulated = modulateCase(input, {
    direction: arbitrated.direction,
    verdict: arbitrated.arbitration.verdict,
    mayRise: decision.colour !== "RED" && stability.pause.state === "STABLE",
  });
  const paused = pauseStep(input, verified.level.level, stability);
  const bodies: readonly Body[] = [
    body("evaluation.opened", openedBody(asked, answered)),
    ...site.overrides.map(({ id, scope }) => body("override.used", { override: id, effect: effectOf({ scope }) })),
    body("intake.examined", intakeBody(input)),
    body("sources.examined", sourcesBody(input, verified)),
    body("search.made", { isPaid: verified.plan.isSearchPaid, searches: examination.searches }),
    body("argument.examined", { defects: argued.defects, rulesRun: ARGUMENT_RULES.length }),
    body("claims.routed", {
      ...argued.routing,
      ...argued.consultation,
      latentFirewall: latentFirewallOf(dossier, examination.recounts),
    }),
    body("claims.judged", claimsBody(input, verified)),
    body("level.derived", { ...verified.level, declared: dossier.declaredLevel, ...screeningOf(input, verified) }),
    body("stability.read", stabilityBody(input, stability)),
    ...(paused === null ? [] : [body("pause.changed", paused)]),
    body("prediction.made", predictionBody(foretold)),
    body("arbitration.made", arbitrationBody(input, arbitrated, foretold)),
    body("direction.given", {
      direction: arbitrated.direction,
      failure: foretold.failure,
      acceptable: arbitrated.arbitration.acceptable,
    }),
    body("modulation.ordered", modulated),
    body("risks.mapped", { risks: evolved.cycle.risks }),
    ...evolved.cycle.fusions.map((fusion) => body("fusion.made", fusion)),
    body("engine.loaded", verified.plan.engine),
    body("budget.changed", { entries: verified.plan.account.entries, balance: verified.plan.account.balance }),
    ...VOTING_LAYERS.map((layer) => body("vote.cast", votes[layer])),
    body("reflection.made", reflect(plan, act, { earlier: site.earlier, unmapped: unmappedOf(input, evolved) })),
    body(
      "change.logged",
      changeLogEntry({
        safeguards: { before: site.safeguards, after: evolved.cycle.kept },
        policy: [],
        who: input.evaluation,
        why: "what this evaluation found",
      }),
    ),
    body("decision.made", decision),
  ];
  return bodies.map((each): Draft => ({ ...each, subject: dossier.subject.id, evaluation: input.evaluation }));
}

type Body = { readonly [K in keyof Bodies]: { readonly kind: K; readonly body: Bodies[K] } }[keyof Bodies];

const body = <K extends keyof Bodies>(kind: K, content: Bodies[K]): Body => ({ kind, body: content }) as Body;

const openedBody = (asked: EvaluationInput, { decision }: AnsweredCase): Bodies["evaluation.opened"] => ({
  subject: asked.dossier.subject,
  subjectDigest: decision.subjectDigest,
  action: asked.dossier.action,
  dossier: decision.dossier,
  input: inputDigest(asked),
  policy: decision.policy,
  implementation: asked.implementation,
  declaredLevel: asked.dossier.declaredLevel,
  question: asked.question,
  by: asked.by,
  evaluations: asked.dossier.evaluations.map((each) => rememberedEvaluation(each, asked)),
  ...(asked.dossier.mission.incidents.length === 0
    ? {}
    : { missionIncidents: asked.dossier.mission.incidents.map(({ id }) => id) }),
  ...(asked.site.isKernelAsked === true ? { isKernelAsked: true } : {}),
});

/** What was set and does not count is not told as if nobody had set it. */
function screeningOf(
  { dossier: { screeningClaim }, policy }: EvaluationInput,
  { judged }: AnsweredCase["judged"]["verified"],
): Pick<Bodies["level.derived"], "screening"> {
  const found = judged.find(({ claim }) => claim.id === screeningClaim);
  if (found === undefined || isCarried(found)) return {};
  const { score } = found.after;
  return { screening: { claim: found.claim.id, score, needed: policy.verification.corroboration } };
}

/** As many runs as an evaluation may have. */
const RUNS_MAX = 4096;

/** What a later check of the argument compares with. */
const rememberedEvaluation = (
  { id, name, version, graderDigest, elicitation, runs, subjectVersion }: Evaluation,
  { dossier, examination }: EvaluationInput,
): Bodies["evaluation.opened"]["evaluations"][number] => ({
  id,
  name,
  version,
  graderDigest,
  elicitation,
  runs: [...new Set(runs.map(({ digest }) => digest))].toSorted().slice(0, RUNS_MAX),
  contents: contentsOf(id, examination).slice(0, RUNS_MAX),
  subject: { version: subjectVersion },
  trials: Math.max(
    0,
    ...examination.recounts.flatMap(({ evaluation, counted }) => (evaluation === id ? [counted?.trials ?? 0] : [])),
  ),
  figures: dossier.claims.flatMap(({ figure }) =>
    figure?.evaluation === id ? [{ comparator: figure.comparator, share: figure.share }] : [],
  ),
});

const contentsOf = (id: string, { recounts }: EvaluationInput["examination"]): readonly Digest[] => [
  ...new Set(recounts.flatMap(({ evaluation, contents }) => (evaluation === id ? contents : []))),
];

/** Risks that no safeguard stood against before this cycle: it made a rule of them, or tried. */
const unmappedOf = ({ dossier }: EvaluationInput, { cycle }: EvolvedCase): readonly string[] => {
  const tried = new Set(cycle.fusions.map(({ risk }) => risk));
  return dossier.risks.filter(({ id }) => tried.has(id)).map(({ id }) => id);
};

/** By this the input is kept beside the log. */
export const inputDigest = (input: EvaluationInput): Digest => digestOfValue(input as unknown as CanonicalValue);

const intakeBody = ({ examination }: EvaluationInput): Bodies["intake.examined"] => ({
  rules: examination.rules,
  items: [...examination.sources.map(({ intake }) => intake), ...examination.text],
  faults: examination.faults,
});
