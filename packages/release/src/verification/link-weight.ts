import type { Policy } from "../policy/policy.ts";
import { isSound } from "./admissible-sources.ts";
import type { ExaminedLink, ExaminedSource } from "./exhibit.ts";
import { freshness } from "./freshness.ts";
import { isLongEnough } from "./quotation-length.ts";
import type { Weighed } from "./weigh.ts";

type VerificationPolicy = Policy["verification"];

/** All that language models say is one voice, however often they are asked. */
const MODELS = "language models";

/** What a link says for its claim. Damage, age, a quotation that is short or not found and a missing confirmation take its weight away. */
export function support(
  { link, isQuoteFound }: ExaminedLink,
  source: ExaminedSource | undefined,
  policy: VerificationPolicy,
  nowMs: number,
): Weighed | null {
  if (link.stance !== "supports" || source === undefined) return null;
  const isShown = isQuoteFound && isSound(source) && link.confirmedBy !== null && isLongEnough(link);
  const weight = isShown
    ? Math.floor(weightOf(link.method, "supports", policy) * freshness(source.source, policy, nowMs))
    : 0;
  return { group: groupOf(link, source), weight };
}

/** What a link says against it: in full, whatever became of its source, so that losing evidence never helps. */
export function refutation(
  { link }: ExaminedLink,
  source: ExaminedSource | undefined,
  policy: VerificationPolicy,
): Weighed | null {
  if (link.stance !== "refutes") return null;
  return { group: groupOf(link, source), weight: weightOf(link.method, "refutes", policy) };
}

/** Sources that are gone are each a group of their own: taken together they would weigh less than before. */
const groupOf = ({ method, source: id }: ExaminedLink["link"], source: ExaminedSource | undefined): string =>
  method === "llm-opinion" ? MODELS : (source?.source.independenceGroup ?? `gone: ${id}`);

const weightOf = (
  method: ExaminedLink["link"]["method"],
  stance: "supports" | "refutes",
  { weights }: VerificationPolicy,
): number => weights.find((each) => each.method === method)?.[stance] ?? (stance === "supports" ? 0 : 10_000);
