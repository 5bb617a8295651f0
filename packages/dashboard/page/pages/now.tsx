import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { type Now, type NowDeployment, type NowRun, nowShape } from "../../src/api/now.ts";
import { hashOf } from "../../src/go/route.ts";
import { computeUnits, counted, percent } from "../../src/show/numbers.ts";
import { bandShown, byUrgency } from "../../src/show/power-view.ts";
import { duration } from "../../src/show/times.ts";
import { siteSecond, tellTime } from "../data/live.ts";
import { useResource } from "../data/resource.ts";
import { Badge } from "../parts/badge.tsx";
import { Filter, isMeant } from "../parts/filter.tsx";
import { LoadLines } from "../parts/load-lines.tsx";
import { ControlPlot } from "../parts/control-plot.tsx";
import { Bar, PowerBars } from "../parts/power-bars.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { Digest, Facts, OldMark, Unknown, Value } from "../parts/value.tsx";
import { View } from "../parts/view.tsx";
import { KillDialog } from "./kill-dialog.tsx";

/** Every run and deployment that lives, what it may have, what it has, and why. */
export const NowPage = (): JSX.Element => {
  const now = useResource("/v1/now", nowShape, "seconds");
  const filter = useSignal("");
  const toKill = useSignal<NowRun | null>(null);
  const { value } = now.value;
  const site = value?.site ?? null;
  useEffect(() => {
    if (value !== null) tellTime(value.asOf);
  }, [value]);
  return (
    <View title="Now" asOf={value?.asOf ?? null} tools={<Filter of={filter} what="runs" />}>
      <Shown of={now} what="the runs of this site">
        {(shown) => (
          <>
            <Summary now={shown} />
            <Runs
              now={shown}
              filter={filter.value}
              kill={(run) => {
                toKill.value = run;
              }}
            />
            <Deployments
              deployments={shown.deployments.filter((each) => isMeant(filter.value, each.deployment, each.lab))}
            />
          </>
        )}
      </Shown>
      {toKill.value === null || site === null ? null : (
        <KillDialog
          run={toKill.value}
          log={site.origin}
          close={() => {
            toKill.value = null;
          }}
        />
      )}
    </View>
  );
};

const COUNTED = ["full", "research", "paused", "cut", "unknown"] as const;

const Summary = ({ now: { runs, deployments } }: { readonly now: Now }): JSX.Element => {
  const bands = [...runs, ...deployments].map(({ power }) => bandShown(power?.band));
  return (
    <ul class="summary" aria-label="Runs and deployments by band">
      {COUNTED.map((band) => (
        <li key={band} data-empty={!bands.includes(band)}>
          <b>{bands.filter((each) => each === band).length}</b>
          <Badge mark={band}>{band}</Badge>
        </li>
      ))}
    </ul>
  );
};

const Runs = ({
  now: { runs, bands, asOf },
  filter,
  kill,
}: {
  readonly now: Now;
  readonly filter: string;
  readonly kill: (run: NowRun) => void;
}): JSX.Element => {
  const most = useSignal(RUNS_AT_FIRST);
  const meant = byUrgency(runs, asOf).filter((run) => isMeant(filter, run.run, run.lab, run.lineage, run.domain));
  if (runs.length === 0)
    return (
      <Empty title="No run is under way">
        A run appears here when it starts: <code>plimsoll run --lab NAME --tier 2 -- python train.py</code>
      </Empty>
    );
  if (meant.length === 0) return <Empty title={`No run is called like “${filter}”`} />;
  return (
    <div class="cards">
      {meant.slice(0, most.value).map((run) => (
        <RunCard key={run.run} run={run} bands={bands} kill={() => kill(run)} />
      ))}
      {meant.length <= most.value ? null : (
        <button
          type="button"
          onClick={() => {
            most.value = meant.length;
          }}
        >
          Show {counted(meant.length - most.value, "run")} more, which need a person less
        </button>
      )}
    </div>
  );
};

/** The most urgent: each has a plot of its own, and nobody looks at two hundred. */
const RUNS_AT_FIRST = 24;

