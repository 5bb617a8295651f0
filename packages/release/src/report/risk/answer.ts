import { familyOf, REASON_CODES } from "../../decision/reason-code.ts";
import { LAYER_NAMES, VOTING_LAYERS } from "../../decision/layer.ts";
import { type PolicyStanding, policyStanding } from "../../evolution/policy-standing.ts";
import { type Case, entriesOf, lastOwn } from "../case.ts";
import { type Said, type Section, section, textBlock } from "../document.ts";
import { evaluationsOn } from "../subject-index.ts";
import { actionWords, instant, listed, nameOf, sentence, share } from "../words.ts";

/** Overrides that had an effect on this evaluation. */
export const usedOverrides = (theCase: Case) => entriesOf(theCase.own, "override.used");

/** The colour and the one sentence why. An override, a withdrawal and what voids it stand in its first line. */
export function answerSection(theCase: Case): Section {
  const { decision } = theCase;
  return section("answer", titleOf(theCase), [
    textBlock(
      votesSaid(theCase),
      { text: why(theCase), records: [decision.sequence, ...marksOf(theCase)] },
      ...overrideText(theCase),
    ),
  ]);
}

/** The four votes, in words. A vote that is withheld or missing still stands in the decision. */
function votesSaid({ own, decision }: Case): Said {
  const cast = entriesOf(own, "vote.cast").map(({ sequence }) => sequence);
  const votes = VOTING_LAYERS.map((layer) => `${LAYER_NAMES[layer]} (${layer}) ${decision.body.votes[layer]}`);
  return { text: `Votes: ${votes.join("; ")}.`, records: [...cast, decision.sequence] };
}

function titleOf(theCase: Case): string {
  const withdrawn = isWithdrawn(theCase) ? ", withdrawn" : "";
  const used = usedOverrides(theCase);
  const by =
    used.length === 0 ? "" : `, reached with an override (${used.map(({ body }) => body.override).join(", ")})`;
  const [voided] = voidingAfter(theCase);
  const since = voided === undefined ? "" : `, void since record ${voided.records.join(", ")}`;
  return `${theCase.decision.body.colour}${by}${withdrawn}${since}`;
}

const isWithdrawn = (theCase: Case): boolean =>
  evaluationsOn(theCase.history).some(
    ({ evaluation, isWithdrawn }) => evaluation === theCase.material.evaluation && isWithdrawn,
  );

const marksOf = (theCase: Case): readonly number[] => [
  ...usedOverrides(theCase).map(({ sequence }) => sequence),
  ...entriesOf(theCase.history, "evaluation.withdrawn")
    .filter(({ body }) => body.evaluation === theCase.material.evaluation)
    .map(({ sequence }) => sequence),
  ...voidingAfter(theCase).flatMap(({ records }) => records),
];

function why({ decision }: Case): string {
  const { colour, reasons } = decision.body;
  const first = reasons[0];
  if (first === undefined) return "Verification, stability, arbitration and evolution all voted Green.";
  const said = `${REASON_CODES[first.code]} (${first.detail.replace(/\.$/, "")})`;
  if (colour === "YELLOW") return sentence(`Nothing is authorised: ${said}`);
  const family = familyOf(first.code);
  return sentence(
    `${family === "VIOLATION" ? "This was shown against it" : "This is required and was not shown"}: ${said}`,
  );
}

const overrideText = (theCase: Case): readonly Said[] =>
  usedOverrides(theCase).map(({ body, sequence }) => ({
    text: `The override ${body.override} took effect: ${sentence(body.effect)} It changes no vote, no colour and no permission.`,
    records: [sequence],
  }));

