import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import {
  type CheckpointItem,
  checkpointsShape,
  type RunItem,
  runsShape,
  siteShape,
  type WalletItem,
  walletsShape,
} from "../../src/api/nouns.ts";
import { accountBar, ACCOUNTS } from "../../src/show/account-bar.ts";
import { computeUnits, scaled, shareOf } from "../../src/show/numbers.ts";
import { duration } from "../../src/show/times.ts";
import { useList } from "../data/list.ts";
import { useResource } from "../data/resource.ts";
import { Badge } from "../parts/badge.tsx";
import { Filter, isMeant } from "../parts/filter.tsx";
import { Bar } from "../parts/power-bars.tsx";
import { CutNote, Empty, ShownList } from "../parts/states.tsx";
import { OldMark, Value } from "../parts/value.tsx";
import { TableBox, View } from "../parts/view.tsx";

/** What every lab was granted, where it is, and what it owes. */
export const BudgetPage = (): JSX.Element => {
  const wallets = useList("/v1/wallets", walletsShape, "entries");
  const runs = useList("/v1/runs", runsShape, "entries");
  const weights = useList("/v1/checkpoints", checkpointsShape, "entries");
  const site = useResource("/v1/site", siteShape, "entries");
  const filter = useSignal("");
  return (
    <View
      title="Budget"
      lead="Granted plus overdraft is spent plus posted plus reserved plus available, always."
      asOf={wallets.value.value?.asOf ?? null}
      tools={<Filter of={filter} what="wallets" />}
    >
      <ShownList of={wallets} what="the wallets">
        {(items) => <Wallets items={items} filter={filter.value} />}
      </ShownList>
      <section aria-labelledby="quanta">
        <h2 id="quanta" class="section-title">
          Quantum use
        </h2>
        <ShownList of={runs} what="the runs">
          {(items) => (
            <Quanta
              runs={items.filter((run) => run.ended !== true && isMeant(filter.value, run.run, run.lab))}
              weights={weights.value.value?.items ?? []}
              quantumFlop={site.value.value?.policy?.runQuantumFlop ?? null}
            />
          )}
        </ShownList>
        <CutNote of={weights} what="the checkpoints" />
      </section>
    </View>
  );
};

const Wallets = ({
  items,
  filter,
}: {
  readonly items: readonly WalletItem[];
  readonly filter: string;
}): JSX.Element => {
  const meant = items.filter(({ lab, quarter }) => isMeant(filter, lab, quarter)).toReversed();
  if (items.length === 0)
    return (
      <Empty title="No wallet was opened yet">
        A lab gets one when it is accredited: <code>plimsoll lab accredit</code>
      </Empty>
    );
  if (meant.length === 0) return <Empty title={`No wallet is called like “${filter}”`} />;
  return (
    <>
      <Legend />
      <div class="cards">
        {meant.map((wallet) => (
          <WalletCard key={`${wallet.lab}/${wallet.quarter}`} wallet={wallet} />
        ))}
      </div>
    </>
  );
};

const Legend = (): JSX.Element => (
  <ul class="legend" aria-label="Legend">
    {ACCOUNTS.map((account) => (
      <li key={account}>
        <svg class="key" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
          <rect width="14" height="14" rx="3" class={`account-${account}`} />
        </svg>
        {account}
      </li>
    ))}
    <li>
      <svg class="key" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
        <rect width="14" height="14" rx="3" class="account-overdraft" />
      </svg>
      overdraft: beyond the line of what was granted
    </li>
  </ul>
);

