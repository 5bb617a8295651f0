import { type CanonicalValue, canonicalJson, PlimsollError } from "@plimsoll/foundation";
import { CLEAN_VOCABULARY } from "../../compiler/vocabulary.ts";
import { ruleValue, targetValue } from "../../law/rule.ts";
import type { Question } from "../../run/play-seed.ts";
import type { Observation } from "../../world/observation.ts";
import type { AgentView, ContradictionNotice } from "../deliberator.ts";
import { DELIBERATOR_INTERFACE, JUSTIFY_PROMPT, NO_TRACE, REPAIR_PROMPT, SYSTEM_PROMPT } from "./prompt.ts";

/** One chat: what the model is, and what it is asked now. */
export interface QuestionPrompt {
  readonly system: string;
  /** Always `userPromptLength` characters. */
  readonly user: string;
}

/**
 * A question in the frozen words, with everything that the agent sees and carries and nothing else: no seed, no nonce, no earlier
 * question. Throws `BUFFER_OVERFLOW` where the law has grown so long that the fixed length does not hold it (reference §1.4).
 */
export function questionPrompt(question: Question): QuestionPrompt {
  const template = question.kind === "justify" ? JUSTIFY_PROMPT : REPAIR_PROMPT;
  return { system: SYSTEM_PROMPT, user: padded(template, placesOf(question)) };
}

type Places = Readonly<Record<string, string>>;

const placesOf = (question: Question): Places =>
  question.kind === "justify"
    ? viewPlaces(question.view)
    : {
        ...viewPlaces(question.view),
        contradiction: contradictionText(question.notice),
        attempt: String(question.attempt),
      };

const viewPlaces = ({ observation, law }: AgentView): Places => ({
  episode: String(observation.episode),
  step: String(observation.step),
  observation: canonicalJson({ ...observation }),
  predicates: canonicalJson(reservedPredicates(observation)),
  rules: law.rules.map((rule) => canonicalJson(ruleValue(rule))).join("\n"),
  epochs: law.epochChain.join("\n"),
  repairs: String(law.repairCount),
});

/** Every reserved predicate with its value in what is seen: a repair can only be written by who knows what its words mean here. */
const reservedPredicates = (seen: Observation): Readonly<Record<string, boolean>> =>
  Object.fromEntries(
    Object.entries(CLEAN_VOCABULARY)
      .filter(([, { reservedFor }]) => reservedFor !== null)
      .map(([word, { holds }]) => [word, holds(seen, [])]),
  );

const contradictionText = (notice: ContradictionNotice): string =>
  notice === null ? NO_TRACE : canonicalJson(noticeValue(notice));

const noticeValue = (notice: NonNullable<ContradictionNotice>): CanonicalValue => ({
  trace_entry_id: notice.traceEntryId,
  contradiction_type: notice.contradiction,
  blocking_rule_ids: [...notice.blockingRuleIds],
  target: notice.target === null ? null : targetValue(notice.target),
  progress_actions: [...notice.progressActions],
  blocked_class: notice.blockedClass,
});

/** Spaces in front, so that every user message is as long as any other and what is asked stands last. */
function padded(template: string, places: Places): string {
  const { userPromptLength } = DELIBERATOR_INTERFACE;
  const bare = filled(template, { ...places, padding: "" });
  if (bare.length > userPromptLength) throw overflow(bare.length);
  return filled(template, { ...places, padding: " ".repeat(userPromptLength - bare.length) });
}

const filled = (template: string, places: Places): string =>
  template.replaceAll(/\{([a-z]+)\}/g, (_, name: string) => places[name]!);

const overflow = (length: number): PlimsollError =>
  new PlimsollError({
    code: "BUFFER_OVERFLOW",
    expected: `a question of at most ${DELIBERATOR_INTERFACE.userPromptLength} characters`,
    received: `${length}, with a law that its repairs made longer`,
    fix: "nothing: the run is INVALID_RUN / BUFFER_OVERFLOW, since a longer window would be another interface",
  });
