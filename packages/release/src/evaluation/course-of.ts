import { VOTING_LAYERS } from "../decision/layer.ts";
import type { Course } from "../reflection/reflection.ts";
import { isCarried } from "../verification/judge-claims.ts";
import type { AnsweredCase } from "./judge-case.ts";

/** What happened, in the terms of what was expected. */
export const courseOf = ({ votes, decision, judged }: AnsweredCase): Course => ({
  votes: Object.fromEntries(VOTING_LAYERS.map((layer) => [layer, votes[layer].colour])) as Course["votes"],
  colour: decision.colour,
  spentT: judged.verified.plan.account.entries.reduce((sum, { amount }) => sum + amount, 0),
  carried: judged.verified.judged.filter(isCarried).map(({ claim }) => claim.id),
  failure: judged.foretold.failure,
});
