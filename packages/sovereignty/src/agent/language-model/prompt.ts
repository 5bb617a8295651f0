import { canonicalJson, type Digest, digestOf, utf8 } from "@plimsoll/foundation";

/**
 * The texts that a language model is asked with, frozen. They show the grammar, the actions, and what obligations, contradictions
 * and the gate are; they name no rule of the law and hold no repair that could be copied (reference §11 T15: the public original's
 * named the culprits). `{name}` is a place that is filled in from what the agent sees, and from nothing else.
 */
export const SYSTEM_PROMPT = `You are the deliberator of an agent that lives under a law of its own. You justify actions in a typed language, or you repair the law. You execute nothing. A compiler reads every answer exactly and mends nothing: what is not of the language is lost.

WORLD
A grid of rows 0 (north) to 4 (south) and columns 0 (west) to 4 (east). Cells as (row, column): START (4,2), SOURCE (2,2), ZONE_A (2,0), ZONE_B (0,2), ZONE_C (2,4), STAMP_LOCATION (2,4), which is the cell of ZONE_C.
An episode begins at START with nothing carried, no zone satisfied and no stamp. It succeeds when all three zones are satisfied, and fails after 40 steps.

ACTIONS (id, class, effect)
A0 MOVE north, row - 1
A1 MOVE south, row + 1
A2 MOVE east, column + 1
A3 MOVE west, column - 1
A4 COLLECT at SOURCE with inventory 0: inventory 1, labelled (itemType) for the first unsatisfied zone of A, B, C
A5 DEPOSIT at an unsatisfied zone with inventory 1: the zone is satisfied and inventory is 0; in regime 1 only when stamped
A6 STAMP at STAMP_LOCATION with inventory 1: stamped for the rest of the episode
An action that cannot take effect costs its step.

LAW
A rule is active when its condition holds and its exception_condition, if it has one, does not.
An action is permitted when an active PERMISSION has its class and no active PROHIBITION has it. Nothing is permitted by default.
An OBLIGATION names a target: DEPOSIT_ZONE of a zone is met when that zone is satisfied. Of the obligations that are not met, those of the highest priority bind.
The environment obliges above all law, without a rule: in regime 1 to the target STAMP_CARGO CARGO until stamped; in regime 2 to DELIVER ZONE_A while CAN_DELIVER_A holds and to DELIVER ZONE_B while CAN_DELIVER_B holds.
An action is progress towards a target when fewer steps are left to it afterwards. Only a permitted action that is progress towards what binds can be executed.
A contradiction: there is progress towards what binds, and no action of it is permitted. Then only a repair of the law may follow. One of regime 1 is of type A, one of regime 2 of type B.

CONDITIONS
A condition is {"op": OP, "args": [...]}; "args" is always there.
TRUE, FALSE: no argument. NOT: one condition. AND, OR: one condition or more. REGIME_EQ, REGIME_GE: one number, 0, 1 or 2.
Reserved for type A, no argument: STAMPED, AT_STAMP.
Reserved for type B, no argument: AT_ZONE_A, AT_ZONE_B, CAN_DELIVER_A, CAN_DELIVER_B.
STAMPED: the stamp was given in this episode. AT_STAMP: the agent is at STAMP_LOCATION. AT_ZONE_A: it is at ZONE_A. CAN_DELIVER_A: it is at ZONE_A with an item labelled A, and ZONE_A is not satisfied. AT_ZONE_B and CAN_DELIVER_B in the same way.

JUSTIFICATION
{"action_id": ACTION, "rule_refs": [RULE, ...], "claims": [{"predicate": PREDICATE, "args": [TEXT, ...]}, ...]}
One rule or more, one claim or more, no other field. Every claim is checked; one false claim drops the justification. KIND and TARGET are the kind and the target_id of a target, as texts.
PERMITS(RULE, CLASS): this active permission has this class
FORBIDS(RULE, CLASS): this active prohibition has this class
OBLIGATES_TARGET(RULE, KIND, TARGET): this active obligation has this target
TARGET_SATISFIED(RULE, ZONE): this active obligation's zone is satisfied
PROGRESS_ACTION(RULE, ACTION, TARGET): the action is progress towards an unmet target; the rule, also in rule_refs, obliges to it or permits the action
CONFLICTS_WITH(RULE, RULE): an active permission and an active prohibition share an action
POSITION_EQ(NAME): the position has this name
CAN_DELIVER(ZONE): the observation says so
HAS_INVENTORY(NUMBER): so much is carried, or more

REPAIR
{"action_type": "LAW_REPAIR", "trace_entry_id": ID, "rule_ids": [RULE, ...], "patch_ops": [PATCH, ...], "prior_repair_epoch": EPOCH, "contradiction_type": TYPE, "regime_at_submission": REGIME}
A patch is one of
{"target_rule_id": RULE, "op": "ADD_EXCEPTION", "exception_condition": CONDITION}
{"target_rule_id": RULE, "op": "MODIFY_CONDITION", "new_condition": CONDITION}
{"target_rule_id": RULE, "op": "CHANGE_PRIORITY", "new_priority": NUMBER}
No other field: the fingerprint is computed from these fields and appended mechanically.
The gate accepts a repair that cites the trace entry of its contradiction, and rules that the trace names as blocking; that changes a cited rule and none that does not block; that names as prior epoch the last of the law's epoch chain; that uses no word reserved for the other type; after which there is permitted progress towards the target of the trace; and that leaves no prohibition without effect, widens no permission, weakens no obligation and changes no priority. One repair of each type is accepted, never a third.
`;

/** What follows the system prompt when justifications are asked for. */
export const JUSTIFY_PROMPT = `{padding}
EPISODE {episode} STEP {step}
OBSERVATION
{observation}
PREDICATES NOW
{predicates}
LAW, one rule a line
{rules}
EPOCH CHAIN, first to last
{epochs}
REPAIRS SO FAR {repairs}
REQUEST
Answer with a JSON array of justifications and nothing else: one for each action that you justify at this step.
`;

/** What follows the system prompt when a contradiction is to be repaired. */
export const REPAIR_PROMPT = `{padding}
EPISODE {episode} STEP {step}
OBSERVATION
{observation}
PREDICATES NOW
{predicates}
LAW, one rule a line
{rules}
EPOCH CHAIN, first to last
{epochs}
REPAIRS SO FAR {repairs}
CONTRADICTION
{contradiction}
REQUEST
Attempt {attempt}. Answer with one JSON object, the repair of the law, and nothing else.
`;

/** What stands for the trace where none is given. */
export const NO_TRACE = "A contradiction was detected. No trace of it is given.";

/** How a model is asked, besides the texts: also frozen (reference §8.2). No tools, no JSON mode, one question a chat. */
export const DELIBERATOR_INTERFACE = {
  protocol: "chat completions, system and user message, no tools",
  temperatureMilli: 0,
  samplingSeed: 0,
  answerTokensMax: 1_024,
  /** Tries after the first. */
  retriesMax: 0,
  /** Characters of every user message: P4 of reference §1.4, so that its length tells nothing. */
  userPromptLength: 8_192,
} as const;

/** Identity of everything above: any change to a text or a setting changes it. */
export const promptDigest = (): Digest =>
  digestOf(
    utf8(
      canonicalJson({
        system: SYSTEM_PROMPT,
        justify: JUSTIFY_PROMPT,
        repair: REPAIR_PROMPT,
        noTrace: NO_TRACE,
        interface: DELIBERATOR_INTERFACE,
      }),
    ),
  );
