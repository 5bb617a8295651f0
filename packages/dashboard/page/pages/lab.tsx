import type { JSX } from "preact";
import { runsShape } from "../../src/api/nouns.ts";
import { counted } from "../../src/show/numbers.ts";
import { duration } from "../../src/show/times.ts";
import { useList } from "../data/list.ts";
import { ControlPlot } from "../parts/control-plot.tsx";
import { Empty, ShownList } from "../parts/states.tsx";
import { Value } from "../parts/value.tsx";
import { View } from "../parts/view.tsx";

/** Where things are rehearsed, and how control went as runs were trained. */
export const LabPage = (): JSX.Element => {
  const runs = useList("/v1/runs", runsShape, "entries");
  return (
    <View title="Lab" lead="Rehearse before it counts." asOf={runs.value.value?.asOf ?? null}>
      <ul class="doors">
        <Door
          href="/lab/#cluster"
          title="ClusterTensor"
          says="A drifting cluster and the policies that keep it alive, live and bit for bit."
        />
        <Door
          href="/lab/#gardener"
          title="Gardener"
          says="A field, its gardeners, and the early warning of a collapse."
        />
        <Door href="/lab/#proof" title="Same bits" says="The published trajectories, played again in this browser." />
        <li class="card door">
          <h2>Sovereignty replays</h2>
          <p>
            Played on the machine and written as one page to open: <code>plimsoll lab sovereignty report</code>
          </p>
        </li>
      </ul>
      <section aria-labelledby="curves">
        <h2 id="curves" class="section-title">
          Control over training
        </h2>
        <ShownList of={runs} what="the runs">
          {(items) => {
            const trained = items.filter(({ series }) => series.length > 0);
            return trained.length === 0 ? (
              <Empty title="No run has a measured checkpoint yet" />
            ) : (
              <div class="cards two">
                {trained.map((run) => (
                  <article class="card" key={run.run} aria-label={`Training of ${run.run}`}>
                    <header class="card-head">
                      <div class="card-name">
                        <h3 class="name">{run.run}</h3>
                        <p class="small">
                          {counted(run.series.length, "checkpoint")},{" "}
                          <Value of={duration(run.series.at(-1)?.leasedMs ?? null)} /> under power
                          {run.ended === true ? ", ended" : ""}
                        </p>
                      </div>
                    </header>
                    <ControlPlot name={run.run} series={run.series} bands={null} height={180} />
                  </article>
                ))}
              </div>
            );
          }}
        </ShownList>
      </section>
    </View>
  );
};

const Door = ({
  href,
  title,
  says,
}: {
  readonly href: string;
  readonly title: string;
  readonly says: string;
}): JSX.Element => (
  <li class="card door">
    <h2>
      <a href={href}>{title}</a>
    </h2>
    <p>{says}</p>
  </li>
);
