import type { Counterexample, Proof } from '../../prove/prove.ts';
import { MEMBERSHIP_OF } from '../../model/status.ts';
import type { Account, DecisionContext } from '../../model/account.ts';
import { formatInstant } from '../../model/time.ts';
import type { Invariant } from '../../generated/invariants.ts';
import { printable } from '../../model/text.ts';
import { decisionJson, renderDecision } from '../account/decision.ts';
import { type Mask, maskedData, showAddresses } from '../markup/mask.ts';
import type { Paint } from '../markup/terminal.ts';
import { indentedLines } from './test-results.ts';
import { grouped } from '../markup/numbers.ts';
import { withLocalTime } from '../markup/local-time.ts';

export interface ProofTextOptions {
  readonly paint: Paint;
  readonly timezone: string;
}

/** What is told of a proof. */
export type ToldProof = Omit<Proof, 'counterexample'> & {
  readonly counterexample: Omit<Counterexample, 'policies'> | null;
};

/** What may be shown of a proof, as text or as JSON: no address stands in names, facts and trace where they are masked. */
export function maskedProof(proof: Proof, mask: Mask): ToldProof {
  const { counterexample, ...rest } = proof;
  if (counterexample === null) return { ...maskedData(rest, mask), counterexample };
  const { account, context, entries, decision } = counterexample;
  const named = { ...account, address: mask(account.address) };
  return {
    ...maskedData(rest, mask),
    counterexample: { context, ...maskedData({ account: named, entries, decision }, mask) },
  };
}

/** What came of one invariant, for people; with the account, the time and the trace where it does not hold. */
export function renderProof(proof: ToldProof, options: ProofTextOptions): string {
  const { paint } = options;
  const { invariant, origin, verdict, classes, places, counterexample } = proof;
  const head = `${painted(verdict, paint)}  ${paint.strong(printable(invariant.name))}\n`;
  if (verdict === 'holds')
    return `${head}  ${origin}: checked ${grouped(classes)} kinds of accounts, in ${grouped(places)} places and times\n`;
  const says = `  ${origin} says: ${sentence(invariant)}\n`;
  if (counterexample === null)
    return `${head}${says}  no managed account can be like this, so the invariant never applies\n`;
  return `${head}${says}${counterexampleText(counterexample, options)}`;
}

function painted(verdict: Proof['verdict'], paint: Paint): string {
  switch (verdict) {
    case 'holds':
      return paint.good(verdict);
    case 'does not hold':
      return paint.bad(verdict);
    default:
      return paint.warn(verdict);
  }
}

/** `when category admin and type user, then mfa standard`. */
export function sentence({ when = {}, then }: Invariant): string {
  const words = (of: object): string[] =>
    Object.entries(of).map(([key, value]) => printable(`${key} ${String(value)}`));
  const about = words(when).length === 0 ? 'every managed account' : `when ${words(when).join(' and ')}`;
  return `${about}, then ${words(then).join(' and ').replace('atLeast', 'at least')}`;
}

function counterexampleText(
  { account, context, entries, decision }: NonNullable<ToldProof['counterexample']>,
  options: ProofTextOptions,
): string {
  const { now, statusEvidence } = context;
  const facts = Object.entries(accountFacts(account, context)).map(
    ([name, value]) => `${name} ${printable(String(value))}`,
  );
  const lines = [
    `  it does not hold at ${withLocalTime(now, options.timezone)} for an account with`,
    `    ${facts.join(', ')}`,
    ...entries.map(
      ({ type, startsAt, expiresAt }) =>
        `    an exception: ${type} from ${formatInstant(startsAt)} to ${formatInstant(expiresAt)}`,
    ),
    ...(statusEvidence ? [] : ['    a directory in which the MFA status does not prove a role']),
  ];
  return `${lines.join('\n')}\n${indentedLines(renderDecision(account, decision, { ...options, mask: showAddresses }))}`;
}

/** What an account is, in the words of a policy test; what a policy test would leave out is left out. */
function accountFacts(account: Account, { granted }: Pick<DecisionContext, 'granted'>): Record<string, unknown> {
  const { organisation, unit, userPolicy, type, status, roles, reported, membership, compromised } = account;
  const [grant] = granted.values();
  const level = Object.entries(MEMBERSHIP_OF).find(([, told]) => told === membership)?.[0];
  return {
    organisation,
    ...(unit === '' ? {} : { unit }),
    ...(userPolicy === '' ? {} : { userPolicy }),
    type,
    status,
    ...(roles.length === 0 ? {} : { roles }),
    reported: reported === '' ? '(blank)' : reported,
    ...(level === undefined ? {} : { level }),
    ...(compromised ? { compromised } : {}),
    ...(grant === undefined ? {} : { granted: grant.type }),
  };
}

/** A proof as `prove --json` writes it. */
export function proofJson({ invariant, origin, verdict, classes, places, counterexample }: ToldProof): unknown {
  return {
    name: invariant.name,
    origin,
    says: sentence(invariant),
    verdict,
    classes,
    places,
    counterexample: counterexample === null ? null : counterexampleJson(counterexample),
  };
}

function counterexampleJson({
  account,
  context,
  entries,
  decision,
}: NonNullable<ToldProof['counterexample']>): unknown {
  return {
    at: formatInstant(context.now),
    statusEvidence: context.statusEvidence,
    account: { ...accountFacts(account, context), reported: account.reported },
    exceptions: entries.map(({ type, startsAt, expiresAt }) => ({
      type,
      startsAt: formatInstant(startsAt),
      expiresAt: formatInstant(expiresAt),
    })),
    decision: decisionJson(account, decision, showAddresses),
  };
}
