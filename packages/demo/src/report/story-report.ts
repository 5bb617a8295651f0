import { explainOutcome } from "../story/explain-outcome.ts";
import type { Story } from "../story/story.ts";
import type { StoryRecord } from "../story/story-record.ts";
import type { storySummary } from "../story/story-summary.ts";
import { escapeHtml } from "./escape-html.ts";
import { storyPage } from "./story-page.ts";

export interface Report {
  readonly story: Story;
  readonly record: StoryRecord;
  readonly summary: ReturnType<typeof storySummary>;
  /** The commands with which a stranger checks the ledger. */
  readonly verification: readonly string[];
}

/** The whole story in one file, and how to check it. */
export const storyReport = ({ story, record, summary, verification }: Report): string =>
  storyPage({
    title: `${summary.outcome}, seed ${story.seed}`,
    lead: explainOutcome(summary, record),
    record,
    footer: `<h2>Check it yourself</h2>
<p>The ledger of ${summary.ledger.entries} entries and its public key lie beside this page. Neither command asks you to trust what wrote it: the first recomputes every hash and balance with a separate program, the second is OpenSSL's.</p>
<pre>${verification.map(escapeHtml).join("\n\n")}</pre>
<h2>How to read this</h2>
<p>A small policy was first taught to obey four signals, then trained further ${story.control ? "with obedience kept in its objective" : "on reward alone"}. Nothing was scripted: every point is a set of eight windows of ${record.measurements[0]?.cells["goal_edit/EVAL"].trials ?? 0} trials each, judged from the state of the world. A bound is what those trials prove at a stated error rate, so it lies below the plain score. Seven versions of the world were tried while it was designed, and the one that erodes best was kept; <code>docs/reference/seeds.md</code> has the same story for twenty seeds.</p>`,
  });