const RunCard = ({
  run,
  bands,
  kill,
}: {
  readonly run: NowRun;
  readonly bands: Now["bands"];
  readonly kill: () => void;
}): JSX.Element => {
  const band = bandShown(run.power?.band);
  return (
    <article class="card run" data-band={band} aria-label={`Run ${run.run}`}>
      <header class="card-head">
        <div class="card-name">
          <h2>{run.run}</h2>
          <p class="small">
            lab <b>{run.lab}</b> · lineage <b>{run.lineage}</b> · tier <b>{run.tier ?? "unknown"}</b> ·{" "}
            {run.domain ?? "unknown domain"}
          </p>
        </div>
        <OldMark />
        <Badge mark={band}>{band}</Badge>
        <button type="button" class="danger" onClick={kill} aria-label={`Kill run ${run.run}`}>
          Kill…
        </button>
      </header>
      <div class="run-body">
        <section aria-label="Proven control">
          <h3>Proven control</h3>
          {run.dimensions.length === 0 ? (
            <Unknown why="no dimension was measured" />
          ) : (
            <LoadLines dimensions={run.dimensions} bands={bands} />
          )}
        </section>
        <section aria-label="Power">
          <h3>Power</h3>
          <PowerBars run={run} />
          <RunFacts run={run} />
        </section>
        <section aria-label="Control over training" class="series">
          <h3>Control over training</h3>
          <Series run={run} bands={bands} />
        </section>
      </div>
      <Reasons run={run} />
    </article>
  );
};

const RunFacts = ({ run: { funds, evidence, head, startedAt, told } }: { readonly run: NowRun }): JSX.Element => {
  const now = siteSecond.value;
  const fresh = evidence?.freshUntil ?? null;
  return (
    <Facts
      facts={[
        ["told to the machine", told === null ? <Unknown /> : percent(told.levelPpm)],
        ["evidence", freshness(fresh, now)],
        ["funds", funds === null ? <Unknown /> : `${computeUnits(funds.heldMicroCu)} ${funds.state}`],
        ["newest weights", <Digest of={head} key="head" />],
        ["running for", duration(startedAt === null || now === null ? null : Math.max(0, now - startedAt))],
      ]}
    />
  );
};

function freshness(freshUntil: number | null, now: number | null): JSX.Element | string {
  if (freshUntil === null || now === null) return <Unknown />;
  return freshUntil > now ? `fresh for ${duration(freshUntil - now)}` : "stale";
}

const Series = ({
  run: { run, series },
  bands,
}: {
  readonly run: NowRun;
  readonly bands: Now["bands"];
}): JSX.Element =>
  series.length === 0 ? (
    <p class="unknown-box">No window set has closed on this run: control over its training is unknown.</p>
  ) : (
    <>
      <ControlPlot name={run} series={series} bands={bands} height={168} />
      <p class="small">Observed share of the worst cell: shown, never decided on.</p>
    </>
  );

const Reasons = ({ run: { power } }: { readonly run: NowRun }): JSX.Element => (
  <section class="reasons" aria-label="Reasons">
    <h3>Why</h3>
    {power === null || power.reasons.length === 0 ? (
      <Unknown why="the site gave no reason" />
    ) : (
      <ul>
        {power.reasons.map(({ code, meaning, remedy }) => (
          <li key={code}>
            <code>{code}</code>
            <p>{meaning ?? "what this means is not known here"}</p>
            {remedy === null ? null : (
              <p class="remedy">
                <b>To do:</b> {remedy}
              </p>
            )}
          </li>
        ))}
      </ul>
    )}
  </section>
);

const Deployments = ({ deployments }: { readonly deployments: readonly NowDeployment[] }): JSX.Element | null =>
  deployments.length === 0 ? null : (
    <section aria-labelledby="deployments">
      <h2 id="deployments" class="section-title">
        Deployments
      </h2>
      <div class="cards two">
        {deployments.map((each) => (
          <DeploymentCard key={each.deployment} of={each} />
        ))}
      </div>
    </section>
  );

const DeploymentCard = ({ of }: { readonly of: NowDeployment }): JSX.Element => {
  const band = bandShown(of.power?.band);
  return (
    <article class="card" data-band={band} aria-label={`Deployment ${of.deployment}`}>
      <header class="card-head">
        <div class="card-name">
          <h3 class="name">
            <a href={hashOf("graph", of.deployment)}>{of.deployment}</a>
          </h3>
          <p class="small">
            lab <b>{of.lab}</b> · {of.audience ?? "unknown"} · tier <b>{of.tier ?? "unknown"}</b>
          </p>
        </div>
        <OldMark />
        <Badge mark={band}>{band}</Badge>
      </header>
      <div class="power-row">
        <span class="power-label">allowed</span>
        <Bar ppm={of.power?.levelPpm ?? null} tone={band} marks={[200_000]} />
        <span class="power-figure">
          <Value of={percent(of.power?.levelPpm ?? null)} />
        </span>
      </div>
      <Facts
        facts={[
          ["price a quarter", computeUnits(of.priceMicroCu)],
          ["paid", computeUnits(of.paidMicroCu)],
        ]}
      />
      <ul class="chips">
        {(of.power?.reasons ?? []).map(({ code, meaning }) => (
          <li key={code} title={meaning ?? undefined}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
    </article>
  );
};