/** What the answer holds for, and until when. */
export function scopeSection(theCase: Case): Section {
  const { subject } = theCase.opened.body;
  const { decision, opened } = theCase;
  const rests = [opened.sequence, decision.sequence];
  return section("scope", "What it holds for", [
    textBlock(
      {
        text: `Action: ${actionWords(decision.body.action)}. Subject: ${subject.name} ${subject.version} (${subject.id}, ${actionWords(subject.kind)}). It holds for nothing else.`,
        records: rests,
      },
      {
        text: `Decided ${instant(decision.body.decidedAtMs)}; it ends ${instant(decision.body.expiresAtMs)}, or sooner with new evidence, a tighter policy, an incident or a pause.`,
        records: [decision.sequence],
      },
      ...whoSaid(theCase),
      { text: `Subject ${decision.body.subjectDigest}.`, records: rests },
      { text: `Dossier ${decision.body.dossier}.`, records: rests },
      { text: `Policy ${decision.body.policy}: ${policyWords(theCase)}.`, records: rests },
      ...voidingAfter(theCase),
    ),
  ]);
}

const POLICY_WORDS: Readonly<Record<PolicyStanding, string>> = {
  shipped: "as it shipped with the program",
  stricter: "not as it shipped, and nowhere looser",
  other: "not as it shipped, and looser somewhere or beyond comparison",
};

const policyWords = ({ material, decision }: Case): string =>
  POLICY_WORDS[policyStanding(material.policy, decision.body.policy, material.ships)];

/** Who asked, what, and under whose policy: the answer itself is worked out, and nobody is its author. */
function whoSaid({ opened, history, decision }: Case): readonly Said[] {
  const { by, question } = opened.body;
  const adopted = entriesOf(history, "policy.adopted").findLast(({ body }) => body.policy === decision.body.policy);
  return [
    {
      text: `${by ? `Asked by ${by}` : "Asked by: nobody is named"}. Question: ${question === null ? "none in words." : sentence(question)}`,
      records: [opened.sequence],
    },
    ...(adopted === undefined
      ? []
      : [
          {
            text: `The answer is worked out from the four votes, under policy ${adopted.body.version}, adopted by ${listed(adopted.body.by, "nobody who is named")} (${adopted.body.why}).`,
            records: [adopted.sequence, decision.sequence],
          },
        ]),
  ];
}

/** What the log tells after the decision, and that voids it. */
function voidingAfter({ history, decision }: Case): readonly Said[] {
  const later = history.filter(({ record }) => record.sequence > decision.sequence);
  const said = (sequence: number, what: string): Said => ({ text: `Void since then: ${what}.`, records: [sequence] });
  return [
    ...entriesOf(later, "incident.reported").map(({ body, sequence }) =>
      said(sequence, `incident ${body.id}, reported by ${nameOf(body.by)}`),
    ),
    ...entriesOf(later, "stop.ordered").map(({ body, sequence }) => said(sequence, `a stop, ordered by ${body.by}`)),
    ...entriesOf(later, "pause.changed")
      .filter(({ body }) => body.to.state !== "STABLE")
      .map(({ body, sequence }) => said(sequence, `the subject is ${body.to.state.toLowerCase()}`)),
    ...entriesOf(later, "policy.adopted").map(({ body, sequence }) => said(sequence, `policy ${body.version}`)),
    ...entriesOf(later, "safeguards.adopted").map(({ sequence }) => said(sequence, "other safeguards")),
  ];
}

/** The level, and the line that fixed it. */
export function levelSection(theCase: Case): Section {
  const derived = lastOwn(theCase, "level.derived");
  const { level } = theCase.decision.body;
  if (derived === null)
    return section("level", "Level", [textBlock({ text: `${level}.`, records: [theCase.decision.sequence] })]);
  const { threshold, because, declared, screening } = derived.body;
  const open =
    screening === undefined
      ? ""
      : ` The screening claim ${screening.claim} is not carried (${share(screening.score)} of ${share(screening.needed)}): so it rules no line out.`;
  const line = theCase.material.policy.thresholds.find(({ id }) => id === threshold);
  const fixed =
    line === undefined
      ? `Fixed by: ${because}.`
      : `Fixed by the threshold ${line.id}, which is not ruled out: ${sentence(line.text)}`;
  return section("level", "Level", [
    textBlock({
      text: `${level}. ${fixed} Declared: ${declared ?? "nothing"}; a declaration raises a level and never lowers it.${open}`,
      records: [derived.sequence, theCase.decision.sequence],
    }),
  ]);
}
