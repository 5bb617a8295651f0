import type { JSX } from "preact";
import { type Mesh, type MeshNode, meshShape } from "../../src/api/nouns.ts";
import { grouped } from "../../src/show/numbers.ts";
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

const Joined = ({ mesh: { node, nodes, frontier, dataLossWindowMs } }: { readonly mesh: Mesh }): JSX.Element => (
  <>
    <section class="card" aria-label="This node">
      <header class="card-head">
        <h2>{node ?? "unknown node"}</h2>
        <OldMark />
      </header>
      <Facts
        facts={[
          ["would be lost if this node were lost now", duration(dataLossWindowMs)],
          ["nodes that it knows", nodes === null ? "unknown" : grouped(nodes.length)],
        ]}
      />
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
