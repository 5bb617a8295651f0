import type { ArgumentRule } from "../argument-facts.ts";
import { blocks } from "../blocking.ts";
import { cyclesOf } from "../cycles.ts";
import { evidenceGraph } from "../evidence-graph.ts";

/** `IC-CIRCULAR`: a claim that is carried, over however many steps, by itself. */
export const circular: ArgumentRule = {
  rule: "IC-CIRCULAR",
  examine: (made) =>
    cyclesOf(evidenceGraph(made)).flatMap((cycle) => {
      const claims = cycle.filter((node) => node.startsWith("claims/"));
      return blocks(
        "IC-CIRCULAR",
        claims.map((node) => node.slice("claims/".length)),
        {
          place: claims[0] ?? "claims",
          span: cycle,
          why: "The claim is supported by something that rests on the same claim.",
          cure: "Support it by a source that was made without it, and take the circular link out.",
        },
      );
    }),
};
