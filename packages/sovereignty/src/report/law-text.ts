import type { Condition, ConditionArgument } from "../law/condition.ts";
import type { Rule } from "../law/rule.ts";
import { html, type Html, NOTHING } from "./html.ts";

/** A condition as one reads it: `REGIME_EQ(2) and AT_ZONE_A`. */
export function conditionText(whole: Condition): string {
  if (whole.op === "TRUE") return "always";
  return whole.op === "FALSE" ? "never" : partText(whole);
}

const partText = ({ op, args }: Condition): string => {
  if (op === "AND" || op === "OR") return args.map(operandText).join(` ${op.toLowerCase()} `);
  return args.length === 0 ? op : `${op}(${args.map(argumentText).join(", ")})`;
};

const argumentText = (each: ConditionArgument): string => (typeof each === "object" ? partText(each) : String(each));

const operandText = (each: ConditionArgument): string =>
  typeof each === "object" && (each.op === "AND" || each.op === "OR") ? `(${partText(each)})` : argumentText(each);

/** A rule as one reads it: `STAMP prohibited when REGIME_EQ(1) — unless AT_STAMP`. */
export const ruleText = (rule: Rule): Html => ruleMarkup(rule, rule);

/** A rule after a change, with what is new set off. */
export const changedRuleText = (before: Rule, after: Rule): Html => ruleMarkup(before, after);

function ruleMarkup(before: Rule, after: Rule): Html {
  const [was, is] = [clausesOf(before), clausesOf(after)];
  return html`<b>${after.id}</b>: ${is.effect}
    ${inserted(was.when, is.when)}${unlessClause(was.unless, is.unless)}${inserted(was.priority, is.priority)}`;
}

const inserted = (was: string, is: string): Html => (was === is ? html`${is}` : html`<ins>${is}</ins>`);

const unlessClause = (was: string, is: string): Html =>
  is === "" ? NOTHING : was === is ? html` ${is}` : html` <ins>${is}</ins>`;

interface Clauses {
  readonly effect: string;
  readonly when: string;
  readonly unless: string;
  readonly priority: string;
}

function clausesOf({ type, effect, condition, exceptionCondition, priority }: Rule): Clauses {
  const when = conditionText(condition);
  const { op } = condition;
  return {
    effect:
      effect.effectType === "ACTION_CLASS"
        ? `${effect.actionClass} ${WORDS[type]}`
        : `${effect.target.kind} ${effect.target.targetId} ${WORDS[type]}`,
    when: op === "TRUE" || op === "FALSE" ? when : `when ${when}`,
    unless: exceptionCondition === undefined ? "" : `— unless ${conditionText(exceptionCondition)}`,
    priority: priority === 0 ? "" : `, priority ${priority}`,
  };
}

const WORDS: Readonly<Record<Rule["type"], string>> = {
  PERMISSION: "permitted",
  PROHIBITION: "prohibited",
  OBLIGATION: "owed",
};
