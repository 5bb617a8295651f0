import { isObject, type JsonObject } from "./canonical-json.ts";
import { Fault } from "./fault.ts";

const EMPTY_WALLET = { granted: 0n, overdraft: 0n, available: 0n, reserved: 0n, posted: 0n, spent: 0n };

/** Balances in micro-CU. A source counts what left it, the other accounts what they hold. */
type Wallet = typeof EMPTY_WALLET;
type Account = keyof Wallet;

/** Of a lab's name and a quarter's, in characters. */
const NAME_LENGTH_MAX = 200;

const isName = (name: unknown): name is string => typeof name === "string" && name.length <= NAME_LENGTH_MAX;
const isAccount = (name: unknown): name is Account => typeof name === "string" && Object.hasOwn(EMPTY_WALLET, name);
const isSource = (account: Account): boolean => account === "granted" || account === "overdraft";

/** Replays every transfer and holds each wallet, a lab's quarter, against law L4. */
export class Wallets {
  readonly #wallets = new Map<string, Wallet>();

  apply({ transfers = [] }: JsonObject, index: number): void {
    if (!Array.isArray(transfers)) throw broken(index, "its transfers are no list");
    const touched = transfers.map((transfer: unknown) => this.#transfer(transfer, index));
    if (!touched.every(isConserved)) throw broken(index, "accounts fall below zero or do not add up");
  }

  #transfer(transfer: unknown, index: number): Wallet {
    const { lab, quarter, from, to, amountMicroCu: amount } = isObject(transfer) ? transfer : {};
    const isNamed = isName(lab) && isName(quarter) && isAccount(from) && isAccount(to);
    const isAmount = Number.isSafeInteger(amount) && Number(amount) >= 0;
    if (!isNamed || !isAmount) throw broken(index, "a transfer is malformed");
    const name = JSON.stringify([lab, quarter]);
    const wallet = this.#wallets.get(name) ?? { ...EMPTY_WALLET };
    this.#wallets.set(name, wallet);
    wallet[from] += BigInt(Number(amount)) * (isSource(from) ? 1n : -1n);
    wallet[to] += BigInt(Number(amount)) * (isSource(to) ? -1n : 1n);
    return wallet;
  }
}

const isConserved = (wallet: Wallet): boolean =>
  wallet.granted + wallet.overdraft === wallet.available + wallet.reserved + wallet.posted + wallet.spent &&
  Object.values(wallet).every((balance) => balance >= 0n);

const broken = (index: number, why: string): Fault => new Fault("CONSERVATION_BROKEN", `entry ${index}: ${why}`);
