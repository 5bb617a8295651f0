import type { JSX } from "preact";
import { type Mesh, type MeshNode, meshShape } from "../../src/api/nouns.ts";
import { grouped, UNKNOWN } from "../../src/show/numbers.ts";
import { duration, instant } from "../../src/show/times.ts";
import { siteSecond } from "../data/live.ts";
import { useResource } from "../data/resource.ts";
import { Badge } from "../parts/badge.tsx";
import type { MarkName } from "../parts/mark.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { Facts, OldMark, Value } from "../parts/value.tsx";
import { TableBox, View } from "../parts/view.tsx";

/** The mesh as this node sees it. */
export const MeshPage = (): JSX.Element => {
  const mesh = useResource("/v1/mesh", meshShape, "seconds");
  return (
    <View title="Mesh" lead="One ledger over many sites, as this node sees it.">
      <Shown of={mesh} what="the mesh">
        {(shown) =>
          shown.joined ? (
            <Joined mesh={shown} />
          ) : (
            <Empty title="This site is not part of a mesh">
              It keeps its ledger alone. Join one with <code>plimsoll serve --nats URL</code>.
            </Empty>
          )
        }
      </Shown>
    </View>
  );
};

const Joined = ({ mesh }: { readonly mesh: Mesh }): JSX.Element => {
  const { nodes, frontier } = mesh;
  return (
    <>
      {mesh.isDoubled === true ? <Doubled /> : null}
      <section class="card" aria-label="This node">
        <header class="card-head">
          <h2>{mesh.node ?? "unknown node"}</h2>
          <OldMark />
        </header>
        <Facts facts={factsOf(mesh)} />
      </section>
      <section class="card" aria-labelledby="nodes">
        <h2 id="nodes">Nodes</h2>
        <Nodes nodes={nodes ?? []} />
      </section>
      <section class="card" aria-labelledby="frontier">
        <h2 id="frontier">Frontier</h2>
        <p class="small">The newest event of each author that this node holds.</p>
        <TableBox label="Frontier">
          <thead>
            <tr>
              <th scope="col">author</th>
              <th scope="col" class="number">
                event
              </th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(frontier ?? {}).map(([author, event]) => (
              <tr key={author}>
                <th scope="row" class="long">
                  {author}
                </th>
                <td class="number">{grouped(event)}</td>
              </tr>
            ))}
          </tbody>
        </TableBox>
      </section>
    </>
  );
};

const Doubled = (): JSX.Element => (
  <div class="problem" role="alert">
    <p class="problem-title">Another process writes with this node's key</p>
    <p>
      Stop one of them now: under one key they contradict one another, and the others stop hearing both. A copy of a
      node wants a key of its own.
    </p>
  </div>
);

const said = (is: boolean | null, yes: string, no: string): string => (is === null ? UNKNOWN : is ? yes : no);

const factsOf = (mesh: Mesh): readonly (readonly [string, string])[] => [
  ["writes", said(mesh.isWriting, "yes", "not yet: it asks the others whether its disk is the newest")],
  ["would be lost if this node were lost now", lossOf(mesh)],
  ["events that wait for others", grouped(mesh.waitingEvents)],
  ["nodes that it knows", grouped(mesh.nodes?.length ?? null)],
  // A node that talks to its peers alone has none.
  ...(mesh.isBrokerUp === null ? [] : [["broker", said(mesh.isBrokerUp, "reached", "not reached")] as const]),
];

const lossOf = ({ dataLossEvents, dataLossWindowMs }: Mesh): string =>
  dataLossEvents === null || dataLossWindowMs === null
    ? UNKNOWN
    : `${grouped(dataLossEvents)} events of ${duration(dataLossWindowMs)}`;

const STATES: Readonly<Partial<Record<string, MarkName>>> = {
  live: "good",
  alive: "good",
  suspect: "yellow",
  lost: "bad",
  dead: "bad",
};

const Nodes = ({ nodes }: { readonly nodes: readonly MeshNode[] }): JSX.Element => (
  <TableBox label="Nodes">
    <thead>
      <tr>
        <th scope="col">node</th>
        <th scope="col">state</th>
        <th scope="col" class="number">
          lag, events
        </th>
        <th scope="col">last heard</th>
      </tr>
    </thead>
    <tbody>
      {nodes.map(({ node, state, lagEvents, lastHeardAt }) => (
        <tr key={node}>
          <th scope="row" class="long">
            {node}
          </th>
          <td>
            <Badge mark={STATES[state ?? ""] ?? "unknown"}>{state ?? "unknown"}</Badge>
          </td>
          <td class="number">
            <Value of={grouped(lagEvents)} />
          </td>
          <td>
            <Value of={ago(lastHeardAt)} />
          </td>
        </tr>
      ))}
    </tbody>
  </TableBox>
);

function ago(at: number | null): string | null {
  if (at === null) return null;
  const now = siteSecond.value;
  return now === null ? instant(at) : `${duration(Math.max(0, now - at))} ago`;
}
