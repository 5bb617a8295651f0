import type { JSX } from "preact";
import {
  type EvidenceCell,
  type EvidenceDimension,
  evidenceShape,
  type EvidenceSet,
  type ModelStatus,
  type Oversight,
} from "../../src/api/evidence.ts";
import { nowShape } from "../../src/api/now.ts";
import { hashOf } from "../../src/go/route.ts";
import { plainWords } from "../../src/show/names.ts";
import { grouped, percent, share } from "../../src/show/numbers.ts";
import { bandShown } from "../../src/show/power-view.ts";
import { instant } from "../../src/show/times.ts";
import { useResource } from "../data/resource.ts";
import { Badge } from "../parts/badge.tsx";
import { LoadLines } from "../parts/load-lines.tsx";
import type { MarkName } from "../parts/mark.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { type Subject, SubjectPicker, subjectsOf } from "../parts/subject-picker.tsx";
import { Digest, OldMark, Value } from "../parts/value.tsx";
import { TableBox, View } from "../parts/view.tsx";

/** What may be claimed of a model, what is missing, and how many trials more a claim needs. */
export const EvidencePage = ({ rest: [kind, name] }: { readonly rest: readonly string[] }): JSX.Element => {
  const now = useResource("/v1/now", nowShape, "entries");
  const subjects = now.value.value === null ? [] : subjectsOf(now.value.value);
  const chosen: Subject | null =
    (kind === "runs" || kind === "deployments") && name !== undefined ? { kind, name } : (subjects[0] ?? null);
  const path = chosen === null ? null : `/v1/${chosen.kind}/${encodeURIComponent(chosen.name)}/evidence`;
  const evidence = useResource(path, evidenceShape, "entries");
  return (
    <View
      title="Evidence"
      lead="Claims are bounds at a stated error rate. What failed, never came or is missing counts against them."
      asOf={evidence.value.value?.asOf ?? null}
      tools={
        <SubjectPicker
          subjects={subjects}
          chosen={chosen}
          choose={({ kind, name }) => {
            location.hash = hashOf("evidence", kind, name);
          }}
        />
      }
    >
      {path === null ? (
        <Shown of={now} what="the runs of this site">
          {() => <Empty title="There is no run and no deployment to have evidence on" />}
        </Shown>
      ) : (
        <Shown of={evidence} what={`the evidence on ${chosen?.name ?? ""}`}>
          {({ status }) => <Status of={status} />}
        </Shown>
      )}
    </View>
  );
};

const Status = ({ of }: { readonly of: ModelStatus }): JSX.Element => {
  const dimensions = Object.entries(of.dimensions);
  return (
    <>
      <section class="card" aria-labelledby="claims">
        <header class="card-head">
          <h2 id="claims">What may be claimed</h2>
          <OldMark />
          <Badge mark={bandShown(of.power?.band)}>
            {bandShown(of.power?.band)}, {percent(of.power?.levelPpm ?? null)}
          </Badge>
        </header>
        <div class="evidence-body">
          <LoadLines
            bands={null}
            dimensions={dimensions.map(([dimension, each]) => ({
              dimension,
              verdict: each.verdict?.["990000"] ?? null,
              boundPpm: each.provenPpm,
              pointPpm: each.pointPpm,
              trials: each.trials,
              failures: each.failures,
            }))}
          />
          <Claims dimensions={dimensions} />
        </div>
      </section>
      <Missing of={of} />
      <section class="card" aria-labelledby="sets">
        <h2 id="sets">Window sets in force</h2>
        {of.sets.length === 0 ? (
          <Empty title="No window set was ever registered on these weights" />
        ) : (
          <Sets sets={of.sets} />
        )}
      </section>
      {of.cells.length === 0 ? null : (
        <section class="card" aria-labelledby="cells">
          <h2 id="cells">Windows, cell by cell</h2>
          <Cells cells={of.cells} />
        </section>
      )}
      {of.oversight.length === 0 ? null : (
        <section class="card" aria-labelledby="families">
          <h2 id="families">Oversight families</h2>
          {of.oversight.map((weights) => (
            <Families key={weights.digest} of={weights} />
          ))}
        </section>
      )}
    </>
  );
};

const CLAIMS = [
  ["900000", "0.90"],
  ["950000", "0.95"],
  ["990000", "0.99"],
] as const;

const VERDICT_MARKS: Readonly<Partial<Record<string, MarkName>>> = { proven: "good", open: "open", unproven: "bad" };

