import { readFileSync } from "node:fs";
import { type Corpus, corpusShape } from "../../src/argument/corpus.ts";
import { ratesOf, shareText, sumOf } from "../../src/argument/rates.ts";

const SETS = ["held-out", "indirect", "tuned"] as const;

const MEANING: Readonly<Record<Corpus["set"], string>> = {
  "held-out": "Usual wordings, written after the patterns were fixed. The rates to expect.",
  indirect:
    "Worded to avoid the usual phrases, after the patterns were fixed. What a careful writer gets past the rules.",
  tuned:
    "Sentences that the patterns were made with, earlier held-out ones among them. They show that the rules do what they were made for, and no rate.",
};

export function corpusOf(set: Corpus["set"]): Corpus {
  const file = new URL(`../../argument/${set}.json`, import.meta.url);
  const parsed = corpusShape.parse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.ok) throw new Error(`${file.pathname}${parsed.error.path}: expected ${parsed.error.expected}`);
  return parsed.value;
}

/** docs/reference/argument-rules.md, from the rules and the sentences as they are. */
export const ratesPage = (): string => `# Rules of the argument check, and how often they err

Made by \`node --conditions=@plimsoll/source scripts/write/argument-rates.ts\`; a test compares this page with the rules as they are. Rules RS-150 to RS-165
of [spec/release.md](../../spec/release.md).

An argument defect says that a case is not made well. It says nothing about anybody's intent, and a case on which no rule fires is not
thereby honest: the summary then reads "no rule fired (14 rules)".

## Mechanical rules

They compare numbers, versions and links of the dossier, and block the claims that rest on what is wrong until it is cured.

| rule | fires where |
| --- | --- |
| \`IC-CHERRY\` | more runs or trials were listed or logged than are reported; a best of n without n; an evaluation of any earlier dossier of the subject is gone |
| \`IC-GOALPOST\` | version, grader, elicitation or an easier bar changed since any earlier dossier, and the change log does not name that change |
| \`IC-CIRCULAR\` | a cycle in the graph of what carries what |
| \`IC-DENOM\` | a rate without the number of trials or an interval in its sentence; a figure whose trials could not be counted, or which the logs contradict; counts that no trials give; an interval narrower than the exact bounds |
| \`IC-STALE\` | an evaluation of another version, under a claim |
| \`IC-ABSENCE\` | "no evidence of" without how hard one looked, in the same sentence |
| \`IC-SELFAUTH\` | the subject is the origin of its own support |
| \`IC-ELICIT\` | a capability is ruled out by an evaluation without a description of the elicitation |

\`IC-DENOM\` and \`IC-ABSENCE\` also read words, as the rules below do, and can be talked around. The figure of a claim cannot.

## Rules about wording

They read one sentence at a time and are notes. One of them counts: \`IC-RACE\` in the rationale, where nothing else is shown, ends the
arbitration. That a rule is silent proves nothing: of usual wordings that they were not made with, these rules catch about half, and of wordings
that avoid the usual phrases about one in ten. A false alarm in the rationale does no harm to a case with a criterion that claims show.
A sentence that only turns an argument down ("that others race is no reason") is not to fire.

Intervals are exact, two-sided, 95 % (Clopper, Pearson 1934). *Hits*: sentences of the rule on which it fires. *False alarms*: sentences of no
rule on which it fires, among them many that deny such an argument or use its words otherwise. The sentences are our own, in English, about
nobody, and by one author: other writers will differ by more than these intervals say.

${SETS.map(tableOf).join("\n\n")}
`;

function tableOf(set: Corpus["set"]): string {
  const rates = ratesOf(corpusOf(set));
  const rows = [
    ...rates.map(({ rule, hits, falseAlarms }) => `| \`${rule}\` | ${shareText(hits)} | ${shareText(falseAlarms)} |`),
    `| all | ${shareText(sumOf(rates.map(({ hits }) => hits)))} | ${shareText(sumOf(rates.map(({ falseAlarms }) => falseAlarms)))} |`,
  ];
  return [`### ${set}`, "", MEANING[set], "", "| rule | hits | false alarms |", "| --- | --- | --- |", ...rows].join(
    "\n",
  );
}
