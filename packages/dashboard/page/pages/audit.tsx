import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { type AuditItem, auditsShape, type Channel, type LabItem, labsShape } from "../../src/api/nouns.ts";
import { plainWords } from "../../src/show/names.ts";
import { energy, grouped, scaled } from "../../src/show/numbers.ts";
import { duration, instant } from "../../src/show/times.ts";
import { siteSecond } from "../data/live.ts";
import { useList } from "../data/list.ts";
import { Badge } from "../parts/badge.tsx";
import { Filter, isMeant } from "../parts/filter.tsx";
import { Empty, ShownList } from "../parts/states.tsx";
import { OldMark, Unknown, Value } from "../parts/value.tsx";
import { TableBox, View } from "../parts/view.tsx";

/** What meters say beside what was paid for, and who is held. */
export const AuditPage = (): JSX.Element => {
  const labs = useList("/v1/labs", labsShape, "entries");
  const audits = useList("/v1/audits", auditsShape, "entries");
  const filter = useSignal("");
  return (
    <View
      title="Audit"
      lead="Energy, calls and training as meters see them, beside what the ledger accounts for."
      asOf={labs.value.value?.asOf ?? null}
      tools={<Filter of={filter} what="labs" />}
    >
      <ShownList of={labs} what="the labs">
        {(items) => {
          const meant = items.filter(({ lab }) => isMeant(filter.value, lab));
          return meant.length === 0 ? (
            <Empty
              title={items.length === 0 ? "No lab is accredited yet" : `No lab is called like “${filter.value}”`}
            />
          ) : (
            <ShownList of={audits} what="the audits">
              {(audited) => (
                <div class="cards">
                  {meant.map((lab) => (
                    <LabCard key={lab.lab} lab={lab} audit={audited.find((each) => each.lab === lab.lab) ?? null} />
                  ))}
                </div>
              )}
            </ShownList>
          );
        }}
      </ShownList>
    </View>
  );
};

const LabCard = ({ lab, audit }: { readonly lab: LabItem; readonly audit: AuditItem | null }): JSX.Element => {
  const channels = audit?.newest?.channels ?? null;
  return (
    <article class="card" data-band={lab.hold === null ? "" : "cut"} aria-label={`Audit of ${lab.lab}`}>
      <header class="card-head">
        <div class="card-name">
          <h2>{lab.lab}</h2>
          <p class="small">
            {(lab.linked ?? []).length > 1
              ? `linked with ${(lab.linked ?? []).filter((each) => each !== lab.lab).join(", ")}`
              : "linked with no other lab"}
          </p>
        </div>
        <OldMark />
        {lab.hold === null ? (
          <Badge mark="none">no hold</Badge>
        ) : (
          <Badge mark="cut">on hold: {plainWords(lab.hold)}</Badge>
        )}
        <Verdict audit={audit} />
      </header>
      <Meters lab={lab} audit={audit} />
      {channels === null ? null : (
        <TableBox label={`Channels of ${lab.lab}`}>
          <thead>
            <tr>
              <th scope="col">channel</th>
              <th scope="col" class="number">
                at least
              </th>
              <th scope="col" class="number">
                measured
              </th>
              <th scope="col" class="number">
                at most
              </th>
              <th scope="col">is it within</th>
            </tr>
          </thead>
          <tbody>
            <ChannelRow name="energy" write={energy} of={channels.energyMj} />
            <ChannelRow name="API calls" write={grouped} of={channels.apiCalls} />
            <ChannelRow name="training" write={flop} of={channels.trainingFlop} />
          </tbody>
        </TableBox>
      )}
    </article>
  );
};

const Verdict = ({ audit }: { readonly audit: AuditItem | null }): JSX.Element => {
  const verdict = audit?.newest?.verdict ?? null;
  if (verdict === null) return <Badge mark="unknown">never reconciled</Badge>;
  return <Badge mark={verdict === "agrees" ? "good" : "bad"}>{plainWords(verdict)}</Badge>;
};

const Meters = ({ lab, audit }: { readonly lab: LabItem; readonly audit: AuditItem | null }): JSX.Element => {
  const now = siteSecond.value;
  if ((lab.meters ?? []).length === 0)
    return <p class="unknown-box">No meter is registered: what this lab really uses is unknown.</p>;
  return (
    <ul class="chips">
      {(lab.meters ?? []).map((meter) => {
        const at = audit?.meters.find((each) => each.meter === meter)?.newest.measuredAt ?? null;
        return (
          <li key={meter}>
            <code>{meter}</code>{" "}
            {at === null ? (
              <Unknown why="never heard" />
            ) : now === null ? (
              instant(at)
            ) : (
              `${duration(Math.max(0, now - at))} ago`
            )}
          </li>
        );
      })}
    </ul>
  );
};

const flop = (digits: string | null): string => scaled(digits, "FLOP");

const ChannelRow = ({
  name,
  write,
  of,
}: {
  readonly name: string;
  readonly write: (digits: string | null) => string;
  readonly of: Channel | null;
}): JSX.Element => (
  <tr>
    <th scope="row">{name}</th>
    {[of?.atLeast, of?.measured, of?.atMost].map((digits, place) => (
      <td class="number" key={place}>
        <Value of={write(digits ?? null)} />
      </td>
    ))}
    <td>
      {of === null ? (
        <Unknown />
      ) : isWithin(of) ? (
        <Badge mark="good">within</Badge>
      ) : (
        <Badge mark="bad">not within</Badge>
      )}
    </td>
  </tr>
);

/** Below is judged only when a window closes; the verdict above says what counts. */
const isWithin = ({ atLeast, atMost, measured }: Channel): boolean =>
  BigInt(atLeast) <= BigInt(measured) && BigInt(measured) <= BigInt(atMost);
