/** The two commands with which a stranger checks a ledger: a small program of ours that trusts nothing, and OpenSSL. */
export const verificationCommands = (ledger: string): readonly string[] => [
  `npx plimsoll ledger verify ${ledger}`,
  `openssl pkeyutl -verify -rawin -pubin -inkey ${ledger}/ledger.pub.pem -in ${ledger}/checkpoint.txt -sigfile ${ledger}/checkpoint.sig`,
];
