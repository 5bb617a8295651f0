import type { Claim } from "../dossier/claim.ts";
import { STRENGTHS, strengthAt } from "../policy/duty.ts";
import type { Level } from "../policy/level.ts";
import type { Policy } from "../policy/policy.ts";
import { onePromptAnswerShape } from "./answer.ts";
import { fenceFor } from "../opinion/fence.ts";
import { PASTE_HERE, WORDING } from "./wording.ts";

/** A claim as a prompt names it. */
export type NamedClaim = Pick<Claim, "id" | "kind" | "text">;

/**
 * The one-prompt test (the seed, §5; the sheet's §5.22): a text to give to any model. What is asked about stands in it as quoted
 * data, with the duties of its level, the schema of the answer, and the rule that what is not shown is not shown. Pure: the same
 * text, policy and level give the same prompt.
 */
export function promptFor(text: string, policy: Policy, level: Level, claims: readonly NamedClaim[] = []): string {
  const named = claims.map(({ id, kind, text: claim }) => `${id} (${kind}): ${JSON.stringify(claim)}`).join("\n");
  const fence = fenceFor(`${text}\n${named}`);
  const asked = instructions(policy, level).map((line) => filled(line, valuesOf(fence, level, policy)));
  const schema = ["```json", JSON.stringify(onePromptAnswerShape.jsonSchema), "```"];
  const about = [...WORDING.subject, ...quoted(fence, text)];
  const listed = named === "" ? [] : ["", ...WORDING.claims, "", ...quoted(fence, named)];
  return [...asked, ...schema, "", ...about, ...listed, ""].join("\n");
}

/** Everything that we say ourselves. Nothing is ever filled into quoted text. */
const instructions = (policy: Policy, level: Level): readonly string[] =>
  [
    WORDING.task,
    WORDING.data,
    WORDING.layers,
    [...WORDING.duties, ...dutiesAt(level, policy), ...WORDING.numbers],
    WORDING.rules,
    WORDING.answer,
  ].flatMap((part) => [...part, ""]);

/** The prompt as a file to copy: of a subject of which nothing is known, and so at ASL-5. */
export const promptToPaste = (policy: Policy): string => promptFor(PASTE_HERE, policy, "ASL-5");

const quoted = (fence: string, text: string): string[] => [fence, text, fence];

const dutiesAt = (level: Level, { duties }: Policy): string[] =>
  duties
    .filter((duty) => strengthAt(duty, level) !== STRENGTHS[0])
    .map((duty) => `- ${duty.name} (${strengthAt(duty, level)}): ${duty.text}`);

const valuesOf = (fence: string, level: Level, { verification, stability, arbitration }: Policy) => ({
  fence,
  level,
  sources: `${verification.sourcesMin}`,
  coverage: percent(verification.coverageMin),
  critical: share(stability.critical),
  resume: share(stability.resume),
  ceiling: share(arbitration.ceiling),
});

const filled = (line: string, values: Readonly<Record<string, string>>): string =>
  line.replaceAll(/\{([a-z]{1,16})\}/g, (whole, name: string) => values[name] ?? whole);

const share = (tenThousandths: number): string => `${tenThousandths / 10_000}`;
const percent = (tenThousandths: number): string => `${tenThousandths / 100} %`;