const WalletCard = ({ wallet }: { readonly wallet: WalletItem }): JSX.Element => {
  const bar = accountBar(wallet);
  return (
    <article class="card wallet" aria-label={`Wallet of ${wallet.lab} in ${wallet.quarter}`}>
      <header class="card-head">
        <div class="card-name">
          <h2>{wallet.lab}</h2>
          <p class="small">{wallet.quarter}</p>
        </div>
        <OldMark />
        {wallet.overdraft === "0" ? null : <Badge mark="bad">overdrawn by {computeUnits(wallet.overdraft)}</Badge>}
        {wallet.exhausted === true ? <Badge mark="cut">exhausted</Badge> : null}
        {wallet.exhausted === null ? <Badge mark="unknown">unknown</Badge> : null}
      </header>
      {bar === null ? (
        <p class="unknown-box">Nothing was granted in this quarter, and nothing is owed.</p>
      ) : (
        <svg class="wallet-bar" viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true">
          {bar.parts.map(({ account, startPpm, widthPpm }) => (
            <rect
              key={account}
              x={startPpm / 1_000}
              y="6"
              width={widthPpm / 1_000}
              height="28"
              class={`account-${account}`}
            />
          ))}
          {wallet.overdraft === "0"
            ? null
            : ["account-overdraft-ground", "account-overdraft"].map((ground) => (
                <rect
                  key={ground}
                  x={bar.grantedPpm / 1_000}
                  y="6"
                  width={1_000 - bar.grantedPpm / 1_000}
                  height="28"
                  class={ground}
                />
              ))}
          <path d={`M${Math.min(999, bar.grantedPpm / 1_000)} 0V40`} class="granted-line" />
        </svg>
      )}
      {bar?.isConserved === false ? (
        <p class="alarm" role="alert">
          Law L4 does not hold in these figures. Do not rely on them.
        </p>
      ) : null}
      <dl class="facts accounts">
        {(["granted", ...ACCOUNTS, "overdraft"] as const).map((account) => (
          <div key={account}>
            <dt>{account}</dt>
            <dd>
              <Value of={computeUnits(wallet[account])} />
            </dd>
          </div>
        ))}
        <div>
          <dt>debt wedge</dt>
          <dd>
            <Value of={computeUnits(wallet.wedgeMicroCu)} />
          </dd>
        </div>
      </dl>
    </article>
  );
};

const Quanta = ({
  runs,
  weights,
  quantumFlop,
}: {
  readonly runs: readonly RunItem[];
  readonly weights: readonly CheckpointItem[];
  readonly quantumFlop: string | null;
}): JSX.Element =>
  runs.length === 0 ? (
    <Empty title="No run draws on a quantum" />
  ) : (
    <>
      <p class="small">
        The most that can have been computed on the way to a run’s newest weights, beside one quantum of{" "}
        <Value of={scaled(quantumFlop, "FLOP")} />. What nobody measured counts at the full rate.
      </p>
      <TableBox label="Quantum use by run">
        <thead>
          <tr>
            <th scope="col">run</th>
            <th scope="col">lab</th>
            <th scope="col">held for it</th>
            <th scope="col">under power</th>
            <th scope="col">measured</th>
            <th scope="col">at most</th>
            <th scope="col">quanta begun</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <QuantumRow
              key={run.run}
              run={run}
              head={weights.find(({ digest }) => digest === run.head)}
              quantumFlop={quantumFlop}
            />
          ))}
        </tbody>
      </TableBox>
    </>
  );

const QuantumRow = ({
  run,
  head,
  quantumFlop,
}: {
  readonly run: RunItem;
  readonly head: CheckpointItem | undefined;
  readonly quantumFlop: string | null;
}): JSX.Element => {
  const part = shareOf(head?.flopAtMost ?? null, quantumFlop);
  return (
    <tr>
      <th scope="row">{run.run}</th>
      <td>{run.lab}</td>
      <td>
        <Value of={run.funds === null ? null : `${computeUnits(run.funds.heldMicroCu)} ${run.funds.state}`} />
      </td>
      <td>
        <Value of={duration(run.series.at(-1)?.leasedMs ?? null)} />
      </td>
      <td>
        <Value of={scaled(head?.trainedFlop ?? null, "FLOP")} />
      </td>
      <td>
        <Value of={scaled(head?.flopAtMost ?? null, "FLOP")} />
      </td>
      <td class="bar-cell">
        <div>
          <Bar ppm={part === null ? null : part % 1_000_000} tone="lease" />
          <Value of={part === null ? null : `${Math.ceil(part / 1_000_000)}`} />
        </div>
      </td>
    </tr>
  );
};
