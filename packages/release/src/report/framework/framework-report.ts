import { type Case, documentOf, notOnRecord } from "../case.ts";
import { type ReportDocument, type Section, section, textBlock } from "../document.ts";
import { policyRecords, staleWarning } from "../risk/back-matter.ts";
import type { Framework } from "./framework.ts";
import { viewOf } from "./views.ts";

export interface FrameworkFacts {
  readonly framework: string;
  readonly version: string;
  readonly day: string;
  readonly asOf: string;
  readonly verify: boolean;
  /** Headings under which nothing is on record. */
  readonly empty: readonly string[];
}

/** The record under the headings of a published framework: what it maps to, and what is not there. */
export function frameworkReport(theCase: Case, framework: Framework): ReportDocument<FrameworkFacts> {
  const { id, name, version, day, asOf, verify } = framework;
  const filled = framework.sections.map((form) => filledSection(theCase, framework, form));
  const facts = { framework: id, version, day, asOf, verify, empty: filled.filter(isEmpty).map(({ title }) => title) };
  return documentOf(theCase, `frameworks/${id}`, name, facts, [about(theCase, framework), ...filled]);
}

function about(theCase: Case, { name, version, day, asOf, verify, source, force }: Framework): Section {
  const records = policyRecords(theCase);
  return section("about", "What this is", [
    textBlock(
      {
        text: `Records of this log under the headings of ${name}, ${version} of ${day} (${force}), as read on ${asOf}. Each heading maps to records by an interpretation of ours; whether the framework is met is not said here.`,
        records,
      },
      { text: `${source}${verify ? " To be verified against the text itself." : ""}`, records },
    ),
    ...staleWarning(`The form of "${name}"`, asOf, theCase),
  ]);
}

function filledSection(theCase: Case, framework: Framework, form: Framework["sections"][number]): Section {
  const blocks = form.views.flatMap((view) => viewOf[view](theCase, framework));
  return section(form.id, form.title, blocks.length === 0 ? [textBlock(notOnRecord(theCase))] : blocks, form.asks);
}

const isEmpty = ({ blocks }: Section): boolean =>
  blocks.every((block) => block.block === "text" && block.said.every(({ text }) => text.startsWith("None on record")));