const Claims = ({
  dimensions,
}: {
  readonly dimensions: readonly (readonly [string, EvidenceDimension])[];
}): JSX.Element => (
  <TableBox label="Claims by dimension">
    <thead>
      <tr>
        <th scope="col">dimension</th>
        <th scope="col">trials</th>
        <th scope="col">failures</th>
        {CLAIMS.map(([ppm, claim]) => (
          <th scope="col" key={ppm}>
            {claim}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {dimensions.map(([name, each]) => (
        <tr key={name}>
          <th scope="row">{plainWords(name)}</th>
          <td>
            <Value of={each.trials === null ? null : grouped(each.trials)} />
          </td>
          <td>
            <Value of={each.failures === null ? null : grouped(each.failures)} />
          </td>
          {CLAIMS.map(([ppm]) => (
            <td key={ppm}>
              <Badge mark={VERDICT_MARKS[each.verdict?.[ppm] ?? ""] ?? "unknown"}>
                {each.verdict?.[ppm] ?? "unknown"}
              </Badge>
              <span class="needs">{needed(each.missingTrials?.[ppm])}</span>
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </TableBox>
);

function needed(missing: number | null | undefined): string {
  if (missing === undefined) return "";
  if (missing === null) return "a million trials would not do";
  return missing === 0 ? "" : `${grouped(missing)} clean trials more`;
}

const Missing = ({ of: { missing, stale, next } }: { readonly of: ModelStatus }): JSX.Element => (
  <section class="card" aria-labelledby="missing">
    <header class="card-head">
      <h2 id="missing">What is missing</h2>
      <Badge mark={missing.length + stale.length === 0 ? "good" : "bad"}>
        {missing.length + stale.length === 0 ? "nothing" : `${missing.length + stale.length}`}
      </Badge>
    </header>
    {missing.length + stale.length === 0 ? null : (
      <ul class="missing">
        {missing.map(({ reason, detail }) => (
          <li key={reason + detail}>
            <code>{reason}</code> {detail}
          </li>
        ))}
        {stale.map(({ what, limit, detail }) => (
          <li key={what + detail}>
            <code>stale by {limit}</code> {what}: {detail}
          </li>
        ))}
      </ul>
    )}
    {next === null ? null : (
      <p class="small">
        The next window of a cell has <b>{grouped(next.trials)}</b> trials.
      </p>
    )}
  </section>
);

const Sets = ({ sets }: { readonly sets: readonly EvidenceSet[] }): JSX.Element => (
  <TableBox label="Window sets in force">
    <thead>
      <tr>
        <th scope="col">set</th>
        <th scope="col">proves</th>
        <th scope="col">trials a window</th>
        <th scope="col">closed</th>
        <th scope="col">why</th>
      </tr>
    </thead>
    <tbody>
      {sets.map(({ set, band, trials, closed, closedAt, deadlineAt, reason }) => (
        <tr key={set}>
          <th scope="row">{set}</th>
          <td>
            {closed ? <Badge mark={bandShown(band)}>{band}</Badge> : <Badge mark="open">open: {band} at most</Badge>}
          </td>
          <td>{grouped(trials)}</td>
          <td>{closed ? <Value of={instant(closedAt)} /> : `open until ${instant(deadlineAt)}`}</td>
          <td>
            <code>{reason ?? "unknown"}</code>
          </td>
        </tr>
      ))}
    </tbody>
  </TableBox>
);

const Cells = ({ cells }: { readonly cells: readonly EvidenceCell[] }): JSX.Element => (
  <TableBox label="Windows, cell by cell">
    <thead>
      <tr>
        <th scope="col">cell</th>
        <th scope="col">set</th>
        <th scope="col">trials</th>
        <th scope="col">failures</th>
        <th scope="col">void</th>
        <th scope="col">bound</th>
        <th scope="col">observed</th>
      </tr>
    </thead>
    <tbody>
      {cells.map((cell) => (
        <tr key={`${cell.set}/${cell.dimension}/${cell.context}`}>
          <th scope="row">
            {plainWords(cell.dimension)} <span class="context">{cell.context}</span>
          </th>
          <td>{cell.set}</td>
          <td>
            {grouped(cell.trials)} of {grouped(cell.registered)}
          </td>
          <td>{grouped(cell.failures)}</td>
          <td>
            <Value of={cell.void === null ? null : grouped(cell.void)} />
          </td>
          <td>
            <Value of={share(cell.provenPpm)} />
          </td>
          <td>
            <Value of={share(cell.pointPpm)} />
          </td>
        </tr>
      ))}
    </tbody>
  </TableBox>
);

const FAMILY_MARKS: Readonly<Partial<Record<string, MarkName>>> = {
  passed: "good",
  failed: "bad",
  overfit: "bad",
  failing: "bad",
};

const Families = ({ of }: { readonly of: Oversight }): JSX.Element => (
  <div class="families">
    <p>
      <Digest of={of.digest} />{" "}
      {of.screened === true ? (
        <Badge mark="none">screened: control and the deception gap alone decide</Badge>
      ) : (
        <Badge mark={FAMILY_MARKS[of.standing] ?? "unknown"}>
          {of.standing}: {of.passed ?? "unknown"} of {of.needed ?? "unknown"} freshly passed
        </Badge>
      )}
    </p>
    <ul class="chips">
      {of.families.map(({ family, verdict }) => (
        <li key={family}>
          <Badge mark={FAMILY_MARKS[verdict] ?? "unknown"}>
            {plainWords(family)}: {verdict}
          </Badge>
        </li>
      ))}
    </ul>
  </div>
);
