// What Plimsoll makes when it is asked to: reports, packs, the description of the API. Of fixtures that tests have already.
import { fullMaterial } from "../../packages/sovereignty/test/report-fixture.ts";
import { reportHtml } from "../../packages/sovereignty/src/report/report-html.ts";
import { filesBelow } from "../../packages/release/src/node/pack/pack-folder.ts";
import { packOf, readText } from "../../packages/release/test/pack/pack-rig.ts";
import { historyLog } from "../../packages/release/test/pack/rig.ts";
import { rehearse } from "../../packages/demo/src/rehearsal/rehearse.ts";
import { storyReport } from "../../packages/demo/src/report/story-report.ts";
import { StoryRecord } from "../../packages/demo/src/story/story-record.ts";
import { storySummary } from "../../packages/demo/src/story/story-summary.ts";
import { apiDocument } from "../clients/client-files.ts";
import type { Source } from "./claims.ts";

export const apiText = (): Source => ({ name: "made: openapi.json", text: JSON.stringify(apiDocument(), null, 1) });

/** Every file of a transparency pack, HTML and JSON alike. */
export function packTexts(): readonly Source[] {
  using under = packOf(historyLog(), "evaluation-5");
  return filesBelow(under.pack).map((path) => ({ name: `made: pack/${path}`, text: readText(under.pack, path) }));
}

export const sovereigntyReport = (): Source => ({ name: "made: sovereignty report", text: reportHtml(fullMaterial()) });

/** A story of the demo, looked at rarely so that it is short, with its real kernel, learner and battery. */
export async function demoReport(): Promise<Source> {
  const story = { seed: 1, learner: "plain", control: false, interval: 300 } as const;
  const record = new StoryRecord();
  const outcome = await rehearse(story, record);
  const summary = storySummary(story, outcome, record, {
    entries: record.entries,
    verified: true,
    dir: "",
    publicKey: "",
  });
  return { name: "made: demo report", text: storyReport({ story, record, summary, verification: [] }) };
}
