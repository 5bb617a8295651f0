import { PARTS } from "../plan/models.ts";
import { quarterPolicy } from "../plan/quarter-policy.ts";
import { DAY_MS, onDay, QUARTER_DAYS } from "../plan/calendar.ts";
import { digestOfValue, type Digest } from "@plimsoll/foundation";
import { requireOutcome } from "../outcome.ts";
import type { Story } from "../story.ts";
import { type Chapter, fact } from "./chapter.ts";
import { cu } from "./words.ts";

/** Two operators open the site and accredit the labs; the first tick opens their wallets. */
export const allocation: Chapter = {
  id: "allocation",
  title: "Six wallets are opened",
  day: 0,
  tell: (story) => {
    openWithLabs(story);
    arrangeQuarter(story);
    story.site.tick();
    const opened = story.view().of("allocation.opened");
    requireOutcome(opened.length === story.plan.labs.length, "one wallet for each lab", `${opened.length}`);
    const total = opened.reduce((sum, { entry }) => sum + granted(entry.transfers), 0);
    return {
      lead: "Two operators open the site and accredit six labs. What a lab may spend in a quarter follows from its head count and its base compute; nobody can buy more.",
      facts: [
        ...opened.map(({ index, entry }) => fact(entry.lab, cu(granted(entry.transfers)), [index])),
        fact(
          "together",
          cu(total),
          opened.map(({ index }) => index),
        ),
      ],
    };
  },
};

const granted = (transfers: readonly { readonly amountMicroCu: number }[]): number =>
  transfers.reduce((sum, { amountMicroCu }) => sum + amountMicroCu, 0);

/** What attests the nodes of a lab. */
export const hardwareRootOf = (lab: string): Digest => digestOfValue({ hardwareRoot: lab });

function openWithLabs({ site, plan }: Story): void {
  site.open("harbour", quarterPolicy);
  for (const { lab, headcount, baselineComputeUnits, meter, attests } of plan.labs) {
    site.do({
      type: "lab.accredit",
      lab,
      labKey: site.keys.key(`lab-${lab}`).keyId,
      headcount,
      baselineComputeUnits,
      persons: [`head-of-${lab}`],
      hardwareRoots: attests ? [hardwareRootOf(lab)] : [],
      meters: meter === null ? [] : [site.keys.key(meter).keyId],
    });
  }
}

/** Every run has its day, but for the large model, which a chapter starts; a tick each noon throttles what went stale. */
function arrangeQuarter(story: Story): void {
  const { agenda, plan } = story;
  const onTheirOwn = plan.models.filter(({ model }) => model !== PARTS.large);
  for (const { model, startDay } of onTheirOwn) agenda.at(onDay(startDay), () => story.runOf(model).start());
  for (let day = 0; day < QUARTER_DAYS; day += 1) agenda.at(onDay(day) + DAY_MS / 2, () => story.site.tick());
}
