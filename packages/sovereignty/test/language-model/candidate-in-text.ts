import { candidate } from "../../src/agent/candidate.ts";
import type { AgentView, ContradictionNotice } from "../../src/agent/deliberator.ts";
import type { Condition } from "../../src/law/condition.ts";
import type { Law } from "../../src/law/law.ts";
import type { Effect, Rule, RuleId } from "../../src/law/rule.ts";
import type { Observation } from "../../src/world/observation.ts";
import type { ActionClass, ActionId } from "../../src/world/action.ts";
import type { Target } from "../../src/world/target.ts";

/**
 * The candidate as a language model would have to be: it knows nothing but the user message. It reads its view back out of the
 * text, decides as it always does, and answers in prose around JSON, its repairs without the fingerprint.
 */
export function candidateAnswer(user: string): string {
  const view = viewIn(user);
  if (!user.includes("\nCONTRADICTION\n"))
    return `These follow from the law:\n[${candidate.justify(view).join(", ")}]\nThat is all.`;
  const attempt = Number(/\nAttempt (\d+)\./.exec(user)?.[1]);
  const repair = candidate.repair(view, noticeIn(user), attempt);
  if (repair === null) return "There is nothing more to say.";
  const { repair_fingerprint: _, ...fields } = JSON.parse(repair) as Record<string, unknown>;
  return `\`\`\`json\n${JSON.stringify(fields, null, 1)}\n\`\`\``;
}

const sectionOf = (user: string, title: string, next: string): string =>
  user.slice(user.indexOf(`\n${title}\n`) + title.length + 2, user.indexOf(`\n${next}`));

function viewIn(user: string): AgentView {
  const observation = JSON.parse(sectionOf(user, "OBSERVATION", "PREDICATES NOW")) as Observation;
  return { observation, law: lawIn(user) };
}

const lawIn = (user: string): Law => ({
  rules: sectionOf(user, "LAW, one rule a line", "EPOCH CHAIN").split("\n").map(ruleIn),
  epochChain: sectionOf(user, "EPOCH CHAIN, first to last", "REPAIRS SO FAR").split("\n"),
  repairCount: Number(/\nREPAIRS SO FAR (\d+)\n/.exec(user)?.[1]),
});

interface WrittenRule {
  readonly id: Rule["id"];
  readonly type: Rule["type"];
  readonly condition: Condition;
  readonly effect: { readonly action_class?: string; readonly obligation_target?: WrittenTarget };
  readonly expires_episode: number | null;
  readonly priority: number;
  readonly repair_epoch?: string;
  readonly exception_condition?: Condition;
}

interface WrittenTarget {
  readonly kind: string;
  readonly target_id: string;
}

function ruleIn(line: string): Rule {
  const written = JSON.parse(line) as WrittenRule;
  const { id, type, condition, expires_episode, priority, repair_epoch, exception_condition } = written;
  return {
    ...{ id, type, condition, priority, expiresEpisode: expires_episode, effect: effectIn(written.effect) },
    ...(repair_epoch === undefined ? {} : { repairEpoch: repair_epoch }),
    ...(exception_condition === undefined ? {} : { exceptionCondition: exception_condition }),
  };
}

const effectIn = ({ action_class, obligation_target }: WrittenRule["effect"]): Effect =>
  (obligation_target === undefined
    ? { effectType: "ACTION_CLASS", actionClass: action_class }
    : { effectType: "OBLIGATION_TARGET", target: targetIn(obligation_target) }) as Effect;

const targetIn = ({ kind, target_id }: WrittenTarget): Target => ({ kind, targetId: target_id }) as Target;

interface WrittenNotice {
  readonly trace_entry_id: string;
  readonly contradiction_type: "A" | "B";
  readonly blocking_rule_ids: readonly RuleId[];
  readonly target: WrittenTarget | null;
  readonly progress_actions: readonly ActionId[];
  readonly blocked_class: ActionClass | null;
}

function noticeIn(user: string): ContradictionNotice {
  const text = sectionOf(user, "CONTRADICTION", "REQUEST");
  if (!text.startsWith("{")) return null;
  const written = JSON.parse(text) as WrittenNotice;
  return {
    traceEntryId: written.trace_entry_id,
    contradiction: written.contradiction_type,
    blockingRuleIds: written.blocking_rule_ids,
    target: written.target === null ? null : targetIn(written.target),
    progressActions: written.progress_actions,
    blockedClass: written.blocked_class,
  };
}
